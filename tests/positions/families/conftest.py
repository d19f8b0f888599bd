"""A second guardian, a grandmother with her mandate, a class for children."""

import pytest
from django.utils import timezone

from accounts import guardians, mandates
from accounts.models import Guardianship
from positions import booking


@pytest.fixture
def father(make_user):
    return make_user("陈建斌")


@pytest.fixture
def shared(mother, father, daughter):
    """The father sees the daughter's bookings and may book for her."""
    (row,) = guardians.invite(by=mother, members=[daughter], phone=father.phone, relation="father", shares=Guardianship.Shares.BOOKINGS)
    return guardians.accept(guardianship=row, by=father, child_name=daughter.name)


@pytest.fixture
def grandmother(make_user):
    return make_user("林阿香")


@pytest.fixture
def mandate(grandmother, mother):
    row = mandates.give(giver=grandmother, phone=mother.phone, until=timezone.localdate() + mandates.LONGEST / 2, by=grandmother)
    return mandates.accept(mandate=row, by=mother, giver_name="林阿香")


@pytest.fixture
def book():
    """book(session, attendee, user): as that user presses."""
    return lambda session, attendee, user, **how: booking.book(session=session.pk, attendee=attendee.pk, booker=user, by=user, **how)
