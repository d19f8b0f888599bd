"""Several of one family who book, wait, are asked and cancel together; an adult and a child who are never parted."""

import pytest

from accounts.models import Post
from accounts.roles import Role
from notices.models import Notice
from positions import booking
from positions.fairness import offers
from positions.models import Booking
from positions.refusals import AdultNeeded, AlreadyThere, HouseholdLimit, PairNeeded, SessionFull, TooFewPlaces


@pytest.fixture
def session(make_session, service):
    service.title = "周末亲子陶艺"
    service.save()
    return make_session(capacity=4, days=3)


@pytest.fixture
def pairs(service):
    service.audience = "pairs"
    service.save()


def test_a_family_gets_its_places_in_one_press_with_one_message(session, family, together, counters):
    mother, people = family()
    rows = together(session, mother, people)
    assert [row.status for row in rows] == ["confirmed"] * 3
    assert counters(session) == (3, 0)
    assert len({row.together_id for row in rows}) == 1
    assert Notice.objects.of(mother).count() == 1


def test_the_same_press_twice_is_one_family(session, family, together, counters):
    mother, people = family()
    key = booking.new_key()
    first, again = together(session, mother, people, key=key), together(session, mother, people, key=key)
    assert [row.pk for row in first] == [row.pk for row in again]
    assert counters(session) == (3, 0)


def test_all_or_nobody(session, family, fill, make_user, counters):
    fill(session, 2)
    mother, people = family()
    with pytest.raises(SessionFull, match="只剩 2 个位子，不够 3 个"):
        booking.book_together(session=session.pk, attendees=[p.pk for p in people], booker=mother, by=mother)
    assert counters(session) == (2, 0)


def test_a_place_too_small_for_a_family_passes_on_and_it_keeps_its_rank(session, family, together, fill, wait, free, make_user, states):
    held = fill(session)
    mother, people = family()
    rows = together(session, mother, people)  # all or nobody
    single = wait(session, make_user())
    ranks = [row.rank for row in rows]
    free(held[0])
    assert states(*rows, single) == ["waiting"] * 3 + ["offered"]
    offers.accept(booking=single, by=single.booker)
    for row in held[1:]:
        free(row)
    assert states(*rows) == ["offered"] * 3
    assert [Booking.objects.get(pk=row.pk).rank for row in rows] == ranks == sorted(ranks)
    assert Notice.objects.of(mother).filter(kind="booking_offered").count() == 1


def test_at_least_two_go_and_she_says_who(session, family, together, fill, free, states, counters):
    held = fill(session)
    mother, people = family()
    rows = together(session, mother, people, at_least=2)
    free(held[0])
    assert states(*rows) == ["waiting"] * 3
    free(held[1])
    assert states(*rows) == ["offered", "offered", "waiting"]
    with pytest.raises(TooFewPlaces, match="空出 2 个位子"):
        offers.accept(booking=rows[0], by=mother, who={row.pk for row in rows})
    offers.accept(booking=rows[0], by=mother, who={rows[0].pk, rows[2].pk})
    assert states(*rows) == ["confirmed", "waiting", "confirmed"]
    assert counters(session) == (4, 1)
    free(held[2])  # the third is helped by a single place now
    assert states(*rows) == ["confirmed", "offered", "confirmed"]


def test_fewer_than_offered_go_and_the_place_is_passed_on(session, family, together, fill, wait, free, make_user, states, counters):
    held = fill(session)
    mother, people = family()
    rows = together(session, mother, people, at_least=1)
    single = wait(session, make_user())
    free(held[0])
    assert states(*rows, single) == ["offered", "waiting", "waiting", "waiting"]
    free(held[1])
    assert states(*rows, single) == ["offered", "offered", "waiting", "waiting"]
    assert Booking.objects.filter(status="offered").values("offered_until").distinct().count() == 1
    offers.accept(booking=rows[0], by=mother, who={rows[1].pk})
    assert states(*rows, single) == ["waiting", "confirmed", "waiting", "offered"]
    assert counters(session) == (4, 2)


def test_places_that_do_for_some_are_offered_as_soon_as_they_join(session, family, together, fill, states, counters):
    fill(session, 2)
    mother, people = family()
    rows = together(session, mother, people, at_least=2)
    assert states(*rows) == ["offered", "offered", "waiting"]
    assert counters(session) == (4, 1)
    assert list(Notice.objects.of(mother).values_list("kind", flat=True)) == ["booking_offered"]


def test_a_pair_is_an_adult_and_a_child(session, pairs, family, together, myself, states):
    mother, people = family()
    with pytest.raises(PairNeeded):
        booking.book(session=session.pk, attendee=people[1].pk, booker=mother, by=mother)
    with pytest.raises(PairNeeded):
        together(session, mother, people[1:])
    rows = together(session, mother, people)
    booking.cancel(booking=rows[2], by=mother)
    assert states(*rows) == ["confirmed", "confirmed", "cancelled"]
    booking.cancel(booking=rows[0], by=mother)  # with the adult the child goes, too
    assert states(*rows) == ["cancelled"] * 3


def test_an_adult_who_is_there_already_is_her_childs_adult(session, pairs, family, together, states, make_user, area):
    """The mother has come, one child stays at home: the other child keeps its place."""
    mother, people = family()
    rows, keeper = together(session, mother, people), make_user("黄秀云")
    Post.objects.create(user=keeper, role=Role.SITE_STAFF, site=session.site)
    booking.check_in(booking=rows[0], by=keeper)
    booking.cancel(booking=rows[1], by=keeper, by_staff=True)
    assert states(*rows) == ["attended", "cancelled", "confirmed"]
    booking.cancel(booking=rows[2], by=keeper, by_staff=True)
    assert states(*rows) == ["attended", "cancelled", "cancelled"]


def test_a_child_is_not_offered_a_place_without_her_adult(session, pairs, family, together, fill, free, states, service):
    service.audience = "everybody"
    service.save()
    held = fill(session)
    service.audience = "pairs"
    service.save()
    mother, people = family()
    rows = together(session, mother, [people[1], people[2], people[0]], at_least=1)
    free(held[0])
    assert states(*rows) == ["waiting"] * 3
    free(held[1])
    assert states(*rows) == ["offered", "waiting", "offered"], "one child and the adult, though the adult was named last"
    with pytest.raises(AdultNeeded):
        offers.accept(booking=rows[0], by=mother, who={rows[0].pk, rows[1].pk})
    offers.accept(booking=rows[0], by=mother, who={rows[1].pk, rows[2].pk})
    assert states(*rows) == ["waiting", "confirmed", "confirmed"]


def test_the_ages_of_a_pair_are_those_of_the_child(session, pairs, family, together, service):
    service.min_age, service.max_age = 3, 8
    service.save()
    mother, people = family()
    assert [row.status for row in together(session, mother, people[:2])] == ["confirmed"] * 2


def test_the_household_limit_counts_the_whole_family(session, family, together, service):
    service.household_limit = 2
    service.save()
    mother, people = family()
    with pytest.raises(HouseholdLimit):
        together(session, mother, people)
    rows = together(session, mother, people[:2])
    assert {row.household_no for row in Booking.objects.filter(pk__in=[row.pk for row in rows])} == {0, 1}


def test_somebody_who_has_a_place_already_is_said(session, family, together):
    mother, people = family()
    booking.book(session=session.pk, attendee=people[0].pk, booker=mother, by=mother)
    with pytest.raises(AlreadyThere):
        together(session, mother, people)


def test_the_family_leaves_with_one_press_and_one_message(session, family, together, counters):
    mother, people = family()
    rows = together(session, mother, people)
    booking.cancel_together(together=rows[0].together, by=mother)
    assert counters(session) == (0, 0)
    assert Notice.objects.of(mother).filter(kind="booking_cancelled").count() == 1


def test_at_once_where_nothing_is_asked(session, family, together, fill, free, states, service):
    service.offer_minutes = 0
    service.save()
    held = fill(session)
    mother, people = family()
    rows = together(session, mother, people, at_least=2)
    free(held[0])
    free(held[1])
    assert states(*rows) == ["confirmed", "confirmed", "waiting"]
    assert Notice.objects.of(mother).filter(kind="booking_promoted").count() == 1
