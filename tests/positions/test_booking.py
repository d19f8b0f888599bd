"""The deeds of booking, one at a time: who gets a place, who waits, who is told what."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.models import FamilyMember
from notices.models import Notice
from positions import booking, timetables
from positions.models import Booking, Session
from positions.refusals import (
    AgeUnknown,
    BusyThen,
    CapacityBelowBooked,
    HouseholdLimit,
    NotInCircle,
    NotLive,
    NotYourFamily,
    SessionCancelled,
    SessionFull,
    TooLateToCancel,
    WrongAge,
)


@pytest.fixture
def book(myself):
    def book(session, user, attendee=None, **kwargs):
        return booking.book(session=session.pk, attendee=(attendee or myself(user)).pk, booker=user, by=user, **kwargs)

    return book


def counters(session):
    session.refresh_from_db()
    return session.booked, session.waiting


def test_one_press_sent_fifty_times_is_one_booking(book, make_session, mother):
    session, key = make_session(), booking.new_key()
    assert len({book(session, mother, key=key).pk for _ in range(50)}) == 1
    assert counters(session) == (1, 0)
    assert Notice.objects.of(mother).count() == 1


def test_the_same_press_after_cancelling_does_not_book_again(book, make_session, mother):
    session, key = make_session(), booking.new_key()
    first = book(session, mother, key=key)
    booking.cancel(booking=first, by=mother)
    assert book(session, mother, key=key).status == Booking.Status.CANCELLED
    assert counters(session) == (0, 0)
    assert book(session, mother, key=booking.new_key()).status == Booking.Status.CONFIRMED


def test_a_full_session_offers_the_line_and_cancelling_promotes_the_first(book, make_session, make_user, service):
    service.offer_minutes = 0  # given at once, without asking; offers: tests/positions/fairness
    service.save()
    session = make_session(capacity=1)
    holder, first, second = make_user(), make_user(), make_user()
    held = book(session, holder)
    with pytest.raises(SessionFull, match="可以排候补"):
        book(session, first)
    waits = [book(session, user, wait=True) for user in (first, second)]
    assert [b.status for b in waits] == ["waiting", "waiting"]
    assert counters(session) == (1, 2)
    booking.cancel(booking=held, by=holder)
    assert [Booking.objects.get(pk=b.pk).status for b in waits] == ["confirmed", "waiting"]
    assert counters(session) == (1, 1)
    assert list(Notice.objects.of(first).values_list("kind", flat=True)) == ["booking_promoted", "booking_waiting"]


def test_waiting_for_a_place_that_is_free_gives_the_place(book, make_session, mother):
    assert book(make_session(), mother, wait=True).status == "confirmed"


def test_leaving_the_line_moves_nobody(book, make_session, make_user):
    session = make_session(capacity=1)
    book(session, make_user())
    user = make_user()
    booking.cancel(booking=book(session, user, wait=True), by=user)
    assert counters(session) == (1, 0)


def test_two_sessions_at_the_same_time(book, make_session, mother, daughter):
    book(make_session(hour=16), mother, daughter)
    with pytest.raises(BusyThen, match="这个时间已经有"):
        book(make_session(hour=17), mother, daughter)
    assert book(make_session(hour=18), mother, daughter).status == "confirmed"


def test_the_database_itself_refuses_two_places_at_the_same_time(book, make_session, mother, daughter):
    book(make_session(hour=16), mother, daughter)
    other = make_session(hour=17)
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.create(
            session=other,
            booker=mother,
            attendee=daughter,
            status="confirmed",
            from_minute=booking.minute(other.starts_at),
            to_minute=booking.minute(other.ends_at),
        )


def test_age_counts_on_the_day(book, make_session, service, mother):
    service.min_age, service.max_age = 7, 12
    service.save()
    session = make_session(days=3)
    day = session.day
    six = FamilyMember.objects.create(guardian=mother, name="小禾", relation="son", born_on=date(day.year - 7, day.month, day.day).replace(day=day.day))
    assert book(session, mother, six).status == "confirmed"  # her seventh birthday is that day
    young = FamilyMember.objects.create(guardian=mother, name="小苗", relation="son", born_on=date(day.year - 5, 1, 1))
    with pytest.raises(WrongAge, match="要 7–12 岁"):
        book(session, mother, young)


def test_age_unknown(book, make_session, service, make_user):
    service.min_age = 18
    service.save()
    with pytest.raises(AgeUnknown, match="出生日期"):
        book(make_session(), make_user())


def test_somebody_elses_child_is_not_found(book, make_session, make_user, daughter):
    with pytest.raises(NotYourFamily):
        book(make_session(), make_user(), daughter)


def test_household_limit(book, make_session, service, mother, daughter, myself):
    service.household_limit = 1
    service.save()
    session = make_session()
    first = book(session, mother, daughter)
    with pytest.raises(HouseholdLimit, match="最多约 1 位"):
        book(session, mother)
    booking.cancel(booking=first, by=mother)
    assert book(session, mother).status == "confirmed"


def test_a_shift_is_for_its_team(book, make_session, service, mother):
    from accounts.models import Circle

    service.circle = Circle.objects.create(name="东美巾帼志愿服务队")
    service.save()
    session = make_session()
    with pytest.raises(NotInCircle, match="申请加入"):
        book(session, mother)
    service.circle.members.add(mother)
    assert book(session, mother).status == "confirmed"


def test_cancelling_has_an_hour(book, make_session, service, mother, time_machine):
    session = make_session(days=1, hour=16)
    held = book(session, mother)
    time_machine.move_to(session.cancel_by)
    with pytest.raises(TooLateToCancel, match="打电话"):
        booking.cancel(booking=held, by=mother)
    assert booking.cancel(booking=held, by=mother, by_staff=True).status == "cancelled"
    with pytest.raises(NotLive):
        booking.cancel(booking=held, by=mother, by_staff=True)


def test_a_cancelled_session_tells_everybody(book, make_session, mother, make_user):
    session = make_session(capacity=1)
    waits = make_user()
    book(session, mother)
    book(session, waits, wait=True)
    timetables.cancel(session=session, reason="老师病了")
    assert counters(session) == (0, 0)
    assert {n.to for n in Notice.objects.filter(kind="session_cancelled")} == {mother, waits}
    with pytest.raises(SessionCancelled):
        book(session, make_user())


def test_more_places_go_to_the_line_and_fewer_than_booked_are_refused(book, make_session, make_user):
    session = make_session(capacity=1)
    book(session, make_user())
    second = book(session, make_user(), wait=True)
    booking.change_capacity(session=session, capacity=2)
    second.refresh_from_db()
    assert (second.status, counters(session)) == ("offered", (2, 0))
    with pytest.raises(CapacityBelowBooked, match="已经约好 2 位"):
        booking.change_capacity(session=session, capacity=1)


def test_saving_a_session_keeps_its_counters(book, make_session, mother):
    session = make_session()
    stale = Session.objects.get(pk=session.pk)
    book(session, mother)
    stale.host_name = "许巧玲"
    stale.save()
    assert counters(session) == (1, 0)
