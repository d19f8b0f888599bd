"""The calls to 12338 that lie with somebody: begun and put aside, or passed on without an answer. Registered with accounts.holdings."""

from django.db import transaction

from accounts.models import Post, User
from accounts.roles import GRANTS, Reach, Role, may_ever, subtree
from notices import outbox

from .. import watch
from ..casework.steps import ASSIGN
from ..models import HotlineCall
from .receiving import TAKE_CALL

ROLES = [role for role, grants in GRANTS.items() if TAKE_CALL in grants.get(Reach.AREA, ())]


def held_by(post):
    """Return the calls that are not done and lie with the holder of `post`, from its area."""
    if post.role not in ROLES:
        return HotlineCall.objects.none()
    low, high = subtree(post.place_id)
    rows = HotlineCall.objects.filter(holder=post.user_id, area_id__gte=low, area_id__lt=high, ended_at=None, sealed_key__isnull=False)
    return rows.filter(handling__in=(HotlineCall.Handling.DRAFT, HotlineCall.Handling.PASSED)).select_related("area").order_by("pk")


def lines(post, by):
    """Number, kind and state of each; whoever has nothing to do with cases reads only how many."""
    held = held_by(post)
    if not may_ever(by, ASSIGN):
        return [f"没办完的 12338 登记 {count} 件"] if (count := held.count()) else []
    return [f"12338 登记 {call.number}　{call.get_kind_display()}　{call.get_handling_display()}" for call in held]


def heirs(post, by):
    """Return who answers 12338 for the whole area of `post`."""
    if not may_ever(by, ASSIGN):
        return User.objects.none()
    roles = [Role.MEDIATOR] if post.role == Role.MEDIATOR else ROLES
    posts = Post.objects.live().filter(role__in=roles, area__in=watch.over(post.place_id))
    return User.objects.filter(is_active=True, pk__in=posts.values("user")).exclude(pk=post.user_id)


@transaction.atomic
def pass_on(post, to, by):
    """Give each call to `to`; one that she may not see, or all of them when `to` is None, to an officer of the place. Returns it in words."""
    given, officers, left = 0, 0, 0
    for call in held_by(post).select_for_update(no_key=True, of=("self",)):
        heir = to if to is not None and to.has_perm(TAKE_CALL, call) else _officer(call, by, but=post.user_id)
        if heir is None:
            left += 1
            continue
        HotlineCall.objects.filter(pk=call.pk).update(holder=heir)
        outbox.tell(heir, "call_given", call, again=str(post.pk), sms=False)
        given, officers = (given + 1, officers) if heir == to else (given, officers + 1)
    said = [f"12338 登记 {given} 件交给了{to.get_full_name()}"] if given else []
    said += [f"12338 登记 {officers} 件交给了那一片的干部"] if officers else []
    return "，".join(said + ([f"12338 登记 {left} 件还没有人接，请先任命那一片的干部"] if left else []))


def _officer(call, by, but):
    """Return whoever ends the Post if she answers 12338 there, else the first officer of the county or the city who may see the call."""
    if by.pk != but and by.has_perm(TAKE_CALL, call):
        return by
    users = [post.user for role in (Role.COUNTY_OFFICER, Role.CITY_OFFICER) for post in watch.posts_over(call.area, role)]
    return next((user for user in users if user.pk != but and user.has_perm(TAKE_CALL, call)), None)
