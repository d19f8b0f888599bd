"""Break-glass, from the officer's form to the party's page: who looked, why, and who may stop it."""

import os
import re

import pytest
from playwright.sync_api import expect

from accounts.models import Area
from accounts.roles import Role
from mediation.models import Kind

from .conftest import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
PIN = "304817"


@pytest.fixture
def case(report_case, mediator, make_post):
    Area.objects.create(code="350582000000", name="晋江市", level=3, parent_id="350500000000")
    return report_case(Kind.COUPLE, "昨晚又动手，她带着孩子走了。", other="王大山", accepted_by=mediator)


def seen(page, name):
    """Keep a picture for whoever looks at the pages (SHOTS=folder)."""
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/{name}.png", full_page=True)


def test_an_officer_breaks_the_glass_and_the_party_sees_it(open_page, login, axe, sideways, case, make_post, mother):
    officer, guard = make_post(Role.COUNTY_OFFICER, "丁秀珍", "350582000000"), make_post(Role.DATA_PROTECTION, "康慎言", "350500000000")
    # at the desk: the mediator hands her eight digits, she sets her PIN on her own phone
    mediator = open_page(**DESK)
    login(mediator, case.mediator, second_factor=True)
    mediator.goto(case.get_absolute_url())
    seen(mediator, "case-desk")
    mediator.get_by_role("link", name="让她自己看得到谁打开过").click()
    mediator.get_by_role("button", name="她在我面前，给号码").click()
    digits = mediator.locator(".code16").inner_text()
    assert sideways(mediator) == 0
    axe(mediator)
    seen(mediator, "desk-code")
    her = open_page(**PHONE)
    login(her, mother)
    her.goto("/my/privacy/")
    her.get_by_role("link", name="加锁的资料").click()
    seen(her, "locked-phone")
    her.get_by_role("link", name="有当面给的号码，设口令").click()
    her.get_by_role("button", name="设好口令").click()
    expect(her.get_by_role("heading", name="处要改")).to_be_visible()
    axe(her)
    her.get_by_label("当面号码").fill(digits)
    her.get_by_label("自己想一个口令").fill(PIN)
    her.get_by_label("再写一遍口令").fill(PIN)
    seen(her, "locked-new-phone")
    her.get_by_role("button", name="设好口令").click()
    expect(her.get_by_text("口令设好了")).to_be_visible()
    # the officer of another county
    page = open_page(**PHONE)
    login(page, officer, second_factor=True)
    page.goto(case.get_absolute_url())
    expect(page.get_by_text("昨晚又动手")).to_have_count(0)
    page.goto("/mediation/glass/")
    page.get_by_label("案件编号").fill(case.number.lower())
    page.get_by_role("button", name="打开 1 小时").click()
    expect(page.get_by_role("heading", name="处要改")).to_be_visible()
    assert sideways(page) == 0
    axe(page)
    seen(page, "glass-phone")
    page.get_by_label("当事人到了我这里求助").check()
    page.get_by_label("说明").fill("半夜带着孩子到了我们这里。")
    page.get_by_role("button", name="打开 1 小时").click()
    expect(page.get_by_text("昨晚又动手")).to_be_visible()
    expect(page.get_by_text("只能看，不能办")).to_be_visible()
    expect(page.get_by_role("button", name="受理")).to_have_count(0)
    assert sideways(page) == 0
    axe(page)
    seen(page, "glass-case-phone")
    # she sees which office, and asks
    her.locator("input[name=pin]").fill(PIN)
    her.get_by_role("button", name="打开", exact=True).click()
    expect(her.get_by_role("heading", name="谁打开过")).to_be_visible()
    expect(her.get_by_text("晋江市妇联", exact=True)).to_be_visible()
    expect(her.get_by_text("丁秀珍")).to_have_count(0)
    assert sideways(her) == 0
    axe(her)
    seen(her, "locked-log-phone")
    her.get_by_role("link", name=re.compile("问一问.*晋江市妇联")).click()
    seen(her, "locked-ask-phone")
    her.get_by_role("button", name="问为什么打开").click()
    expect(her.get_by_text("等答复")).to_be_visible()
    her.get_by_role("button", name="锁上").click()
    # the data-protection officer reads the reason and stops it
    judge = open_page(**DESK)
    login(judge, guard, second_factor=True)
    judge.goto("/admin/mediation/breakglass/")
    judge.locator("#result_list tbody th a").first.click()
    expect(judge.get_by_text("半夜带着孩子到了我们这里。")).to_be_visible()
    seen(judge, "glass-admin-desk")
    judge.get_by_role("link", name="叫停").click()
    judge.get_by_role("button", name="叫停").click()
    expect(judge.get_by_text("已经叫停")).to_be_visible()
    page.reload()
    expect(page.get_by_text("昨晚又动手")).to_have_count(0)
