"""Who must know of a new case, and how soon."""

from accounts.models import Post
from accounts.roles import Role
from notices import outbox

from .models import Risk

OFFICERS = (Role.COUNTY_OFFICER,)
SHARES = (2, 4, 6, 9, 12)  # digits of a division code that name a province, city, county, township, village


def over(code):
    """Return the codes of an area and of all areas that hold it."""
    return {code[:digits].ljust(12, "0") for digits in SHARES}


def posts_over(area, *roles):
    """Return the live Posts of `roles` whose area holds `area`, one for each person and role."""
    live = Post.objects.live().filter(role__in=roles, area__in=over(area.pk), user__is_active=True)
    return list({(post.user_id, post.role): post for post in live.select_related("user").order_by("pk")}.values())


def tell_of(case):
    """Tell the mediators of its area of a new case; red goes at once to the officers on duty as well. In the caller's transaction.

    Blue waits under 我的消息. Nobody is named and nothing is said but the number: the words are the same on every phone.
    When no officer of the county holds a post, the city's officers are told, so that red is never told to nobody.
    """
    for post in posts_over(case.area, Role.MEDIATOR):
        if post.user_id == case.reporter_id:
            continue  # she wrote it down herself
        outbox.tell(post.user, "case_red" if case.risk == Risk.RED else "case_new", case, sms=case.risk > Risk.BLUE)
    if case.risk == Risk.RED:
        for post in posts_over(case.area, *OFFICERS) or posts_over(case.area, Role.CITY_OFFICER):
            outbox.tell(post.user, "case_red_duty", case)
