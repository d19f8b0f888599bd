"""Ending a Post passes on the calls that are not done; who took them down stays as it was."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Area
from accounts.roles import Role
from mediation.intake import calls_held, hotline, put_aside
from mediation.models import HotlineCall
from mediation.querysets import phone_print
from notices import texts
from notices.models import Notice
from tests.people import sign_in


@pytest.fixture
def officer(make_post):
    return make_post(Role.COUNTY_OFFICER, "350503000000", "陈县干")


@pytest.fixture
def calls(mediator, area):
    told = {"answered_by": mediator, "area": area, "kind": "couple", "narrative": "前晚吵到半夜。"}
    draft = HotlineCall.objects.create(**told, name="许女士")
    passed = HotlineCall.objects.create(**told, handling="passed", unit="police")
    done = HotlineCall.objects.create(**told, handling="answered", ended_at=draft.called_at)
    return draft, passed, done


def holders():
    return [call.holder for call in HotlineCall.objects.order_by("pk")]


def test_they_are_listed_and_go_to_the_next_in_one_press(client, calls, mediator, colleague, officer):
    sign_in(client, officer, mfa=True)
    path = reverse("admin:accounts_post_end", args=[mediator.posts.get().pk])
    page = client.get(path).content.decode()
    assert all((call.number in page) is (call != calls[2]) for call in calls)
    assert "吵到半夜" not in page
    assert client.post(path, {"to": colleague.pk}).status_code == 302
    assert holders() == [colleague, colleague, mediator]
    assert {call.answered_by for call in HotlineCall.objects.all()} == {mediator}
    assert Notice.objects.filter(to=colleague, kind="call_given").count() == 2
    assert not calls_held.held_by(mediator.posts.get())
    sign_in(client, colleague, mfa=True)
    assert "许女士" in client.get(calls[0].get_absolute_url()).content.decode()  # her form, to be written on
    assert "现在郑秀兰接着办" in client.get(calls[1].get_absolute_url()).content.decode()


def test_without_an_heir_and_from_her_own_number_an_officer_goes_on(calls, mediator, colleague, officer, make_post):
    draft, passed, _ = calls
    HotlineCall.objects.filter(pk=draft.pk).update(phone_print=phone_print(colleague.phone.removeprefix("+86")))
    calls_held.pass_on(mediator.posts.get(), colleague, make_post(Role.SYSTEM_ADMIN, "350500000000"))
    assert holders() == [officer, colleague, mediator]
    assert hotline.conclude(call=HotlineCall.objects.get(pk=passed.pk), by=colleague, result="派出所去过了。", satisfied="yes")


def test_an_officer_who_leaves_passes_hers_on_too(area, officer, make_post):
    city = make_post(Role.CITY_OFFICER, "350500000000", "庄雅惠")
    call = HotlineCall.objects.create(answered_by=officer, area=Area.objects.get(pk="350503002000"), kind="couple", narrative="她问离婚。")
    said = calls_held.pass_on(officer.posts.get(), None, city)
    call.refresh_from_db()
    assert (call.holder, said) == (city, "12338 登记 1 件交给了那一片的干部")


def test_a_call_of_a_hurt_child_that_is_put_aside_rings_after_an_hour(calls, mediator, officer, make_post):
    draft, passed, _ = calls
    city = make_post(Role.CITY_OFFICER, "350500000000", "庄雅惠")
    later = draft.called_at + timedelta(minutes=61)
    assert put_aside.remind_due(later) == 0  # a quarrel may wait
    HotlineCall.objects.filter(pk__in=[draft.pk, passed.pk]).update(violence=True, minor=True)
    assert put_aside.remind_due(draft.called_at + timedelta(minutes=59)) == 0
    assert put_aside.remind_due(later) == 2
    assert put_aside.remind_due(later) == 0  # once
    told = Notice.objects.filter(kind="call_put_aside")
    assert {row.to for row in told} == {mediator, officer}
    words = texts.words_of(told.first())
    assert draft.number in words.body + words.title + words.sms
    assert "许女士" not in words.body + words.title + words.sms
    told.delete()
    HotlineCall.objects.filter(pk=draft.pk).update(phone_print=phone_print(officer.phone.removeprefix("+86")))
    put_aside.remind_due(later)
    assert {row.to for row in Notice.objects.filter(kind="call_put_aside")} == {mediator, city}
    HotlineCall.objects.filter(pk=draft.pk).update(handling="answered", ended_at=later)
    assert not put_aside.cannot_wait(later).exists()
