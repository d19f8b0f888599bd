"""Families in Chromium: a mother asks a second guardian and says who fetches; a daughter books for her mother by mandate."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts import mandates
from accounts.models import FamilyMember, Guardianship, PickUpPerson
from notices.models import CallEntry
from positions.models import Booking

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def girl(mother):
    year = timezone.localdate().year - 7
    return FamilyMember.objects.create(guardian=mother, name="陈小满", relation="daughter", born_on=date(year, 1, 1))


def test_a_second_guardian_and_who_fetches(screen, open_page, login, axe, sideways, mother, girl, make_user):
    father = make_user("陈建斌")
    login(screen, mother)
    screen.goto("/my/family/")
    axe(screen)
    screen.get_by_role("link", name="请一位").click()
    screen.get_by_label("对方的手机号").fill(father.phone[3:])
    screen.get_by_label("对方是孩子的").select_option(label="爸爸")
    screen.get_by_label("陈小满").check()
    screen.get_by_label(re.compile("预约和接送")).check()
    axe(screen)
    screen.get_by_role("button", name="发出邀请").click()
    screen.get_by_text("等对方回答").wait_for()

    his = open_page(viewport={"width": 390, "height": 844})
    login(his, father)
    his.goto("/my/family/")
    his.get_by_role("link", name="看一看，回答").click()
    axe(his)
    his.get_by_label("孩子的姓名").fill("陈小满")
    his.get_by_role("button", name="接受", exact=True).click()
    his.get_by_role("heading", name="陈小满").wait_for()
    assert Guardianship.objects.get().user == father

    screen.goto(f"/my/family/{girl.pk}/pickup/")
    screen.get_by_text("再加一位").click()
    screen.get_by_label("姓名").first.fill("林阿香")
    screen.get_by_label("是孩子的").fill("外婆")
    screen.get_by_label("手机号").fill("13900005678")
    screen.get_by_label("身份证末四位").fill("3321")
    screen.get_by_role("button", name="加上").click()
    screen.get_by_text("加上了，监护人都会收到消息").wait_for()
    screen.locator("#id_never").fill("陈志强")
    screen.get_by_role("button", name="记下，不能接").click()
    screen.get_by_text("老师会拦下").first.wait_for()
    assert sideways(screen) == 0
    axe(screen)
    assert sorted(PickUpPerson.objects.present().values_list("may", flat=True)) == ["never", "yes"]
    his.goto("/my/family/")
    assert "陈志强" not in his.content()


def test_a_daughter_books_for_her_mother(screen, login, axe, sideways, mother, make_user, make_session):
    grandmother = make_user("林阿香")
    row = mandates.give(giver=grandmother, phone=mother.phone, until=timezone.localdate() + timedelta(days=90), by=grandmother)
    mandates.accept(mandate=row, by=mother, giver_name="林阿香")
    session = make_session()
    login(screen, mother)
    screen.goto(f"/sessions/{session.pk}/book/")
    screen.get_by_role("link", name="林阿香").click()
    axe(screen)
    screen.get_by_role("button", name="确认预约").click()
    screen.get_by_role("heading", name="林阿香约好的").wait_for()
    assert sideways(screen) == 0
    axe(screen)
    assert Booking.objects.get().booker == grandmother
    screen.get_by_text("替对方取消").click()
    screen.get_by_role("button", name=re.compile("取消这次预约")).click()
    screen.get_by_text("取消好了，也告诉对方了").wait_for()


def test_a_grandmother_asks_to_be_phoned(phone, login, dress, axe, sideways, make_user, area, site):
    grandmother = make_user("林阿香", home_area=area)
    login(phone, grandmother)
    dress(phone, "elder")
    phone.goto("/")
    phone.get_by_role("link", name=re.compile("打电话.*请人帮我约")).click()
    axe(phone)
    phone.get_by_role("button", name="打电话给我").click()
    phone.get_by_text("记下了，我们会打给您").wait_for()
    assert sideways(phone) == 0
    axe(phone)
    assert CallEntry.objects.get().user == grandmother
