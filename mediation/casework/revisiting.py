"""Ask again: was it kept, is it solved? "Not solved" goes to another desk. Then close and file."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from .. import clocks, reaching
from ..models import Case, CaseEvent, FollowUp, What
from ..refusals import NeedsRevisit, NothingPlanned, NotSolved
from .assigning import to_the_desk
from .mediating import ADVANCE
from .steps import Status, before, require, step

REVISIT = timedelta(days=30)  # DOMAIN 1, Deadlines: our defaults
REVISIT_VIOLENCE = timedelta(days=7)
FROM_REVISIT = (Status.FULFILMENT, Status.MEDIATION)


@before(Status.CLOSED)
def she_was_asked_again(case, by):
    """Closed is not solved: after an agreement the last revisit must say that it is."""
    if case.status == Status.FOLLOW_UP:
        last = _last(case)
        if last is None:
            raise NeedsRevisit
        if not last.solved:
            raise NotSolved


@before(Status.FULFILMENT)
@before(Status.MEDIATION)
def it_was_not_solved(case, by):
    """From the revisit back to work only when she said that it is not solved."""
    if case.status == Status.FOLLOW_UP and ((last := _last(case)) is None or last.solved):
        raise NeedsRevisit


@transaction.atomic
def begin(*, case, by, words="", how=""):
    """Come to 回访 and plan it by the day of its deadline; without one in 30 days, after violence in 7.

    `how` (a CaseEvent.Kind) says how she is to be asked, if that is settled. Raises PlanAgainstHerWord, NotAllowed, NotYourCase, StepNotAllowed, CaseChanged.
    """
    require(case, by, ADVANCE)
    due = timezone.localdate() + (REVISIT_VIOLENCE if case.violent else REVISIT)
    planned = case.deadlines.filter(what=What.REVISIT, done_at=None).first()
    due = planned.due_on if planned else due
    said = (words or f"{due:%Y-%m-%d} 以前回访") + reaching.plan(case, how)
    step(case=case, to=Status.FOLLOW_UP, by=by, kind=CaseEvent.Kind.REVISIT, words=said)
    return FollowUp.objects.create(case=case, due_on=due)


@transaction.atomic
def tell(*, case, by, kept, solved, words, satisfied="unsaid", escalation=False, how="", asked_at=None, against=""):
    """Write what the planned revisit found; the outcome follows it, never the state alone. Returns the FollowUp.

    `how` (a CaseEvent.Kind) and `asked_at` say how and when she was asked, `against` why so against her word.
    Not solved: it goes to the officers' desk, for another mediator. Raises NotAllowed, NotYourCase, NothingPlanned, AgainstHerWord.
    """
    require(case, by, ADVANCE)
    said = reaching.asked(case, how, asked_at or timezone.now(), against=against)
    return _write(case, by, kept, solved, words, satisfied, escalation, said)


@transaction.atomic
def tell_herself(*, case, kept, solved):
    """As tell(), said by herself with her return code. Returns the FollowUp. Raises NothingPlanned."""
    return _write(case, None, kept, solved, "她自己用查询码说的。", FollowUp.Satisfied.UNSAID, escalation=False)


def _write(case, by, kept, solved, words, satisfied, escalation, asked=""):
    row = case.followups.select_for_update(no_key=True).filter(done_at=None).first()
    if row is None or case.status != Status.FOLLOW_UP:
        raise NothingPlanned
    now = timezone.now()
    row.case, row.done_at, row.by = case, now, by
    row.kept, row.solved, row.satisfied, row.escalation, row.words = kept, solved, satisfied, escalation, words
    row.save()
    Case.objects.filter(pk=case.pk).update(outcome=kept)
    case.outcome = kept
    clocks.done(case, What.REVISIT, now)
    said = f"{asked}{FollowUp.Kept(kept).label}，{'说解决了' if solved else '说没有解决'}。{words}"
    CaseEvent.objects.create(case=case, kind=CaseEvent.Kind.REVISITED, by=by, words=said)
    if not solved:
        to_the_desk(case=case, why=Case.DeskWhy.UNSOLVED, at=now)
    return row


@transaction.atomic
def close(*, case, by, words=""):
    """结案. Raises NeedsRevisit, NotSolved, what other topics demand first, NotAllowed, NotYourCase, StepNotAllowed, CaseChanged."""
    require(case, by, ADVANCE)
    step(case=case, to=Status.CLOSED, by=by, kind=CaseEvent.Kind.CLOSED, words=words, closed_at=timezone.now())
    return case


@transaction.atomic
def file(*, case, by):
    """归档: the dossier is whole, nothing changes any more. Raises NotAllowed, NotYourCase, StepNotAllowed, CaseChanged."""
    require(case, by, ADVANCE)
    step(case=case, to=Status.FILED, by=by, kind=CaseEvent.Kind.FILED, filed_at=timezone.now())
    return case


def _last(case):
    return case.followups.exclude(done_at=None).order_by("-pk").first()
