"""Offers: held, accepted, passed on, run out; near the start whoever answers first."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from notices.models import Notice
from positions import booking, timetables
from positions.fairness import offers
from positions.models import Booking
from positions.refusals import NotLive, OfferOver, PlaceGone


def kinds(user):
    return list(Notice.objects.of(user).order_by("pk").values_list("kind", flat=True))


def run_out(time_machine, row):
    row.refresh_from_db()
    time_machine.move_to(row.offered_until)
    return offers.expire_due()


@pytest.fixture(autouse=True)
def morning(time_machine):
    """Ten in the morning: no night falls into the minutes of an offer."""
    time_machine.move_to(timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), datetime.min.time())) + timedelta(hours=10), tick=False)


def test_a_freed_place_is_held_for_the_first_and_hers_when_she_says_so(make_session, fill, wait, free, make_user, states, counters):
    session = make_session(capacity=1, days=3)
    (held,) = fill(session)
    first, second = wait(session, make_user()), wait(session, make_user())
    assert (first.rank, second.rank) == (1, 2)
    free(held)
    assert states(first, second) == ["offered", "waiting"]
    assert counters(session) == (1, 1), "an offered place counts as taken"
    assert Booking.objects.get(pk=first.pk).offered_until == timezone.now() + timedelta(hours=2)
    assert [row.status for row in offers.accept(booking=first, by=first.booker)] == ["confirmed"]
    assert counters(session) == (1, 1)
    assert kinds(first.booker) == ["booking_waiting", "booking_offered", "booking_promoted"]
    with pytest.raises(NotLive, match="您已经要了"):
        offers.accept(booking=first, by=first.booker)


def test_passing_keeps_the_rank_and_she_is_asked_at_the_next_place(make_session, fill, wait, free, make_user, states):
    session = make_session(capacity=2, days=3)
    one, two = fill(session)
    first, second = wait(session, make_user()), wait(session, make_user())
    free(one)
    offers.pass_on(booking=first, by=first.booker)
    assert states(first, second) == ["waiting", "offered"]
    free(two)
    assert states(first, second) == ["offered", "offered"]
    first.refresh_from_db()
    assert first.rank == 1


def test_when_all_have_passed_the_place_is_open_to_everybody(make_session, fill, wait, free, make_user, states, counters, myself):
    session = make_session(capacity=1, days=3)
    (held,) = fill(session)
    first = wait(session, make_user())
    free(held)
    offers.pass_on(booking=first, by=first.booker)
    assert states(first) == ["waiting"]
    assert counters(session) == (0, 1)
    newcomer = make_user()
    assert booking.book(session=session.pk, attendee=myself(newcomer).pk, booker=newcomer, by=newcomer).status == "confirmed"
    with pytest.raises(PlaceGone):
        offers.claim(booking=first, by=first.booker)


def test_she_may_still_take_a_place_that_she_passed_while_it_is_free(make_session, fill, wait, free, make_user, counters):
    session = make_session(capacity=1, days=3)
    (held,) = fill(session)
    first = wait(session, make_user())
    free(held)
    offers.pass_on(booking=first, by=first.booker)
    assert [row.status for row in offers.claim(booking=first, by=first.booker)] == ["confirmed"]
    assert counters(session) == (1, 0)


def test_silence_passes_on_and_twice_ends_the_entry(make_session, fill, wait, free, make_user, states, counters, time_machine):
    session = make_session(capacity=2, days=5)
    one, two = fill(session)
    first, second = wait(session, make_user()), wait(session, make_user())
    free(one)
    assert run_out(time_machine, first) == 1
    assert states(first, second) == ["waiting", "offered"]
    with pytest.raises(OfferOver, match="名次还在"):
        offers.accept(booking=first, by=first.booker)
    offers.accept(booking=second, by=second.booker)
    free(two)
    assert run_out(time_machine, first) == 1
    first.refresh_from_db()
    assert (first.status, first.ended_as) == ("cancelled", "passed")
    assert counters(session) == (1, 0)
    assert kinds(first.booker) == ["booking_waiting", "booking_offered", "booking_offer_over", "booking_offered", "booking_line_ended"]


def test_at_the_very_second_the_offer_is_over(make_session, fill, wait, free, make_user, time_machine):
    session = make_session(capacity=1, days=3)
    (held,) = fill(session)
    first = wait(session, make_user())
    free(held)
    first.refresh_from_db()
    time_machine.move_to(first.offered_until, tick=False)
    with pytest.raises(OfferOver):
        offers.accept(booking=first, by=first.booker)
    assert offers.expire_due() == 1


def test_the_night_is_not_counted(make_session, service):
    service.offer_minutes = 120
    session = make_session(days=5)
    session.service = service
    day = timezone.localtime(timezone.now())
    late, deep, early = day.replace(hour=21), day.replace(hour=23), day.replace(hour=3)
    nine = day.replace(hour=8) + timedelta(days=1)
    assert offers.held_until(session, late) == nine
    assert offers.held_until(session, deep) == nine + timedelta(hours=1)
    assert offers.held_until(session, early) == day.replace(hour=9)
    service.offer_minutes = 20 * 60
    assert offers.held_until(session, day.replace(hour=20)) == day.replace(hour=10) + timedelta(days=2)


def test_near_the_start_everybody_is_told_once_and_the_first_to_answer_has_it(make_session, fill, wait, free, make_user, states, time_machine):
    session = make_session(capacity=1, days=3)
    (held,) = fill(session)
    first, second = wait(session, make_user()), wait(session, make_user())
    time_machine.move_to(session.starts_at - timedelta(minutes=150), tick=False)
    free(held)
    assert states(first, second) == ["waiting", "waiting"]
    assert [kinds(row.booker)[-1] for row in (first, second)] == ["booking_rush", "booking_rush"]
    offers.claim(booking=second, by=second.booker)
    with pytest.raises(PlaceGone, match="名次还在"):
        offers.claim(booking=first, by=first.booker)
    assert states(first, second) == ["waiting", "confirmed"]


def test_own_community_first_where_it_is_printed(make_session, fill, wait, free, make_user, states, service, area):
    service.own_area_first = True
    service.save()
    session = make_session(capacity=1, days=3)
    (held,) = fill(session)
    other, own = wait(session, make_user()), wait(session, make_user(home_area=area))
    free(held)
    assert states(other, own) == ["waiting", "offered"]
    assert Booking.objects.get(pk=own.pk).rank < Booking.objects.get(pk=other.pk).rank


def test_kept_places_go_to_phone_and_counter_until_their_hour(make_session, fill, wait, make_user, states, service, myself, counters, time_machine):
    service.kept_for_counter, service.kept_until_minutes = 2, 24 * 60
    service.save()
    session = make_session(capacity=4, days=4)
    assert (session.kept, session.left) == (2, 2)
    fill(session, 2)
    session.refresh_from_db()
    assert session.is_full
    online, caller = wait(session, make_user()), make_user()
    assert online.status == "waiting"
    phoned = booking.book(session=session.pk, attendee=myself(caller).pk, booker=caller, by=caller, source=Booking.Source.PHONE)
    assert phoned.status == "confirmed"
    session.refresh_from_db()
    assert (session.kept, session.left) == (1, 0)
    time_machine.move_to(session.kept_until - timedelta(seconds=1), tick=False)
    assert offers.release_kept() == 0
    time_machine.move_to(session.kept_until, tick=False)
    assert offers.release_kept() == 1
    assert states(online) == ["offered"]
    assert counters(session) == (4, 0)


def test_a_cancelled_session_ends_an_offer_and_says_so(make_session, fill, wait, free, make_user, counters):
    session = make_session(capacity=1, days=3)
    (held,) = fill(session)
    first = wait(session, make_user())
    free(held)
    timetables.cancel(session=session, reason="停电")
    with pytest.raises(OfferOver, match="取消了"):
        offers.accept(booking=first, by=first.booker)
    assert counters(session) == (0, 0)
    assert User.objects.get(pk=first.booker_id).notices.filter(kind="session_cancelled").count() == 1


def test_giving_up_an_offer_passes_it_on(make_session, fill, wait, free, make_user, states, counters):
    session = make_session(capacity=1, days=3)
    (held,) = fill(session)
    first, second = wait(session, make_user()), wait(session, make_user())
    free(held)
    first.refresh_from_db()
    booking.cancel(booking=first, by=first.booker)
    assert states(first, second) == ["cancelled", "offered"]
    assert counters(session) == (1, 0)
