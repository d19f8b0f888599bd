"""A timetable in words, on the pages of its service and its site, at the same price for one as for many."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from positions.models import Holiday, HolidayYear, Service, Timetable
from positions.planning import words


def said(weekdays, starts=time(16, 30), minutes=120, **fields):
    return words.weekly(Timetable(weekdays=weekdays, starts=starts, minutes=minutes, **fields))


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({"weekdays": "01234"}, "每周一至周五 16:30–18:30"),
        ({"weekdays": "0123456"}, "每天 16:30–18:30"),
        ({"weekdays": "02", "starts": time(9), "minutes": 90}, "每周一、周三 9:00–10:30"),
        ({"weekdays": "2", "every": 2}, "隔一周的周三 16:30–18:30"),
        ({"weekdays": "5", "nth": 1}, "每月第一个周六 16:30–18:30"),
        ({"weekdays": "4", "nth": -1, "starts": time(22), "minutes": 180}, "每月最后一个周五 22:00–次日1:00"),
    ],
)
def test_the_rule_in_words(rule, sentence):
    assert said(**rule) == sentence


@pytest.fixture
def winter(service):
    """25 November 2026; 2027 is filled in; the class runs until 22 January."""
    HolidayYear.objects.create(year=2027, is_complete=True)
    Holiday.objects.create(year_id=2027, date=date(2027, 1, 1), name="元旦")
    with time_machine.travel("2026-11-25T02:00Z", tick=False):
        yield Timetable.objects.create(
            service=service, weekdays="01234", starts=time(16, 30), minutes=120, capacity=9, since=date(2026, 9, 1), until=date(2027, 1, 22)
        )  # fmt: skip


def test_the_page_of_the_service_and_of_the_site_say_it(winter, service, site, client):
    sentence = "每周一至周五 16:30–18:30，到 2027年1月22日；元旦不上课"
    assert words.sentence(winter) == sentence
    assert sentence in client.get(service.get_absolute_url()).content.decode()
    assert sentence in client.get(site.get_absolute_url()).content.decode()
    winter.dates.create(date=date(2026, 12, 8), kind="left_out", words="运动会")
    winter.rule_from = date(2026, 12, 4)
    assert words.sentence(winter) == "12月4日起，每周一至周五 16:30–18:30，到 2027年1月22日；12月8日不上课（运动会），元旦不上课"


def test_what_is_over_is_not_said(winter, service, client):
    Timetable.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert "每周一至周五" not in client.get(service.get_absolute_url()).content.decode()


def test_as_many_statements_for_thirty_as_for_one(winter, site):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            words.of_services(list(Service.objects.filter(site=site)))
        return len(seen)

    one = count()
    for number in range(30):
        service = Service.objects.create(site=site, title=f"课{number}", summary="一起。", theme="interest")
        Timetable.objects.create(service=service, weekdays="2", starts=time(8), minutes=60, capacity=9, since=date(2026, 9, 1))
    assert count() == one
