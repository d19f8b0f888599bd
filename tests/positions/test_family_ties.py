"""Whoever is removed from a family gives her places back; a place that cannot be given back keeps her."""

import pytest
import time_machine

from accounts import family, ties
from accounts.family import Facts
from accounts.models import FamilyMember
from positions import booking
from positions.models import Booking

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, mother):
    client.force_login(mother)
    return client


def test_the_places_are_shown_and_end_with_her(signed_in, mother, daughter, make_session, make_user, myself):
    session, neighbor = make_session(capacity=1), make_user("邻居")
    held = booking.book(session=session.pk, attendee=daughter.pk, booker=mother, by=mother, note="花生过敏")
    waits = booking.book(session=session.pk, attendee=myself(neighbor).pk, booker=neighbor, by=neighbor, wait=True)
    page = signed_in.get(f"/my/family/{daughter.pk}/remove/").content.decode()
    assert "四点半课堂（已约好）" in page
    assert "移除，并取消这一场" in page
    signed_in.post(f"/my/family/{daughter.pk}/remove/")
    held.refresh_from_db()
    waits.refresh_from_db()
    assert (held.status, held.note, waits.status) == (Booking.Status.CANCELLED, None, Booking.Status.OFFERED)


def test_a_confidential_place_is_not_named(mother, daughter, make_session, service):
    service.confidential = True
    service.save()
    booking.book(session=make_session().pk, attendee=daughter.pk, booker=mother, by=mother)
    assert [line.split(" ", 1)[1] for line in ties.coming(daughter)] == ["一项预约（已约好）"]


def test_too_late_to_cancel_keeps_her_and_everything_else(signed_in, mother, daughter, make_session):
    soon, later = make_session(days=1), make_session(days=3)
    first, second = (booking.book(session=s.pk, attendee=daughter.pk, booker=mother, by=mother) for s in (later, soon))
    with time_machine.travel(soon.cancel_by, tick=False):
        signed_in.force_login(mother)
        response = signed_in.post(f"/my/family/{daughter.pk}/remove/")
    assert response.status_code == 422
    assert "请等这一场结束再移除" in response.content.decode()
    assert FamilyMember.objects.get(pk=daughter.pk).name == "陈小满"
    assert set(Booking.objects.filter(pk__in=[first.pk, second.pk]).values_list("status", flat=True)) == {"confirmed"}


def test_past_places_stay_countable_without_her_name(mother, daughter, make_session):
    session = make_session()
    came = booking.book(session=session.pk, attendee=daughter.pk, booker=mother, by=mother, note="花生过敏")
    with time_machine.travel(session.ends_at, tick=False):
        family.remove(member=daughter, by=mother)
    came.refresh_from_db()
    session.refresh_from_db()
    assert (came.status, came.note, came.attendee.name, session.booked) == (Booking.Status.CONFIRMED, None, "", 1)


def test_added_again_she_can_book_again(mother, daughter, make_session):
    session = make_session()
    booking.book(session=session.pk, attendee=daughter.pk, booker=mother, by=mother)
    facts = Facts(daughter.name, "daughter", daughter.born_on, child_ok=True)
    family.remove(member=daughter, by=mother)
    again = family.add(guardian=mother, facts=facts)
    assert again.pk != daughter.pk
    assert booking.book(session=session.pk, attendee=again.pk, booker=mother, by=mother).status == Booking.Status.CONFIRMED
