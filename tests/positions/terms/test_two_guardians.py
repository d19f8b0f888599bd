"""A term that one guardian made, and the other one to whom the child's bookings are shared: she sees it and frees a day, no more."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from accounts import guardians
from accounts.models import Guardianship
from accounts.refusals import NotAllowed
from notices.models import Notice
from notices.texts import words_of
from positions.models import Booking
from positions.terms import days_off, enrolling, strikes

from .test_enrolling import counters_are_the_rows, enrol


@pytest.fixture
def father(make_user):
    return make_user("陈建斌")


@pytest.fixture
def share(father):
    """share(child, "bookings"): the father is her second guardian."""

    def share(child, shares=Guardianship.Shares.BOOKINGS):
        (row,) = guardians.invite(by=child.guardian, members=[child], phone=father.phone, relation="father", shares=shares)
        return guardians.accept(guardianship=row, by=father, child_name=child.name)

    return share


def test_the_other_guardian_sees_the_term_and_frees_a_day(make_term, make_child, father, share, signed_in):
    timetable, child = make_term(weekdays="01"), make_child("陈小满")
    made, mother = enrol(timetable, child), child.guardian
    share(child)
    client = signed_in(father)
    assertContains(client.get("/my/bookings/"), made.get_absolute_url())
    first = made.bookings.order_by("session__starts_at").first()
    page = client.get(made.get_absolute_url())
    assertContains(page, "另一位监护人报的")
    for hers in (first.code, first.door_code, mother.phone[-4:], mother.name, "退掉选的这几天"):
        assertNotContains(page, hers)
    answer = client.post(f"{made.get_absolute_url()}off/", {"day": first.session.day.isoformat()})
    assert answer.status_code == 302
    first.refresh_from_db()
    assert (first.status, first.ended_as) == (Booking.Status.CANCELLED, Booking.EndedAs.DAY_OFF)
    notice = Notice.objects.get(to=mother, kind="term_day_off")
    assert "请了假" in words_of(notice).sms
    assert len(words_of(notice).sms) <= 70
    assert not Notice.objects.filter(to=father, kind="term_day_off").exists()
    client.post(f"{made.get_absolute_url()}back/", {"day": first.session.day.isoformat()})
    first.refresh_from_db()
    assert first.status == Booking.Status.CONFIRMED
    counters_are_the_rows()


def test_leaving_and_excuses_stay_with_her_who_enrolled(make_term, make_child, father, share, signed_in):
    timetable, child = make_term(weekdays="01"), make_child("陈小满")
    made = enrol(timetable, child)
    share(child)
    client, strike = signed_in(father), strikes.note_absence(made.bookings.order_by("pk").first())
    assert client.post(f"{made.get_absolute_url()}leave/", {"d": ["0"]}).status_code == 404
    assert client.get(f"{made.get_absolute_url()}excuse/{strike.pk}/").status_code == 404
    assertNotContains(client.get(made.get_absolute_url()), "/excuse/")
    with pytest.raises(NotAllowed):
        enrolling.leave(enrollment=made, by=father)


def test_pick_up_alone_shows_nothing_and_an_ended_tie_neither(make_term, make_child, father, share, signed_in):
    child = make_child("陈小满")
    made = enrol(make_term(weekdays="01"), child)
    tie, client = share(child, Guardianship.Shares.PICKUP), signed_in(father)
    row = made.bookings.order_by("pk").first()

    def is_shut():
        assertNotContains(client.get("/my/bookings/"), made.code)
        with pytest.raises(NotAllowed):
            days_off.day_off(booking=row, by=father)
        return [client.get(made.get_absolute_url()).status_code, client.post(f"{made.get_absolute_url()}off/", {"day": "2027-01-04"}).status_code]

    assert is_shut() == [404, 404]
    guardians.share(guardianship=tie, shares=Guardianship.Shares.BOOKINGS, by=child.guardian)
    assert client.get(made.get_absolute_url()).status_code == 200
    guardians.end(guardianship=tie, by=child.guardian)
    assert is_shut() == [404, 404]
