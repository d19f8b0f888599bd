"""Day care by the hour: no hour takes more than it has places, whoever writes, and a stay is one ticket."""

from datetime import UTC, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django.asserts import assertContains

from positions import booking
from positions.models import Booking, Session
from positions.refusals import BusyThen, ByTheHour
from positions.terms import hourly
from positions.terms.refusals import HoursFull, HoursOutside

from ..conftest import key_of

H = 60


@pytest.fixture
def opening(service, make_session):
    """Tomorrow 8:00 to 12:00, two children at a time, at most six on that day."""
    service.hourly_places = 2
    service.save()
    return make_session(capacity=6, hour=8, hours=4)


@pytest.fixture
def stay(opening):
    def stay(child, first, last, **said):
        start = booking.minute(opening.starts_at)
        return hourly.book(
            session=opening.pk, attendee=child.pk, booker=child.guardian, by=child.guardian, first=start + first * H, last=start + last * H, **said
        )

    return stay


def left(opening):
    return [hour.left for hour in hourly.hours(opening)]


def test_a_stay_takes_its_hours_and_no_others(opening, stay, make_child):
    made = stay(make_child("甲"), 1, 3)
    assert left(opening) == [2, 1, 1, 2]
    assert (made.starts_at, made.ends_at) == (opening.starts_at.astimezone(UTC) + timedelta(hours=1), opening.starts_at.astimezone(UTC) + timedelta(hours=3))
    stay(make_child("乙"), 2, 4)
    assert left(opening) == [2, 1, 0, 1]
    with pytest.raises(HoursFull):
        stay(make_child("丙"), 0, 3)
    stay(make_child("丁"), 0, 2)
    assert Session.objects.get(pk=opening.pk).booked == 3
    booking.cancel(booking=made, by=made.booker)
    assert left(opening) == [1, 1, 1, 1]


def test_the_same_press_is_one_stay(stay, make_child):
    child, key = make_child("甲"), booking.new_key()
    assert stay(child, 0, 1, key=key) == stay(child, 0, 1, key=key) == stay(child, 2, 3)


def test_the_database_itself_refuses_the_hour_that_is_full(opening, stay, make_child):
    for name in "甲乙":
        stay(make_child(name), 1, 2)
    child = make_child("丙")
    start = booking.minute(opening.starts_at)
    row = {"session": opening, "booker": child.guardian, "attendee": child, "status": "confirmed"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.create(**row, from_minute=start, to_minute=start + 4 * H)
    Booking.objects.create(**row, from_minute=start + 2 * H, to_minute=start + 4 * H)


def test_hours_outside_and_children_who_are_elsewhere(opening, stay, make_child, service):
    child = make_child("甲")
    for first, last in ((-1, 1), (3, 5), (2, 2)):
        with pytest.raises(HoursOutside):
            stay(child, first, last)
    other = type(service).objects.create(site=service.site, title="画画", summary="画", theme="interest")
    from positions import timetables

    at = opening.starts_at + timedelta(hours=1)
    class_ = timetables.add(service=other, starts_at=at, ends_at=at + timedelta(hours=1), capacity=5)
    booking.book(session=class_.pk, attendee=child.pk, booker=child.guardian, by=child.guardian)
    with pytest.raises(BusyThen):
        stay(child, 0, 2)
    stay(child, 2, 4)  # before and after her class she may come
    another = make_child("乙")
    stay(another, 2, 4)
    booking.book(session=class_.pk, attendee=another.pk, booker=another.guardian, by=another.guardian)


def test_the_ordinary_way_leads_to_the_hours(opening, signed_in, mother, daughter):
    with pytest.raises(ByTheHour):
        booking.book(session=opening.pk, attendee=daughter.pk, booker=mother, by=mother)
    assert signed_in(mother).get(f"/sessions/{opening.pk}/book/").url == f"/sessions/{opening.pk}/hours/"


def test_the_page_books_hours_in_a_row(opening, signed_in, mother, daughter):
    client, url = signed_in(mother), f"/sessions/{opening.pk}/hours/"
    page = client.get(url)
    assertContains(page, "剩 2 位", count=4)
    said = {"attendee": daughter.pk, "key": key_of(page)}
    assertContains(client.post(url, {**said, "h": ["0", "2"]}), "中间空着的小时也请选上", status_code=422)
    ticket = client.post(url, {**said, "h": ["1", "2"]}, follow=True)
    assertContains(ticket, "09:00–11:00")
    assertContains(client.get(url), "已经约了这一场")
