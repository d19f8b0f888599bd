"""Messages in Chromium: she chooses how she is told and reached, staff phone whom nothing reached, and tell a session at once."""

import re

import pytest
from playwright.sync_api import expect

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
    expect(screen.get_by_role("alert")).to_contain_text("白跑一趟", use_inner_text=True)
    axe(screen)
    screen.get_by_label("短信：改时间、取消").check()
    screen.get_by_role("button", name="保存我的选择").click()
    expect(screen.get_by_role("status")).to_have_text("记下了，以后照这样告诉您。")
    expect(screen.get_by_label("短信：提醒")).not_to_be_checked()
    assert "sms" not in choices.of(mother)["reminders"]
    screen.get_by_role("link", name="怎样联系我").click()
    screen.get_by_role("radio", name="只在这些钟点").check()
    axe(screen)
    screen.get_by_role("button", name="就这样联系我").click()
    expect(screen.get_by_role("alert")).to_contain_text("从几点到几点", use_inner_text=True)
    screen.get_by_label("从").fill("14:00")
    screen.get_by_label("到", exact=True).fill("17:00")
    screen.get_by_role("button", name="就这样联系我").click()
    expect(screen.locator("main")).to_contain_text("只在 14:00–17:00", use_inner_text=True)
    assert sideways(screen) == 0


def test_staff_phone_whom_nothing_reached(screen, login, keeper, mother, make_user, site, area, axe, sideways):
    never = make_user("吴燕婷")
    safe_contact.choose(user=never, rule="never")
    for user, note in ((mother, "周四停一次"), (never, "周五的要换")):
        calls.ask(area=area, site=site, why=CallEntry.Why.FAILED, user=user, note=note)
    login(screen, keeper, second_factor=True)
    screen.goto("/admin/calls/")
    expect(screen.get_by_role("link", name=re.compile("打.*给林晓梅"))).to_have_attribute("href", f"tel:{mother.phone}")
    axe(screen)
    screen.get_by_role("link", name=re.compile("打过了.*林晓梅")).click()
    screen.get_by_role("radio", name="没人接").check()
    axe(screen)
    screen.get_by_role("button", name="记下").click()
    expect(screen.locator("body")).to_contain_text("到时候会再列出来", use_inner_text=True)
    screen.get_by_role("link", name="还没到时间 1").click()
    expect(screen.locator("main, #content").first).to_contain_text("周四停一次", use_inner_text=True)
    screen.get_by_role("link", name="不能打 1").click()
    done = screen.get_by_role("button", name=re.compile("知道了"))
    done.wait_for()
    assert never.phone[-4:] not in screen.content()
    done.click()
    done.wait_for(state="detached")
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
    expect(desk.locator("body")).to_contain_text("【泉州妇联】明天下雨，改在二楼大厅。", use_inner_text=True)
    axe(desk)
    assert not Notice.objects.filter(kind="group_message").exists()
    desk.get_by_role("button", name="发给这 1 位").click()
    expect(desk.locator("body")).to_contain_text("共 1 位", use_inner_text=True)
    assert Notice.objects.get(kind="group_message").to == mother
