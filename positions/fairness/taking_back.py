"""A confirmed place is taken away only under a rule that was printed before: the sentence is sent, she may appeal, meanwhile it is held.

Whoever prints a rule before a button calls `print_rule`; whoever finds that it was broken calls `take_back` with the facts in words.
Nothing happens for HOLD: then, or when staff uphold it, the place goes on to the next in line.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.refusals import NotAllowed, Refusal
from notices import outbox

from ..models import Booking, PrintedRule, TakenBack

HOLD = timedelta(days=7)
Answer = TakenBack.Answer


class NoSuchRule(Refusal):
    sentence = "收回位子的规则事先没有写在页面上，不能收回。请先把规则写上。"


class PrintedLater(NoSuchRule):
    sentence = "这条规则是她约好以后才写上的，不能按它收回她的位子。"


class TooLateToAppeal(Refusal):
    sentence = "已经过了申诉的时间，或已经申诉过。还有不明白的，请打电话给邻里中心。"


class Ended(Refusal):
    sentence = "这一件已经有结果了，不用再办。"


@transaction.atomic
def print_rule(*, service, key, sentence, now=None):
    """Keep that `sentence` stands on the pages of `service` from now on; another one of the same `key` ends. Returns the PrintedRule or None.

    An empty sentence ends the rule. Asked again with the same words nothing changes. `now`: when it was read, if that is not this moment.
    """
    live = PrintedRule.objects.filter(service=service, key=key, until=None).first()
    if live and live.sentence == sentence:
        return live
    now = now or timezone.now()
    PrintedRule.objects.filter(service=service, key=key, until=None).update(until=now)
    if not sentence:
        return None
    try:
        with transaction.atomic():
            return PrintedRule.objects.create(service=service, key=key, sentence=sentence, since=now)
    except IntegrityError:  # somebody printed it a moment ago
        return PrintedRule.objects.filter(service=service, key=key, until=None).first()


def rule_of(service, key):
    """Return the PrintedRule that stands on the pages now, or None."""
    return PrintedRule.objects.filter(service=service, key=key, until=None).first()


def covers(rule, place):
    """Whether `rule` (a PrintedRule or None) stands, and stood already when `place` (a Booking or Enrollment) was made."""
    return rule is not None and rule.until is None and rule.since <= place.made_at


@transaction.atomic
def take_back(*, rule, facts, booking=None, enrollment=None, by=None):
    """Begin to take a place away: she reads the rule and the facts, and the place is held for HOLD. Returns the TakenBack.

    Of a place that is being taken back already, the first one stays. Raises NoSuchRule when the rule is not printed (any more),
    PrintedLater when she took her place before it was.
    """
    place = enrollment or booking
    if not covers(rule, place):
        raise PrintedLater if rule and rule.until is None else NoSuchRule
    now = timezone.now()
    taken, is_new = TakenBack.objects.get_or_create(
        booking=booking, enrollment=enrollment, ended_at=None,
        defaults={
            "service": rule.service, "booker": place.booker, "attendee": place.attendee, "rule": rule, "facts": facts, "taken_at": now,
            "held_until": now + HOLD, "taken_by": by,
        },
    )  # fmt: skip
    if is_new:
        outbox.tell(place.booker, "place_taken_back", taken)
    return taken


@transaction.atomic
def appeal(*, taken, by, words):
    """Say why the place should stay; until it is answered it is held. Raises NotAllowed, TooLateToAppeal."""
    taken = TakenBack.objects.select_for_update(no_key=True).get(pk=taken.pk)
    if taken.booker_id != by.pk:
        raise NotAllowed
    if not taken.may_appeal:
        raise TooLateToAppeal
    taken.appeal, taken.appealed_at = words, timezone.now()
    taken.save(update_fields=["appeal", "appealed_at"])
    return taken


@transaction.atomic
def answer(*, taken, by, give_back, words=""):
    """Answer an appeal: the place stays hers, or goes on at once. Raises NotAllowed, Ended."""
    if not by.has_perm("positions.answer_takenback", taken):
        raise NotAllowed
    taken = TakenBack.objects.select_for_update(no_key=True).get(pk=taken.pk)
    if taken.ended_at:
        raise Ended
    now = timezone.now()
    taken.answer, taken.answer_words = (Answer.GIVEN_BACK if give_back else Answer.UPHELD), words or None
    taken.answered_at, taken.answered_by, taken.ended_at = now, by, now
    taken.save(update_fields=["answer", "answer_words", "answered_at", "answered_by", "ended_at"])
    if give_back:
        _forgive(taken)
    else:
        _end(taken)
    outbox.tell(taken.booker, "appeal_answered", taken)
    return taken


@transaction.atomic
def drop(*, taken, words):
    """Let a place be, because what it was taken for does not hold any more; she is told."""
    now = timezone.now()
    open_one = TakenBack.objects.filter(pk=taken.pk, ended_at=None)
    if open_one.update(answer=Answer.GIVEN_BACK, answered_at=now, ended_at=now):
        taken.refresh_from_db()
        taken.answer_words = words
        taken.save(update_fields=["answer_words"])
        outbox.tell(taken.booker, "appeal_answered", taken)
    return taken


def carry_out_due(now):
    """Let the places go on whose time of appeal has passed without one. Returns how many."""
    due = TakenBack.objects.filter(ended_at=None, appealed_at=None, held_until__lte=now).values_list("pk", flat=True)
    return sum(_carry_out(pk, now) for pk in list(due))


@transaction.atomic
def _carry_out(pk, now):
    taken = TakenBack.objects.select_for_update(no_key=True).get(pk=pk)
    if taken.ended_at or taken.appealed_at:
        return 0
    taken.ended_at = now
    taken.save(update_fields=["ended_at"])
    _end(taken)
    return 1


def _end(taken):
    """Give the place to the next in line. What ended by itself meanwhile stays as it is."""
    from .. import booking
    from ..refusals import BookingRefused
    from ..terms import enrolling  # both lean on this package

    try:
        if taken.enrollment_id:
            enrolling.leave(enrollment=taken.enrollment, by=taken.answered_by, by_staff=True, ended_as="rule")
        elif taken.booking_id:
            booking.cancel(booking=taken.booking, by=taken.answered_by, by_staff=True, ended_as=Booking.EndedAs.RULE)
    except BookingRefused:
        return


def _forgive(taken):
    """What was counted does not count again: the next absence is the first one."""
    if taken.enrollment_id:
        taken.enrollment.strikes.counting().update(excused_at=timezone.now())
