"""A class with more children than places, and the people round a draw."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import FamilyMember, Post
from accounts.roles import Role
from positions.fairness import draws, lots
from positions.models import Draw

START = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)  # 8:00 in Asia/Shanghai, a Tuesday
CLOSES = datetime(2026, 12, 7, 12, 0, tzinfo=UTC)  # 20:00
LOTTERY = "03 07 15 21 26 31 + 09"


@pytest.fixture
def clock():
    """clock.move_to(moment): what time it is; it begins on 1 December 2026, 8:00."""
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def officer(make_user, area):
    user = make_user("黄秀云")
    Post.objects.create(user=user, role=Role.COMMUNITY_OFFICER, area=area)
    return user


@pytest.fixture
def make_draw(clock, make_session, officer):
    """make_draw(places=2, announced=True): the draw of a session two weeks after the lottery."""

    def make(places=2, announced=True, capacity=None, **fields):
        session = make_session(capacity=capacity or places, days=25)
        how = {"opens_at": START, "closes_at": CLOSES, "lottery": "ssq", "lottery_day": (CLOSES + timedelta(days=1)).date(), "answer_hours": 0}
        draw = Draw.objects.create(session=session, places=places, **{**how, **fields})
        return draws.announce(draw=draw, by=officer) if announced else draw

    return make


@pytest.fixture
def families(make_user):
    """families(3): so many mothers, each with one child of eight."""

    def families(count):
        made = []
        for _ in range(count):
            user = make_user("林某")
            child = FamilyMember.objects.create(guardian=user, name="小孩", relation="daughter", born_on=timezone.localdate().replace(year=2018))
            made.append((user, child))
        return made

    return families


@pytest.fixture
def enter():
    def enter(draw, user, *children):
        return draws.enter(draw=draw.pk, attendees=[child.pk for child in children], booker=user, by=user)

    return enter


@pytest.fixture
def finish(clock, officer):
    """finish(draw): close it, type the lottery number, draw."""

    def finish(draw, typed=LOTTERY):
        clock.move_to(max(timezone.now(), CLOSES))
        draws.close(draw=draw)
        clock.move_to(lots.lottery_moment(draw.lottery_day) + timedelta(minutes=13))
        draws.type_lottery(draw=draw, typed=typed, again=typed, source="https://www.cwl.gov.cn/", by=officer)
        return draws.draw_lots(draw=draw, by=officer)

    return finish
