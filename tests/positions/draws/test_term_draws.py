"""The places of a whole term by a draw: winners are enrolled, the rest wait in the order drawn."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from positions.fairness import draws, lots
from positions.fairness.draw_refusals import DrawUnfit
from positions.models import Draw, EnrolledDay, Enrollment, Timetable
from positions.planning import generating
from positions.terms import enrolling
from positions.terms.refusals import NoTerm

from .conftest import CLOSES, START


@pytest.fixture
def term(clock, service):
    monday = timezone.localdate() + timedelta(days=20)  # 21 December 2026
    timetable = Timetable.objects.create(
        service=service, weekdays="01234", starts=time(16, 30), minutes=120, since=monday, until=monday + timedelta(days=11), capacity=2, for_terms=True,
        skip_holidays=False,
    )  # fmt: skip
    generating.generate(timetable)
    return timetable


@pytest.fixture
def make_term_draw(term, officer):
    def make(**fields):
        how = {"opens_at": START, "closes_at": CLOSES, "lottery": "ssq", "lottery_day": (CLOSES + timedelta(days=1)).date(), "answer_hours": 0, "places": 2}
        return draws.announce(draw=Draw.objects.create(timetable=term, **{**how, **fields}), by=officer)

    return make


def test_winners_are_enrolled_and_the_rest_wait_in_order(make_term_draw, term, families, enter, finish):
    draw, people = make_term_draw(), families(5)
    numbers = {enter(draw, *pair).shown: pair for pair in people}
    draw = finish(draw)
    order = sorted(numbers, key=lambda number: lots.sha(draw.seed + number))
    held = [Enrollment.objects.get(attendee=numbers[number][1]).status for number in order]
    assert held == ["active", "active", "waiting", "waiting", "waiting"]
    line = EnrolledDay.objects.filter(status="waiting", weekday=0).order_by("rank").values_list("enrollment__attendee", flat=True)
    assert list(line) == [numbers[number][1].pk for number in order[2:]]
    assert [entry.outcome for entry in draw.entries.order_by("order")] == ["won", "won", "waiting", "waiting", "waiting"]


def test_nobody_enrols_beside_the_draw(make_term_draw, term, families):
    make_term_draw()
    ((user, child),) = families(1)
    with pytest.raises(NoTerm):
        enrolling.enrol(timetable=term.pk, attendee=child.pk, booker=user, by=user)


def test_all_places_or_none(make_term_draw, term):
    with pytest.raises(DrawUnfit, match="要抽就一起抽"):
        make_term_draw(places=1)


def test_whoever_is_enrolled_keeps_her_place(make_term_draw, term, families):
    ((user, child),) = families(1)
    enrolling.enrol(timetable=term.pk, attendee=child.pk, booker=user, by=user)
    with pytest.raises(DrawUnfit, match="已经有孩子报了"):
        make_term_draw()


def test_the_page_of_a_term(make_term_draw, families, enter, finish, client):
    draw = make_term_draw()
    for pair in families(3):
        enter(draw, *pair)
    assert "抽签" in client.get(draw.get_absolute_url()).content.decode()
    assert "抽签结果" in client.get(finish(draw).get_absolute_url()).content.decode()
