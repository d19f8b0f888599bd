"""RACE over real HTTP: a session is moved again and again while people press; each place has the minutes of its session in the end."""

import random
import time

import pytest

from tests.servers import Portal

from . import scene
from .clients import all_at_once, press

pytestmark = pytest.mark.race


def move_about(session, seconds):
    """Move the session by ten minutes, there and back, for some seconds (runs inside a portal). Returns how often."""
    import time
    from datetime import timedelta

    from positions.models import Session
    from positions.planning import moving

    row, moves, until = Session.objects.get(pk=session), 0, time.monotonic() + seconds
    while time.monotonic() < until:
        step = timedelta(minutes=10 if moves % 2 == 0 else -10)
        moving.move(session=row, starts_at=row.starts_at + step, ends_at=row.ends_at + step, by=None)
        moves += 1
        time.sleep(0.02)
    return moves


def standing(session):
    """Return the session's (from, to) in minutes, its counter, and the same of each live booking (runs inside a portal)."""
    from positions.booking import minute
    from positions.models import Booking, Session

    row = Session.objects.get(pk=session)
    spans = list(Booking.objects.live().filter(session=row).values_list("from_minute", "to_minute"))
    return {"session": [minute(row.starts_at), minute(row.ends_at)], "booked": row.booked, "spans": [list(span) for span in spans]}


def test_who_presses_while_a_session_moves_is_at_its_time():
    with Portal() as portal:
        made = portal.call(scene.people_and_session, people=40, capacity=40)
        (session,), cookies = made["sessions"], portal.sign_in(made["users"])

        def late(attendee, cookie):
            time.sleep(random.uniform(0, 8))
            return press(portal.url, cookies=cookie, session=session, attendee=attendee)

        deeds = [lambda a=attendee, c=cookie: late(a, c) for attendee, cookie in zip(made["attendees"], cookies, strict=True)]
        *told, moves = all_at_once([*deeds, lambda: portal.call(move_about, session=session, seconds=6)])
        seen = portal.call(standing, session=session)
    assert moves > 10
    assert {one.status for one in told} <= {302, 422}  # nobody gets a fault; a few may be asked to press again
    assert seen["booked"] == len(seen["spans"]) == sum(bool(one.code) for one in told) > 20
    assert all(span == seen["session"] for span in seen["spans"])
