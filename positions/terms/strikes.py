"""What counts against a place of a term: not there without a day off, or fetched late. Each time is told; at the limit the place goes on.

Called by the door: `note_absence` when a session is over, `note_late` when a child is signed out. A parent says why, staff answer.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.refusals import NotAllowed, Refusal
from notices import outbox

from ..fairness import taking_back
from ..models import Booking, Strike, TakenBack

Kind = Strike.Kind
RULE = "term"  # the key of the printed rule (words.taking_back)


class AlreadySaid(Refusal):
    sentence = "这一次您已经说明过了，工作人员看了会答复。"


class AlreadyAnswered(Refusal):
    sentence = "这一次已经有答复了，不用再办。"


def count(enrollment):
    """Return (absences, late pick-ups) that count against an enrollment now."""
    kinds = list(enrollment.strikes.counting().values_list("kind", flat=True))
    return kinds.count(Kind.ABSENCE), kinds.count(Kind.LATE)


def limit_of(service, kind):
    """Return after how many times the place is taken back, 0 for never."""
    return service.absences_allowed if kind == Kind.ABSENCE else service.lates_allowed


@transaction.atomic
def note_absence(booking):
    """Count that a child of a term was not there. Returns the Strike, or None where the booking belongs to no term. Asked twice, one counts."""
    return _note(booking, Kind.ABSENCE)


@transaction.atomic
def note_late(booking, minutes):
    """Count that a child of a term was fetched `minutes` after the end, if that is later than its service allows. Returns the Strike or None."""
    late_after = Booking.objects.values_list("session__service__late_after_minutes", flat=True).get(pk=booking.pk)
    return _note(booking, Kind.LATE, minutes=int(minutes)) if minutes > late_after else None


def _note(booking, kind, **facts):
    booking = Booking.objects.select_related("session__service", "enrollment__booker").get(pk=booking.pk)
    enrollment = booking.enrollment
    if enrollment is None:
        return None
    strike, is_new = Strike.objects.get_or_create(booking=booking, kind=kind, defaults={"enrollment": enrollment, "on": booking.session.day, **facts})
    if is_new and enrollment.is_live:
        _tell_or_take(enrollment, booking.session.service, strike)
    return strike


def _tell_or_take(enrollment, service, strike):
    """Warn of each time; at the printed number begin to take the place back. A rule printed after she enrolled takes nothing."""
    limit, rule = limit_of(service, strike.kind), taking_back.rule_of(service, RULE)
    if not limit or not taking_back.covers(rule, enrollment):
        return
    counted = list(enrollment.strikes.counting().filter(kind=strike.kind).order_by("on"))
    if len(counted) < limit:
        outbox.tell(enrollment.booker, "strike_warned", strike)
    else:
        taking_back.take_back(rule=rule, facts=_facts(counted), enrollment=enrollment)


def _facts(counted):
    days = "、".join(f"{strike.on.month}月{strike.on.day}日" + (f"（晚 {strike.minutes} 分钟）" if strike.minutes else "") for strike in counted)
    return f"{days}，{'没来也没请假' if counted[0].kind == Kind.ABSENCE else '晚接'}，满 {len(counted)} 次。"


def _reconsider(enrollment):
    """Drop a taking back for which there are no longer enough times."""
    taken = TakenBack.objects.filter(enrollment=enrollment, ended_at=None).select_related("service", "rule").first()
    if taken is None:
        return
    kinds = list(enrollment.strikes.counting().values_list("kind", flat=True))
    if not any(limit_of(taken.service, kind) and kinds.count(kind) >= limit_of(taken.service, kind) for kind in Kind):
        taking_back.drop(taken=taken, words="有一次不算了，没有满次数，位子留着。")


@transaction.atomic
def withdraw(booking, kind=None):
    """Take back what was counted by mistake: she was there after all, or fetched in time. Returns how many there were."""
    rows = Strike.objects.filter(booking=booking, **({"kind": kind} if kind else {}))
    gone = rows.delete()[0]
    if gone and booking.enrollment_id:
        _reconsider(booking.enrollment)
    return gone


@transaction.atomic
def say(*, strike, by, words):
    """Tell why it happened; until staff answer it still counts. Raises NotAllowed, AlreadySaid, AlreadyAnswered."""
    if strike.enrollment.booker_id != by.pk:
        raise NotAllowed
    strike = Strike.objects.select_for_update(no_key=True).get(pk=strike.pk)
    if strike.answered_at:
        raise AlreadyAnswered
    if strike.said_at:
        raise AlreadySaid
    strike.words, strike.said_at = words, timezone.now()
    strike.save(update_fields=["words", "said_at"])
    return strike


@transaction.atomic
def answer(*, strike, by, accept, words=""):
    """Answer what the parent said, or excuse it unasked: with `accept` it counts no more. Raises NotAllowed, AlreadyAnswered."""
    if not by.has_perm("positions.answer_strike", strike):
        raise NotAllowed
    strike = Strike.objects.select_for_update(no_key=True).get(pk=strike.pk)
    if strike.answered_at:
        raise AlreadyAnswered
    now = timezone.now()
    strike.answer, strike.answered_at, strike.answered_by = words, now, by
    strike.excused_at = now if accept else None
    strike.save(update_fields=["answer", "answered_at", "answered_by", "excused_at"])
    outbox.tell(strike.enrollment.booker, "strike_answered", strike)
    if accept:
        _reconsider(strike.enrollment)
    return strike


@dataclass
class Figure:
    """One of the boxes 第 1 次, 第 2 次 …: the strike that fills it, or what happens when it is filled."""

    number: int
    strike: Strike = None
    words: str = ""


@dataclass
class Figures:
    """What the page of a term says of it: a row of boxes for each kind, days attended, days off."""

    rows: list  # [(title, [Figure])]
    excused: list
    came: int
    off: int


LATER = "规则是您约好以后才改的，新规则不收回您这学期的位子。"


def rule_for(enrollment):
    """Return what her page says of taking back: the printed rule, or that it came after her enrollment, "" where there is none."""
    rule = taking_back.rule_of(enrollment.timetable.service, RULE)
    return (rule.sentence if taking_back.covers(rule, enrollment) else LATER) if rule else ""


def figures(enrollment, *, is_covered=True):
    """Return the Figures of an enrollment, in two statements; without `is_covered` what was missed, and no place at stake."""
    service = enrollment.timetable.service
    rows = list(enrollment.strikes.order_by("on", "pk"))
    titles = {Kind.ABSENCE: "没来也没请假", Kind.LATE: f"晚接超过 {service.late_after_minutes} 分钟"}
    shown = []
    for kind, title in titles.items():
        limit = limit_of(service, kind)
        if limit:
            counting = [strike for strike in rows if strike.kind == kind and not strike.excused_at]
            boxes = range(1, (limit if is_covered else len(counting)) + 1)
            shown.append((title, [_figure(number, counting, limit) for number in boxes]))
    statuses = list(enrollment.bookings.filter(Q(status=Booking.Status.ATTENDED) | Q(ended_as=Booking.EndedAs.DAY_OFF)).values_list("status", flat=True))
    came = statuses.count(Booking.Status.ATTENDED)
    return Figures(rows=shown, excused=[strike for strike in rows if strike.excused_at], came=came, off=len(statuses) - came)


def _figure(number, counting, limit):
    if number <= len(counting):
        return Figure(number=number, strike=counting[number - 1])
    return Figure(number=number, words="收回位子" if number == limit else "提醒您")
