"""What becomes of a case: of two who press the second is told, each step leaves a line, a forbidden step is an exception."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.refusals import NotAllowed
from accounts.roles import Role
from mediation import casework
from mediation.models import Case, CaseEvent
from mediation.refusals import CaseChanged, NotYetAccepted, NotYetHappened, NotYourCase, StepNotAllowed
from notices.models import Notice
from notices.texts import words_of

REFUSAL = {"reason": Case.RefusalReason.ELSEWHERE, "words": "派出所已经立案。"}


def contact(case, by, **how):
    facts = {"kind": "phone", "happened_at": timezone.now() - timedelta(hours=1), "whom": "one", "party": case.parties.first(), "words": "愿意来谈。"}
    return casework.add_contact(case=case, by=by, **facts | how)


def test_accepting(case, mediator, grid_worker):
    casework.accept(case=case, by=mediator)
    case = Case.objects.get(pk=case.pk)
    assert (case.status, case.mediator) == ("accepted", mediator)
    assert case.accepted_at is not None
    assert [(e.kind, e.before, e.after, e.by) for e in case.events.order_by("pk")][1] == ("accepted", "waiting", "accepted", mediator)
    notice = Notice.objects.get(to=grid_worker)
    assert (notice.kind, notice.state, words_of(notice).sms) == ("case_accepted", "inside", "")


def test_of_two_who_accept_the_second_is_told_by_name(case, mediator, colleague):
    """Both opened the page while it waited; each holds the row as it was then."""
    hers, his = Case.objects.get(pk=case.pk), Case.objects.get(pk=case.pk)
    casework.accept(case=hers, by=mediator)
    with pytest.raises(CaseChanged, match="吴佩玲"):
        casework.accept(case=his, by=colleague)
    assert Case.objects.get(pk=case.pk).mediator == mediator
    assert case.events.filter(kind="accepted").count() == 1


def test_accepting_twice_oneself_changes_nothing(case, mediator):
    casework.accept(case=case, by=mediator)
    casework.accept(case=Case.objects.get(pk=case.pk), by=mediator)
    assert case.events.filter(kind="accepted").count() == 1


def test_refusing_keeps_reason_and_words(case, mediator, grid_worker):
    casework.refuse(case=case, by=mediator, **REFUSAL)
    case = Case.objects.get(pk=case.pk)
    assert (case.status, case.refusal) == ("refused", "elsewhere")
    assert case.events.get(kind="refused").words == "派出所已经立案。"
    assert Notice.objects.get(to=grid_worker).kind == "case_refused"


def test_accept_and_refuse_exclude_each_other(case, mediator, colleague):
    stale = Case.objects.get(pk=case.pk)
    casework.refuse(case=case, by=mediator, **REFUSAL)
    with pytest.raises(CaseChanged, match="不予受理"):
        casework.accept(case=stale, by=colleague)
    with pytest.raises(CaseChanged):
        casework.accept(case=Case.objects.get(pk=case.pk), by=colleague)


def test_a_step_that_the_table_does_not_have_is_an_exception(case, mediator):
    casework.accept(case=case, by=mediator)
    Case.objects.filter(pk=case.pk).update(status="closed", outcome="kept", closed_at=timezone.now())
    with pytest.raises(StepNotAllowed):
        casework.refuse(case=Case.objects.get(pk=case.pk), by=mediator, **REFUSAL)


def test_the_table_knows_every_state_and_ends_somewhere():
    known = set(Case.Status)
    assert set(Case.TRANSITIONS) | {Case.Status.REFUSED, Case.Status.FILED} == known
    assert {to for targets in Case.TRANSITIONS.values() for to in targets} == known - {Case.Status.WAITING}


@pytest.mark.parametrize("role", [r for r in Role if r != Role.MEDIATOR])
def test_nobody_but_a_mediator_takes_a_step(case, make_post, role):
    other = make_post(role, "350500000000")
    for step in (lambda: casework.accept(case=case, by=other), lambda: casework.refuse(case=case, by=other, **REFUSAL), lambda: contact(case, other)):
        with pytest.raises(NotAllowed):
            step()
    assert Case.objects.get(pk=case.pk).status == "waiting"


def test_nor_a_mediator_from_elsewhere(case, far_mediator):
    with pytest.raises(NotAllowed):
        casework.accept(case=case, by=far_mediator)


def test_a_contact_is_a_line_for_good(case, mediator):
    casework.accept(case=case, by=mediator)
    line = contact(case, mediator)
    line = CaseEvent.objects.get(pk=line.pk)
    assert (line.kind, line.words, line.party.name, line.before, line.after) == ("phone", "愿意来谈。", "陈阿妹", "", "")


def test_one_press_one_line(case, mediator):
    casework.accept(case=case, by=mediator)
    assert len({contact(case, mediator, key="k" * 32).pk for _ in range(50)}) == 1
    assert case.events.filter(kind="phone").count() == 1


def test_when_a_contact_cannot_be_written(case, mediator, colleague):
    with pytest.raises(NotYetAccepted):
        contact(case, mediator)
    casework.accept(case=case, by=mediator)
    with pytest.raises(NotYourCase):
        contact(case, colleague)
    with pytest.raises(NotYetHappened):
        contact(case, mediator, happened_at=timezone.now() + timedelta(hours=1))
    assert case.events.count() == 2
