"""A whole term in one press: what is booked, what waits, who is next, and how many statements it takes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import guardians
from accounts.refusals import NotAllowed
from notices.models import Notice
from positions import booking
from positions.models import Booking, EnrolledDay, Enrollment, Session, TermDay, Timetable
from positions.planning import generating
from positions.refusals import BusyThen, NotYourFamily, WrongAge
from positions.terms import enrolling, offer
from positions.terms.refusals import AllBusy, NotEnrolled, NoTerm, NoWeekday, TermOver

Status = Booking.Status


def enrol(timetable, child, **said):
    return enrolling.enrol(timetable=timetable.pk, attendee=child.pk, booker=child.guardian, by=child.guardian, **said)


def statuses(enrollment, sessions):
    rows = dict(Booking.objects.filter(enrollment=enrollment).values_list("session", "status"))
    return [rows.get(session.pk) for session in sessions]


def counters_are_the_rows():
    for session in Session.objects.all():
        assert session.bookings.holding().count() == session.booked <= session.capacity
        assert session.bookings.filter(status=Status.WAITING).count() == session.waiting
    for day in TermDay.objects.all():
        days = EnrolledDay.objects.filter(enrollment__timetable=day.timetable, weekday=day.weekday)
        assert days.filter(status="held").count() == day.taken <= day.capacity
        assert days.filter(status="waiting").count() == day.waiting


def test_one_press_books_every_date_of_the_chosen_weekdays(make_term, make_child, of):
    timetable, child = make_term(), make_child()
    made = enrol(timetable, child, weekdays=[0, 2], key=booking.new_key())
    assert made.status == Enrollment.Status.ACTIVE
    assert made.weekdays == "02"
    assert statuses(made, of(timetable, 0) + of(timetable, 2)) == [Status.CONFIRMED] * 8
    assert Booking.objects.count() == 8
    assert list(Notice.objects.values_list("kind", flat=True)) == ["term_booked"]
    counters_are_the_rows()


def test_the_same_press_or_the_same_child_again_is_one_enrollment(make_term, make_child):
    timetable, child = make_term(), make_child()
    key = booking.new_key()
    first = enrol(timetable, child, weekdays=[0], key=key)
    assert enrol(timetable, child, weekdays=[0], key=key) == first
    assert enrol(timetable, child, weekdays=[0], key=booking.new_key()) == first
    more = enrol(timetable, child, weekdays=[0, 1], key=booking.new_key())
    assert more == first
    assert more.weekdays == "01"
    assert Booking.objects.count() == 8
    assert Enrollment.objects.count() == 1
    counters_are_the_rows()


def test_a_full_weekday_puts_her_in_its_line_and_the_others_are_booked(make_term, make_child, of):
    timetable = make_term(capacity=1)
    first, second = enrol(timetable, make_child("甲"), weekdays=[0]), enrol(timetable, make_child("乙"), weekdays=[0, 1])
    assert statuses(second, of(timetable, 0)) == [Status.WAITING] * 4
    assert statuses(second, of(timetable, 1)) == [Status.CONFIRMED] * 4
    assert second.status == Enrollment.Status.ACTIVE
    third = enrol(timetable, make_child("丙"), weekdays=[0])
    assert third.status == Enrollment.Status.WAITING
    enrolling.leave(enrollment=first, by=first.booker)
    assert statuses(first, of(timetable, 0)) == [Status.CANCELLED] * 4
    assert statuses(second, of(timetable, 0)) == [Status.CONFIRMED] * 4
    assert statuses(third, of(timetable, 0)) == [Status.WAITING] * 4
    told = Notice.objects.filter(kind="term_promoted")
    assert [notice.to for notice in told] == [second.booker]  # one message for all the dates
    counters_are_the_rows()


def test_leaving_some_weekdays_keeps_the_others(make_term, make_child, of):
    timetable = make_term()
    made = enrol(timetable, make_child())
    enrolling.leave(enrollment=made, by=made.booker, weekdays=[4])
    made.refresh_from_db()
    assert made.weekdays == "0123"
    assert made.is_live
    assert statuses(made, of(timetable, 4)) == [Status.CANCELLED] * 4
    assert statuses(made, of(timetable, 0)) == [Status.CONFIRMED] * 4
    enrolling.leave(enrollment=made, by=made.booker)
    made.refresh_from_db()
    assert made.status == Enrollment.Status.ENDED
    assert made.ended_as == "self"
    with pytest.raises(NotEnrolled):
        enrolling.leave(enrollment=made, by=made.booker)
    counters_are_the_rows()


def test_a_date_on_which_the_child_has_something_else_is_left_out_and_named(make_term, make_child, make_session, of):
    timetable, child = make_term(), make_child()
    day = of(timetable, 0)[1]
    other = make_session(days=(day.day - day.day.today()).days, hour=17)
    booking.book(session=_open(other).pk, attendee=child.pk, booker=child.guardian, by=child.guardian)
    made = enrol(timetable, child, weekdays=[0])
    assert [session.pk for session in made.left_out] == [day.pk]
    assert statuses(made, of(timetable, 0)) == [Status.CONFIRMED, None, Status.CONFIRMED, Status.CONFIRMED]


def test_all_dates_busy_books_nothing(make_term, make_child, make_session, of):
    timetable, child = make_term(weeks=1, weekdays="0"), make_child()
    other = make_session(days=(of(timetable, 0)[0].day - of(timetable, 0)[0].day.today()).days, hour=17)
    booking.book(session=other.pk, attendee=child.pk, booker=child.guardian, by=child.guardian)
    with pytest.raises(AllBusy):
        enrol(timetable, child)
    assert not Enrollment.objects.exists()
    assert Booking.objects.count() == 1
    counters_are_the_rows()


def test_what_she_booked_herself_for_a_day_becomes_part_of_the_term(make_term, make_child, of):
    timetable, child = make_term(), make_child()
    single = booking.book(session=_open(of(timetable, 0)[0]).pk, attendee=child.pk, booker=child.guardian, by=child.guardian)
    made = enrol(timetable, child, weekdays=[0])
    single.refresh_from_db()
    assert single.enrollment == made
    assert made.left_out == []
    assert statuses(made, of(timetable, 0)) == [Status.CONFIRMED] * 4
    counters_are_the_rows()


def _open(session):
    Session.objects.filter(pk=session.pk).update(opens_at=session.opens_at - timedelta(days=60))
    return session


def test_sessions_that_are_laid_later_seat_who_holds_the_weekday_then_the_line(make_term, make_child, of):
    timetable = make_term(capacity=1, weeks=2)
    first, second = enrol(timetable, make_child("甲"), weekdays=[0]), enrol(timetable, make_child("乙"), weekdays=[0])
    timetable.until += timedelta(days=14)
    timetable.save()
    generating.generate(timetable)
    assert statuses(first, of(timetable, 0)) == [Status.CONFIRMED] * 4
    assert statuses(second, of(timetable, 0)) == [Status.WAITING] * 4
    counters_are_the_rows()


def test_more_places_go_to_the_line_before_a_newcomer(make_term, make_child, of):
    timetable = make_term(capacity=1)
    enrol(timetable, make_child("甲"), weekdays=[0])
    second = enrol(timetable, make_child("乙"), weekdays=[0])
    timetable.capacity = 2
    timetable.save()
    for session in Session.objects.filter(timetable=timetable):
        booking.change_capacity(session=session, capacity=2)
    third = enrol(timetable, make_child("丙"), weekdays=[0])
    second.refresh_from_db()
    assert second.status == Enrollment.Status.ACTIVE
    assert third.status == Enrollment.Status.WAITING
    counters_are_the_rows()


def test_who_may_not(make_term, make_child, make_user, service):
    timetable, child = make_term(), make_child()
    with pytest.raises(NotYourFamily):
        enrolling.enrol(timetable=timetable.pk, attendee=child.pk, booker=(stranger := make_user()), by=stranger)
    with pytest.raises(NoWeekday):
        enrol(timetable, child, weekdays=[6])
    made = enrol(timetable, child)
    with pytest.raises(NotAllowed):
        enrolling.leave(enrollment=made, by=stranger)
    service.min_age = 10
    service.save()
    with pytest.raises(WrongAge):
        enrol(timetable, make_child("小小"))
    timetable.for_terms = False
    timetable.save()
    with pytest.raises(NoTerm):
        enrol(timetable, make_child("晚"))


def test_a_term_without_dates_says_so(make_term, make_child):
    timetable = make_term()
    Session.objects.filter(timetable=timetable).update(status=Session.Status.CANCELLED)
    with pytest.raises(TermOver):
        enrol(timetable, make_child())


def test_as_many_statements_for_a_year_as_for_a_week(make_term, make_child):
    counts = []
    enrol(make_term(weeks=1), make_child())  # the first one prints the rule
    Timetable.objects.update(status="ended")
    for weeks in (1, 30):
        timetable = make_term(weeks=weeks)
        child = make_child()
        with CaptureQueriesContext(
            connection,
        ) as caught:
            made = enrol(timetable, child, key=booking.new_key())
        assert Booking.objects.filter(enrollment=made).count() == weeks * 5
        with CaptureQueriesContext(connection) as left:
            enrolling.leave(enrollment=made, by=made.booker)
        counts.append((len(caught), len(left)))
        timetable.status = "ended"
        timetable.save()
    assert counts[0] == counts[1], counts


def test_another_guardian_neither_changes_nor_finds_what_the_first_one_enrolled(make_term, make_child, make_user):
    timetable, child, father = make_term(weekdays="01"), make_child(), make_user("陈建斌")
    made = enrol(timetable, child, weekdays=[0])
    (tie,) = guardians.invite(by=child.guardian, members=[child], phone=father.phone, relation="father", shares="bookings")
    guardians.accept(guardianship=tie, by=father, child_name=child.name)
    for weekdays in ([0], [1]):
        with pytest.raises(BusyThen):
            enrolling.enrol(timetable=timetable.pk, attendee=child.pk, booker=father, by=father, weekdays=weekdays)
    made.refresh_from_db()
    assert made.weekdays == "0"
    found = offer.read(timetable=timetable, user=father)
    assert (found.known, found.enrollment) == (None, None)
    assert offer.read(timetable=timetable, user=child.guardian).known == made
