"""Laying sessions: each date once, holidays left out and named, rooms and hosts never doubled, a whole year in seconds."""

import time as clock
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from positions import booking, timetables
from positions.models import Holiday, HolidayYear, Room, Service, Session, Site, Timetable
from positions.planning import generating, jobs

TODAY = timezone.localdate


def days_of(sessions):
    return [session.day for session in sessions]


def test_each_date_is_laid_once_however_often_it_is_asked(make_timetable):
    timetable = make_timetable(weekdays="13", until=TODAY() + timedelta(days=30))
    made, left_out = generating.generate(timetable)
    assert left_out == []
    assert {day.weekday() for day in days_of(made)} == {1, 3}
    assert all(session.status == "published" and session.opens_at < session.starts_at for session in made)
    assert generating.generate(timetable) == ([], [])
    assert timetable.sessions.count() == len(made)


def test_what_was_moved_or_cancelled_is_not_laid_again(make_timetable):
    timetable = make_timetable(until=TODAY() + timedelta(days=3))
    first, second, third = generating.generate(timetable)[0]
    timetables.cancel(session=first, reason="老师病了")
    Session.objects.filter(pk=second.pk).update(starts_at=second.starts_at + timedelta(hours=3), ends_at=second.ends_at + timedelta(hours=3))
    assert generating.generate(timetable)[0] == []
    third.delete()
    assert days_of(generating.generate(timetable)[0]) == [third.day]


def test_some_weeks_ahead_or_to_the_end_of_a_term(make_timetable, settings):
    settings.TIMETABLE_WEEKS = 2
    rolling, term = make_timetable(), make_timetable(for_terms=True, starts=time(8), until=TODAY() + timedelta(days=60))
    assert days_of(generating.generate(rolling)[0])[-1] == TODAY() + timedelta(days=14)
    assert days_of(generating.generate(term)[0])[-1] == TODAY() + timedelta(days=60)
    rolling.refresh_from_db()
    assert rolling.generated_until == TODAY() + timedelta(days=14)


@time_machine.travel("2026-09-20T02:00Z", tick=False)
def test_holidays_are_left_out_and_make_up_days_added_where_the_rule_says_so(service):
    said = {"service": service, "minutes": 60, "capacity": 5, "since": date(2026, 9, 28), "until": date(2026, 10, 11)}
    school = Timetable.objects.create(weekdays="01234", starts=time(16), on_workdays=True, **said)
    made, left_out = generating.generate(school)
    assert [day.day for day in days_of(made)] == [28, 29, 30, 8, 9, 10]  # Saturday 10 October is worked
    assert (left_out[0].day, left_out[0].why) == (date(2026, 10, 1), "国庆节放假")
    weekend = Timetable.objects.create(weekdays="5", starts=time(9), **said)
    made, left_out = generating.generate(weekend)
    assert days_of(made) == []
    assert [(row.day.day, row.why) for row in left_out] == [(3, "国庆节放假"), (10, "调休上班")]


def test_single_dates_go_before_the_rule(make_timetable):
    timetable = make_timetable(weekdays="1", until=TODAY() + timedelta(days=40))
    tuesdays = [TODAY() + timedelta(days=n) for n in range(1, 41) if (TODAY() + timedelta(days=n)).weekday() == 1]
    timetable.dates.create(date=tuesdays[1], kind="left_out", words="学校运动会")
    timetable.dates.create(date=tuesdays[0] + timedelta(days=2), kind="added")
    made, left_out = generating.generate(timetable)
    assert days_of(made) == sorted([*tuesdays[:1], tuesdays[0] + timedelta(days=2), *tuesdays[2:]])
    assert [(row.day, row.why) for row in left_out] == [(tuesdays[1], "学校运动会")]


@time_machine.travel("2040-12-20T02:00Z", tick=False)
def test_laying_stops_before_a_year_that_nobody_has_filled_in(service):
    HolidayYear.objects.create(year=2040, is_complete=True)
    timetable = Timetable.objects.create(service=service, weekdays="01234", starts=time(16), minutes=60, capacity=5, since=date(2040, 12, 1))
    made, left_out = generating.generate(timetable)
    assert days_of(made)[-1] == date(2040, 12, 31)
    assert "2041 年的放假安排还没有填" in left_out[-1].why
    timetable.refresh_from_db()
    assert timetable.generated_until == date(2040, 12, 31)
    year = HolidayYear.objects.create(year=2041, is_complete=True)
    Holiday.objects.create(year=year, date=date(2041, 1, 1), name="元旦")
    assert days_of(generating.generate(timetable)[0])[0] == date(2041, 1, 2)


def test_a_room_belongs_to_the_centre_and_a_host_to_herself(make_timetable, make_session, center, room, make_user):
    host = make_user("黄秀云")
    dance = Service.objects.create(site=Site.objects.create(center=center, kind="women"), title="广场舞", summary="跳起来。", theme="dance")
    make_session(service=dance, days=1, hour=17, room=room)
    make_session(service=dance, days=2, hour=15, host=host)
    made, left_out = generating.generate(make_timetable(room=room, host=host, until=TODAY() + timedelta(days=4)))
    assert days_of(made) == [TODAY() + timedelta(days=3), TODAY() + timedelta(days=4)]
    assert [row.why for row in left_out] == ["场地已有“广场舞”（17:00 开始）", "老师已有“广场舞”（15:00 开始）"]


def test_the_database_itself_refuses_two_things_in_a_room(make_session, room, make_user):
    first, other = make_session(days=1, hour=9, room=room), make_session(days=1, hour=11)  # one ends when the other begins
    Session.objects.filter(pk=other.pk).update(room=room)
    host = make_user("黄秀云")
    Session.objects.filter(pk=first.pk).update(host=host)
    for change in ({"starts_at": other.starts_at - timedelta(minutes=5)}, {"starts_at": first.starts_at, "ends_at": first.ends_at, "room": None, "host": host}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Session.objects.filter(pk=other.pk).update(**change)
    timetables.cancel(session=first, reason="停电")
    assert Session.objects.filter(pk=other.pk).update(starts_at=other.starts_at - timedelta(minutes=5)) == 1


def test_a_session_that_was_laid_by_hand_is_taken_in_with_its_bookings(make_timetable, make_session, mother, myself):
    held = booking.book(session=make_session(days=2, hour=16).pk, attendee=myself(mother).pk, booker=mother, by=mother)
    timetable = make_timetable(starts=time(16), until=TODAY() + timedelta(days=3))
    made, _ = generating.generate(timetable)
    assert days_of(made) == [(TODAY() + timedelta(days=1)), TODAY() + timedelta(days=3)]
    held.session.refresh_from_db()
    assert (held.session.timetable, held.session.occurrence) == (timetable, TODAY() + timedelta(days=2))


def test_who_asked_is_called_with_the_new_sessions(make_timetable, monkeypatch):
    seen = []
    monkeypatch.setattr(generating, "_after", [lambda timetable, sessions: seen.append((timetable.pk, len(sessions)))])
    timetable = make_timetable(until=TODAY() + timedelta(days=4))
    generating.generate(timetable)
    generating.generate(timetable)
    assert seen == [(timetable.pk, 4)]


def test_slots_are_sessions_of_their_own(make_timetable):
    made, _ = generating.generate(make_timetable(minutes=90, slot_minutes=30, capacity=1, until=(TODAY() + timedelta(days=1))))
    assert [(session.slot, timezone.localtime(session.starts_at).strftime("%H:%M")) for session in made] == [(0, "16:30"), (1, "17:00"), (2, "17:30")]


@time_machine.travel("2026-01-02T02:00Z", tick=False)
def test_a_year_of_twenty_timetables_takes_seconds(center, django_assert_max_num_queries, capsys):
    """Issue 4: at most 5 s on one core, holidays left out, a second run lays nothing."""
    for number in range(20):
        site = Site.objects.create(center=center, kind="children", name=f"儿童之家{number}")
        service = Service.objects.create(site=site, title="四点半课堂", summary="放学后有人带着写作业。", theme="care")
        room = Room.objects.create(center=center, name=f"教室{number}")
        Timetable.objects.create(
            service=service, weekdays="01234", starts=time(16, 30), minutes=120, capacity=20, since=date(2026, 1, 2), until=date(2026, 12, 31), room=room,
            for_terms=True, on_workdays=True,
        )  # fmt: skip
    started = clock.process_time()
    with django_assert_max_num_queries(20 * 40):  # not one a session: SQLite takes some thirty rows a statement
        call_command("generate", until=date(2026, 12, 31))
    assert clock.process_time() - started < 5
    said = capsys.readouterr().out
    assert "20/20" in said
    assert "20 个排课" in said
    laid = Session.objects.count()
    assert laid == 20 * 248  # the workdays of 2026 from 2 January on, make-up Saturdays and Sundays among them
    assert not Session.objects.on_day(date(2026, 10, 1)).exists()
    assert Session.objects.on_day(date(2026, 10, 10)).count() == 20
    assert jobs.generate_sessions().startswith("20 timetables, 0 sessions")
    assert Session.objects.count() == laid


def test_the_day_is_that_of_quanzhou_whatever_the_servers_zone(make_timetable):
    made, _ = generating.generate(make_timetable(starts=time(7), until=(TODAY() + timedelta(days=1))))
    assert timezone.localtime(made[0].starts_at) == timezone.make_aware(datetime.combine((TODAY() + timedelta(days=1)), time(7)))
    assert made[0].occurrence == (TODAY() + timedelta(days=1))
