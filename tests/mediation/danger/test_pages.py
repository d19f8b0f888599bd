"""What staff see of danger over HTTP: who may open what, that each look is written down, and the paper for the court."""

import pytest
from django.utils import timezone

from accounts.roles import Role
from mediation.danger import orders, protection, risk
from mediation.models import AccessLog, Kind, Risk
from tests.people import sign_in


@pytest.fixture
def desk(client, mediator):
    return sign_in(client, mediator)


def page_of(case):
    return f"{case.get_absolute_url()}danger/"


def test_an_officer_sees_the_colour_and_why_but_nobody_and_no_story(client, violence, mediator, duty):
    protection.harm(case=violence, by=mediator, name="大女儿", harmed="minor")
    response = sign_in(client, duty).get(page_of(violence))
    page = response.content.decode()
    assert response.status_code == 200
    assert "还没有强制报告" in page
    assert not any(word in page for word in ("大女儿", "陈*妹", "王*花", "天天吵", "3 号楼 502"))
    look = AccessLog.objects.get(user=duty)
    assert (look.what, look.case) == ("danger", violence)
    assert client.get(violence.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("role", [Role.GRID_WORKER, Role.AUDITOR, Role.SYSTEM_ADMIN, Role.COUNSELLOR])
def test_nobody_else_finds_it(client, violence, make_post, role):
    place = "350503002001" if role == Role.GRID_WORKER else "350500000000"
    assert sign_in(client, make_post(role, place)).get(page_of(violence)).status_code == 404


def test_out_of_reach_is_out_of_reach(client, violence, make_post, elsewhere):
    away = sign_in(client, make_post(Role.COUNTY_OFFICER, "350582000000"))
    assert away.get(page_of(violence)).status_code == 404
    assert away.post(f"{page_of(violence)}lower/", {"risk": 1, "why": "没事"}).status_code == 404
    violence.refresh_from_db()
    assert violence.risk == Risk.RED


def test_a_mediator_finds_no_page_to_lower(desk, violence):
    assert desk.get(f"{page_of(violence)}lower/").status_code == 404
    assert "降低颜色" not in desk.get(page_of(violence)).content.decode()


def test_raising_on_the_page_keeps_what_was_typed(desk, accepted, duty, sign):
    path = f"{page_of(accepted)}raise/"
    answer = desk.post(path, {"risk": "", "why": "他说要带汽油来"})
    assert answer.status_code == 422
    assert "他说要带汽油来" in answer.content.decode()
    assert desk.post(path, {"risk": "2", "why": "他说要带汽油来", "signs": [sign("买刀具").pk]}).status_code == 302
    accepted.refresh_from_db()
    assert accepted.risk == Risk.RED
    assert "蓝 → 红" in desk.get(page_of(accepted)).content.decode()


def test_the_paper_for_the_court_comes_from_the_case_and_keeps_her_number(desk, report, mediator, jpeg):
    from mediation import casework

    case = casework.accept(case=report(kind=Kind.VIOLENCE, pictures=[(jpeg(), 640, 480)]), by=mediator)
    her, him = case.parties.all()
    protection.harm(case=case, by=mediator, party=her, harmed="adult")
    today = timezone.localdate()
    orders.record(case=case, by=mediator, party=her, kind="warning", unit="东海派出所", number="泉公诫〔2026〕7号", forbids="不许动手", issued_on=today)
    path = f"{page_of(case)}application/"
    assert desk.post(path, {"party": her.pk, "respondent": her.pk, "measures": ["contact"], "story": "他打人。"}).status_code == 422
    form = desk.get(path).content.decode()
    assert "对方会看到这一份" in form
    assert "天天吵" in form  # to begin with, what the case says
    assert f'name="respondent" value="{him.pk}"' in form
    assert desk.post(path, {"party": her.pk, "respondent": him.pk, "measures": ["contact"], "story": ""}).status_code == 422
    told = {"party": her.pk, "respondent": him.pk, "measures": ["violence", "leave"], "story": "三月二日他动手打她。回电 139 0595 0001。"}
    page = desk.post(path, told).content.decode()
    for words in ("陈阿妹", "王桂花", "禁止被申请人实施家庭暴力", "责令被申请人迁出", "三月二日他动手打她", "照片 1 张", "泉公诫〔2026〕7号", "东海派出所"):
        assert words in page, words
    assert "天天吵" not in page  # what was told in confidence stays in the case
    assert "139 0595 0001" not in page
    assert "13905950001" not in page  # the other side may get a copy
    assert "502" not in page
    assert "骚扰、跟踪" not in page
    assert [(look.what, look.why) for look in AccessLog.objects.filter(user=mediator, what="paper")] == [("paper", "papers")]


def test_a_print_is_written_down_before_the_page_prints(desk, accepted, mediator, far_mediator):
    """What the script sends first (static/print.js); without an answer of 204 it does not print."""
    her, him = accepted.parties.all()
    page = desk.post(
        f"{page_of(accepted)}application/", {"party": her.pk, "respondent": him.pk, "measures": ["violence"], "story": "他打人。"}
    ).content.decode()
    address = f"{page_of(accepted)}printed/"
    assert f'action="{address}" data-print-log hidden' in page
    assert desk.get(address).status_code == 405
    assert not AccessLog.objects.filter(what="print").exists()
    assert desk.post(address).status_code == 204
    look = AccessLog.objects.get(what="print")
    assert (look.user, look.case, look.why) == (mediator, accepted, "papers")
    sign_in(desk, far_mediator)
    assert desk.post(address).status_code == 404
    assert AccessLog.objects.filter(what="print").count() == 1


def test_an_order_of_another_case_is_not_found(desk, accepted, violence, mediator):
    party = accepted.parties.first()
    made = orders.record(case=accepted, by=mediator, party=party, kind="warning", unit="派出所", forbids="不许动手", issued_on=timezone.localdate())
    assert desk.get(made.get_absolute_url()).status_code == 200
    assert desk.get(f"{violence.get_absolute_url()}orders/{made.uid}/").status_code == 404


def test_the_page_asks_as_much_of_three_changes_as_of_one(desk, accepted, mediator, duty, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    risk.raise_to(case=accepted, risk=Risk.RED, by=mediator, why="一")
    desk.get(page_of(accepted))
    with CaptureQueriesContext(connection) as once:
        desk.get(page_of(accepted))
    for number in range(3):
        risk.lower(case=accepted, risk=Risk.BLUE, by=duty, why=f"{number}")
        risk.raise_to(case=accepted, risk=Risk.RED, by=mediator, why=f"{number}")
        orders.record(case=accepted, by=mediator, party=accepted.parties.first(), kind="warning", unit="派", forbids="不", issued_on=timezone.localdate())
    with django_assert_num_queries(len(once)):
        desk.get(page_of(accepted))
