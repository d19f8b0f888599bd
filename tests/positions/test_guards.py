"""The rules that live in the database are there after all migrations, on both databases."""

import pytest
from django.db import IntegrityError, connection, transaction

from positions import booking
from positions.models import Booking, Session


def _names(cursor):
    if connection.vendor == "postgresql":
        cursor.execute("SELECT conname FROM pg_constraint")
    else:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    return {name for (name,) in cursor.fetchall()}


def test_one_place_at_a_time_is_guarded(db):
    wanted = {"positions_booking_one_at_a_time", "positions_session_one_in_room", "positions_session_one_of_host"}
    if connection.vendor == "sqlite":
        wanted = {f"{name}_{event}" for name in wanted for event in ("insert", "update")}
    with connection.cursor() as cursor:
        assert wanted <= _names(cursor)


@pytest.fixture
def held(make_session, mother, myself):
    session = make_session(capacity=1)
    return booking.book(session=session.pk, attendee=myself(mother).pk, booker=mother, by=mother)


def refused(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()
    return True


def test_the_counter_cannot_pass_the_places(held):
    assert refused(lambda: Session.objects.filter(pk=held.session_id).update(booked=2))
    assert refused(lambda: Session.objects.filter(pk=held.session_id).update(capacity=0))


def test_no_second_live_booking_of_one_person(held):
    copy = Booking(session_id=held.session_id, booker_id=held.booker_id, attendee_id=held.attendee_id, status="waiting", from_minute=1, to_minute=2)
    assert refused(copy.save)


def test_waking_a_cancelled_booking_meets_the_same_rule(held, make_session, mother, myself):
    booking.cancel(booking=held, by=mother)
    other = booking.book(session=make_session(hour=17).pk, attendee=myself(mother).pk, booker=mother, by=mother)
    assert other.status == "confirmed"
    assert refused(lambda: Booking.objects.filter(pk=held.pk).update(status="confirmed"))
