"""Timetables of a service, and a year whose holidays somebody has filled in."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from positions.models import Holiday, HolidayYear, Room, Timetable


@pytest.fixture
def known_years(db):
    """The years around today are complete, with one holiday: 元旦."""
    this = timezone.localdate().year
    for year in range(this, this + 3):
        HolidayYear.objects.create(year=year, is_complete=True)
        Holiday.objects.create(year_id=year, date=date(year, 1, 1), name="元旦")


@pytest.fixture
def room(center):
    return Room.objects.create(center=center, name="儿童活动室")


@pytest.fixture
def make_timetable(service, known_years):
    """make_timetable(weekdays="1", starts=time(16, 30), …): a saved rule of 四点半课堂; every day is fine, holidays do not matter."""

    def make(**fields):
        said = {"service": service, "weekdays": "0123456", "starts": time(16, 30), "minutes": 120, "capacity": 5, "skip_holidays": False}
        return Timetable.objects.create(**{**said, "since": timezone.localdate() + timedelta(days=1), **fields})

    return make


@pytest.fixture
def keeper_user(make_user):
    """Somebody in whose name a deed is done; her rights are asked for by the pages."""
    return make_user("黄秀云")
