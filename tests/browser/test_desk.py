"""An elder is booked by phone and comes with a slip: the desk, the paper, the door."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Post
from accounts.roles import Role
from positions.models import Booking, Session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def keeper(site, make_user):
    user = make_user("黄秀云")
    Post.objects.create(user=user, role=Role.SITE_STAFF, site=site)
    return user


@pytest.fixture
def session(make_session):
    """A session of today that has not begun, whatever the clock says."""
    soon = timezone.now() + timedelta(minutes=20)
    if timezone.localdate(soon) != timezone.localdate():
        pytest.skip("today is nearly over: a session that begins in 20 minutes is tomorrow's")
    session = make_session(days=0, hour=0, hours=23, capacity=4)
    Session.objects.filter(pk=session.pk).update(starts_at=soon, closes_at=soon, ends_at=soon + timedelta(hours=2))
    session.refresh_from_db()
    return session


def test_an_elder_is_booked_by_phone_and_comes_with_a_slip(screen, login, axe, sideways, keeper, session):
    login(screen, keeper, second_factor=True)
    screen.goto("/admin/desk/")
    axe(screen)
    # the call: her name, her number, what she wants: six touches and two words
    screen.get_by_label("老人姓名").fill("林阿香")
    screen.get_by_label("手机号").first.fill("13900005678")
    screen.locator(f"#s{session.pk}").check()
    screen.get_by_label("满 60 岁").check()
    screen.get_by_role("button", name="约上，出凭条").click()
    screen.get_by_role("heading", name="约好了").wait_for()
    assert sideways(screen) == 0
    axe(screen)
    made = Booking.objects.get()
    code = screen.locator(".pass__code").inner_text().replace(" ", "")
    assert code == made.door_code

    # what the printer gives: the slip alone, no frame, no buttons
    screen.emulate_media(media="print")
    expect(screen.locator(".slip")).to_be_visible()
    expect(screen.get_by_role("link", name="打印凭条")).to_be_hidden()
    expect(screen.locator("#header")).to_be_hidden()
    screen.emulate_media(media="screen")

    # the door: she shows the paper, the code is typed
    screen.goto(f"/admin/today/?s={session.pk}")
    screen.get_by_label("预约码，6 位").fill(code)
    screen.get_by_role("button", name="签到", exact=True).click()
    screen.get_by_text("林阿香 签到了").wait_for()
    made.refresh_from_db()
    assert made.status == Booking.Status.ATTENDED


def test_without_a_phone_and_with_her_husband(phone, login, axe, keeper, session):
    login(phone, keeper, second_factor=True)
    phone.goto("/admin/desk/")
    phone.get_by_label("老人姓名").fill("苏笋")
    phone.get_by_label("一起来的人").first.fill("陈金发")
    phone.get_by_text("没有手机", exact=True).click()
    phone.get_by_label("没有手机：找得到的电话").fill("13900001234")
    phone.locator(f"#s{session.pk}").check()
    phone.get_by_label("满 60 岁").check()
    phone.get_by_role("button", name="约上，出凭条").click()
    phone.get_by_text("请写这是谁的电话").first.wait_for()  # what is missing is said, what was typed stays
    axe(phone)
    phone.get_by_label("这是谁的电话").fill("女儿")
    phone.get_by_role("button", name="约上，出凭条").click()
    phone.get_by_text("苏笋、陈金发").wait_for()
    assert Booking.objects.filter(booker__phone__startswith="kept-").count() == 2
