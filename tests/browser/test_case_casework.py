"""A mediation that fails, and an agreement that was kept on paper only: "not solved" goes to another desk. By hand, on phone and desk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from mediation import casework
from mediation.casework import mediating, meeting
from mediation.models import Case

from .casework import agree, hold, press, put_away, revisit, to_mediation
from .conftest import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(report_case, mediator):
    case = report_case(accepted_by=mediator)
    hour = timezone.now() - timedelta(hours=1)
    casework.add_contact(case=case, by=mediator, kind="visit", happened_at=hour, whom="all", words="都愿意来谈。")
    return case


def test_a_mediation_that_fails_ends_with_the_other_ways_told(enter, case, mediator, axe, sideways):
    page = enter(mediator, PHONE)
    page.goto(case.get_absolute_url())
    to_mediation(page)
    hold(page, "谈不拢")
    page.get_by_text("调解不成、终止调解").click()
    press(page, "调解不成", "link")
    press(page, "调解不成")
    page.get_by_text("还没写，请写几句").first.wait_for()
    page.get_by_label("为什么谈不拢").fill("钱说不拢，告诉了可以去法院。")
    axe(page)
    assert sideways(page) == 0
    press(page, "调解不成")
    put_away(page)
    page.get_by_text("已经办结：调解不成").wait_for()
    axe(page)
    assert sideways(page) == 0
    case.refresh_from_db()
    assert (case.status, case.outcome) == ("filed", "failed")


def test_not_solved_goes_to_another_desk(enter, case, mediator, make_post, axe, sideways):
    other, officer = make_post(Role.MEDIATOR, "郑秀兰"), make_post(Role.COUNTY_OFFICER, "陈县干")
    mediating.begin_mediation(case=case, by=mediator, told=True)
    start = timezone.now() - timedelta(hours=2)
    held = meeting.plan(case=case, by=mediator, starts_at=start, ends_at=start + timedelta(hours=1), place="调解室")
    meeting.record(meeting=held, by=mediator, result="agreed", record="说定了。")
    page = enter(mediator, PHONE)
    page.goto(case.get_absolute_url())
    press(page, "写协议", "link")
    axe(page)
    assert sideways(page) == 0
    press(page, "返回", "link")
    agree(page, "婆婆周末不来。")
    press(page, "看履行", "link")
    press(page, "看履行")
    revisit(page, kept="都做到了", solved="没有解决", words="做到了，可还是天天吵。")
    page.get_by_text("回访说没有解决，等干部派人接着办").wait_for()
    page = enter(officer, DESK)
    page.goto("/mediation/desk/")
    axe(page)
    page.get_by_role("link").filter(has_text=case.number).first.click()
    page.get_by_label("郑秀兰").check()
    axe(page)
    assert sideways(page) == 0
    press(page, "派给她")
    page.get_by_text("派给郑秀兰了").wait_for()
    assert Case.objects.get(pk=case.pk).mediator == other
    page = enter(other, PHONE)
    page.goto(case.get_absolute_url())
    to_mediation(page)
    page.get_by_text("重新办理").wait_for()
    case.refresh_from_db()
    assert (case.status, case.outcome) == ("mediation", "kept")
