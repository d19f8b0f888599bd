"""Danger on the pages: the self-check that tells nobody, and a child whose case cannot be put away without the report to the police."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.roles import Role
from mediation.models import Case, Kind, MandatoryReport, Risk
from notices.models import Notice

from .casework import press, put_away
from .conftest import DESK, DRESSES, PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def duty(make_post):
    return make_post(Role.COUNTY_OFFICER, "丰泽值班")


@pytest.fixture
def case(report_case, mediator, duty):
    return report_case(Kind.VIOLENCE, "昨晚又动手，孩子也挨了。", other="王大山")


def test_what_she_ticks_leaves_her_phone_only_when_she_presses(phone, axe, sideways):
    phone.goto("/help/")
    phone.get_by_role("link", name="看看现在有多危险").click()
    expect(phone.get_by_role("heading", name="现在有多危险？")).to_be_visible()
    axe(phone, dresses=DRESSES)
    assert sideways(phone) == 0
    sent = []
    phone.on("request", lambda request: sent.append((request.method, request.url, request.post_data)))
    for words in ("掐过我的脖子", "打得越来越重，越来越勤", "翻我手机，管我跟谁来往"):
        phone.get_by_label(words).check()
    phone.get_by_role("button", name="看结果").click()
    expect(phone.get_by_role("heading", name="这很危险，不是您的错")).to_be_focused()
    expect(phone.get_by_text("黄色：尽快找人说")).to_be_hidden()
    expect(phone.locator(".hot [href='tel:110']")).to_be_visible()
    axe(phone)
    assert sideways(phone) == 0
    phone.get_by_role("button", name="改答案").click()
    expect(phone.get_by_label("掐过我的脖子")).to_be_checked()
    phone.get_by_role("button", name="看结果").click()
    assert sent == []
    assert phone.evaluate("localStorage.length + sessionStorage.length") == 0
    assert "neck" not in phone.url
    expect(phone).to_have_title("便民服务")

    phone.get_by_role("button", name="把结果带给调解员").click()
    expect(phone.get_by_label("出了什么事")).to_have_value("掐过我的脖子。\n打得越来越重，越来越勤。\n翻我手机，管我跟谁来往。")
    posts = [(url, data) for method, url, data in sent if method == "POST"]
    assert [url.partition("/help/")[2] for url, _ in posts] == ["self-check/take/"]
    assert not Case.objects.exists()  # she has handed in nothing yet
    phone.goto("/help/self-check/")
    expect(phone.get_by_role("heading", name="现在有多危险？")).to_be_visible()
    expect(phone.locator("[data-sign]:checked")).to_have_count(0)


def test_without_a_script_it_explains_and_shows_the_numbers(open_page, axe):
    page = open_page(java_script_enabled=False, **PHONE)
    page.goto("/help/self-check/")
    expect(page.get_by_text("急：掐过我的脖子")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="110").first).to_be_visible()
    expect(page.get_by_role("button", name="看结果")).to_have_count(0)
    expect(page.locator("main input[name]:not([type=hidden])")).to_have_count(0)


def test_a_hurt_child_and_the_report_that_nobody_skips(enter, axe, sideways, case, mediator, duty):
    desk, here = enter(mediator, DESK), case.get_absolute_url()
    desk.goto(here)
    expect(desk.get_by_text("还没有写谁受到伤害。")).to_be_visible()
    axe(desk)
    press(desk, "写谁受到伤害", "link")
    desk.get_by_label("名单里没有的人").check()
    desk.get_by_label("不满 18 岁").check()
    press(desk, "记下")
    expect(desk.get_by_role("alert").or_(desk.locator(".errsum")).first).to_contain_text("怎么称呼")
    axe(desk)
    desk.get_by_label("怎么称呼").fill("大女儿")
    press(desk, "记下")
    expect(desk.get_by_text("还没有强制报告。").first).to_be_visible()

    desk.goto(f"{here}refuse/")  # she tries to put it away
    desk.get_by_label("法院、公安").check()
    desk.get_by_label("说明").fill("派出所在办。")
    press(desk, "记下，不予受理")
    expect(desk.get_by_text("法律要求马上报告").first).to_be_visible()
    assert Case.objects.get().status == "waiting"

    desk.goto(here)  # she takes it up, ends the mediation and tries to close it
    press(desk, "我来受理")
    desk.get_by_text("终止调解、").click()
    press(desk, "终止调解", "link")
    desk.get_by_label("公安、法院或别的部门来办").check()
    desk.get_by_label("说明").fill("派出所在办。")
    press(desk, "终止调解")
    press(desk, "结案", "link")
    press(desk, "结案")
    expect(desk.get_by_text("法律要求马上报告").first).to_be_visible()
    axe(desk)
    assert Case.objects.get().status == "ended"

    desk.goto(f"{here}danger/")
    press(desk, "写强制报告", "link")
    axe(desk)
    desk.get_by_label("哪个单位、谁接的").fill("东海派出所，警号 012345")
    press(desk, "记下这次报告")
    expect(desk.get_by_text("还没写回执").first).to_be_visible()  # no report without a receipt
    desk.get_by_label("回执").fill("2026-0815")
    press(desk, "记下这次报告")
    expect(desk.get_by_text("强制报告记下了。")).to_be_visible()
    expect(desk.get_by_text("回执 2026-0815")).to_be_visible()
    report = MandatoryReport.objects.get()
    assert (report.party.name, report.unit, report.receipt) == ("大女儿", "东海派出所，警号 012345", "2026-0815")
    assert timezone.now() - report.at < timedelta(hours=1)
    assert sideways(desk) == 0
    axe(desk, dresses=DRESSES)

    hers = enter(duty, PHONE)  # the officer on duty: the colour and its reasons, no name and no story
    assert Notice.objects.filter(kind="case_red_duty", to=duty).exists()
    hers.goto(f"{here}danger/")
    expect(hers.get_by_role("heading", name="风险和保护")).to_be_visible()
    assert not any(word in hers.content() for word in ("大女儿", "陈", "王", "昨晚又动手", "2026-0815"))
    assert sideways(hers) == 0
    axe(hers, dresses=DRESSES)
    press(hers, "降低颜色", "link")
    hers.get_by_label("黄色").check()
    hers.get_by_label("为什么").fill("派出所已经带走，孩子在外婆家。")
    press(hers, "降低颜色")
    expect(hers.get_by_text("孩子在外婆家")).to_be_visible()
    assert Case.objects.get().risk == Risk.YELLOW
    hers.goto(here)
    assert re.search("没有人应|不在了", hers.content())

    desk.goto(here)  # now it can be put away
    put_away(desk)
    desk.get_by_text("已经办结：").wait_for()
    case.refresh_from_db()
    assert (case.status, case.outcome) == ("filed", "referred")
