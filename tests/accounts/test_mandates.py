"""A mandate: given by her, accepted by the relative, ended by either at once, over by itself after its last day."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts import inviting, mandates, privacy
from accounts.models import Mandate
from accounts.refusals import NotAllowed
from notices.models import Notice
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def grandmother(make_user):
    return make_user("林阿香")


@pytest.fixture
def until():
    return timezone.localdate() + timedelta(days=100)


@pytest.fixture
def held(grandmother, mother, until):
    row = mandates.give(giver=grandmother, phone=mother.phone, until=until, by=grandmother)
    return mandates.accept(mandate=row, by=mother, giver_name="林阿香")


def test_given_accepted_and_ended_on_the_pages(client, grandmother, mother, until):
    people.sign_in(client, grandmother, mfa=False)
    client.post(reverse("accounts:mandate_new"), {"phone": mother.phone[3:], "until": f"{until}"})
    row = Mandate.objects.get()
    url = reverse("accounts:mandate", args=[row.pk])
    assert not mandates.may_act(mother, grandmother)
    people.sign_in(client, mother, mfa=False)
    assert "请您替对方预约" in client.get("/my/family/").content.decode()
    assert "林阿香" not in client.get(url).content.decode()
    assert client.post(url, {"do": "accept", "name": "林阿芬"}).status_code == 422
    client.post(url, {"do": "accept", "name": "林阿香"})
    assert mandates.may_act(mother, grandmother)
    assert not mandates.may_act(grandmother, mother)
    assert Notice.objects.filter(to=grandmother, kind="mandate_accepted").count() == 1

    people.sign_in(client, grandmother, mfa=False)
    client.post(url, {"do": "end"})
    assert not mandates.may_act(mother, grandmother)
    assert Notice.objects.filter(to=mother, kind="mandate_ended").count() == 1
    assert client.get(url).status_code == 404


def test_it_is_over_after_its_last_day(held, grandmother, mother, until):
    here = timezone.get_current_timezone()
    last = timezone.make_aware(timezone.datetime(until.year, until.month, until.day, 23, 59), here)
    with time_machine.travel(last):
        assert mandates.may_act(mother, grandmother)
    with time_machine.travel(last + timedelta(minutes=2)):
        assert not mandates.may_act(mother, grandmother)
        with pytest.raises(mandates.MandateOver):
            mandates.holding(user=mother, pk=held.pk)


@pytest.mark.parametrize("days", [-1, 400])
def test_at_most_a_year_and_never_backwards(grandmother, mother, days):
    with pytest.raises(mandates.BadUntil):
        mandates.give(giver=grandmother, phone=mother.phone, until=timezone.localdate() + timedelta(days=days), by=grandmother)


def test_nobody_gives_or_ends_that_of_another(grandmother, mother, until, held, make_user):
    outsider = make_user("陈美丽")
    with pytest.raises(NotAllowed):
        mandates.give(giver=grandmother, phone=outsider.phone, until=until, by=outsider)
    with pytest.raises(NotAllowed):
        mandates.end(mandate=held, by=outsider)
    with pytest.raises(inviting.YourOwnNumber):
        mandates.give(giver=mother, phone=mother.phone, until=until, by=mother)


def test_export_and_closing(grandmother, mother, held):
    assert [row["替谁办"] for row in privacy.export(mother)["代办委托"]] == ["林阿香"]
    privacy.close(user=mother)
    held.refresh_from_db()
    assert (held.phone, held.phone_index, held.paper) == ("", "", None)
    assert not mandates.may_act(mother, grandmother)
    assert Notice.objects.filter(to=grandmother, kind="mandate_ended").count() == 1
