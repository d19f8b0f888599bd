"""RACE at the door of a session: two phones tick the same child, and a phone sends what it kept twice at once; each counts once."""

import http.client
import json
from urllib.parse import urlsplit

import pytest

from tests.servers import Portal

from .clients import CSRF, all_at_once

pytestmark = pytest.mark.race
PHONES = 8


def door():
    """Make a keeper, a session of today and a child with a place (runs inside a portal). Returns their primary keys and her owner's letters."""
    from datetime import date, timedelta

    from django.utils import timezone

    from accounts.models import Area, FamilyMember, Post, User
    from accounts.roles import Role
    from positions import booking, timetables
    from positions.door import lists
    from positions.models import Center, Service, Site

    area = Area.objects.create(code="350502001001", name="金山社区居委会", level=5)
    site = Site.objects.create(center=Center.objects.create(area=area, name="金山邻里中心", address="金山街 1 号"), kind=Site.Kind.CHILDREN)
    service = Service.objects.create(site=site, title="四点半课堂", summary="放学后。", theme="care", needs_pickup=True)
    start = timezone.now() + timedelta(minutes=5)
    session = timetables.add(service=service, starts_at=start, ends_at=start + timedelta(hours=1), capacity=5)
    mother, keeper = (User.objects.create_user(f"+8613700000{n:03d}", name=f"人员{n}", phone_verified=True) for n in range(2))
    Post.objects.create(user=keeper, role=Role.SITE_STAFF, site=site)
    child = FamilyMember.objects.create(guardian=mother, name="陈小满", relation="daughter", born_on=date(2018, 5, 1))
    row = booking.book(session=session.pk, attendee=child.pk, booker=mother, by=mother)
    now = int(timezone.now().timestamp() * 1000)
    return {"keeper": keeper.pk, "booking": row.pk, "mother": mother.pk, "owner": lists.owner(keeper), "now": now}


def rows(booking):
    from notices.models import Notice
    from positions.models import Booking, DoorTick

    row = Booking.objects.get(pk=booking)
    ticks = list(DoorTick.objects.filter(booking=booking).order_by("pk").values_list("kind", "outcome"))
    return {"ticks": ticks, "came": int(row.came_at.timestamp() * 1000), "left": bool(row.left_at), "told": Notice.objects.filter(kind="child_left").count()}


def send(url, cookies, owner, ticks):
    """Send kept ticks as a phone does. Returns (status, outcomes)."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    cookie = "; ".join(f"{name}={value}" for name, value in {"csrf": CSRF, **cookies}.items())
    head = {"Content-Type": "application/json", "Cookie": cookie, "X-CSRFToken": CSRF}
    connection.request("POST", "/admin/today/door/ticks/", json.dumps({"owner": owner, "ticks": ticks}), head)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, [result["outcome"] for result in json.loads(body)["results"]] if answer.status == 200 else body


def test_phones_that_tick_one_child_at_once_count_it_once():
    with Portal() as portal:
        made = portal.call(door)
        (cookies,) = portal.sign_in([made["keeper"]])
        came = [{"key": f"{n:032x}", "kind": "in", "booking": made["booking"], "at": made["now"] - 1000 * n} for n in range(PHONES)]
        told = all_at_once([lambda t=tick: send(portal.url, cookies, made["owner"], [t]) for tick in came for _ in range(2)])
        left = {"key": "f" * 32, "kind": "out", "booking": made["booking"], "ref": f"g{made['mother']}", "at": made["now"] + 500}
        gone = all_at_once([lambda: send(portal.url, cookies, made["owner"], [left]) for _ in range(PHONES)])
        held = portal.call(rows, booking=made["booking"])
    assert {status for status, _ in told + gone} == {200}
    kinds = [tuple(tick) for tick in held["ticks"]]
    assert kinds.count(("in", "done")) == 1
    assert kinds.count(("in", "elsewhere")) == PHONES - 1
    assert kinds.count(("out", "done")) == 1
    assert len(kinds) == PHONES + 1
    assert held["came"] == made["now"] - 1000 * (PHONES - 1)  # the earliest press is the one that counts
    assert (held["left"], held["told"]) == (True, 1)
