"""A keeper lays a class by its rule and moves it to another day: the dates as she types, who hears of it, then done."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Post
from accounts.roles import Role
from notices.models import Notice
from positions import booking
from positions.models import Timetable
from positions.planning import pattern

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def next_monday():
    """Next week's: nothing of it has begun."""
    return pattern.monday_of(timezone.localdate()) + timedelta(days=7)


@pytest.fixture
def keeper(site, make_user):
    user = make_user("黄秀云")
    Post.objects.create(user=user, role=Role.SITE_STAFF, site=site)
    return user


def test_a_class_is_laid_and_moved_to_another_day(screen, login, keeper, service, mother, daughter, axe, sideways):
    page, complaints, monday = screen, [], next_monday()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    login(page, keeper, second_factor=True)

    page.goto("/admin/positions/timetable/add/")
    page.get_by_label("服务", exact=True).select_option(str(service.pk))
    page.get_by_label("周二").check()
    page.get_by_label("开始", exact=True).fill("16:30")
    page.get_by_label("结束", exact=True).fill("18:30")
    page.get_by_label("哪天开课").fill(monday.isoformat())
    page.get_by_label("哪天结课").fill((monday + timedelta(days=13)).isoformat())
    page.get_by_label("国家放假的日子不上").uncheck()
    page.get_by_label("名额", exact=True).fill("8")
    page.get_by_label("名额", exact=True).blur()
    page.get_by_text("接下来排 2 场").wait_for()  # without a press
    assert sideways(page) == 0
    page.get_by_role("button", name="存好，马上排").click()
    page.get_by_text("新排 2 场").wait_for()

    timetable = Timetable.objects.get()
    first = timetable.sessions.order_by("starts_at").first()
    held = booking.book(session=first.pk, attendee=daughter.pk, booker=mother, by=mother)
    page.get_by_role("link", name="改时间、场地、老师").click()
    page.get_by_label("周二").uncheck()
    page.get_by_label("周四").check()
    page.get_by_label("原因").fill("老师有课")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("heading", name="会改动 2 场").wait_for()
    thursday = monday + timedelta(days=3)
    expect(page.get_by_text("陈*满").first).to_be_visible()
    expect(page.get_by_text(re.compile(f"改{thursday.month}月{thursday.day}日16:30"))).to_be_visible()  # the very words of her message
    assert sideways(page) == 0
    assert complaints == []
    axe(page)
    page.get_by_role("button", name="就这样改，通知 1 位").click()
    page.get_by_text("改好了：动了 2 场").wait_for()
    held.refresh_from_db()
    assert (held.session.day, held.status) == (thursday, "confirmed")
    assert held.from_minute == booking.minute(held.session.starts_at)
    assert Notice.objects.filter(to=mother, kind="session_moved").count() == 1
