"""The places of a whole term by a draw: winners are enrolled, the rest wait in the order drawn."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from accounts.models import FamilyMember
from notices.models import Notice
from notices.texts import words_of
from positions.fairness import draw_words, draws, lots
from positions.fairness.draw_refusals import DrawUnfit
from positions.models import Draw, EnrolledDay, Enrollment, Timetable
from positions.planning import generating
from positions.terms import enrolling
from positions.terms.refusals import NoTerm

from .conftest import CLOSES, LOTTERY, START


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


def siblings(enter, draw, mother, child):
    other = FamilyMember.objects.create(guardian=mother, name="小弟", relation="son", born_on=child.born_on)
    return enter(draw, mother, child, other), [child, other]


def states(children):
    return [Enrollment.objects.get(attendee=child).status for child in children]


def kinds(user):
    return list(Notice.objects.filter(to=user).exclude(kind="draw_entered").order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def first_out(monkeypatch):
    """first_out(2, 3): of three numbers the second comes first; called before the draw is announced."""

    def comes_first(secret, number, count):
        seed = lots.seed_of(secret, LOTTERY)
        return min(range(1, count + 1), key=lambda one: lots.sha(f"{seed}{one:03}")) == number

    def choose(number, count):
        secret = next(f"{n:032}" for n in range(1000) if comes_first(f"{n:032}", number, count))
        monkeypatch.setattr(lots, "new_secret", lambda: secret)

    return choose


def test_a_family_that_is_too_large_lets_the_next_number_go_first(first_out, make_term_draw, families, enter, finish):
    """One place is left: it goes to the next number that it is enough for, and the family waits as one, first in the line."""
    first_out(1, 3)
    draw, (one, family, other) = make_term_draw(), families(3)
    enter(draw, *one)
    _, children = siblings(enter, draw, *family)
    enter(draw, *other)
    finish(draw)
    assert (states(children), states([one[1], other[1]])) == (["waiting", "waiting"], ["active", "active"])
    assert [kinds(user) for user, _ in (one, family, other)] == [["draw_won"], ["draw_waits"], ["draw_won"]]
    line = EnrolledDay.objects.filter(status="waiting", weekday=0).order_by("rank").values_list("enrollment__attendee", flat=True)
    assert list(line) == [child.pk for child in children]
    assert any("剩的位子不够一家的，轮到下一个号，这一家排候补。" in line for line in draw_words.rules(draw))


def test_a_family_that_comes_first_wins_together(first_out, make_term_draw, families, enter, finish):
    first_out(1, 2)
    draw, (family, other) = make_term_draw(), families(2)
    _, children = siblings(enter, draw, *family)
    enter(draw, *other)
    finish(draw)
    assert (states(children), states([other[1]])) == (["active", "active"], ["waiting"])
    assert kinds(family[0]) == ["draw_won"]


def test_what_nobody_else_wants_is_given_to_one_of_them_and_said(first_out, make_term_draw, families, enter, finish):
    first_out(1, 2)
    draw, (one, family) = make_term_draw(), families(2)
    enter(draw, *one)
    _, children = siblings(enter, draw, *family)
    finish(draw)
    assert states(children) == ["active", "waiting"]
    (notice,) = Notice.objects.filter(to=family[0]).exclude(kind="draw_entered")
    assert "还有 1 个孩子排在候补最前面" in words_of(notice).body
    assert len(words_of(notice).sms) <= 70
    assert any("空出一个位子就先给一个孩子" in line for line in draw_words.rules(draw))


def test_who_won_a_term_hears_of_it_once(make_term_draw, families, enter, finish):
    draw, people = make_term_draw(), families(3)
    for pair in people:
        enter(draw, *pair)
    finish(draw)
    told = [kinds(user) for user, _ in people]
    assert sorted(told) == [["draw_waits"], ["draw_won"], ["draw_won"]]
    won = Notice.objects.filter(kind="draw_won").first()
    assert "整个学期每周一至周五" in words_of(won).body
    assert len(words_of(won).sms) <= 70
