"""Who came, by session, service and site: only in her reach, small numbers hidden, the same in the Excel."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Post
from accounts.roles import Role
from positions.models import Booking, Service, Session
from reports import attendance


@pytest.fixture
def keeper(make_user, site, client):
    user = make_user("黄秀云")
    Post.objects.create(user=user, role=Role.SITE_STAFF, site=site)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


@pytest.fixture
def held(make_session, make_user):
    """held(came=6, absent=1, service=None): a session of an hour ago."""

    def held(came, absent=0, service=None):
        session = make_session(capacity=50, days=len(Session.objects.all()) + 1, service=service)
        ago = timezone.now() - timedelta(hours=3)
        for number in range(came + absent):
            user = make_user()
            Booking.objects.create(
                session=session,
                booker=user,
                attendee=user.family.get(),
                status="attended" if number < came else "absent",
                from_minute=number,
                to_minute=number + 1,
            )
        Session.objects.filter(pk=session.pk).update(starts_at=ago, ends_at=ago + timedelta(hours=1))
        return session

    return held


def sheet(client, by):
    book = load_workbook(BytesIO(client.get(f"/reports/attendance.xlsx?by={by}").content))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def test_by_session_service_and_site(client, keeper, held, site):
    held(7, 6)
    held(8, 5)
    for by, rows in (("session", 2), ("service", 1), ("site", 1)):
        shown = client.get(f"/reports/attendance/?by={by}").content.decode()
        assert '<td class="n">15</td>' in shown
        assert len(sheet(client, by)) == rows + 1
    assert sheet(client, "service")[1] == ["四点半课堂", "东美邻里中心", 2, 100, 15, 11]


def test_small_numbers_are_hidden_on_the_page_and_in_the_sheet(client, keeper, held, site):
    other = Service.objects.create(site=site, title="画画", summary="x", theme="care", household_limit=0)
    held(7)
    held(2, service=other)
    assert {row[4] for row in sheet(client, "service")[1:]} == {"不显示"}
    rows, came, absent = attendance.rows(keeper, "service", attendance.months()[0])
    assert [row.came for row in rows] == [None, None]
    assert (came, absent) == (9, None)


def test_confidential_is_not_counted_and_reach_holds(client, keeper, held, service, make_user):
    service.confidential = True
    service.save()
    held(9)
    assert attendance.rows(keeper, "site", attendance.months()[0])[0] == []
    client.force_login(make_user(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/reports/attendance/").status_code == 404
    assert client.get("/reports/attendance.xlsx").status_code == 404


def test_doors(client, keeper, center):
    assert client.get("/reports/attendance/?by=center").status_code == 200


@pytest.mark.parametrize("by", ["session", "service", "site"])
def test_as_many_statements_for_many_rows(client, keeper, held, by, site):
    def count():
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/reports/attendance/?by={by}")
        return len(captured)

    held(5)
    few = count()
    for number in range(6):
        held(5, service=Service.objects.create(site=site, title=f"课 {number}", summary="x", theme="care", household_limit=0))
    assert count() == few
