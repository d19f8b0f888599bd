"""Promised and opened hours: who confirmed them, who found the door closed, what the figures say."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.refusals import NotAllowed
from notices import texts
from notices.models import Notice
from positions.after import doors
from positions.after.refusals import NotPromised
from positions.models import Center, FoundClosed, HoursAsked, OpenedDay

NOON = datetime(2026, 12, 2, 4, 0, tzinfo=UTC)  # a Wednesday, 12:00


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def open_center(center):
    for weekday in range(5):
        center.opening_hours.create(weekday=weekday, opens=time(8), closes=time(20))
    return center


def test_asked_once_a_month_and_confirmed(clock, open_center, keeper):
    assert doors.ask_due(timezone.now()) == 1
    assert doors.ask_due(timezone.now()) == 0
    notice = Notice.objects.get(to=keeper)
    assert "开放时间还对吗" in texts.words_of(notice).title
    doors.confirm(center=open_center, by=keeper)
    assert texts.words_of(notice) is None
    clock.move_to(NOON + timedelta(days=29))
    assert doors.ask_due(timezone.now()) == 0
    clock.move_to(NOON + timedelta(days=31))
    assert doors.ask_due(timezone.now()) == 1
    clock.move_to(NOON + timedelta(days=62))
    assert doors.ask_due(timezone.now()) == 0  # still unanswered: the page turns grey, nobody is nagged
    assert doors.is_stale(Center.objects.with_confirmed().get().confirmed_at)


def test_only_its_staff_confirm_and_open(open_center, mother):
    for deed in (doors.confirm, doors.opened):
        with pytest.raises(NotAllowed):
            deed(center=open_center, by=mother)


def test_the_page_says_who_confirmed_and_turns_grey(clock, open_center, keeper, client):
    assert "还没有人核对过" in client.get(open_center.get_absolute_url()).content.decode()
    doors.confirm(center=open_center, by=keeper)
    shown = client.get(open_center.get_absolute_url()).content.decode()
    assert "黄秀云 12月2日核对过" in shown
    assert "好久没核对了" not in shown
    clock.move_to(NOON + timedelta(days=61))
    assert "好久没核对了" in client.get(open_center.get_absolute_url()).content.decode()


def test_a_closed_door_once_a_day_and_only_when_it_should_be_open(clock, open_center, mother, signed_in):
    hers = signed_in(mother)
    address = f"/centers/{open_center.pk}/closed/"
    assert "我到了，门没开" in hers.get(open_center.get_absolute_url()).content.decode()
    for _ in range(2):
        assert hers.post(address).status_code == 302
    assert FoundClosed.objects.count() == 1
    clock.move_to(NOON + timedelta(days=1))
    hers = signed_in(mother)
    hers.post(address)
    assert FoundClosed.objects.count() == 2
    clock.move_to(NOON.replace(hour=0, minute=5))  # 8:05: the keeper may be on the stairs
    with pytest.raises(NotPromised):
        doors.found_closed(center=open_center, user=mother)
    clock.move_to(NOON.replace(day=5))  # Saturday
    with pytest.raises(NotPromised):
        doors.found_closed(center=open_center, user=mother)


def test_promised_against_opened(clock, open_center, keeper, mother, came, django_assert_num_queries):
    doors.opened(center=open_center, by=keeper)
    doors.opened(center=open_center, by=keeper)
    assert OpenedDay.objects.count() == 1
    came()  # yesterday somebody was checked in
    doors.found_closed(center=open_center, user=mother)
    first, last = date(2026, 11, 26), date(2026, 12, 2)
    with django_assert_num_queries(6):
        found = doors.days_of([open_center], first, last)
    assert found == {open_center.pk: (5, 2, 1)}


def test_holidays_are_not_promised(clock, open_center):
    assert doors.days_of([open_center], date(2026, 10, 1), date(2026, 10, 7))[open_center.pk] == (0, 0, 0)
    assert HoursAsked.objects.count() == 0
