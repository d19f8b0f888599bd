"""An ordinary day of a part-time keeper takes at most ten presses: look, three come, one without a booking, one calls."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import Post
from accounts.roles import Role
from positions import booking
from positions.models import Booking, Session

from .test_staff import soon_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST = 10


class Presses:
    """Counts what a finger does: buttons, links, boxes. Typing a name or a number is no press."""

    def __init__(self):
        self.done = []

    def __call__(self, what, words):
        what.click()
        self.done.append(words)


def test_the_day_of_a_keeper(desk, login, site, make_user, myself, make_session, mother):
    keeper = make_user("黄秀云")
    Post.objects.create(user=keeper, role=Role.SITE_STAFF, site=site)
    today = soon_session(make_session)
    tomorrow = make_session(days=1, hour=9, capacity=5)
    for name in ("许知远", "郑一诺", "蔡宇轩"):
        user = make_user(name)
        booking.book(session=today.pk, attendee=myself(user).pk, booker=user, by=user)
    login(desk, keeper, second_factor=True)
    desk.goto("/admin/")
    press = Presses()

    press(desk.get_by_role("navigation").get_by_role("link", name="门口").first, "the door of the session that is next")
    for name in ("许知远", "郑一诺", "蔡宇轩"):
        press(desk.get_by_role("button", name=re.compile(f"到了.*{name}")), f"{name} came")
        expect(desk.get_by_role("status").filter(has_text=name)).to_be_visible()

    press(desk.get_by_role("link", name="没约的来了"), "somebody without a booking")
    desk.get_by_label("来的人姓名").fill("林晓梅")
    desk.get_by_label("手机号").fill(mother.phone[3:])
    press(desk.get_by_role("button", name="收下，记到了"), "taken in")
    expect(desk.get_by_role("status").filter(has_text="林晓梅")).to_be_visible()

    press(desk.get_by_role("navigation").get_by_role("link", name="替老人约"), "somebody calls")
    desk.get_by_label("姓名").first.fill("林阿香")
    desk.get_by_label("手机号").first.fill("13912345678")
    desk.locator(f"#s{tomorrow.pk}").focus()
    desk.keyboard.press("Space")
    press.done.append("the session that she wants")
    if desk.get_by_label("已说明").count():
        desk.get_by_label("已说明").focus()
        desk.keyboard.press("Space")
        press.done.append("she agrees")
    press(desk.get_by_role("button", name="约上，出凭条"), "booked, with a slip")
    expect(desk.get_by_text("林阿香").first).to_be_visible()

    assert Session.objects.get(pk=today.pk).booked == 4
    assert Booking.objects.filter(session=today, status=Booking.Status.ATTENDED).count() == 4
    assert Booking.objects.filter(session=tomorrow, source=Booking.Source.PHONE).count() == 1
    assert len(press.done) <= MOST, press.done
