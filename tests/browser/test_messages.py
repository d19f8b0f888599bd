"""Messages in Chromium: she chooses how she is told and reached, staff phone whom nothing reached, and tell a session at once."""

import re

import pytest

from accounts import safe_contact
from accounts.models import Post
from accounts.roles import Role
from notices import calls, choices
from notices.models import CallEntry, Notice
from positions import booking

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def keeper(site, make_user):
    user = make_user("黄秀云")
    Post.objects.create(user=user, role=Role.SITE_STAFF, site=site)
    return user


def test_she_chooses_how_she_is_told(screen, login, mother, axe, sideways):
    login(screen, mother)
    screen.goto("/my/notices/")
    screen.get_by_role("link", name="怎样告诉我").click()
    screen.get_by_label("短信：提醒").uncheck()
    screen.get_by_label("短信：改时间、取消").uncheck()
    screen.get_by_role("button", name="保存我的选择").click()
    assert "白跑一趟" in screen.get_by_role("alert").inner_text()
    axe(screen)
    screen.get_by_label("短信：改时间、取消").check()
    screen.get_by_role("button", name="保存我的选择").click()
    assert screen.get_by_role("status").inner_text().strip() == "记下了，以后照这样告诉您。"
    assert not screen.get_by_label("短信：提醒").is_checked()
    assert "sms" not in choices.of(mother)["reminders"]
    screen.get_by_role("link", name="怎样联系我").click()
    screen.get_by_role("radio", name="只在这些钟点").check()
    axe(screen)
    screen.get_by_role("button", name="就这样联系我").click()
    assert "从几点到几点" in screen.get_by_role("alert").inner_text()
    screen.get_by_label("从").fill("14:00")
    screen.get_by_label("到", exact=True).fill("17:00")
    screen.get_by_role("button", name="就这样联系我").click()
    assert "只在 14:00–17:00" in screen.locator("main").inner_text()
    assert sideways(screen) == 0


def test_staff_phone_whom_nothing_reached(screen, login, keeper, mother, make_user, site, area, axe, sideways):
    never = make_user("吴燕婷")
    safe_contact.choose(user=never, rule="never")
    for user, note in ((mother, "周四停一次"), (never, "周五的要换")):
        calls.ask(area=area, site=site, why=CallEntry.Why.FAILED, user=user, note=note)
    login(screen, keeper, second_factor=True)
    screen.goto("/admin/calls/")
    assert screen.get_by_role("link", name=re.compile("打.*给林晓梅")).get_attribute("href") == f"tel:{mother.phone}"
    axe(screen)
    screen.get_by_role("link", name=re.compile("打过了.*林晓梅")).click()
    screen.get_by_role("radio", name="没人接").check()
    axe(screen)
    screen.get_by_role("button", name="记下").click()
    assert "到时候会再列出来" in screen.locator("body").inner_text()
    screen.get_by_role("link", name="还没到时间 1").click()
    assert "周四停一次" in screen.locator("main, #content").first.inner_text()
    screen.get_by_role("link", name="不能打 1").click()
    assert never.phone[-4:] not in screen.content()
    screen.get_by_role("button", name=re.compile("知道了")).click()
    assert sideways(screen) == 0
    assert CallEntry.objects.open().count() == 1


def test_staff_tell_a_session_at_once(desk, login, keeper, mother, daughter, make_session, axe):
    session = make_session(capacity=5)
    booking.book(session=session.pk, attendee=daughter.pk, booker=mother, by=mother)
    login(desk, keeper, second_factor=True)
    desk.goto("/admin/group/")
    axe(desk)
    desk.locator(f'a[href$="session={session.pk}"]').click()
    desk.get_by_label("要说的话").fill("明天下雨，改在二楼大厅。")
    desk.get_by_role("button", name="看一遍").click()
    assert "【泉州妇联】明天下雨，改在二楼大厅。" in desk.locator("body").inner_text()
    axe(desk)
    assert not Notice.objects.filter(kind="group_message").exists()
    desk.get_by_role("button", name="发给这 1 位").click()
    assert "共 1 位" in desk.locator("body").inner_text()
    assert Notice.objects.get(kind="group_message").to == mother
