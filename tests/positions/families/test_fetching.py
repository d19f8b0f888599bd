"""Nothing is asked twice: whoever fetched the last time is chosen, what was noted stands there; only who is on the list can be picked."""

import pytest

from accounts import family, pickups
from positions.models import Booking
from tests import people

from ..conftest import key_of

pytestmark = pytest.mark.django_db
FETCHER = {"name": "林阿香", "phone": "+8613900005678", "relation": "外婆"}


@pytest.fixture
def children(service):
    service.audience, service.max_age = "children", 12
    service.save()


@pytest.fixture
def page(client, mother):
    return people.sign_in(client, mother, mfa=False)


def test_who_fetches_is_remembered_with_the_note(page, children, make_session, mother, daughter):
    person = pickups.add(member=daughter, by=mother, **FETCHER)
    first, second = make_session(days=1), make_session(days=2)
    form = page.get(f"/sessions/{first.pk}/book/")
    text = form.content.decode()
    assert f'value="g{mother.pk}" id="id_to_fetch" checked' in text.replace('"  checked', '" checked')
    page.post(f"/sessions/{first.pk}/book/", {"attendee": daughter.pk, "key": key_of(form), "to_fetch": f"p{person.pk}", "note": "午睡要抱蓝布熊"})
    made = Booking.objects.get()
    assert made.to_fetch == "林阿香"
    assert "谁来接" in page.get(made.get_absolute_url()).content.decode()
    text = page.get(f"/sessions/{second.pk}/book/").content.decode()
    assert f'value="p{person.pk}" id="id_to_fetch_1" checked' in text
    assert "午睡要抱蓝布熊" in text


def test_who_is_not_on_the_list_is_not_taken(page, children, make_session, mother, daughter):
    other = family.add(guardian=mother, facts=family.Facts("陈小禾", "son", daughter.born_on.replace(day=2), child_ok=True))
    person = pickups.add(member=other, by=mother, **FETCHER)
    session = make_session()
    form = page.get(f"/sessions/{session.pk}/book/")
    answer = page.post(f"/sessions/{session.pk}/book/", {"attendee": daughter.pk, "key": key_of(form), "to_fetch": f"p{person.pk}"})
    assert answer.status_code == 422
    assert "不在孩子的接送名单上" in answer.content.decode()
    assert not Booking.objects.exists()


def test_the_health_note_is_shown_to_her_and_not_asked(page, children, make_session, mother, daughter):
    daughter.health_note = "花生过敏"
    daughter.save()
    assert "资料里写着：花生过敏" in page.get(f"/sessions/{make_session().pk}/book/").content.decode()
