"""A mediator sees what is due first, finds a case by a phone, puts its end off with both sides' word, and looks at the figures."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from mediation import clocks, intake
from mediation.models import Kind, What

from .conftest import DRESSES

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(report_case, mediator):
    return report_case(Kind.SUPPORT, "轮流照顾老人的事说不拢。", accepted_by=mediator)


def test_what_is_due_from_the_list_to_the_extension(screen, login, axe, sideways, case, mediator):
    login(screen, mediator, second_factor=True)
    screen.goto("/mediation/")
    screen.get_by_text("筛选，按电话找").click()
    axe(screen)
    screen.get_by_label("电话或案件编号").fill("139 1234 2087")
    screen.get_by_role("button", name="找", exact=True).click()
    screen.get_by_text("找到 1 件").wait_for()
    assert "2087" not in screen.url
    screen.get_by_role("link", name=case.number).click()
    screen.get_by_role("link", name="延长“应结案”").click()
    axe(screen)
    assert sideways(screen) == 0
    until = case.deadlines.get(what="conclude").due_on + timedelta(days=7)
    screen.get_by_label("延到哪一天").fill(f"{until}")
    for party in ("求助的一方", "另一方"):
        screen.get_by_label(party).check()
    screen.get_by_label("当面说好").check()
    screen.get_by_label("为什么要延长").fill("老人住院，出院再谈。")
    screen.get_by_role("button", name="记下延长").click()
    screen.get_by_text(f"记下了，延到 {until}").wait_for()
    expect(screen.locator("section", has=screen.get_by_role("heading", name="期限"))).to_contain_text("延长过", use_inner_text=True)
    axe(screen)


def test_the_pages_in_every_dress(phone, login, axe, sideways, case, mediator):
    clocks.start(case, What.CONFIRM)
    for nth in range(4):  # a figure below 5 does not open
        intake.report(by=case.reporter, area=case.area, kind=Kind.SUPPORT, narrative=f"{nth}", parties=[], key=intake.new_key())
    login(phone, mediator, second_factor=True)
    for path in (f"{case.get_absolute_url()}confirmation/", "/reports/cases/", "/reports/cases/rows/?figure=received", "/mediation/?list=late&risk=1"):
        phone.goto(path)
        axe(phone, dresses=DRESSES)
        assert sideways(phone) == 0
    assert timezone.localdate() < case.deadlines.get(what="confirm").due_on
