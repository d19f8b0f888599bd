"""A mother enrols her daughter for a term and frees a day; staff sign the child in and out; hours of day care; an appeal."""

import re
from datetime import time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import PickUpPerson, Post
from accounts.roles import Role
from positions import booking
from positions.fairness import taking_back
from positions.models import Booking, Enrollment, Service, Session, Timetable
from positions.planning import generating
from positions.terms import enrolling, strikes
from tests.today import around_now

from .conftest import DRESSES

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def term(service):
    Service.objects.filter(pk=service.pk).update(min_age=6, max_age=12, audience="children", needs_pickup=True)
    today = timezone.localdate()
    since = today + timedelta(days=7 - today.weekday())
    timetable = Timetable.objects.create(
        service_id=service.pk, weekdays="01234", starts=time(16, 30), minutes=120, since=since, until=since + timedelta(days=25), capacity=6, for_terms=True,
        skip_holidays=False,
    )  # fmt: skip
    generating.generate(timetable)
    return timetable


def test_a_term_a_day_off_and_the_door(screen, login, axe, sideways, term, mother, daughter, make_user, site):
    login(screen, mother)
    screen.goto(term.service.get_absolute_url())
    screen.get_by_role("link", name=re.compile("整个学期都约")).click()
    expect(screen.get_by_role("heading", name="约上这 20 天")).to_be_visible()
    screen.get_by_label(re.compile("周五")).uncheck()
    expect(screen.get_by_role("heading", name="约上这 16 天")).to_be_visible()
    assert sideways(screen) == 0
    axe(screen)
    screen.get_by_role("button", name="约上这 16 天").click()
    screen.get_by_text("约上了。").wait_for()
    made = Enrollment.objects.get()
    assert made.bookings.filter(status="confirmed").count() == 16

    second = made.bookings.order_by("from_minute")[1].session
    screen.goto(f"{made.get_absolute_url()}?m={second.day:%Y-%m}")
    screen.get_by_role("link", name=re.compile(f"^{second.day.month}月{second.day.day}日")).click()
    assert sideways(screen) == 0
    screen.get_by_role("button", name="让出这一天").click()
    expect(screen.get_by_text("这一天请了假，位子让出去了，现在还空着。")).to_be_visible()
    axe(screen, dresses=DRESSES)
    assert made.bookings.days_off().get().session == second

    # The first day has come: the door.
    row = made.bookings.order_by("from_minute").first()
    start, end = around_now(before=20, after=40)
    Session.objects.filter(pk=row.session_id).update(starts_at=start, ends_at=end)
    Booking.objects.filter(pk=row.pk).update(from_minute=booking.minute(start), to_minute=booking.minute(end))
    PickUpPerson.objects.create(member=daughter, name="林阿香", relation="外婆", phone="+8613900005678", may="yes")
    keeper = make_user("黄秀云")
    Post.objects.create(user=keeper, role=Role.SITE_STAFF, site=site)
    login(screen, keeper, second_factor=True)
    screen.goto(f"/admin/today/door/{row.session_id}/")
    screen.get_by_role("button", name=re.compile("到了.*陈小满")).click()
    expect(screen.get_by_text("已收到").first).to_be_visible()
    screen.reload()
    screen.get_by_role("link", name=re.compile("接走.*陈小满")).click()
    screen.get_by_label("林阿香").check()
    screen.get_by_role("button", name="核对过，接走了").click()
    expect(screen.get_by_text(re.compile("陈小满走了"))).to_be_visible()
    login(screen, mother)
    screen.goto(f"{made.get_absolute_url()}?day={timezone.localdate(start)}")
    expect(screen.get_by_text("来过 1 天，请假 1 天。")).to_be_visible()


def test_without_javascript_a_term_is_booked_and_left(open_page, login, term, mother, daughter):
    page = open_page(java_script_enabled=False)
    login(page, mother)
    page.goto(f"/timetables/{term.pk}/enrol/")
    page.get_by_label(re.compile("周一")).uncheck()
    page.get_by_role("button", name=re.compile("约上这")).click()
    made = Enrollment.objects.get()
    assert made.weekdays == "1234"
    page.get_by_text("不想上了，退掉整个学期").click()
    page.get_by_role("button", name="退掉选的这几天").click()
    page.get_by_text("整个学期退了").wait_for()


def test_an_appeal_and_elder_view(phone, login, axe, sideways, term, mother, daughter):
    made = enrolling.enrol(timetable=term.pk, attendee=daughter.pk, booker=mother, by=mother)
    for row in made.bookings.order_by("from_minute")[:3]:
        strikes.note_absence(row)
    login(phone, mother)
    phone.goto(made.get_absolute_url())
    axe(phone, dresses=DRESSES)
    phone.get_by_role("link", name="看是哪几次、怎么申诉").click()
    axe(phone, dresses=DRESSES)
    assert sideways(phone) == 0
    phone.get_by_label("怎么回事").fill("住院了，有出院小结。")
    phone.get_by_role("button", name="申诉").click()
    expect(phone.get_by_text("等答复，位子留着")).to_be_visible()
    assert taking_back.carry_out_due(timezone.now() + timedelta(days=30)) == 0


def test_hours_of_day_care(screen, login, axe, sideways, service, make_session, mother, daughter):
    Service.objects.filter(pk=service.pk).update(hourly_places=2)
    service.refresh_from_db()
    opening = make_session(capacity=6, hour=8, hours=4)
    login(screen, mother)
    screen.goto(opening.get_absolute_url())
    screen.get_by_role("link", name="按小时约").locator("visible=true").click()
    screen.get_by_label("陈小满").check()
    screen.get_by_label(re.compile("09:00–10:00")).check()
    screen.get_by_label(re.compile("10:00–11:00")).check()
    axe(screen)
    assert sideways(screen) == 0
    screen.get_by_role("button", name="约这几个小时").click()
    screen.get_by_text("09:00–11:00").wait_for()
    assert Booking.objects.get().attendee == daughter
