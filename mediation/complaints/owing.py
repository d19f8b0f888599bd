"""What a complaint owes: until she has the answer in writing it is not closed, and joined to another case it goes on there."""

from .. import clocks
from ..casework.steps import Status, before
from ..models import Case, Purpose, What
from ..refusals import CaseRefused

OWED = (What.INFORM, What.ANSWER)


class AnswerOwed(CaseRefused):
    sentence = "这是投诉，要先书面答复她，才能结案。请在“投诉”里写好答复意见，做《答复意见书》，送到以后记下来。"


@before(Status.CLOSED)
def she_has_the_answer(case, by):
    """Raises AnswerOwed while the answer in writing is owed. One that was joined to another is answered there."""
    if case.is_complaint and not case.joined_to_id and case.deadlines.filter(what=What.ANSWER, done_at=None).exists():
        raise AnswerOwed


def become(case, at):
    """Make a case a complaint whose days count from the moment `at`. In the caller's transaction."""
    if not case.is_complaint:
        Case.objects.filter(pk=case.pk).update(purpose=Purpose.COMPLAINT)
        case.purpose = Purpose.COMPLAINT
        for what in OWED:
            clocks.start(case, what, at)


def join(case, into):
    """What is owed on `case` is owed on `into` from now on, since the same day. In the caller's transaction."""
    if case.is_complaint:
        become(into, case.created_at)
        for what in OWED:
            clocks.done(case, what)
