"""Changing a timetable: what is laid follows the new rule, whoever has a place is asked for, and the preview says what will be done."""

from datetime import date, time

import pytest
import time_machine
from django.utils import timezone

from notices import texts
from notices.models import Notice
from positions import booking
from positions.models import Holiday, HolidayYear, Room, Session, Timetable
from positions.planning import changing, generating
from positions.planning.changing import Booked, Single

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_monday")]


@pytest.fixture
def a_monday():
    """Monday 7 September 2026, ten in the morning: plain weeks without holidays until the 24th."""
    with time_machine.travel("2026-09-07T02:00Z", tick=False):
        yield


@pytest.fixture
def wednesdays(service):
    """四点半课堂 each Wednesday, 16:30–18:30, laid until 23 September: the 9th, 16th, 23rd."""
    made = Timetable.objects.create(
        service=service, weekdays="2", starts=time(16, 30), minutes=120, capacity=5, since=date(2026, 9, 7), until=date(2026, 9, 24)
    )  # fmt: skip
    generating.generate(made)
    return made


@pytest.fixture
def held(wednesdays, mother, daughter):
    """The mother's daughter has a place on the 16th."""
    session = wednesdays.sessions.get(occurrence=date(2026, 9, 16))
    return booking.book(session=session.pk, attendee=daughter.pk, booker=mother, by=mother)


def laid(timetable):
    """Return ["9 Wed 16:30", …] of what takes place."""
    rows = Session.objects.filter(timetable=timetable).exclude(status="cancelled").order_by("starts_at")
    return [timezone.localtime(row.starts_at).strftime("%-d %a %H:%M") for row in rows]


def change(timetable, said, **how):
    how.setdefault("by", None)
    plan = changing.look(timetable=timetable, said=said, **{name: value for name, value in how.items() if name in ("first", "booked", "single")})
    return changing.apply(timetable=timetable, said=said, digest=plan.digest, **how)


def test_all_that_is_to_come_moves_to_another_day_and_time(wednesdays, held, mother):
    _, made, left_out = change(wednesdays, {"weekdays": "3", "starts": time(17)}, reason="老师有课")
    assert laid(wednesdays) == ["10 Thu 17:00", "17 Thu 17:00", "24 Thu 17:00"]
    assert (made, left_out) == ([], [])
    held.refresh_from_db()
    assert held.from_minute == booking.minute(held.session.starts_at)
    (notice,) = Notice.objects.filter(to=mother, kind__in=["session_moved", "sessions_changed"])
    assert texts.words_of(notice).body == "9月16日16:30改到9月17日17:00，东美邻里中心 儿童之家。原因：老师有课。"
    assert generating.generate(wednesdays)[0] == []


def test_from_a_day_on_what_lies_before_keeps_the_old_rule(wednesdays):
    change(wednesdays, {"starts": time(15)}, first=date(2026, 9, 14))
    assert laid(wednesdays) == ["9 Wed 16:30", "16 Wed 15:00", "23 Wed 15:00"]
    wednesdays.refresh_from_db()
    assert wednesdays.rule_from == date(2026, 9, 14)


@pytest.mark.parametrize(
    ("booked", "now", "status"),
    [
        (Booked.MOVE, ["10 Thu 16:30", "17 Thu 16:30", "24 Thu 16:30"], "confirmed"),
        (Booked.KEEP, ["10 Thu 16:30", "16 Wed 16:30", "24 Thu 16:30"], "confirmed"),
        (Booked.CANCEL, ["10 Thu 16:30", "17 Thu 16:30", "24 Thu 16:30"], "cancelled"),
    ],
)
def test_sessions_that_somebody_has_a_place_in_are_kept_moved_or_cancelled(wednesdays, held, mother, booked, now, status):
    change(wednesdays, {"weekdays": "3"}, booked=booked)
    held.refresh_from_db()
    assert (laid(wednesdays), held.status) == (now, status)
    assert Notice.objects.filter(to=mother, kind="session_moved").count() == (booked != Booked.KEEP)
    assert generating.generate(wednesdays)[0] == []  # and the worker lays nothing beside it


def test_a_day_that_falls_away_ends_and_one_that_comes_is_laid(wednesdays, held):
    change(wednesdays, {"weekdays": "024"})
    assert laid(wednesdays) == [
        "7 Mon 16:30", "9 Wed 16:30", "11 Fri 16:30", "14 Mon 16:30", "16 Wed 16:30", "18 Fri 16:30", "21 Mon 16:30", "23 Wed 16:30",
    ]  # fmt: skip
    plan, _, _ = change(wednesdays, {"weekdays": "0"})
    held.refresh_from_db()
    assert laid(wednesdays) == ["7 Mon 16:30", "14 Mon 16:30", "21 Mon 16:30"]
    assert held.status == "cancelled"
    assert len(plan.removed) == 4
    change(wednesdays, {"weekdays": "02"})
    assert "16 Wed 16:30" in laid(wednesdays)  # the rule names the date again


def test_another_room_is_told_and_one_that_is_taken_keeps_its_session(wednesdays, held, center, mother, make_session):
    room = Room.objects.create(center=center, name="阅读角")
    make_session(days=16, hour=17, room=room)  # the 23rd
    plan, _, _ = change(wednesdays, {"room": room})
    assert [(session.day.day, why) for session, why, _ in plan.kept] == [(23, "场地已有“四点半课堂”（17:00 开始）")]
    assert list(wednesdays.sessions.filter(room=room).values_list("occurrence", flat=True)) == [date(2026, 9, 9), date(2026, 9, 16)]
    assert texts.words_of(Notice.objects.get(to=mother, kind="session_moved")).title == "四点半课堂：换地方了"


def test_one_date_is_left_out_one_added_and_both_taken_back(wednesdays, held):
    change(wednesdays, {}, single=Single(date(2026, 9, 16), "left_out", "运动会"), reason="运动会")
    held.refresh_from_db()
    assert (laid(wednesdays), held.status) == (["9 Wed 16:30", "23 Wed 16:30"], "cancelled")
    change(wednesdays, {}, single=Single(date(2026, 9, 18), "added"))
    assert laid(wednesdays) == ["9 Wed 16:30", "18 Fri 16:30", "23 Wed 16:30"]
    change(wednesdays, {}, single=Single(date(2026, 9, 16), ""))
    change(wednesdays, {}, single=Single(date(2026, 9, 18), ""))
    assert laid(wednesdays) == ["9 Wed 16:30", "16 Wed 16:30", "23 Wed 16:30"]


def test_who_books_after_the_preview_is_not_passed_over(wednesdays, held, make_user, myself):
    said = {"starts": time(15)}
    seen = changing.look(timetable=wednesdays, said=said).digest
    neighbor = make_user("吴桂英")
    booking.book(session=held.session_id, attendee=myself(neighbor).pk, booker=neighbor, by=neighbor)
    with pytest.raises(changing.PlanChanged):
        changing.apply(timetable=wednesdays, said=said, by=None, digest=seen)
    assert laid(wednesdays)[0] == "9 Wed 16:30"


def test_nothing_to_change_is_said(wednesdays):
    with pytest.raises(changing.NothingToChange):
        change(wednesdays, {"starts": time(16, 30)})


def test_slots_shift_together(service, mother, daughter):
    made = Timetable.objects.create(
        service=service, weekdays="2", starts=time(9), minutes=100, slot_minutes=30, break_minutes=5, capacity=1,
        since=date(2026, 9, 7), until=date(2026, 9, 10),
    )  # fmt: skip
    generating.generate(made)
    first = made.sessions.order_by("slot").first()
    held = booking.book(session=first.pk, attendee=daughter.pk, booker=mother, by=mother)
    change(made, {"starts": time(9, 15)})
    held.refresh_from_db()
    assert laid(made) == ["9 Wed 09:15", "9 Wed 09:50", "9 Wed 10:25"]
    assert held.from_minute == booking.minute(first.starts_at) + 15


def test_stopping_ends_what_comes_after(wednesdays, held, mother):
    plan = changing.stop(timetable=wednesdays, by=None, last=date(2026, 9, 10))
    held.refresh_from_db()
    assert (laid(wednesdays), held.status, len(plan.removed)) == (["9 Wed 16:30"], "cancelled", 1)
    assert Notice.objects.filter(to=mother, kind="session_moved").count() == 1


def test_a_change_into_a_year_that_nobody_knows_says_so(service):
    HolidayYear.objects.create(year=2040, is_complete=True)
    Holiday.objects.create(year_id=2040, date=date(2040, 1, 1), name="元旦")
    with time_machine.travel("2040-12-20T02:00Z", tick=False):
        made = Timetable.objects.create(service=service, weekdays="2", starts=time(16), minutes=60, capacity=5, since=date(2040, 12, 1))
        plan = changing.look(timetable=made, said={"starts": time(17)})
        assert "2041 年的放假安排还没有填" in plan.unknown_words


def test_over_midnight_and_the_leap_day(service):
    HolidayYear.objects.create(year=2028, is_complete=True)
    with time_machine.travel("2028-02-25T02:00Z", tick=False):
        night = Timetable.objects.create(
            service=service, weekdays="1", starts=time(23), minutes=120, capacity=5, since=date(2028, 2, 25), until=date(2028, 3, 2)
        )  # fmt: skip
        (session,), _ = generating.generate(night)
        assert timezone.localtime(session.ends_at).isoformat() == "2028-03-01T01:00:00+08:00"
        change(night, {"starts": time(22, 30)})
        session.refresh_from_db()
        assert timezone.localtime(session.starts_at).isoformat() == "2028-02-29T22:30:00+08:00"
