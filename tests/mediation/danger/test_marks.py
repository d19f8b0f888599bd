"""That a case is of violence and a child is in it lasts: the report is not dodged by writing another kind."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from mediation import casework, intake
from mediation.casework import editing, mediating, revisiting
from mediation.danger import marks, protection, risk
from mediation.danger.refusals import MarkGone, MarkStillTrue, MinorNotNamed, OfficerOnly, ReportMissing, VictimNotNamed
from mediation.intake import hotline
from mediation.models import Case, Kind, MandatoryReport, Risk
from tests.people import sign_in

from .test_protection import reported

CALL = {
    "channel": "call", "caller": "herself", "relation": "", "kind": "couple", "minor": True, "violence": True, "safe_rule": "any", "unit": "",
    "name": "许女士", "phone": "13905952087", "narrative": "孩子也挨了打。", "wishes": "", "answer": "", "parts": [], "about": {},
}  # fmt: skip


@pytest.fixture
def called(make_post, area, mediator):
    """called(minor=…): the case of a call at 12338, carried by the mediator."""
    officer = make_post(Role.CITY_OFFICER, "350500000000", "庄雅惠")

    def call(**how):
        told = CALL | {"area": area} | how
        row = hotline.register(by=officer, told=told, signs=[], handling="case", key=intake.new_key())
        return casework.accept(case=row.case, by=mediator)

    return call


def edited(case, by, kind):
    case = Case.objects.get(pk=case.pk)
    editing.edit(case=case, by=by, version=case.version, kind=kind, wishes="", place="")
    return Case.objects.get(pk=case.pk)


def stopped(case, by):
    mediating.end(case=case, by=by, outcome="withdrawn", words="不要调了。")
    return Case.objects.get(pk=case.pk)


def test_rewriting_the_kind_dodges_nothing(violence, mediator, duty):
    case = edited(violence, mediator, "couple")
    assert (case.kind, case.violent, case.risk) == ("couple", True, Risk.RED)
    assert [sign.words for sign in risk.signs_of(case)] == ["报的是家暴"]
    with pytest.raises(VictimNotNamed):
        protection.before_referral(case)
    case = stopped(case, mediator)
    with pytest.raises(VictimNotNamed):
        revisiting.close(case=case, by=mediator)
    child = protection.harm(case=case, by=mediator, name="大女儿", harmed="minor")
    reported(case, child, mediator, to="education")
    with pytest.raises(ReportMissing):  # still violence: the police are not left out
        revisiting.close(case=case, by=mediator)
    reported(case, child, mediator)
    assert revisiting.close(case=case, by=mediator).status == "closed"


def test_a_call_about_a_hurt_child_asks_for_the_report(called, mediator):
    case = called()
    assert (case.kind, case.violent, case.minor, case.risk) == ("couple", True, True, Risk.RED)
    case = stopped(case, mediator)
    protection.harm(case=case, by=mediator, party=case.parties.get(), harmed="adult")
    with pytest.raises(MinorNotNamed, match="写下受到伤害的是谁"):  # her mother alone is not all whom it hurts
        revisiting.close(case=case, by=mediator)
    child = protection.harm(case=case, by=mediator, name="孩子", harmed="minor")
    with pytest.raises(ReportMissing):
        revisiting.close(case=case, by=mediator)
    reported(case, child, mediator)
    revisiting.close(case=case, by=mediator)
    assert MandatoryReport.objects.get().to == "police"


def test_a_waiting_case_is_not_refused_past_the_child(report, sign, mediator):
    case = report(kind=Kind.VIOLENCE, signs=[sign("家里有孩子")])
    with pytest.raises(MinorNotNamed):
        casework.refuse(case=case, by=mediator, reason="settled")
    assert called_nothing(report, mediator)


def called_nothing(report, mediator):
    """A quarrel with a child in the house, and no violence, asks for nothing."""
    plain = casework.accept(case=report(), by=mediator)
    Case.objects.filter(pk=plain.pk).update(minor=True)
    case = stopped(Case.objects.get(pk=plain.pk), mediator)
    return revisiting.close(case=case, by=mediator).status == "closed"


def test_a_sign_seen_later_and_a_joined_case_leave_their_marks(report, accepted, violence, sign, mediator):
    protection.harm(case=violence, by=mediator, party=violence.parties.first(), harmed="adult")
    intake.join(case=violence, into=accepted, by=mediator, why="同一家。")
    assert marks.of(Case.objects.get(pk=accepted.pk)) == ["violent"]
    other = casework.accept(case=report(), by=mediator)
    risk.raise_to(case=other, risk=Risk.RED, by=mediator, why="今天动了手", signs=[sign("动手")])
    assert marks.of(Case.objects.get(pk=other.pk)) == ["violent"]


def test_the_kind_raises_the_colour_and_never_lowers_it(accepted, mediator, duty):
    case = edited(accepted, mediator, "violence")
    assert (case.risk, case.violent) == (Risk.RED, True)
    assert case.events.get(kind="raised").words == "蓝 → 红：类型改成家暴"
    assert case.alarms.open().exists()
    risk.lower(case=case, risk=Risk.YELLOW, by=duty, why="已经搬走")
    assert edited(case, mediator, "couple").risk == Risk.YELLOW  # nothing new was told: her word stands


def test_an_officer_takes_a_mark_away_with_a_reason_others_find_nothing(client, called, violence, mediator, colleague, duty, make_post, elsewhere):
    case = called()
    path = reverse("mediation:unmark", args=[case.number])
    told = {"mark": "minor", "why": "孩子一直在外婆家，和学校核实过"}
    far = make_post(Role.COUNTY_OFFICER, "350582000000")
    for other in (mediator, colleague, far, make_post(Role.AUDITOR, "350500000000"), make_post(Role.GRID_WORKER, "350503002001")):
        sign_in(client, other)
        assert (client.get(path).status_code, client.post(path, told).status_code) == (404, 404)
    with pytest.raises(OfficerOnly):
        marks.take_away(case=case, mark="minor", by=mediator, why="没有的事")
    with pytest.raises(OfficerOnly):
        marks.take_away(case=case, mark="minor", by=duty, why="")
    sign_in(client, duty)
    danger = reverse("mediation:danger", args=[case.number])
    assert "还没有写是哪个孩子" in client.get(danger).content.decode()
    assert client.post(path, told | {"why": ""}).status_code == 422
    assert client.post(path, told).status_code == 302
    line = case.events.get(kind="unmarked")
    assert (line.words, line.by) == ("涉及孩子，或自己做不了主的人：孩子一直在外婆家，和学校核实过", duty)
    assert marks.of(Case.objects.get(pk=case.pk)) == ["violent"]
    assert "还没有写是哪个孩子" not in client.get(danger).content.decode()
    with pytest.raises(MarkGone):
        marks.take_away(case=case, mark="minor", by=duty, why="再撤")
    with pytest.raises(MarkStillTrue):  # the kind still says so
        marks.take_away(case=violence, mark="violent", by=duty, why="不是")
    protection.harm(case=violence, by=mediator, name="小儿子", harmed="minor")
    with pytest.raises(MarkStillTrue):
        marks.take_away(case=violence, mark="minor", by=duty, why="不是")


def test_whoever_is_corrected_takes_the_mark_along_unless_something_else_says_it(violence, called, mediator, duty):
    for case, left in ((violence, ["violent"]), (called(), ["violent", "minor"])):
        child = protection.harm(case=case, by=mediator, name="大女儿", harmed="minor")
        protection.harm(case=case, by=duty, party=child, harmed="adult", why="身份证是 2001 年的")
        assert marks.of(Case.objects.get(pk=case.pk)) == left
