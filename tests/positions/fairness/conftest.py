"""A full session with a line: what the tests of offers begin with."""

from datetime import date

import pytest
from django.utils import timezone

from accounts.models import FamilyMember
from positions import booking
from positions.models import Booking


@pytest.fixture
def wait(myself):
    """wait(session, user): `user` herself in the line of a full session; with `who`, that member of hers."""

    def wait(session, user, who=None):
        return booking.book(session=session.pk, attendee=(who or myself(user)).pk, booker=user, by=user, wait=True)

    return wait


@pytest.fixture
def fill(make_user, myself):
    """fill(session, n): n strangers have places; returns their Bookings."""

    def fill(session, count=None):
        users = [make_user() for _ in range(count or session.left)]
        return [booking.book(session=session.pk, attendee=myself(user).pk, booker=user, by=user) for user in users]

    return fill


@pytest.fixture
def free():
    """free(booking): its holder cancels."""
    return lambda held: booking.cancel(booking=held, by=held.booker)


@pytest.fixture
def family(make_user, myself):
    """family(children=2): (mother, [herself and her children])."""

    def make(children=2, **fields):
        mother, year = make_user("林晓梅", born_on=date(1990, 3, 2), **fields), timezone.localdate().year
        own = myself(mother)
        own.born_on = date(1990, 3, 2)
        own.save()
        names = ("小满", "小禾", "小苗")
        return mother, [
            own,
            *(FamilyMember.objects.create(guardian=mother, name=names[n], relation="son", born_on=date(year - 7, 1, 1)) for n in range(children)),
        ]

    return make


@pytest.fixture
def together():
    """together(session, mother, people, at_least=None): they wait side by side (or get their places)."""

    def book(session, mother, people, at_least=None, **more):
        pks = [person.pk for person in people]
        return booking.book_together(session=session.pk, attendees=pks, booker=mother, by=mother, at_least=at_least, wait=True, **more)

    return book


@pytest.fixture
def states():
    """states(*bookings): their states as they are now."""

    def states(*bookings):
        now = dict(Booking.objects.filter(pk__in=[row.pk for row in bookings]).values_list("pk", "status"))
        return [now[row.pk] for row in bookings]

    return states


@pytest.fixture
def counters():
    def counters(session):
        session.refresh_from_db()
        return session.booked, session.waiting

    return counters
