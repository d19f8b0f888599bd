"""How many SQL statements a page of the admin needs: fixed, and as many for 30 rows as for 3."""

from datetime import date, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import FamilyMember
from positions import booking
from positions.models import Center, Service, Session, Site

LISTS = {"session": 7, "booking": 7, "service": 7, "site": 6, "room": 6, "center": 5}


@pytest.fixture
def people(make_user, myself):
    def book(session, count):
        for number in range(count):
            user = make_user(f"王一{number}")
            child = FamilyMember.objects.create(guardian=user, name="小满", relation="daughter", born_on=date(2017, 5, 1), health_note="花生过敏")
            booking.book(session=session.pk, attendee=child.pk, booker=user, by=user)

    return book


def statements(client, address):
    ContentType.objects.clear_cache()
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return captured.captured_queries


@pytest.mark.parametrize("name", LISTS)
def test_a_list_needs_as_many_for_many_rows(sign_in, officer, center, site, service, make_session, people, name):
    other = Site.objects.create(center=center, kind=Site.Kind.WOMEN)  # two sites: the filters have something to offer
    client, address = sign_in(officer), reverse(f"admin:positions_{name}_changelist")

    def more(count, start):
        for number in range(start, start + count):
            place = Center.objects.create(area=center.area, name=f"中心 {number}", address="x")
            place.rooms.create(name="活动室")
            Service.objects.create(site=other, title=f"课 {number}", summary="x", theme="care")
            people(make_session(capacity=50, days=1, hour=number % 20), 1)

    more(3, 0)
    few = statements(client, address)
    more(12, 3)
    many = statements(client, address)
    assert len(many) == len(few), [row["sql"][:120] for row in many]
    assert len(many) == LISTS[name], "\n".join(row["sql"][:150] for row in many)


def test_the_day_page(sign_in, keeper, site, service, make_session, people):
    client = sign_in(keeper)
    session = make_session(capacity=60, days=1)
    address = reverse("admin:today") + f"?day={session.day.isoformat()}&s={session.pk}"
    people(session, 3)
    few = statements(client, address)
    people(session, 30)
    for number in range(1, 6):
        make_session(capacity=20, days=1, hour=number)
    many = statements(client, address)
    assert len(many) == len(few), [row["sql"][:120] for row in many]
    assert len(many) <= 30, "\n".join(row["sql"][:150] for row in many)


def test_the_role_home(sign_in, keeper, make_session):
    client, address = sign_in(keeper), reverse("admin:index")
    make_session(days=0, hour=23, hours=1)
    few = statements(client, address)
    for number in range(1, 12):
        make_session(days=0, hour=number, hours=1)
    many = statements(client, address)
    assert len(many) == len(few)
    assert len(many) <= 20, "\n".join(row["sql"][:150] for row in many)


def test_checking_in(sign_in, keeper, make_session, people):
    client, session = sign_in(keeper), make_session(capacity=60, days=1)
    people(session, 2)
    first, second = session.bookings.all()
    client.post(reverse("admin:check_in"), {"booking": first.pk})
    with CaptureQueriesContext(connection) as captured:
        client.post(reverse("admin:check_in"), {"booking": second.pk})
    assert len(captured) <= 10, "\n".join(row["sql"][:150] for row in captured.captured_queries)


def test_the_trail_costs_a_visitor_nothing(client, db, make_session):
    make_session(days=1)
    address = reverse("positions:sessions")
    before = statements(client, address)
    assert not [row for row in before if "accounts_user" in row["sql"]]
    assert Session.objects.filter(starts_at__gt=timezone.now() - timedelta(days=1)).exists()
