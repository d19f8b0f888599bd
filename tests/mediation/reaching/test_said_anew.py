"""She changes her mind about being reached: by telling who carries her case, or herself behind her PIN. It holds from the next moment on."""

import pytest
from django.urls import reverse

from accounts.models import User
from mediation import casework, reaching
from mediation.casework import ways
from mediation.intake import hotline
from mediation.models import Case, CaseEvent, HotlineCall, Party, SafeWay
from mediation.refusals import NotYourCase, OnlyStricterAlone
from mediation.secrecy import pins
from tests.people import sign_in

from .conftest import HER

PIN = "304817"
FACE = {"says": "center", "told": "当面说的"}


@pytest.fixture
def her(db):
    return User.objects.create_user(f"+86{HER}", name="陈阿妹", phone_verified=True)


@pytest.fixture
def carried(said, mediator):
    def make(rule):
        case = said(rule)
        casework.accept(case=case, by=mediator)
        return Case.objects.get(pk=case.pk)

    return make


def test_who_carries_it_writes_down_what_she_says_now(client, carried, mediator, colleague):
    case = carried("any")
    path, her = reverse("mediation:way", args=[case.number]), case.parties.get(side="applicant")
    page = sign_in(client, mediator).get(path).content.decode()
    assert "随时能打，打时自称邻里中心" in page
    assert (client.post(path, {"rule": "hours"} | FACE).status_code, client.post(path, {"rule": "never", "says": "center"}).status_code) == (422, 422)
    assert client.post(path, {"rule": "never"} | FACE).status_code == 302
    line = case.events.get(kind=CaseEvent.Kind.WAY)
    assert (line.get_kind_display(), line.words, line.by) == ("改了联系方式", "不要打，不要发。她凭查询码回来看。当面说的", mediator)
    assert HER not in line.words
    contact = {"kind": "phone", "happened_at": "2026-11-20T10:00", "whom": her.pk, "words": "谈了", "key": "a" * 32}
    Case.objects.filter(pk=case.pk).update(accepted_at=case.created_at)
    assert client.post(reverse("mediation:contact", args=[case.number]), contact).status_code == 422  # obeyed at once
    shown = client.post(reverse("mediation:party", args=[case.number, her.uid]), {"why": "contact"}).content.decode()
    assert HER not in shown
    client.post(path, {"rule": "never"} | FACE)
    assert case.events.filter(kind=CaseEvent.Kind.WAY).count() == 1  # the same again is no news
    assert sign_in(client, colleague).get(path).status_code == 302
    with pytest.raises(NotYourCase):
        ways.change(case=case, by=colleague, rule="any", told="当面说的")


def test_a_joined_case_and_the_call_it_came_from_follow(said, report, mediator, area):
    main, joined = report(narrative="网格员报的"), said("never")
    casework.accept(case=main, by=mediator)
    Case.objects.filter(pk=joined.pk).update(joined_to=main)
    call = HotlineCall(answered_by=mediator, area=area, kind="other", narrative="她说", safe_rule="never", handling="case", case=joined)
    call.save()
    main = Case.objects.get(pk=main.pk)
    ways.change(case=main, by=mediator, rule="hours", parts=["evening"], told="当面说的")
    assert reaching.way_of(main).words == "只在傍晚 17–20 点打，打时自称邻里中心"
    assert hotline.way_words(HotlineCall.objects.get(pk=call.pk)) == "只在傍晚 17–20 点打，打时自称邻里中心"


def test_she_says_it_herself_behind_her_pin(client, carried, mediator, her):
    case = carried("any")
    path = reverse("mediation:locked_way")
    sign_in(client, her)
    assert client.post(path, {"rule": "never", "says": "center"}).status_code == 302
    assert reaching.way_of(case).rule == "any"  # not without the PIN
    pins.set_pin(user=her, code=pins.hand_code(party=case.parties.get(side="applicant"), by=mediator), pin=PIN)
    client.post(reverse("mediation:locked"), {"pin": PIN})
    assert path in client.get(reverse("mediation:locked")).content.decode()
    page = client.get(path)
    assert "no-store" in page["Cache-Control"]
    for secret in (case.number, "陈阿妹", HER):
        assert secret not in page.content.decode().split("<main")[1]
    assert client.post(path, {"rule": "hours", "parts": ["morning"], "says": "federation"}).status_code == 302
    line = case.events.get(kind=CaseEvent.Kind.WAY)
    assert (line.words, line.by) == ("只在上午 9–12 点打，打时自称妇联。她自己在加锁的资料里写的", None)
    assert reaching.way_of(case).rule == "hours"
    Case.objects.filter(pk=case.pk).update(status="closed", outcome="kept", closed_at=case.created_at)
    assert client.get(path).status_code == 302
    assert path not in client.get(reverse("mediation:locked")).content.decode()


def test_alone_she_does_not_loosen_what_holds_for_two(carried, mediator, her):
    case = carried("hours")
    Party(case=case, side="applicant", name="陈阿英").save()
    pins.set_pin(user=her, code=pins.hand_code(party=case.parties.filter(phone_print__gt="", side="applicant").get(), by=mediator), pin=PIN)
    whose = pins.print_of(her)
    for looser in ({"rule": "any"}, {"rule": "sms"}, {"rule": "hours", "parts": ["morning", "evening"]}):
        with pytest.raises(OnlyStricterAlone):
            ways.change_herself(whose=whose, **looser)
    assert not case.events.filter(kind=CaseEvent.Kind.WAY).exists()
    ways.change_herself(whose=whose, rule="never")
    assert SafeWay.objects.get(case=case).rule == "never"
