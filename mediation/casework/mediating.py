"""Inquire, mediate, and end without an agreement."""

from django.db import transaction

from ..models import Case, CaseEvent
from ..refusals import NeedsContact, NeedsMeeting, NotToldRights
from .steps import Status, before, require, step

ADVANCE = "mediation.advance_case"
Kind = CaseEvent.Kind
TALKED = (Kind.PHONE, Kind.VISIT, Kind.TALK, Kind.MESSAGE)


@before(Status.MEDIATION)
def somebody_was_asked(case, by):
    """人民调解法 17: not against the clear will of a party, so she was asked first."""
    if not case.events.filter(kind__in=TALKED).exists():
        raise NeedsContact


@before(Status.WRITTEN)
@before(Status.ORAL)
@before(Status.FAILED)
def they_met(case, by):
    """The 调解记录 is a required sheet of the dossier (DOMAIN 1)."""
    if not case.meetings.filter(result__in=case.meetings.model.HELD).exists():
        raise NeedsMeeting


@transaction.atomic
def begin_inquiry(*, case, by, words=""):
    """Ask around before anybody sits down. Raises NotAllowed, NotYourCase, StepNotAllowed, CaseChanged."""
    require(case, by, ADVANCE)
    step(case=case, to=Status.INQUIRY, by=by, kind=Kind.INQUIRY, words=words)
    return case


@transaction.atomic
def begin_mediation(*, case, by, told, words=""):
    """Begin to mediate. `told`: the parties heard their rights and duties, that it is free and that they may stop (人民调解法 4, 17, 23).

    Raises NotToldRights, NeedsContact, NotAllowed, NotYourCase, StepNotAllowed, CaseChanged.
    """
    require(case, by, ADVANCE)
    if not told:
        raise NotToldRights
    step(case=case, to=Status.MEDIATION, by=by, kind=Kind.REOPENED if case.status == Status.FOLLOW_UP else Kind.MEDIATION, words=words)
    return case


@transaction.atomic
def fail(*, case, by, words):
    """End a mediation that found no agreement; `words` say what was told of the other ways (人民调解法 26).

    Raises NeedsMeeting, NotAllowed, NotYourCase, StepNotAllowed, CaseChanged.
    """
    require(case, by, ADVANCE)
    step(case=case, to=Status.FAILED, by=by, kind=Kind.FAILED, words=words, outcome=Case.Outcome.FAILED)
    return case


@transaction.atomic
def end(*, case, by, outcome, words):
    """Stop before there is a result: the parties want no more (人民调解法 23), or another body does it (25).

    `outcome` is WITHDRAWN or REFERRED. Raises NotAllowed, NotYourCase, StepNotAllowed, CaseChanged.
    """
    require(case, by, ADVANCE)
    step(case=case, to=Status.ENDED, by=by, kind=Kind.ENDED, words=words, outcome=outcome)
    return case
