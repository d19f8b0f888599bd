"""Deadlines begin and end with the steps of a case; the first that runs stands on the case."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.refusals import NotAllowed
from mediation import casework, clocks
from mediation.clocks import extending
from mediation.danger import risk
from mediation.models import Case, CaseEvent, Clock, Deadline, Extension, What
from mediation.refusals import NotYourCase

TODAY = timezone.localdate


def runs(case):
    return {row.what: row.due_on for row in case.deadlines.filter(done_at=None)}


def stored(case):
    return Case.objects.get(pk=case.pk).due_on


def extend(case, by, days=10, **how):
    deadline = case.deadlines.get(what="conclude", done_at=None)
    facts = {"until": deadline.due_on + timedelta(days=days), "agreed_on": TODAY(), "how": "talk", "words": "等鉴定出来。", "parties": list(case.parties.all())}
    return extending.extend(case=case, what="conclude", by=by, **facts | how)


def test_a_new_case_waits_for_contact_and_an_answer(case):
    assert runs(case) == {"contact": clocks.working_days(TODAY(), 2), "accept": clocks.working_days(TODAY(), 5)}
    assert stored(case) == clocks.working_days(TODAY(), 2)


def test_red_and_yellow_are_due_today(report, sign):
    assert [stored(report(signs=[sign(words)])) for words in ("动手", "扬言")] == [TODAY(), TODAY()]


def test_steps_end_and_begin(case, mediator):
    casework.accept(case=case, by=mediator)
    assert set(runs(case)) == {"contact", "conclude"}
    casework.add_contact(case=case, by=mediator, kind="phone", happened_at=timezone.now(), whom="all", words="通了电话。")
    assert runs(case) == {"conclude": stored(case)}
    assert case.deadlines.get(what="contact").was_kept


def test_refused_leaves_nothing(case, mediator):
    casework.refuse(case=case, by=mediator, reason="twice", words="报过。")
    assert (runs(case), stored(case)) == ({}, None)


def test_the_table_is_what_counts(report, mediator):
    Clock.objects.filter(what="accept").update(amount=0)
    Clock.objects.filter(what="contact").update(is_used=False)
    assert runs(report()) == {"accept": TODAY()}


def test_a_petition_has_its_own_clocks(report, mediator):
    case = report(source=Case.Source.PETITION, by=mediator)
    assert runs(case)["inform"] == TODAY() + timedelta(days=15)
    assert runs(case)["answer"] == TODAY() + timedelta(days=60)
    assert runs(case)["return"] == clocks.working_days(TODAY(), 5)


def test_due_today_when_it_turns_red_never_before(case, mediator):
    Deadline.objects.update(started_at=timezone.now() - timedelta(days=1))
    risk.raise_to(case=case, risk=3, by=mediator, why="他说要动手。")
    assert (runs(case)["contact"], stored(case)) == (TODAY(), TODAY())


def test_a_written_agreement_may_be_confirmed_a_divorce_not(report, mediator):
    for kind, expected in (("support", True), ("divorce", False)):
        case = report(kind=kind)
        clocks.moved(case, "mediation", "written")
        clocks.moved(case, "written", "fulfilment")
        assert ("confirm" in runs(case)) is expected
    assert Deadline.objects.filter(what="revisit", done_at=None).count() == 2


def test_confirmation_is_refused_where_it_touches_status(report, mediator):
    case = report(kind="support")
    casework.accept(case=case, by=mediator)
    clocks.start(case, What.CONFIRM)
    with pytest.raises(extending.TouchesStatus):
        extending.apply_for_confirmation(case=case, by=mediator, on=TODAY(), touches_status=True)
    with pytest.raises(extending.NotYet):
        extending.apply_for_confirmation(case=case, by=mediator, on=TODAY() + timedelta(days=1), touches_status=False)
    extending.apply_for_confirmation(case=case, by=mediator, on=TODAY(), touches_status=False)
    assert "confirm" not in runs(case)
    assert case.events.get(kind=CaseEvent.Kind.CONFIRMATION)


def test_a_right_lapses_and_is_not_late(case):
    clocks.start(case, What.CONFIRM)
    Deadline.objects.filter(what="confirm").update(due_on=TODAY() - timedelta(days=1))
    assert extending.let_lapse(TODAY()) == 1
    assert case.deadlines.get(what="confirm").lapsed
    assert stored(case) == clocks.working_days(TODAY(), 2)


def test_only_with_everybodys_word(case, mediator, colleague, far_mediator):
    casework.accept(case=case, by=mediator)
    before = case.deadlines.get(what="conclude").due_on
    for by, refusal in ((colleague, NotYourCase), (far_mediator, NotAllowed)):
        with pytest.raises(refusal):
            extend(case, by)
    with pytest.raises(extending.NotAllAgreed):
        extend(case, mediator, parties=list(case.parties.all()[:1]))
    with pytest.raises(extending.TooLong):
        extend(case, mediator, days=31)
    with pytest.raises(extending.NotLater):
        extend(case, mediator, days=0)
    extend(case, mediator, days=20)
    with pytest.raises(extending.TooLong):  # all extensions together
        extend(case, mediator, days=11)
    assert case.deadlines.get(what="conclude").due_on == before + timedelta(days=20)
    assert "等鉴定出来" in case.events.get(kind="extended").words


def test_nobody_changes_an_extension(case, mediator):
    casework.accept(case=case, by=mediator)
    made = extend(case, mediator)
    for deed in (lambda: Extension.objects.update(until=TODAY()), made.delete, lambda: Extension.objects.filter(pk=made.pk).delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
