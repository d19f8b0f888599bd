"""Afterwards: a mother says how it was, staff read it, a neighbour reads it; a closed door; a calendar that follows."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from accounts.second_factor import enrol_totp
from positions import booking
from positions.models import Booking, FoundClosed, Session

pytestmark = pytest.mark.django_db(transaction=True)


def test_said_read_and_public_and_a_door_that_was_closed(phone, desk, login, axe, sideways, center, site, service, make_session, mother, myself, make_user):
    keeper = make_user("黄秀云")
    Post.objects.create(user=keeper, role=Role.SITE_STAFF, site=site)
    enrol_totp(keeper)
    for weekday in range(7):
        center.opening_hours.create(weekday=weekday, opens=time(0), closes=time(23, 59))
    held = booking.book(session=make_session(days=1).pk, attendee=myself(mother).pk, booker=mother, by=mother)
    ago = timezone.now() - timedelta(hours=3)
    Session.objects.filter(pk=held.session_id).update(starts_at=ago, ends_at=ago + timedelta(hours=1))
    Booking.objects.filter(pk=held.pk).update(status="attended", came_at=ago)
    # she says how it was
    login(phone, mother)
    phone.goto(held.get_absolute_url())
    phone.get_by_role("link", name="说说怎么样").click()
    axe(phone)
    phone.get_by_role("button", name="写好了").click()
    phone.get_by_role("alert").wait_for()
    axe(phone)
    phone.get_by_label("很好", exact=True).check()
    phone.get_by_label("说两句").fill("教室亮堂，再多几把椅子就好。")
    phone.get_by_role("button", name="写好了").click()
    phone.get_by_text("工作人员看过，再放到这门课的页面上").wait_for()
    # staff read it, and it is public
    login(desk, keeper, second_factor=True)
    desk.goto("/admin/positions/feedback/")
    axe(desk)
    desk.get_by_role("link", name="教室亮堂").click()
    axe(desk)
    desk.get_by_role("button", name="公开", exact=True).click()
    desk.get_by_text("公开了").wait_for()
    phone.goto(service.get_absolute_url())
    phone.get_by_text("教室亮堂，再多几把椅子就好。").wait_for()
    assert sideways(phone) == 0
    axe(phone)
    # the door was closed; staff see it, open it, and say that the hours are right
    phone.goto(center.get_absolute_url())
    if phone.get_by_role("button", name="我到了，门没开").count():  # not in the first minutes of the day
        axe(phone)
        phone.get_by_role("button", name="我到了，门没开").click()
        phone.get_by_text("让您白跑一趟").wait_for()
        assert FoundClosed.objects.count() == 1
    desk.goto("/admin/opening/")
    axe(desk)
    desk.get_by_role("button", name="今天开门了").click()
    desk.get_by_text("今天开门了。").wait_for()
    desk.get_by_role("button", name="开放时间都对").click()
    desk.get_by_text("页面上会写是您核对的").wait_for()
    desk.goto("/reports/attendance/")
    axe(desk)
    # her calendar
    phone.goto("/my/calendar/")
    axe(phone)
    phone.get_by_role("button", name="生成我的地址").click()
    phone.get_by_text("谁有这个地址").wait_for()
    assert sideways(phone) == 0
    axe(phone)
    phone.get_by_role("button", name="停掉这个地址").click()
    phone.get_by_text("还没有地址").wait_for()
