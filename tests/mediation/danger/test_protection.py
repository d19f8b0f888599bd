"""A child that is hurt: no case ends without the report. An adult: she is asked first."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from mediation import casework
from mediation.casework import editing
from mediation.danger import orders, protection, risk
from mediation.danger.refusals import (
    AdultsOnly,
    AlreadyRenewed,
    NobodyToReport,
    OfficerOnly,
    OrderTooLong,
    OrderUpsideDown,
    OrderWithoutEnd,
    ReportMissing,
    SheDeclines,
    VictimNotNamed,
    WishesNotAsked,
)  # fmt: skip
from mediation.models import Case, MandatoryReport, Order, Risk
from mediation.refusals import NotYetHappened, NotYourCase
from notices.models import Notice
from notices.texts import words_of

ADULT, MINOR, LIMITED = "adult", "minor", "limited"


@pytest.fixture
def child(violence, mediator):
    return protection.harm(case=violence, by=mediator, name="大女儿", harmed=MINOR)


def ago(**how):
    return timezone.now() - timedelta(**how)


def reported(case, party, by, **how):
    facts = {"to": "police", "at": ago(hours=1), "unit": "东海派出所，警号 012345", "receipt": "2026-0815"}
    return protection.report(case=case, party=party, by=by, **facts | how)


def asked(case, party, by, answer, **how):
    return protection.ask(case=case, party=party, by=by, answer=answer, **{"words": "先别告诉我公婆。", "at": ago(minutes=1), **how})


def order(case, by, **how):
    today = timezone.localdate()
    facts = {
        "kind": "protection", "party": case.parties.first(), "unit": "丰泽区人民法院", "forbids": "禁止靠近、联系", "issued_on": today,
        "until": today + timedelta(days=90),
    }  # fmt: skip
    return orders.record(case=case, by=by, **facts | how)


def test_closing_waits_for_the_report_to_the_police(violence, child, mediator):
    with pytest.raises(ReportMissing):
        protection.before_closing(violence, mediator)
    with pytest.raises(ReportMissing):
        protection.before_refusing(violence, mediator)
    reported(violence, child, mediator, to="education")
    with pytest.raises(ReportMissing):  # violence: the police are not left out
        protection.before_closing(violence, mediator)
    made = reported(violence, child, mediator)
    protection.before_closing(violence, mediator)
    made = MandatoryReport.objects.get(pk=made.pk)
    assert (made.unit, made.receipt, made.by) == ("东海派出所，警号 012345", "2026-0815", mediator)
    assert violence.events.filter(kind="mandatory").count() == 2


def test_each_who_is_hurt_needs_her_own(violence, child, mediator):
    reported(violence, child, mediator)
    protection.harm(case=violence, by=mediator, name="阿公", harmed=LIMITED)
    with pytest.raises(ReportMissing):
        protection.before_closing(violence, mediator)


def test_violence_is_not_closed_before_it_is_said_whom_it_hurts(violence, accepted, mediator):
    with pytest.raises(VictimNotNamed):
        protection.before_closing(violence, mediator)
    protection.before_closing(accepted, mediator)  # a quarrel needs nobody
    protection.harm(case=violence, by=mediator, party=violence.parties.first(), harmed=ADULT)
    protection.before_closing(violence, mediator)


def test_the_report_cannot_be_dodged_by_calling_the_child_an_adult(violence, child, mediator, duty):
    with pytest.raises(OfficerOnly):
        protection.harm(case=violence, by=mediator, party=child, harmed=ADULT, why="看错了")
    with pytest.raises(OfficerOnly):
        protection.harm(case=violence, by=duty, party=child, harmed=ADULT)
    protection.harm(case=violence, by=duty, party=child, harmed=ADULT, why="身份证是 2001 年的")
    protection.before_closing(violence, mediator)


def test_who_writes_a_report_and_when(case, violence, child, mediator, colleague):
    with pytest.raises(NotYourCase):
        reported(violence, child, colleague)
    with pytest.raises(NotYetHappened):
        reported(violence, child, mediator, at=timezone.now() + timedelta(hours=1))
    with pytest.raises(NobodyToReport):
        reported(violence, violence.parties.first(), mediator)
    waiting = protection.harm(case=case, by=colleague, name="小儿子", harmed=MINOR)  # nobody has to take a case up first
    reported(case, waiting, colleague)


def test_a_report_stays_as_it_was_written(violence, child, mediator):
    reported(violence, child, mediator)
    for sql in ("UPDATE mediation_mandatoryreport SET at = NULL", "DELETE FROM mediation_mandatoryreport"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_a_report_that_is_missing_is_called_to_mind_once(violence, child, mediator, duty):
    assert protection.remind_due(timezone.now() + timedelta(minutes=59)) == 0
    assert protection.remind_due(timezone.now() + timedelta(minutes=61)) == 2
    assert protection.remind_due(timezone.now() + timedelta(minutes=99)) == 0
    assert set(Notice.objects.filter(kind="report_missing").values_list("to", flat=True)) == {mediator.pk, duty.pk}
    assert "孩" not in words_of(Notice.objects.filter(kind="report_missing").first()).sms


@pytest.mark.parametrize(("how", "named", "told"), [
    ({"violent": True}, None, True), ({"violent": True, "minor": True}, ADULT, True),  # the child that is in it is nobody's yet
    ({"violent": True}, ADULT, False), ({"minor": True}, None, False), ({"kind": "violence"}, None, True),
])  # fmt: skip
def test_of_violence_in_which_nobody_is_named_the_officer_on_duty_hears(report, mediator, duty, city, how, named, told):
    """Filed as a quarrel or as violence, taken up or not: with nobody named no report would ever be missed."""
    case = report(**how)
    if named:
        casework.accept(case=case, by=mediator)
        protection.harm(case=case, by=mediator, party=case.parties.get(side="applicant"), harmed=named)
    assert protection.remind_due(timezone.now() + timedelta(minutes=59)) == 0
    protection.remind_due(timezone.now() + timedelta(minutes=61))
    users = set(Notice.objects.filter(kind="report_missing").values_list("to", flat=True))
    assert users == ({duty.pk} | ({mediator.pk} if named else set()) if told else set())
    assert protection.remind_due(timezone.now() + timedelta(minutes=99)) == 0
    if told:
        protection.harm(case=case, by=mediator, name="大女儿", harmed=MINOR)
        reported(case, case.parties.get(harmed=MINOR), mediator, to="civil")
        assert protection.remind_due(timezone.now() + timedelta(minutes=199)) > 0  # told somebody, but not the police


def test_a_mark_that_comes_late_gives_the_same_hour(report, mediator, duty):
    case = report()
    casework.accept(case=case, by=mediator)
    Case.objects.filter(pk=case.pk).update(created_at=ago(days=3))
    case = Case.objects.get(pk=case.pk)
    editing.edit(case=case, by=mediator, version=case.version, kind="violence", wishes="", place="")
    assert protection.remind_due(timezone.now() + timedelta(minutes=59)) == 0
    assert protection.remind_due(timezone.now() + timedelta(minutes=61)) == 2


def test_an_adult_is_asked_before_anything_goes_elsewhere(violence, mediator):
    her = violence.parties.first()
    with pytest.raises(VictimNotNamed):
        protection.before_referral(violence)
    protection.harm(case=violence, by=mediator, party=her, harmed=ADULT)
    with pytest.raises(WishesNotAsked):
        protection.before_referral(violence)
    asked(violence, her, mediator, "declines", at=ago(hours=2))
    with pytest.raises(SheDeclines):
        protection.before_referral(violence)
    asked(violence, her, mediator, "partly")  # she changed her mind
    protection.before_referral(violence)


def test_the_law_passes_over_an_adult_only_for_somebody_who_is_protected(violence, mediator):
    her = protection.harm(case=violence, by=mediator, party=violence.parties.first(), harmed=ADULT)
    asked(violence, her, mediator, "declines")
    with pytest.raises(SheDeclines):
        protection.before_referral(violence, by_law=True)
    protection.harm(case=violence, by=mediator, name="大女儿", harmed=MINOR)
    protection.before_referral(violence, by_law=True)
    with pytest.raises(SheDeclines):
        protection.before_referral(violence)


def test_danger_to_life_does_not_wait_for_her_word_and_a_child_is_not_asked(violence, child, mediator):
    protection.before_referral(violence)
    her = protection.harm(case=violence, by=mediator, party=violence.parties.first(), harmed=ADULT)
    asked(violence, her, mediator, "urgent")
    protection.before_referral(violence)
    with pytest.raises(AdultsOnly):
        asked(violence, child, mediator, "agrees")


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"until": None}, OrderWithoutEnd),
        ({"until": 190}, OrderTooLong),
        ({"until": -1}, OrderUpsideDown),
        ({"issued_on": 1}, NotYetHappened),
    ],
)
def test_dates_of_an_order(violence, mediator, facts, refusal):
    with pytest.raises(refusal):
        order(violence, mediator, **{name: days and timezone.localdate() + timedelta(days=days) for name, days in facts.items()})
    order(violence, mediator, kind="warning", until=None)  # the police's has no end


def test_the_longest_order():
    from datetime import date

    assert [orders.last_day(date(2026, 8, 31)), orders.last_day(date(2026, 3, 15))] == [date(2027, 2, 28), date(2026, 9, 15)]


def test_an_order_is_called_to_mind_twice_and_a_renewed_one_never(violence, mediator, duty):
    made = order(violence, mediator)
    assert orders.remind_due(made.until - timedelta(days=15)) == 0
    assert orders.remind_due(made.until - timedelta(days=13)) == 1
    assert orders.remind_due(made.until - timedelta(days=13)) == 0
    assert orders.remind_due(made.until - timedelta(days=3)) == 2  # and the officer on duty
    new = orders.renew(order=made, issued_on=timezone.localdate(), until=timezone.localdate() + timedelta(days=120), by=mediator)
    assert orders.remind_due(made.until) == 0
    assert Order.objects.get(pk=made.pk).renewed_by == new
    with pytest.raises(AlreadyRenewed):
        orders.renew(order=made, issued_on=timezone.localdate(), until=timezone.localdate() + timedelta(days=120), by=mediator)
    notice = Notice.objects.filter(kind="order_ending").first()
    assert words_of(notice) is None


def test_an_order_that_is_not_kept_makes_the_case_red(accepted, mediator, duty):
    made = order(accepted, mediator)
    orders.visit(order=made, at=ago(hours=3), is_kept=True, words="没有再来", by=mediator)
    assert Case.objects.get(pk=accepted.pk).risk == Risk.BLUE
    orders.visit(order=made, at=ago(hours=1), is_kept=False, words="昨晚在楼下喊", by=mediator)
    assert Case.objects.get(pk=accepted.pk).risk == Risk.RED
    assert Notice.objects.filter(kind="danger_duty", to=duty).exists()
    assert risk.lower(case=Case.objects.get(pk=accepted.pk), risk=Risk.YELLOW, by=duty, why="已拘留").after == Risk.YELLOW
