"""Over real HTTP: whoever enters in the second of the closing is on the locked list, or is told that it is over. Never neither, never both."""

import threading
import time
from datetime import datetime, timedelta

import pytest

from tests.mediation.test_races import at_once, post
from tests.servers import Portal

pytestmark = pytest.mark.race
MOTHERS = 24


def scene():
    """Make a draw that closes in some seconds, and mothers with a child each (runs inside the portal)."""
    from django.utils import timezone

    from accounts.models import Area, FamilyMember, Post, User
    from positions import timetables
    from positions.fairness import draws, lots
    from positions.models import Center, Draw, Service, Site

    area = Area.objects.create(code="350503002001", name="东美社区居委会", level=5)
    site = Site.objects.create(center=Center.objects.create(area=area, name="东美邻里中心", address="刺桐路"), kind=Site.Kind.CHILDREN)
    service = Service.objects.create(site=site, title="一日营", summary="一天。", theme="growth")
    now = timezone.now()
    start = now + timedelta(days=30)
    session = timetables.add(service=service, starts_at=start, ends_at=start + timedelta(hours=2), capacity=5)
    officer = User.objects.create_user("+8613900009999")
    Post.objects.create(user=officer, role="community_officer", area=area)
    day = next(now.date() + timedelta(days=n) for n in range(3, 11) if (now + timedelta(days=n)).weekday() in lots.WEEKDAYS["ssq"])
    users = [User.objects.create_user(f"+861390000{n:04d}") for n in range(MOTHERS)]
    children = [FamilyMember.objects.create(guardian=user, name="小孩", relation="son", born_on="2018-01-01").pk for user in users]
    closes = timezone.now() + timedelta(seconds=20)
    draw = Draw.objects.create(session=session, places=5, opens_at=now, closes_at=closes, lottery_day=day)
    draws.announce(draw=draw, by=officer)
    return [draw.pk, closes.isoformat(), [user.pk for user in users], children]


def keep_closing(until):
    """Try to lock every list again and again, as two hasty workers would (runs inside the portal)."""
    from positions.fairness import draws
    from positions.models import Draw

    closed = 0
    while time.time() < until and Draw.objects.filter(state="open").exists():
        closed += draws.close_due()
        time.sleep(0.01)
    return closed


def outcome():
    from positions.models import Draw

    draw = Draw.objects.get()
    return [draw.state, draw.lines, [[entry.shown, entry.booker_id] for entry in draw.entries.all()]]


def test_in_the_second_of_the_closing():
    with Portal() as portal:
        draw, closes, users, children = portal.call(scene)
        cookies = portal.sign_in(users)
        moment, closed = datetime.fromisoformat(closes).timestamp(), []
        workers = [threading.Thread(target=lambda: closed.append(portal.call(keep_closing, until=moment + 90))) for _ in range(2)]
        for worker in workers:
            worker.start()

        def enter(n):
            time.sleep(max(moment - time.time() + (n - MOTHERS / 2) * 0.03, 0))  # from a third of a second before to one after
            return post(portal, f"/draws/{draw}/enter/", cookies[n], {"attendees": str(children[n]), "key": f"{n:032x}"})

        told = at_once([lambda n=n: enter(n) for n in range(MOTHERS)])
        for worker in workers:
            worker.join()
        state, lines, entries = portal.call(outcome)
    assert state == "closed"
    assert sum(closed) == 1
    assert {status for status, *_ in told} <= {302, 422}
    assert all("报名已经截止" in body for status, _, body in told if status == 422)
    assert {booker for _, booker in entries} == {user for user, (status, *_) in zip(users, told, strict=True) if status == 302}
    assert lines == sorted(number for number, _ in entries)
