"""Who must know of a new case, and how soon."""

from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from notices import outbox

from .models import Alarm, Case, Risk

OFFICERS = (Role.COUNTY_OFFICER,)
SHARES = (2, 4, 6, 9, 12)  # digits of a division code that name a province, city, county, township, village


def over(code):
    """Return the codes of an area and of all areas that hold it."""
    return {code[:digits].ljust(12, "0") for digits in SHARES}


def posts_over(area, *roles):
    """Return the live Posts of `roles` whose area holds `area`, one for each person and role."""
    live = Post.objects.live().filter(role__in=roles, area__in=over(area.pk), user__is_active=True)
    return list({(post.user_id, post.role): post for post in live.select_related("user").order_by("pk")}.values())


def posts_for(case, *roles):
    """Return posts_over() of the area of `case` without whoever it concerns: a notice alone would tell her that somebody spoke of her."""
    return [post for post in posts_over(case.area, *roles) if Case.objects.filter(pk=case.pk).without_conflict(post.user).exists()]


def officers_on_duty(case):
    """Return the live Posts of the officers who answer for `case` when it is red.

    When no officer of the county may hear of it, these are the city's officers, so that red is never told to nobody.
    """
    return posts_for(case, *OFFICERS) or posts_for(case, Role.CITY_OFFICER)


def tell_mediators(case, *, again="", but=None):
    """Tell the mediators of its area (except the user `but`) that a case waits. Blue waits under 我的消息. Returns whether one may take it."""
    posts = posts_for(case, Role.MEDIATOR)
    for post in posts:
        if but is None or post.user_id != but.pk:
            outbox.tell(post.user, "case_red" if case.risk == Risk.RED else "case_new", case, again=again, sms=case.risk > Risk.BLUE)
    return bool(posts)


def tell_of(case):
    """Tell the mediators of its area of a new case; red goes at once to the officers on duty as well. In the caller's transaction.

    Nobody is named and nothing is said but the number: the words are the same on every phone. A red case that nobody opens is
    told further (danger.alarms).
    """
    may_be_taken = tell_mediators(case, but=case.reporter)  # she wrote it down herself
    if not may_be_taken and posts_over(case.area, Role.MEDIATOR):  # it concerns each of them: an officer finds somebody else
        from .casework import assigning  # it asks us whom to tell

        assigning.to_the_desk(case=case, why=Case.DeskWhy.CONFLICT, at=timezone.now())
    if case.risk == Risk.RED:
        for post in officers_on_duty(case):
            outbox.tell(post.user, "case_red_duty", case)
        start_alarm(case=case, by=case.reporter)


def start_alarm(*, case, by):
    """Begin to count the minutes in which nobody opens a red case; an alarm that still rings goes on. Returns the Alarm."""
    alarm, _ = Alarm.objects.get_or_create(case=case, ended_at=None, defaults={"by": by})
    return alarm
