"""Reminders follow the rows as they are when they go: a moved, cancelled or finished booking is never reminded of what was."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from notices import outbox
from notices.models import Notice
from notices.texts import words_of
from positions import booking, reminders, timetables
from positions.models import Booking, Session

State = Notice.State


@pytest.fixture
def at(time_machine):
    """at("18:00", days=0): it is that time of that day."""
    today = timezone.localdate()

    def at(clock, days=0):
        hour, minute = map(int, clock.split(":"))
        time_machine.move_to(datetime.combine(today + timedelta(days=days), time(hour, minute), timezone.get_current_timezone()), tick=False)

    at("9:00")
    return at


@pytest.fixture
def booked(at, make_session, mother, daughter):
    """A child's place tomorrow at 16:00, told of by now."""
    made = booking.book(session=make_session(capacity=5).pk, attendee=daughter.pk, booker=mother, by=mother)
    outbox.send_due()
    return made


@pytest.fixture
def words(provider, monkeypatch):
    """The SMS that left, in their order."""
    left = []
    monkeypatch.setattr(provider, "send", lambda phone, words, key: left.append(words))
    return left


def told(kind):
    return Notice.objects.filter(kind=kind)


def move(session, by):
    Session.objects.filter(pk=session.pk).update(starts_at=session.starts_at + by, ends_at=session.ends_at + by)


def go():
    reminders.write_reminders()
    outbox.send_due()


def test_the_evening_before_and_two_hours_before(booked, at, words):
    for clock, days, count in (("17:59", 0, 0), ("18:00", 0, 1), ("20:00", 0, 1), ("13:59", 1, 1), ("14:00", 1, 2), ("15:50", 1, 2), ("17:00", 1, 2)):
        at(clock, days)
        go()
        assert len(words) == count, clock
    assert words[0] == "【泉州妇联】明天16:00四点半课堂，孩子，东美邻里中心。来不了请在14:00前取消。"
    assert words[1].startswith("【泉州妇联】今天16:00四点半课堂，孩子，东美邻里中心。预约码")
    assert all(len(one) <= 70 for one in words)


def test_whoever_booked_just_now_is_not_reminded_at_once(at, make_session, mother, daughter, words):
    at("18:30")
    booking.book(session=make_session().pk, attendee=daughter.pk, booker=mother, by=mother)
    go()
    assert not told("remind_evening").exists()


def test_a_family_is_reminded_once(booked, at, mother, myself, words):
    booking.book(session=booked.session_id, attendee=myself(mother).pk, booker=mother, by=mother)
    words.clear()
    outbox.send_due()
    words.clear()
    at("18:00")
    go()
    assert len(words) == 1
    assert "，2位，" in words[0]


def test_cancelled_after_the_reminder_was_written(booked, at, mother, words):
    at("18:00")
    reminders.write_reminders()
    booking.cancel(booking=booked, by=mother)
    outbox.send_due()
    assert words == []
    assert told("remind_evening").get().state == State.INSIDE


def test_moved_away_after_the_reminder_was_written(booked, at, words):
    at("18:00")
    reminders.write_reminders()
    move(booked.session, timedelta(days=7))
    outbox.send_due()
    assert words == []


def test_moved_by_some_hours_the_reminder_says_the_new_time(booked, at, words):
    at("18:00")
    reminders.write_reminders()
    move(booked.session, timedelta(hours=2))
    outbox.send_due()
    assert ["18:00" in one for one in words] == [True]
    for clock in ("14:00", "15:59"):  # two hours before what was
        at(clock, 1)
        go()
    assert len(words) == 1
    at("16:00", 1)
    go()
    assert len(words) == 2


def test_a_cancelled_session_reminds_nobody(booked, at, words):
    timetables.cancel(session=booked.session, reason="老师病了")
    at("18:00")
    go()
    assert not told("remind_evening").exists()
    assert len([one for one in words if "取消了" in one]) == 1


def test_a_worker_that_slept_tells_in_the_morning(booked, at, words, settings):
    settings.QUIET_FROM, settings.QUIET_UNTIL = 22, 7
    at("23:30")
    go()
    assert words == []
    at("7:00", 1)
    outbox.send_due()
    assert words[0].startswith("【泉州妇联】今天16:00")


def test_confidential_says_nothing_of_itself(booked, at, words, service):
    service.confidential = True
    service.save()
    for clock, days in (("18:00", 0), ("14:00", 1)):
        at(clock, days)
        go()
    assert len(words) == 2
    for one in words:
        assert one.startswith("【邻里中心】您有一项预约")
        assert not [word for word in ("四点半", "陈小满", "东美") if word in one]


def test_asked_afterwards_once_a_family(booked, at, mother, myself):
    second = booking.book(session=booked.session_id, attendee=myself(mother).pk, booker=mother, by=mother)
    Booking.objects.filter(pk__in=[booked.pk, second.pk]).update(status=Booking.Status.ATTENDED)
    for clock, days, count in (("18:30", 1, 0), ("19:00", 1, 1), ("20:00", 1, 1), ("9:00", 2, 1)):
        at(clock, days)
        reminders.write_reminders()
        assert told("rate_please").count() == count
    outbox.send_due()
    assert told("rate_please").get().state == State.INSIDE  # by SMS only if she chose it
    assert words_of(told("rate_please").get()).title == "这次怎么样：四点半课堂"


def test_who_did_not_come_is_not_asked(booked, at):
    at("19:00", 1)
    reminders.write_reminders()
    assert not told("rate_please").exists()


def test_many_are_written_in_parts(booked, at, make_user, myself, monkeypatch):
    monkeypatch.setattr(reminders, "A_TIME", 2)
    Session.objects.filter(pk=booked.session_id).update(capacity=20)
    for _ in range(5):
        user = make_user("王一")
        booking.book(session=booked.session_id, attendee=myself(user).pk, booker=user, by=user)
    at("18:00")
    assert reminders.write_evening(timezone.now()) == 6
    assert reminders.write_evening(timezone.now()) == 0
