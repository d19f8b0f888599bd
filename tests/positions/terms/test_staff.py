"""Staff: the list of a term, enrolling by phone, days off and leaving for a parent, answers; and what leaves with an account."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from accounts import family, masks, privacy, second_factor, ties
from accounts.models import Post
from accounts.roles import Role
from positions import booking
from positions.models import Booking, Enrollment, PrintedRule, Strike
from positions.terms import strikes
from tests import people

from .test_enrolling import counters_are_the_rows, enrol


@pytest.fixture
def keeper(client, make_user, site):
    """A signed-in member of staff of the site."""
    user = make_user("林老师")
    Post.objects.create(user=user, role=Role.SITE_STAFF, site=site)
    second_factor.enrol_totp(user)
    people.sign_in(client, user)
    client.user = user
    return client


def test_the_list_of_a_term_with_what_was_missed(keeper, make_term, make_child):
    timetable = make_term(capacity=9)
    url = reverse("admin:positions_enrollment_changelist")
    counts = []
    for number in range(6):
        made = enrol(timetable, make_child(f"孩子{number}"), weekdays=[0, 1])
        if number == 0:
            strikes.note_absence(made.bookings.first())
        if number in (1, 5):
            with CaptureQueriesContext(connection) as caught:
                page = keeper.get(url)
            counts.append(len(caught))
    assert counts[0] == counts[1]
    assertContains(page, "周一、周二")
    assertContains(page, masks.name("孩子0"))
    assertNotContains(page, "孩子0")


def test_enrolling_for_somebody_who_calls(keeper, make_term):
    timetable = make_term()
    assertContains(keeper.get(reverse("admin:positions_enrollment_add")), timetable.service.title)
    url = reverse("admin:positions_enrollment_for", args=[timetable.pk])
    said = {"key": booking.new_key(), "phone": "13800001111", "caller": "王阿姨", "who": "family", "name": "王小宝", "relation": "son", "born_on": "2019-02-02"}
    assertContains(keeper.post(url, {**said, "agreed": "on"}), "还没有选星期几", status_code=422)
    answer = keeper.post(url, {**said, "agreed": "on", "d": ["0", "3"]})
    made = Enrollment.objects.get()
    assert answer.url == reverse("admin:positions_enrollment_change", args=[made.pk])
    assert (made.source, made.made_by, made.weekdays) == ("phone", keeper.user, "03")
    assert made.bookings.count() == 8


def test_hours_for_somebody_who_calls(keeper, service, make_session):
    service.hourly_places = 2
    service.save()
    opening = make_session(capacity=6, hour=8, hours=4)
    start = booking.minute(opening.starts_at)
    url = reverse("admin:book_for", args=[opening.pk])
    assertContains(keeper.get(url), "08:00（剩 2 位）")
    said = {"key": booking.new_key(), "phone": "13800001111", "caller": "王阿姨", "who": "family", "name": "王小宝", "relation": "son", "born_on": "2019-02-02"}
    said |= {"agreed": "on", "since": start + 60}
    assertContains(keeper.post(url, {**said, "until": start + 60}), "走的时间要比来的时间晚。", status_code=422)
    keeper.post(url, {**said, "until": start + 180})
    made = Booking.objects.get()
    assert (made.from_minute, made.to_minute, made.source) == (start + 60, start + 180, "phone")


def test_a_day_off_and_leaving_by_phone(keeper, make_term, make_child, of):
    timetable = make_term()
    made = enrol(timetable, make_child())
    day = of(timetable, 1)[0].day.isoformat()
    keeper.post(reverse("admin:positions_enrollment_off", args=[made.pk]), {"first": day, "last": day})
    assert made.bookings.days_off().count() == 1
    keeper.post(reverse("admin:positions_enrollment_end", args=[made.pk]), {"d": ["0", "1", "2", "3", "4"]})
    made.refresh_from_db()
    assert (made.status, made.ended_as) == (Enrollment.Status.ENDED, Enrollment.Ended.STAFF)
    counters_are_the_rows()


def test_a_word_of_a_parent_is_answered(keeper, make_term, make_child, make_user, client):
    made = enrol(make_term(), make_child())
    strike = strikes.note_absence(made.bookings.first())
    strikes.say(strike=strike, by=made.booker, words="夜里发烧到三十九度")
    assertContains(keeper.get("/admin/"), "1 条缺席说明等答复")
    assertContains(keeper.get(reverse("admin:positions_strike_change", args=[strike.pk])), "夜里发烧到三十九度")
    keeper.post(reverse("admin:positions_strike_answer", args=[strike.pk]), {"accept": "yes", "words": "好好休息"})
    assert strikes.count(made) == (0, 0)


def test_an_officer_reads_the_list_and_not_the_words(client, make_term, make_child, make_user, area):
    made = enrol(make_term(), make_child())
    strike = strikes.note_absence(made.bookings.first())
    strikes.say(strike=strike, by=made.booker, words="夜里发烧到三十九度")
    officer = make_user("陈干部")
    Post.objects.create(user=officer, role=Role.COMMUNITY_OFFICER, area=area)
    second_factor.enrol_totp(officer)
    people.sign_in(client, officer)
    page = client.get(reverse("admin:positions_strike_change", args=[strike.pk]))
    assert page.status_code == 200
    assertNotContains(page, "夜里发烧到三十九度")


def test_the_roster_names_who_comes_for_the_term(keeper, make_term, make_child, of):
    timetable = make_term()
    enrol(timetable, make_child())
    session = of(timetable, 0)[0]
    assertContains(keeper.get(f"/admin/today/?day={session.day}&s={session.pk}"), "<span>整学期</span>")


def test_what_she_takes_along_and_what_ends_with_her(make_term, make_child):
    timetable, child = make_term(), make_child("陈小满")
    made = enrol(timetable, child)
    strikes.say(strike=strikes.note_absence(made.bookings.first()), by=made.booker, words="发烧")
    taken = json.dumps(privacy.export(made.booker), default=str, ensure_ascii=False)
    assert "周一至周五" in taken
    assert "发烧" in taken
    assert ties.coming(child) == ["整个学期 四点半课堂（每周一至周五）"]
    privacy.close(user=made.booker)
    made.refresh_from_db()
    assert made.status == Enrollment.Status.ENDED
    assert not Booking.objects.coming().filter(enrollment=made).exists()
    assert Strike.objects.get().words is None
    counters_are_the_rows()


def test_removing_a_child_leaves_her_terms(make_term, make_child):
    made = enrol(make_term(), make_child())
    family.remove(member=made.attendee, by=made.booker)
    made.refresh_from_db()
    assert not made.is_live
    counters_are_the_rows()


def test_a_rule_that_staff_change_stands_from_then_on(keeper, make_term, make_child, service):
    enrol(make_term(), make_child())
    url = reverse("admin:positions_service_change", args=[service.pk])
    page = keeper.get(url)
    said = {name: page.context["adminform"].form.initial.get(name) for name in page.context["adminform"].form.fields}
    said = {name: value for name, value in said.items() if value is not None and value is not False}
    answer = keeper.post(url, {**said, "absences_allowed": 5, "late_after_minutes": 15})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert [rule.until is None for rule in PrintedRule.objects.filter(service=service).order_by("pk")] == [False, True]
    assert "满 5 次没请假没来" in PrintedRule.objects.get(until=None).sentence
