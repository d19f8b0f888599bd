"""The staff's lists of ratings, doors and numbers need as many statements for many rows as for few."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import FamilyMember
from accounts.second_factor import enrol_totp
from positions.after import rating
from positions.fairness import draws
from positions.models import Center, Draw, Site
from tests import people

from ..draws.conftest import CLOSES, START, clock  # noqa: F401


@pytest.fixture
def staff(client, keeper):
    enrol_totp(keeper)
    return people.sign_in(client, keeper)


def statements(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_ratings(staff, came):
    def say(count):
        for _ in range(count):
            held = came()
            rating.rate(booking=held, mark=5, words="好。", by=held.booker)

    say(2)
    few = statements(staff, "/admin/positions/feedback/")
    say(10)
    assert statements(staff, "/admin/positions/feedback/") == few


def test_doors(staff, keeper, center):
    few = statements(staff, "/admin/opening/")
    for number in range(5):
        other = Center.objects.create(area=center.area, name=f"中心 {number}", address="x")
        keeper.posts.create(role="site_staff", site=Site.objects.create(center=other, kind="women"))
    assert statements(staff, "/admin/opening/") == few


def test_numbers(clock, client, keeper, make_session, make_user):  # noqa: F811
    draw = Draw.objects.create(session=make_session(capacity=5, days=25), places=5, opens_at=START, closes_at=CLOSES, lottery_day="2026-12-08")
    draw.refresh_from_db()
    draws.announce(draw=draw, by=keeper)
    enrol_totp(keeper)
    staff = people.sign_in(client, keeper)

    def enter(count):
        for _ in range(count):
            user = make_user()
            child = FamilyMember.objects.create(guardian=user, name="小孩", relation="son", born_on=timezone.localdate().replace(year=2018))
            draws.enter(draw=draw.pk, attendees=[child.pk], booker=user, by=user)

    enter(2)
    few = statements(staff, f"/admin/positions/draw/{draw.pk}/entries/")
    enter(10)
    assert statements(staff, f"/admin/positions/draw/{draw.pk}/entries/") == few
    assert statements(staff, "/admin/positions/draw/") <= few + 8
