"""Moving and cancelling sessions that people have places in: the places follow, nobody is at two places, each hears once."""

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from accounts.models import FamilyMember
from notices import texts
from notices.models import Notice
from positions import booking, tickets, timetables
from positions.booking import alone
from positions.models import Booking, Closing, Room, Service, Session
from positions.planning import effects, moving
from positions.refusals import PlaceTaken, SessionChanged, SessionMoved

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def book(session, member, user, **said):
    return booking.book(session=session.pk, attendee=member.pk, booker=user, by=user, **said)


def told(user, *kinds):
    return [texts.words_of(notice) for notice in Notice.objects.filter(to=user, kind__in=kinds).order_by("pk")]


def test_the_places_follow_and_the_person_is_told_once(make_session, mother, daughter, keeper_user):
    session = make_session(hour=16)
    held = book(session, daughter, mother)
    moving.move(session=session, starts_at=session.starts_at + HOUR, ends_at=session.ends_at + HOUR, by=keeper_user, reason="老师堵车")
    held.refresh_from_db()
    assert (held.status, held.from_minute, held.to_minute) == ("confirmed", booking.minute(session.starts_at), booking.minute(session.ends_at))
    assert session.closes_at == session.starts_at
    (words,) = told(mother, "session_moved")
    day = timezone.localtime(session.starts_at)
    assert words.title == "四点半课堂：改时间了"
    assert words.body == f"{day.month}月{day.day}日16:00改到{day.month}月{day.day}日17:00，东美邻里中心 儿童之家。原因：老师堵车。"
    assert len(words.sms) <= 70
    assert f"{day.month}月{day.day}日改17:00" in words.sms


def test_a_calendar_entry_keeps_its_uid_and_counts_up(make_session, mother, daughter, keeper_user):
    session = make_session(hour=16)
    held = book(session, daughter, mother)
    entries = []
    for hours in (1, 2):
        entries += [event(held)]
        moving.move(session=session, starts_at=session.starts_at + HOUR, ends_at=session.ends_at + HOUR, by=keeper_user)
        held = Booking.objects.for_tickets().get(pk=held.pk)
        assert hours == session.sequence
    timetables.cancel(session=session, reason="停电")
    entries += [event(Booking.objects.for_tickets().get(pk=held.pk))]
    assert len({entry["uid"] for entry in entries}) == 1
    assert [entry["sequence"] for entry in entries] == [0, 1, 3]
    assert entries[-1]["status"] == "CANCELLED"


def event(held):
    return Calendar.from_ical(tickets.calendar(held)).events[0]


def test_who_would_be_at_two_places_keeps_the_other_one(make_session, service, mother, daughter, make_user, myself, keeper_user):
    other_service = Service.objects.create(site=service.site, title="童谣", summary="一起唱。", theme="interest")
    moved, other = make_session(capacity=1, hour=16), make_session(hour=18, service=other_service)
    held, kept = book(moved, daughter, mother), book(other, daughter, mother)
    neighbor = make_user("吴桂英")
    waits = book(moved, myself(neighbor), neighbor, wait=True)
    (effect,) = effects.look([effects.moved(moved, starts_at=moved.starts_at + 2 * HOUR, ends_at=moved.ends_at + 2 * HOUR)])
    assert effect.released == {held.pk: kept}  # the preview names it
    moving.move(session=moved, starts_at=effect.starts_at, ends_at=effect.ends_at, by=keeper_user)
    for row in (held, kept, waits):
        row.refresh_from_db()
    assert (held.status, held.ended_as, kept.status) == ("cancelled", "moved", "confirmed")
    assert waits.status in ("confirmed", "offered")  # the freed place goes to the line
    moved.refresh_from_db()
    assert (moved.booked, moved.waiting) == (1, 0)
    assert "和您别的预约时间冲突" in told(mother, "session_moved")[0].body


def test_two_sessions_may_change_places_with_each_other(make_session, center, mother, daughter, keeper_user):
    room = Room.objects.create(center=center, name="阅读角")
    early, late = make_session(hour=9, room=room), make_session(hour=11, room=room)
    first, second = book(early, daughter, mother), book(late, daughter, mother)
    changes = [
        effects.moved(early, starts_at=late.starts_at, ends_at=late.ends_at),
        effects.moved(late, starts_at=early.starts_at, ends_at=early.ends_at),
    ]
    moving.carry_out(changes, by=keeper_user)
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.from_minute > second.from_minute
    assert [first.status, second.status] == ["confirmed", "confirmed"]
    assert len(told(mother, "sessions_changed")) == 1
    assert told(mother, "session_moved") == []


def test_a_place_by_the_hour_keeps_its_hours(make_session, mother, daughter, keeper_user):
    session = make_session(hour=9, hours=4)
    held = book(session, daughter, mother)
    start = booking.minute(session.starts_at)
    Booking.objects.filter(pk=held.pk).update(from_minute=start + 60, to_minute=start + 180)
    moving.move(session=session, starts_at=session.starts_at + HOUR, ends_at=session.starts_at + 3 * HOUR, by=keeper_user)
    held.refresh_from_db()
    assert (held.from_minute, held.to_minute) == (start + 120, start + 180)  # the session is shorter now


def test_what_is_in_the_way_is_said_and_nothing_is_changed(make_session, center, site, keeper_user):
    room = Room.objects.create(center=center, name="阅读角")
    session, _ = make_session(hour=9), make_session(hour=11, room=room)
    with pytest.raises(PlaceTaken, match="场地已有“四点半课堂”"):
        moving.move(session=session, starts_at=session.starts_at + HOUR, ends_at=session.ends_at + HOUR, by=keeper_user, room=room)
    with pytest.raises(PlaceTaken, match="已经过去"):
        moving.move(session=session, starts_at=session.starts_at - 9 * DAY, ends_at=session.ends_at - 9 * DAY, by=keeper_user)
    Closing.objects.create(site=site, first=session.day + 5 * DAY, reason="装修")
    with pytest.raises(PlaceTaken, match="装修"):
        moving.move(session=session, starts_at=session.starts_at + 5 * DAY, ends_at=session.ends_at + 5 * DAY, by=keeper_user)
    timetables.cancel(session=session, reason="停电")
    with pytest.raises(SessionChanged):
        moving.move(session=session, starts_at=session.starts_at + HOUR, ends_at=session.ends_at + HOUR, by=keeper_user)


def test_who_presses_while_it_is_moved_is_moved_with_it(make_session, mother, daughter, keeper_user, monkeypatch):
    """Between reading and writing of her press the session moves: her place has the new minutes, not the old ones."""
    session, read, presses = make_session(hour=16), alone.read_facts, []

    def read_then_move(**asked):
        facts = read(**asked)
        if not presses:
            moving.move(session=session, starts_at=session.starts_at + HOUR, ends_at=session.ends_at + HOUR, by=keeper_user)
        presses.append(1)
        return facts

    monkeypatch.setattr(alone, "read_facts", read_then_move)
    held = book(session, daughter, mother)
    assert held.from_minute == booking.minute(session.starts_at)
    assert len(presses) == 2
    session.refresh_from_db()
    assert session.booked == 1


def test_without_the_times_in_that_condition_her_place_would_keep_the_old_minutes(make_session, mother, daughter, keeper_user, monkeypatch):
    """The guard of the test above is needed."""
    monkeypatch.setattr(alone, "as_read", lambda facts: Session.objects.filter(pk=facts.pk, status=Session.Status.PUBLISHED))
    session, read = make_session(hour=16), alone.read_facts

    def read_then_move(**asked):
        facts = read(**asked)
        moving.move(session=session, starts_at=session.starts_at + HOUR, ends_at=session.ends_at + HOUR, by=keeper_user)
        return facts

    monkeypatch.setattr(alone, "read_facts", read_then_move)
    assert book(session, daughter, mother).from_minute != booking.minute(session.starts_at)


def test_who_saw_the_old_time_is_told_before_she_books(make_session, mother, daughter, keeper_user, client, signed_in):
    session = make_session(hour=16)
    seen = booking.minute(session.starts_at)
    page = signed_in(mother).get(f"/sessions/{session.pk}/book/").content.decode()
    assert f'name="seen" value="{seen}"' in page
    moving.move(session=session, starts_at=session.starts_at + HOUR, ends_at=session.ends_at + HOUR, by=keeper_user)
    with pytest.raises(SessionMoved):
        book(session, daughter, mother, seen=seen)
    answer = signed_in(mother).post(f"/sessions/{session.pk}/book/", {"attendee": daughter.pk, "key": "0" * 32, "seen": seen})
    assert answer.status_code == 422
    assert "刚刚改了时间" in answer.content.decode()
    assert not Booking.objects.exists()
    assert book(session, daughter, mother, seen=seen + 60).status == "confirmed"


def test_a_confidential_place_says_nothing_of_itself(make_session, service, mother, myself, keeper_user):
    secret = Service.objects.create(site=service.site, title="婚姻家庭咨询", summary="关起门谈。", theme="marriage", confidential=True)
    session = make_session(service=secret)
    book(session, myself(mother), mother)
    moving.move(session=session, starts_at=session.starts_at + DAY, ends_at=session.ends_at + DAY, by=keeper_user, reason="咨询师病了")
    (words,) = told(mother, "session_moved")
    for word in ("咨询", "婚姻", "东美", "儿童之家", "妇联", "病"):
        assert word not in words.title + words.body + words.sms
    assert words.neutral


def test_many_dates_fit_into_one_message(make_session, mother, daughter, keeper_user):
    sessions = [make_session(days=1 + n // 2, hour=9 + 4 * (n % 2)) for n in range(19)]
    for session in sessions:
        book(session, daughter, mother)
    moving.carry_out([effects.cancelled(session) for session in sessions], by=keeper_user, reason="装修")
    (words,) = told(mother, "sessions_changed")
    assert words.title == "四点半课堂：19 场取消了"
    assert len(words.sms) <= 70
    assert "等19场" in words.sms
    assert words.body.count("取消了") == 12
    assert not FamilyMember.objects.filter(bookings__status="confirmed").exists()
