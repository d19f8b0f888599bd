"""Days off: the place goes on for that day only, a stretch in one press, undo while it is free; and what she missed."""

from datetime import timedelta

import pytest

from accounts.models import Post
from accounts.refusals import NotAllowed
from accounts.roles import Role
from notices.models import Notice
from positions import booking
from positions.models import Booking, Session
from positions.terms import days_off, strikes
from positions.terms.refusals import NoDayOff, PlaceGone, TooLateForDayOff

from .test_enrolling import counters_are_the_rows, enrol, statuses

Status = Booking.Status


@pytest.fixture
def keeper(make_user, site):
    keeper = make_user("林老师")
    Post.objects.create(user=keeper, role=Role.SITE_STAFF, site=site)
    return keeper


def test_a_day_off_goes_to_the_line_of_that_day_only(make_term, make_child, of, service):
    service.offer_minutes = 0
    service.save()
    timetable = make_term(capacity=1)
    first, second = enrol(timetable, make_child("甲"), weekdays=[0]), enrol(timetable, make_child("乙"), weekdays=[0])
    monday = of(timetable, 0)
    freed = days_off.day_off(booking=first.bookings.get(session=monday[1]), by=first.booker)
    assert freed.ended_as == Booking.EndedAs.DAY_OFF
    assert statuses(first, monday) == [Status.CONFIRMED, Status.CANCELLED, Status.CONFIRMED, Status.CONFIRMED]
    assert statuses(second, monday) == [Status.WAITING, Status.CONFIRMED, Status.WAITING, Status.WAITING]
    with pytest.raises(PlaceGone):
        days_off.undo(booking=freed, by=first.booker)
    counters_are_the_rows()


def test_the_next_in_line_is_asked_for_that_day(make_term, make_child, of):
    timetable = make_term(capacity=1)
    first, second = enrol(timetable, make_child("甲"), weekdays=[0]), enrol(timetable, make_child("乙"), weekdays=[0])
    days_off.day_off(booking=first.bookings.get(session=of(timetable, 0)[1]), by=first.booker)
    assert statuses(second, of(timetable, 0))[1] == Status.OFFERED
    counters_are_the_rows()


def test_a_stretch_is_one_press_and_one_note(make_term, make_child, of):
    timetable = make_term()
    made = enrol(timetable, make_child())
    week = of(timetable, 0)[1].day
    freed, late = days_off.stretch(enrollment=made, first=week, last=week + timedelta(days=6), by=made.booker)
    assert (len(freed), late) == (5, [])
    assert Notice.objects.filter(kind="term_day_off").count() == 1
    with pytest.raises(NoDayOff):
        days_off.stretch(enrollment=made, first=week, last=week, by=made.booker)
    back = days_off.undo(booking=freed[0], by=made.booker)
    assert back.status == Status.CONFIRMED
    assert Session.objects.get(pk=back.session_id).booked == 1
    counters_are_the_rows()


def test_who_and_until_when(make_term, make_child, make_user, of, service):
    timetable = make_term()
    made = enrol(timetable, make_child())
    row = made.bookings.get(session=of(timetable, 0)[0])
    with pytest.raises(NotAllowed):
        days_off.day_off(booking=row, by=make_user())
    Session.objects.filter(pk=row.session_id).update(cancel_by=row.session.cancel_by - timedelta(days=60))
    with pytest.raises(TooLateForDayOff):
        days_off.day_off(booking=row, by=made.booker)
    assert days_off.day_off(booking=row, by=made.booker, by_staff=True).status == Status.CANCELLED


def test_cancelling_one_day_by_its_ticket_is_a_day_off(make_term, make_child, of):
    made = enrol(make_term(), make_child())
    row = booking.cancel(booking=made.bookings.first(), by=made.booker)
    assert row.ended_as == Booking.EndedAs.DAY_OFF


def test_an_absence_counts_once_and_is_told(make_term, make_child, of):
    timetable = make_term()
    made = enrol(timetable, make_child())
    monday = of(timetable, 0)
    row = made.bookings.get(session=monday[0])
    first = strikes.note_absence(row)
    assert strikes.note_absence(row) == first
    assert strikes.note_late(made.bookings.get(session=monday[1]), 10) is None  # ten minutes are not more than ten
    assert strikes.note_late(made.bookings.get(session=monday[1]), 25).minutes == 25
    assert strikes.count(made) == (1, 1)
    assert Notice.objects.filter(kind="strike_warned").count() == 2
    assert strikes.withdraw(row) == 1
    assert strikes.count(made) == (0, 1)


def test_a_word_and_its_answer(make_term, make_child, of, keeper, make_user):
    made = enrol(make_term(), make_child())
    strike = strikes.note_absence(made.bookings.first())
    with pytest.raises(NotAllowed):
        strikes.say(strike=strike, by=make_user(), words="不是我的")
    strikes.say(strike=strike, by=made.booker, words="发烧了，忘了请假")
    with pytest.raises(strikes.AlreadySaid):
        strikes.say(strike=strike, by=made.booker, words="再说一遍")
    with pytest.raises(NotAllowed):
        strikes.answer(strike=strike, by=made.booker, accept=True)
    strikes.answer(strike=strike, by=keeper, accept=True, words="好好养病")
    assert strikes.count(made) == (0, 0)
    assert Notice.objects.filter(kind="strike_answered", to=made.booker).count() == 1


def test_a_booking_without_a_term_has_no_strikes(make_session, mother, daughter):
    single = booking.book(session=make_session().pk, attendee=daughter.pk, booker=mother, by=mother)
    assert strikes.note_absence(single) is None
