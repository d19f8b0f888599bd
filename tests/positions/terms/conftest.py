"""A term of four weeks in 四点半课堂, and the children who come."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from accounts.models import FamilyMember
from positions.models import Session, Timetable
from positions.planning import generating


@pytest.fixture
def monday():
    """The Monday after next: a whole term lies before it."""
    today = timezone.localdate()
    return today + timedelta(days=14 - today.weekday())


@pytest.fixture
def make_term(service, monday):
    """make_term(capacity=2, weeks=4, weekdays="01234"): a timetable for terms whose sessions are laid."""

    def make(capacity=2, weeks=4, weekdays="01234", starts=time(16, 30), **fields):
        timetable = Timetable.objects.create(
            service=service, weekdays=weekdays, starts=starts, minutes=120, since=monday, until=monday + timedelta(days=7 * weeks - 1), capacity=capacity,
            for_terms=True, skip_holidays=False, **fields,
        )  # fmt: skip
        generating.generate(timetable)
        return timetable

    return make


@pytest.fixture
def make_child(make_user):
    """make_child("陈小满"): a child of seven, with a guardian of her own."""

    def make(name="孩子", guardian=None):
        return FamilyMember.objects.create(guardian=guardian or make_user(f"{name}的妈妈"), name=name, relation="daughter", born_on=date(2019, 1, 1))

    return make


@pytest.fixture
def of():
    """of(timetable, weekday): its sessions of one weekday, in order."""
    return lambda timetable, weekday: [s for s in Session.objects.filter(timetable=timetable).order_by("starts_at") if s.day.weekday() == weekday]
