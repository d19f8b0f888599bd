"""Choosing a community, keeping a family: on a phone and on a desk, in every dress, and without JavaScript."""

import re
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts import family
from accounts.family import Facts
from accounts.models import Area

from .conftest import DRESSES, PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def around(area):
    Area.objects.create(code="350503002002", name="霞淮社区居委会", level=5, parent=area.parent)
    return area


@pytest.fixture
def child(mother):
    born = date(timezone.localdate().year - 7, 1, 1)
    return family.add(guardian=mother, facts=Facts("陈小满", "daughter", born, "东美小学", "花生过敏", child_ok=True, health_ok=True))


def test_level_by_level_to_my_community(screen, around, axe, sideways):
    screen.goto("/areas/")
    axe(screen, dresses=DRESSES)
    levels = screen.get_by_role("region", name="一级一级找")
    levels.get_by_role("link", name="丰泽区").click()
    screen.get_by_role("link", name="丰泽街道").last.click()
    axe(screen)
    assert sideways(screen) == 0
    levels.get_by_role("button", name="东美社区").click()
    screen.goto("/areas/")
    expect(levels.get_by_role("button", name="东美社区")).to_have_attribute("aria-current", "true")
    axe(screen, dresses=DRESSES)


def test_a_phone_shows_one_level_and_leads_back(phone, around):
    phone.goto("/areas/?in=350503002000")
    expect(phone.get_by_role("heading", name="丰泽街道的社区和村")).to_be_visible()
    expect(phone.get_by_role("heading", name="县（市、区）")).to_be_hidden()
    phone.get_by_label("已选到").get_by_role("link", name="泉州市").click()
    expect(phone.get_by_role("heading", name="县（市、区）")).to_be_visible()


def test_found_by_name_and_back_to_where_she_was(screen, around, axe):
    screen.goto("/areas/?next=/sessions/")
    screen.get_by_role("searchbox", name="社区、村或街道的名字").fill("东美")
    screen.keyboard.press("Enter")
    expect(screen.get_by_role("heading", name="“东美”找到 1 个地方")).to_be_visible()
    axe(screen)
    screen.get_by_role("button", name="东美社区").first.click()
    expect(screen).to_have_url("http://" + screen.url.split("/")[2] + "/sessions/")
    expect(screen.get_by_text("记住了：东美社区")).to_be_visible()


def test_a_child_is_added_changed_and_removed(screen, mother, login, axe, sideways):
    login(screen, mother)
    screen.goto("/my/family/")
    axe(screen)
    screen.get_by_role("main").get_by_role("link", name="添加孩子").first.click()
    axe(screen, dresses=DRESSES)
    screen.get_by_label("姓名").fill("陈小满")
    screen.get_by_label("出生日期").fill(f"{timezone.localdate().year - 7}-01-01")
    screen.get_by_label("孩子是您的").select_option("女儿")
    screen.get_by_label("过敏、用药或要留意的事").fill("花生过敏")
    screen.get_by_role("button", name="保存这个孩子").click()
    summary = screen.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("监护人同意")
    expect(screen.get_by_label("姓名")).to_have_value("陈小满")
    axe(screen)
    screen.get_by_text("我是监护人，同意登记这个孩子").click()
    screen.get_by_text("同意保存健康情况", exact=False).first.click()
    screen.get_by_role("button", name="保存这个孩子").click()
    expect(screen.get_by_role("heading", name="陈小满")).to_be_visible()
    axe(screen, dresses=DRESSES)
    assert sideways(screen) == 0
    screen.get_by_role("link", name=re.compile("^改.*陈小满")).click()
    axe(screen)
    screen.get_by_label("学校或幼儿园").fill("东美小学")
    screen.get_by_role("button", name="保存").click()
    expect(screen.get_by_text("东美小学")).to_be_visible()
    screen.get_by_role("link", name=re.compile("^移除.*陈小满")).click()
    axe(screen)
    screen.get_by_role("button", name="移除").click()
    expect(screen.get_by_text("还没有登记家人")).to_be_visible()


def test_taking_back_a_consent(screen, mother, child, login, axe):
    login(screen, mother)
    screen.goto("/my/family/")
    screen.get_by_role("link", name=re.compile("^撤回.*陈小满，登记健康情况")).click()
    axe(screen)
    screen.get_by_role("button", name="撤回同意").click()
    expect(screen.get_by_text("花生过敏")).to_have_count(0)
    expect(screen.get_by_role("heading", name="陈小满")).to_be_visible()


def test_my_own_data(screen, mother, login, axe):
    login(screen, mother)
    screen.goto("/my/profile/")
    axe(screen, dresses=DRESSES)
    screen.get_by_label("姓名").fill("林晓😀")
    screen.get_by_role("button", name="保存我的资料").click()
    expect(screen.get_by_role("alert")).to_contain_text("表情")
    screen.get_by_label("姓名").fill("林晓梅")
    screen.get_by_label("不说").check(force=True)
    screen.get_by_role("button", name="保存我的资料").click()
    expect(screen.get_by_text("您的资料保存好了。")).to_be_visible()


def test_all_of_it_works_without_javascript(open_page, mother, around, login):
    page = open_page(java_script_enabled=False, **PHONE)
    login(page, mother)
    page.goto("/areas/?in=350503002000")
    page.get_by_role("button", name="东美社区").click()
    page.goto("/my/family/new/?who=adult")
    page.get_by_label("姓名").fill("林阿香")
    page.get_by_label("出生日期").fill("1958-03-01")
    page.get_by_label("这位家人是您的").select_option("父母")
    page.get_by_role("button", name="保存这位家人").click()
    expect(page.get_by_role("heading", name="林阿香")).to_be_visible()
    mother.refresh_from_db()
    assert mother.home_area == around
