"""Booking by mandate: her own places, told to her each time, nothing confidential, nothing after its end."""

import pytest

from accounts import mandates
from accounts.refusals import NotAllowed
from notices import texts
from notices.models import Notice
from positions import booking
from positions.families import acting
from positions.models import Booking
from positions.refusals import NotByMandate
from tests import people

from ..conftest import key_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, mother):
    people.sign_in(client, mother, mfa=False)
    return client


def test_the_form_switches_for_whom_and_she_is_told(page, make_session, mother, grandmother, mandate):
    session = make_session()
    url = f"/sessions/{session.pk}/book/"
    assert "替谁办" in page.get(url).content.decode()
    form = page.get(f"{url}?for={mandate.pk}")
    assert "林阿香" in form.content.decode()
    herself = grandmother.family.get()
    answer = page.post(url, {"acting": mandate.pk, "attendee": herself.pk, "key": key_of(form)})
    assert answer.headers["Location"] == f"/my/mandates/{mandate.pk}/"
    made = Booking.objects.get()
    assert (made.booker, made.made_by, made.source, made.attendee) == (grandmother, mother, "relative", herself)
    assert list(Notice.objects.filter(about=made.pk, kind="booking_confirmed").values_list("to", flat=True)) == [grandmother.pk]
    listed = page.get(answer.headers["Location"]).content.decode()
    assert "四点半课堂" in listed
    assert page.get(made.get_absolute_url()).status_code == 404  # her ticket is hers

    page.post(answer.headers["Location"], {"code": made.code})
    made.refresh_from_db()
    assert made.status == Booking.Status.CANCELLED
    assert Notice.objects.filter(to=grandmother, kind="cancelled_for_you").count() == 1


def test_who_acts_for_her_does_not_hear_that_she_has_something_else_then(page, make_session, mother, grandmother, mandate):
    """What she has then may be confidential: nobody with a mandate is told that it is there."""
    herself = grandmother.family.get()
    booking.book(session=make_session().pk, attendee=herself.pk, booker=grandmother, by=grandmother)
    url = f"/sessions/{make_session().pk}/book/"
    form = page.get(f"{url}?for={mandate.pk}")
    answer = page.post(url, {"acting": mandate.pk, "attendee": herself.pk, "key": key_of(form)})
    assert answer.status_code == 422
    said = form.content.decode() + answer.content.decode()
    assert "那个时间约不上" in said
    assert "替她约不上" in said
    assert "别的预约" not in said
    assert Booking.objects.count() == 1


def test_nothing_is_done_once_she_has_ended_it(page, make_session, mother, grandmother, mandate):
    held = acting.book(mandate=mandate.pk, by=mother, session=make_session().pk, key=None)
    mandates.end(mandate=mandate, by=grandmother)
    session = make_session(days=3)
    with pytest.raises(mandates.MandateOver):
        acting.book(mandate=mandate.pk, by=mother, session=session.pk, key=None)
    with pytest.raises(NotAllowed):
        booking.cancel(booking=held, by=mother)
    assert page.get(f"/my/mandates/{mandate.pk}/").status_code == 404
    form = page.get(f"/sessions/{session.pk}/book/?for={mandate.pk}")
    assert "替谁办" not in form.content.decode()
    answer = page.post(f"/sessions/{session.pk}/book/", {"acting": mandate.pk, "attendee": "1", "key": key_of(form)})
    assert answer.status_code == 422
    assert "委托已经结束了" in answer.content.decode()
    assert Booking.objects.count() == 1


def test_nothing_confidential_by_mandate(page, make_session, service, mother, grandmother, mandate, myself):
    service.confidential = True
    service.save()
    session = make_session()
    with pytest.raises(NotByMandate):
        acting.book(mandate=mandate.pk, by=mother, session=session.pk, key=None)
    own = booking.book(session=session.pk, attendee=myself(grandmother).pk, booker=grandmother, by=grandmother)
    with pytest.raises(NotAllowed):
        booking.cancel(booking=own, by=mother)
    assert "四点半课堂" not in page.get(f"/my/mandates/{mandate.pk}/").content.decode()
    assert "替谁办" not in page.get(f"/sessions/{session.pk}/book/").content.decode()


def test_a_mandate_of_somebody_else_opens_nothing(client, make_session, make_user, mandate):
    outsider = make_user("陈美丽")
    with pytest.raises(mandates.MandateOver):
        acting.book(mandate=mandate.pk, by=outsider, session=make_session().pk, key=None)
    assert people.sign_in(client, outsider, mfa=False).get(f"/my/mandates/{mandate.pk}/").status_code == 404


def test_she_is_told_who_did_it(make_session, mother, grandmother, mandate):
    made = acting.book(mandate=mandate.pk, by=mother, session=make_session().pk, key=None)
    words = texts.words_of(Notice.objects.get(about=made.pk, kind="booking_confirmed"))
    assert words.title == "家人替您约好了：四点半课堂"
    assert "林晓梅替您办的" in words.body
    assert "家人替您约好了" in words.sms
    assert len(words.sms) <= 70


@pytest.mark.parametrize("rows", [3, 30])
def test_the_list_costs_the_same_for_three_and_for_thirty(page, django_assert_num_queries, make_session, mother, mandate, rows):
    for number in range(rows):
        acting.book(mandate=mandate.pk, by=mother, session=make_session(days=1 + number % 10, hour=8 + number // 10, hours=1).pk, key=None)
    with django_assert_num_queries(4):  # session, user, mandate, bookings
        page.get(f"/my/mandates/{mandate.pk}/")


def test_what_she_wrote_herself_is_not_put_before_the_relative(page, make_session, service, mother, grandmother, mandate, myself):
    service.audience = "elders"
    service.save()
    booking.book(session=make_session().pk, attendee=myself(grandmother).pk, booker=grandmother, by=grandmother, note="心脏装了支架")
    url = f"/sessions/{make_session(days=3).pk}/book/?for={mandate.pk}"
    assert "心脏装了支架" not in page.get(url).content.decode()
    acting.book(mandate=mandate.pk, by=mother, session=make_session(days=4).pk, key=None, note="走路慢")
    assert "走路慢" in page.get(url).content.decode()  # what she said herself
