"""The colour of a case: up by whoever works on it, down by an officer; red rings, and goes further until somebody has looked."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.refusals import NotAllowed
from mediation.casework import editing
from mediation.danger import alarms, risk
from mediation.danger.refusals import OfficerOnly, RiskNotHigher, RiskNotLower
from mediation.models import AccessLog, Alarm, AlarmStep, Case, Risk, RiskChange
from mediation.refusals import CaseChanged
from notices.models import Notice
from notices.texts import words_of


def told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("to__name", flat=True))


def later(minutes):
    return timezone.now() + timedelta(minutes=minutes)


def look(case, user, what="case"):
    return AccessLog.objects.create(user=user, case=case, number=case.number, area_code=case.area_id, what=what, at=timezone.now())


def test_raising_leaves_a_line_with_the_reason(accepted, mediator, sign):
    risk.raise_to(case=accepted, risk=Risk.YELLOW, by=mediator, why="今天又来门口骂", signs=[sign("扬言")])
    case = Case.objects.get(pk=accepted.pk)
    line = case.events.get(kind="raised")
    assert (case.risk, line.words, line.by) == (Risk.YELLOW, "蓝 → 黄：今天又来门口骂", mediator)
    assert [s.words for s in case.signs.all()] == ["扬言、威胁"]
    with pytest.raises(RiskNotHigher):
        risk.raise_to(case=case, risk=Risk.YELLOW, by=mediator, why="再来")


def test_the_signs_raise_it_further_than_she_chose(accepted, mediator, sign):
    risk.raise_to(case=accepted, risk=Risk.YELLOW, by=mediator, why="买了汽油", signs=[sign("买刀具")])
    assert Case.objects.get(pk=accepted.pk).risk == Risk.RED


def test_a_quarrel_that_turns_out_to_be_violence_rings(accepted, mediator, duty):
    editing.edit(case=accepted, by=mediator, version=accepted.version, kind="violence", wishes="", place="")
    case = Case.objects.get(pk=accepted.pk)
    assert (case.kind, case.risk, accepted.risk) == ("violence", Risk.RED, Risk.RED)
    assert case.events.get(kind="raised").words == "蓝 → 红：类型改成家暴"
    assert Alarm.objects.get(case=case).ended_at is None
    assert duty.name in told("danger_duty")
    risk.lower(case=case, risk=Risk.YELLOW, by=duty, why="已经和派出所核实")
    editing.edit(case=case, by=mediator, version=case.version, kind="violence", wishes="要一张保护令", place="")
    assert Case.objects.get(pk=case.pk).risk == Risk.YELLOW


def test_only_an_officer_of_the_place_lowers_it(accepted, mediator, colleague, far_mediator, duty):
    risk.raise_to(case=accepted, risk=Risk.RED, by=colleague, why="她打电话到我这里，说要同归于尽")
    for other in (mediator, colleague, far_mediator):
        with pytest.raises(OfficerOnly):
            risk.lower(case=accepted, risk=Risk.BLUE, by=other, why="没事了")
    with pytest.raises(RiskNotLower):
        risk.lower(case=accepted, risk=Risk.RED, by=duty, why="没事了")
    risk.lower(case=accepted, risk=Risk.YELLOW, by=duty, why="派出所已经带走刀具")
    assert Case.objects.get(pk=accepted.pk).risk == Risk.YELLOW
    assert accepted.events.get(kind="lowered").by == duty


def test_nobody_from_elsewhere_raises_it(accepted, far_mediator, grid_worker):
    for other in (far_mediator, grid_worker):
        with pytest.raises(NotAllowed):
            risk.raise_to(case=accepted, risk=Risk.RED, by=other, why="听说")


def test_of_two_who_change_it_the_second_is_told(accepted, mediator, duty):
    stale = Case.objects.get(pk=accepted.pk)
    risk.raise_to(case=accepted, risk=Risk.RED, by=mediator, why="有刀")
    with pytest.raises(CaseChanged):
        risk.raise_to(case=stale, risk=Risk.YELLOW, by=duty, why="骂人")
    assert accepted.risk_changes.count() == 1


def test_a_change_stays_as_it_was_written(accepted, mediator):
    risk.raise_to(case=accepted, risk=Risk.RED, by=mediator, why="有刀")
    for sql in ("UPDATE mediation_riskchange SET after = 1", "DELETE FROM mediation_riskchange"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert RiskChange.objects.get().after == Risk.RED


def test_red_is_told_at_once_in_neutral_words(accepted, mediator, colleague, duty, city):
    risk.raise_to(case=accepted, risk=Risk.RED, by=colleague, why="陈阿妹说他买了刀")
    assert (told("danger_raised"), told("danger_duty")) == (["吴佩玲"], ["丰泽值班"])
    for notice in Notice.objects.filter(kind__startswith="danger"):
        words = words_of(notice)
        assert words.urgent
        assert 0 < len(words.sms) <= 70
        assert not any(word in words.title + words.body + words.sms for word in ("陈阿妹", "刀", "红", "家暴", "纠纷", "危险"))


def test_red_that_nobody_opens_goes_further_minute_by_minute(accepted, mediator, duty, city):
    risk.raise_to(case=accepted, risk=Risk.RED, by=mediator, why="有刀")
    look(accepted, mediator)  # she made it red: that she looks tells nothing
    look(accepted, duty, what="refused")
    assert alarms.escalate_due(later(9)) == 0
    assert alarms.escalate_due(later(10)) == 1
    assert told("danger_unopened") == ["丰泽值班", "吴佩玲"]
    assert alarms.escalate_due(later(11)) == 0  # each step once
    assert alarms.escalate_due(later(20)) == 1
    assert told("danger_unopened") == ["丰泽值班", "吴佩玲", "市里"]
    assert alarms.escalate_due(later(99)) == 0


def test_a_look_ends_it(accepted, mediator, duty, city):
    risk.raise_to(case=accepted, risk=Risk.RED, by=mediator, why="有刀")
    seen = look(accepted, duty, what="danger")
    assert alarms.escalate_due(later(30)) == 0
    assert told("danger_unopened") == []
    assert Alarm.objects.get().ended_at == seen.at


def test_a_red_report_rings_too_and_the_table_says_when(report, sign, mediator, duty, city):
    AlarmStep.objects.exclude(whom="county").update(is_used=False)
    AlarmStep.objects.filter(whom="county").update(minutes=5)
    report(signs=[sign("动手")])
    assert alarms.escalate_due(later(5)) == 1
    assert told("danger_unopened") == ["丰泽值班"]


def test_what_turns_red_again_rings_again(accepted, mediator, duty):
    risk.raise_to(case=accepted, risk=Risk.RED, by=mediator, why="有刀")
    risk.lower(case=accepted, risk=Risk.BLUE, by=duty, why="误会")
    risk.raise_to(case=accepted, risk=Risk.RED, by=mediator, why="又有刀")
    assert [Alarm.objects.count(), Alarm.objects.open().count()] == [2, 1]
    assert Notice.objects.filter(kind="danger_duty").count() == 2
