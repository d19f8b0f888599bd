"""Somebody who came, and the staff of the place."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from positions import booking
from positions.models import Booking, Session


@pytest.fixture
def keeper(make_user, site):
    user = make_user("黄秀云")
    Post.objects.create(user=user, role=Role.SITE_STAFF, site=site)
    return user


@pytest.fixture
def came(make_session, make_user):
    """came(service=None, user=None): a booking of somebody who was there yesterday."""

    def came(user=None, **fields):
        user = user or make_user()
        session = make_session(days=1, capacity=50, hour=len(Session.objects.all()) % 20, **fields)
        row = booking.book(session=session.pk, attendee=user.family.get(relation="self").pk, booker=user, by=user)
        ago = timezone.now() - timedelta(days=1)
        Session.objects.filter(pk=session.pk).update(starts_at=ago, ends_at=ago + timedelta(hours=2))
        Booking.objects.filter(pk=row.pk).update(status="attended", came_at=ago)
        return Booking.objects.select_related("session__service").get(pk=row.pk)

    return came
