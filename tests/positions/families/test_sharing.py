"""A child of two guardians: booked by either, counted in one household, shown only as far as it is shared, never a code of the other's."""

from datetime import date, datetime

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import family, guardians
from accounts.models import FamilyMember, Guardianship
from accounts.refusals import Refusal
from notices.models import Notice
from positions import booking
from positions.models import Booking, Service
from positions.refusals import BusyThen, HouseholdLimit, NotYourFamily, WrongAge
from tests import people

pytestmark = pytest.mark.django_db


def test_either_guardian_books_and_neither_sees_the_others_ticket(client, make_session, mother, father, daughter, shared, book):
    first, second = make_session(days=1), make_session(days=2)
    hers, his = book(first, daughter, mother), book(second, daughter, father)
    assert (hers.household_id, his.household_id, his.booker) == (mother.pk, mother.pk, father)
    with pytest.raises(BusyThen):
        book(first, daughter, father)
    for user, other in ((father, hers), (mother, his)):
        assert people.sign_in(client, user, mfa=False).get(other.get_absolute_url()).status_code == 404
    page = people.sign_in(client, father, mfa=False).get("/my/family/").content.decode()
    assert page.count("四点半课堂") == 2
    assert hers.door_code not in page


def test_confidential_places_are_shown_to_nobody_else(client, make_session, service, mother, father, daughter, shared, book):
    service.confidential = True
    service.title = "心理咨询"
    service.save()
    book(make_session(), daughter, mother)
    assert "心理咨询" not in people.sign_in(client, father, mfa=False).get("/my/family/").content.decode()


def test_only_pick_up_is_shared(make_session, mother, father, daughter, shared, book):
    guardians.share(guardianship=shared, shares=Guardianship.Shares.PICKUP, by=mother)
    with pytest.raises(NotYourFamily):
        book(make_session(), daughter, father)


def test_two_guardians_have_the_places_of_one_household(make_session, service, mother, father, daughter, shared, book):
    service.household_limit = 1
    service.save()
    session = make_session(capacity=5)
    son = family.add(guardian=mother, facts=family.Facts("陈小禾", "son", date(2019, 5, 1), child_ok=True))
    (row,) = guardians.invite(by=mother, members=[son], phone=father.phone, relation="father", shares=Guardianship.Shares.BOOKINGS)
    guardians.accept(guardianship=row, by=father, child_name="陈小禾")
    book(session, daughter, mother)
    with pytest.raises(HouseholdLimit):
        book(session, son, father)
    own = family.add(guardian=father, facts=family.Facts("陈小天", "son", date(2019, 5, 1), child_ok=True))
    assert book(session, own, father).household_id == father.pk  # a child of his own household has its own places


def test_ending_takes_the_places_and_what_was_told_of_them(make_session, mother, father, daughter, shared, book):
    his = book(make_session(), daughter, father)
    assert Notice.objects.filter(to=father, about=his.pk, kind="booking_confirmed").exists()
    guardians.end(guardianship=shared, by=mother)
    his.refresh_from_db()
    assert (his.booker, his.status) == (mother, Booking.Status.CONFIRMED)
    assert not Notice.objects.filter(to=father, about=his.pk, kind__startswith="booking").exists()
    with pytest.raises(NotYourFamily):
        book(make_session(days=3), daughter, father)


def test_removing_the_child_ends_what_the_other_booked(make_session, mother, father, daughter, shared, book):
    his = book(make_session(), daughter, father)
    family.remove(member=daughter, by=mother)
    his.refresh_from_db()
    assert his.status == Booking.Status.CANCELLED


def test_the_first_guardian_may_cancel_what_the_second_booked(make_session, mother, father, daughter, shared, book, make_user):
    his = book(make_session(), daughter, father)
    with pytest.raises(Refusal):
        booking.cancel(booking=his, by=make_user("陈美丽"))
    assert booking.cancel(booking=his, by=mother).status == Booking.Status.CANCELLED


@pytest.mark.parametrize(("day", "comes"), [("2027-02-28", False), ("2027-03-01", True), ("2028-02-28", False), ("2028-02-29", True)])
def test_who_was_born_on_29_february_is_older_on_1_march(make_session, service, mother, father, daughter, shared, book, day, comes):
    """Born 2020-02-29, a class from 7 (2027) and 8 (2028) on: the same for both guardians, on the day of the class."""
    asked = date.fromisoformat(day)
    service.min_age = asked.year - 2020
    service.save()
    FamilyMember.objects.filter(pk=daughter.pk).update(born_on=date(2020, 2, 29))
    with time_machine.travel(datetime(asked.year, asked.month, asked.day, 9, tzinfo=timezone.get_current_timezone()), tick=False):
        session = make_session(days=0, hour=16)
        for user in (mother, father):
            if comes:
                booked = book(session, daughter, user)
                booking.cancel(booking=booked, by=user, by_staff=True)
            else:
                with pytest.raises(WrongAge):
                    book(session, daughter, user)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=st.lists(st.tuples(st.sampled_from(["book", "cancel"]), st.integers(0, 1), st.integers(0, 2)), max_size=12), limit=st.integers(1, 2))
def test_a_household_never_has_more_than_its_limit(make_session, service, mother, father, shared, daughter, book, steps, limit):
    service.household_limit = limit
    service.save()
    session = make_session(capacity=9, days=1 + Booking.objects.count() % 10, hour=6)
    children = [daughter]
    for name in ("陈小禾", "陈小苗"):
        child = family.add(guardian=mother, facts=family.Facts(name, "son", date(2019, 5, 1), child_ok=True))
        (row,) = guardians.invite(by=mother, members=[child], phone=father.phone, relation="father", shares=Guardianship.Shares.BOOKINGS)
        if row.since is None:
            guardians.accept(guardianship=row, by=father, child_name=name)
        children.append(child)
    for deed, who, child in steps:
        user = (mother, father)[who]
        try:
            if deed == "book":
                book(session, children[child], user)
            else:
                held = Booking.objects.live().filter(session=session, attendee=children[child], booker=user).first()
                if held:
                    booking.cancel(booking=held, by=user, by_staff=True)
        except Refusal:
            pass
        assert Booking.objects.live().filter(session=session, household=mother).count() <= limit


def test_a_term_and_a_family_go_over_too(make_session, mother, father, daughter, shared, book, myself):
    """A place in a family that he booked together: the child's goes to its first guardian, his own stays his."""
    session = make_session(capacity=5)
    made = booking.book_together(session=session.pk, attendees=[daughter.pk, myself(father).pk], booker=father, by=father)
    guardians.end(guardianship=shared, by=mother)
    rows = {row.attendee_id: row for row in Booking.objects.filter(pk__in=[one.pk for one in made])}
    assert (rows[daughter.pk].booker, rows[daughter.pk].together) == (mother, None)
    assert rows[myself(father).pk].booker == father


def test_sharing_covers_nothing_confidential(make_session, service, father, daughter, shared, book):
    service.confidential = True
    service.save()
    with pytest.raises(NotYourFamily):
        book(make_session(), daughter, father)


def test_what_one_guardian_wrote_is_not_put_before_the_other(client, make_session, service, mother, father, daughter, shared, book):
    service.audience, service.min_age, service.max_age = "children", 3, 12
    service.save()
    book(make_session(days=1), daughter, mother, note="爸爸来了先打给我")
    url = f"/sessions/{make_session(days=3).pk}/book/"
    page = people.sign_in(client, father, mfa=False).get(url).content.decode()
    assert "陈小满" in page
    assert "爸爸来了先打给我" not in page
    book(make_session(days=2), daughter, father, note="书包里有水")
    assert "书包里有水" in client.get(url).content.decode()  # his own words are


def test_what_was_written_in_confidence_stands_on_no_other_form(client, make_session, service, site, mother, daughter, book):
    service.audience, service.min_age, service.max_age = "children", 3, 12
    service.save()
    talk = Service.objects.create(site=site, title="谈心", summary="慢慢谈。", theme="mind", confidential=True, household_limit=0)
    book(make_session(service=talk, days=1), daughter, mother, note="他又动手了")
    assert "他又动手了" not in people.sign_in(client, mother, mfa=False).get(f"/sessions/{make_session(days=3).pk}/book/").content.decode()
