"""Break-glass 紧急打开: an officer reads a case outside her reach for one hour; its mediator and the data-protection officer are told.

Who may: an officer of a county or of the city, for any case of the same city whose number she can name (docs/decisions/0027).
She reads and writes nothing: no deed and no export opens by it. Each look is a row of the log that names the glass.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts import limits, roles, trail
from accounts.refusals import NotAllowed
from accounts.roles import Role
from notices import outbox

from .. import watch
from ..models import AccessLog, BreakGlass, Case
from ..refusals import CaseRefused
from . import noting

PERM = "mediation.break_glass"
HOUR = timedelta(hours=1)
TRIES = limits.Limit("glass-hour", 5, HOUR, "一小时里试了太多个编号。请等 {wait}再试，急事请打电话给那边的县妇联。")
CITY = 4  # digits of a division code that name a city
READS = {AccessLog.What.CASE, AccessLog.What.PARTY, AccessLog.What.PHOTO}


class NoSuchCase(CaseRefused):
    """The number does not exist, or is not hers to open: the same sentence."""

    sentence = "没有找到这个编号，或者不能由您打开。请对照编号再看一遍，也可以打电话给经办人那边的县妇联。"


class OpenAlready(CaseRefused):
    sentence = "这一件您本来就能看，不用紧急打开。"


def live(user, number):
    """Return the BreakGlass by which `user` may read case `number` now, with its case; or None."""
    glasses = BreakGlass.objects.filter(user=user, number=number, until__gt=timezone.now(), case__sealed_key__isnull=False)
    glass = glasses.select_related("case__area", "case__mediator", "case__reporter").order_by("-until").first()
    return None if glass is None or _stands_in_it(glass.case, user) else glass


def break_glass(*, user, number, why, words, ip=None):
    """Open case `number` to `user` for an hour. `why` is a BreakGlass.Why, `words` say more. Returns the BreakGlass; a live one is kept.

    Raises NotAllowed (no such post), TooOften, NoSuchCase, OpenAlready. A try that finds nothing is written down as well.
    """
    post = next(iter(roles.posts_granting(user, PERM)), None)
    if post is None:
        raise NotAllowed
    limits.take((TRIES, f"user:{user.pk}"))
    case = Case.objects.filter(number=number, sealed_key__isnull=False).first()
    if case is None or case.area_id[:CITY] != post.area_id[:CITY] or _stands_in_it(case, user):
        AccessLog.objects.create(user=user, number=noting.shaped(number), area_code=post.area_id, what=AccessLog.What.REFUSED, ip=ip)
        raise NoSuchCase
    if Case.objects.visible_to(user).filter(pk=case.pk).exists():
        raise OpenAlready
    return live(user, number) or _break(case, user, post, why, words, ip)


@transaction.atomic
def _break(case, user, post, why, words, ip):
    now = timezone.now()
    glass = BreakGlass(user=user, case=case, number=case.number, area_code=case.area_id, office=f"{post.area.short_name}妇联", at=now, until=now + HOUR)
    glass.why, glass.words = why, words
    glass.save(force_insert=True)
    what = AccessLog.What.GLASS
    AccessLog.objects.create(user=user, case=case, number=case.number, area_code=case.area_id, what=what, ip=ip, glass=glass, at=now)
    for mediator in [case.mediator] if case.mediator_id else [held.user for held in watch.posts_for(case, Role.MEDIATOR)]:
        outbox.tell(mediator, "glass_broken", glass)
    for officer in guards_of(case):
        outbox.tell(officer, "glass_to_judge", glass)
    return glass


@transaction.atomic
def end_glass(*, glass, by):
    """The data-protection officer stops it before its hour is over. Raises NotAllowed. Stopping one that is over changes nothing."""
    if not by.has_perm("mediation.end_breakglass", glass):
        raise NotAllowed
    now = timezone.now()
    if BreakGlass.objects.filter(pk=glass.pk, until__gt=now).update(until=now, ended_by=by):
        trail.note("end_glass", about=glass, by=by)
        outbox.tell(glass.user, "glass_ended", glass, sms=False)


def guards_of(case):
    """Return who protects the data of `case`, nobody whom it concerns among them.

    The data-protection officer of its area, else the auditors, else the city's officers.
    """
    for role in (Role.DATA_PROTECTION, Role.AUDITOR, Role.CITY_OFFICER):
        posts = watch.posts_for(case, role)
        if posts:
            return [post.user for post in posts]
    return []


def _stands_in_it(case, user):
    """Conflict of interest beats every role, and every glass: also one that is declared within the hour."""
    from ..casework import conflicts  # casework asks for cases through the door that stands before this module

    return bool(conflicts.of(case, user))
