"""A party sees which office opened her case, behind a PIN that she set in person; nobody else learns that there is anything."""

import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import privacy
from accounts.models import User
from accounts.refusals import NotAllowed
from accounts.roles import Role
from mediation import casework
from mediation.models import AccessLog, Binding, DeskCode, Pin, Question
from mediation.refusals import NotYourCase
from mediation.secrecy import break_glass, hers, pins
from notices.models import Notice
from tests.people import sign_in

LOCKED, NEW = reverse("mediation:locked"), reverse("mediation:locked_new")
PIN = "304817"


@pytest.fixture
def her(db):
    return User.objects.create_user("+8613905950001", name="陈阿妹", phone_verified=True)


@pytest.fixture
def mine(case, mediator):
    casework.accept(case=case, by=mediator)
    return case


@pytest.fixture
def bound(her, mine, mediator):
    code = pins.hand_code(party=mine.parties.first(), by=mediator)
    pins.set_pin(user=her, code=code, pin=PIN)
    return her


def test_from_the_desk_to_the_answer(client, her, mine, mediator, make_post, elsewhere):
    guard = make_post(Role.DATA_PROTECTION, "350500000000", "康慎言")
    sign_in(client, mediator)
    client.get(mine.get_absolute_url())
    desk = reverse("mediation:desk_code", args=[mine.number, mine.parties.first().uid])
    assert not DeskCode.objects.exists()
    page = client.post(desk).content.decode()
    digits = page.split('class="code16">')[1].split("<")[0]
    officer = make_post(Role.COUNTY_OFFICER, "350582000000", "丁秀珍")
    break_glass(user=officer, number=mine.number, why="danger", words="有人受伤。")
    sign_in(client, her)
    weak = client.post(NEW, {"code": digits, "pin": "111111", "again": "111111"})
    assert (weak.status_code, "太好猜" in weak.content.decode()) == (422, True)
    assert client.post(NEW, {"code": digits, "pin": PIN, "again": PIN}).status_code == 302
    shut = client.get(LOCKED).content.decode()
    assert "晋江市妇联" not in shut
    assert client.post(LOCKED, {"pin": PIN}).status_code == 302
    log = client.get(LOCKED)
    for word in ("晋江市妇联", "紧急打开", "丰泽区家事调解", "办理"):
        assert word in log.content.decode()
    for name in (officer.name, mediator.name, mine.number, "陈阿妹"):
        assert name not in log.content.decode().split("<main")[1]
    assert "no-store" in log["Cache-Control"]
    urgent = AccessLog.objects.get(what="glass")
    assert client.post(reverse("mediation:locked_ask", args=[urgent.pk]), {"words": "我不认识晋江的人"}).status_code == 302
    question = Question.objects.get()
    assert Notice.objects.filter(to=guard, kind="question_asked").exists()
    assert "等答复" in client.get(LOCKED).content.decode()
    sign_in(client, guard)
    seen = client.get(reverse("admin:mediation_question_change", args=[question.pk])).content.decode()
    assert "我不认识晋江的人" in seen
    assert "陈阿妹" not in seen
    assert client.post(reverse("admin:mediation_question_answer", args=[question.pk]), {"words": "那天夜里您到晋江求助。"}).status_code == 302
    sign_in(client, her)
    client.post(LOCKED, {"pin": PIN})
    assert "那天夜里您到晋江求助。" in client.get(LOCKED).content.decode()
    client.post(reverse("mediation:locked_shut"))
    assert "晋江" not in client.get(LOCKED).content.decode()


def test_another_body_stands_there_under_its_own_name(bound, mine, make_post):
    reader = make_post(Role.PARTNER, "350503000000")
    AccessLog.objects.create(user=reader, case=mine, number=mine.number, area_code=mine.area_id, what="referral")
    assert [(look.office, look.words) for look in hers.her_log(bound)] == [("丰泽公安分局", ["看了转介材料"])]


def test_it_shuts_itself_after_five_minutes(client, bound, monkeypatch):
    sign_in(client, bound)
    client.post(LOCKED, {"pin": PIN})
    assert "谁打开过" in client.get(LOCKED).content.decode()
    import time

    later = time.time() + 301
    monkeypatch.setattr("mediation.views.hers.time.time", lambda: later)
    assert "谁打开过" not in client.get(LOCKED).content.decode()


def test_neither_sessions_nor_the_log_say_who_has_a_pin(client, bound, mother, caplog):
    """Sessions lie in the database as readable text, and a thief of the log knows which number of a user is whose."""
    kept = []
    for user, pin in ((bound, PIN), (mother, "999990")):
        sign_in(client, user)
        client.get(LOCKED)
        with caplog.at_level("INFO", "portal.request"):
            client.post(LOCKED, {"pin": pin})
        kept.append(client.session["locked"])
        assert not any(isinstance(value, int | float) and value > time.time() for value in client.session.values())
    assert len(kept[0]) == len(kept[1])
    assert "谁打开过" not in client.get(LOCKED).content.decode()
    session = client.session
    session["locked"] = kept[0]  # copied from another's session it opens nothing
    session.save()
    assert "谁打开过" not in client.get(LOCKED).content.decode()
    lines = [record for record in caplog.records if record.name == "portal.request" and record.route.startswith("my/privacy/locked/")]
    assert {record.user for record in lines} == {None}


def test_an_account_with_a_pin_and_one_without_answer_alike(client, bound, mother):
    answers = {}
    for user in (bound, mother):
        sign_in(client, user)
        answers[user.pk] = [client.get(LOCKED).content.split(b"<main")[1].split(b"csrf")[0]]
        for _ in range(7):
            page = client.post(LOCKED, {"pin": "999990"})
            answers[user.pk].append((page.status_code, page.content.decode().split('class="errsum"')[1].split("</div>")[0]))
    assert answers[bound.pk] == answers[mother.pk]
    assert "锁上了" in answers[mother.pk][-1][1]
    sign_in(client, bound)
    assert client.post(LOCKED, {"pin": PIN}).status_code == 422  # the right one comes too late
    assert Pin.objects.get(whose=pins.print_of(bound)).wrong == 5


def test_a_forgotten_pin_is_set_anew_in_person_only(bound, mine, mediator, colleague):
    for _ in range(5):
        with pytest.raises(pins.WrongPin):
            pins.check(user=bound, pin="000001")
    with pytest.raises(pins.PinLocked):
        pins.check(user=bound, pin=PIN)
    with pytest.raises(NotYourCase):
        pins.hand_code(party=mine.parties.first(), by=colleague)
    with pytest.raises(pins.NotForThisParty):
        pins.hand_code(party=mine.parties.get(side="respondent"), by=mediator)
    pins.set_pin(user=bound, code=pins.hand_code(party=mine.parties.first(), by=mediator), pin="730264")
    pins.check(user=bound, pin="730264")
    assert Binding.objects.count() == 1


def test_a_desk_code_is_good_once_and_a_quarter_of_an_hour(her, mother, mine, mediator):
    party = mine.parties.first()
    old = pins.hand_code(party=party, by=mediator)
    code = pins.hand_code(party=party, by=mediator)
    with pytest.raises(pins.WrongDeskCode):
        pins.set_pin(user=her, code=old, pin=PIN)  # a newer one was handed out
    pins.set_pin(user=her, code=code, pin=PIN)
    with pytest.raises(pins.WrongDeskCode):
        pins.set_pin(user=mother, code=code, pin=PIN)
    late = pins.hand_code(party=party, by=mediator)
    DeskCode.objects.filter(used_at=None).update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(pins.WrongDeskCode):
        pins.set_pin(user=mother, code=late, pin=PIN)
    assert hers.her_log(mother) == []


def test_the_tables_do_not_say_whose_they_are(bound):
    rows = [*Binding.objects.values(), *Pin.objects.values()]
    assert rows
    for row in rows:
        assert bound.pk not in [value for name, value in row.items() if name not in ("id", "case_id", "party_id", "by_id", "wrong")]
        assert str(bound.pk).encode() not in [bytes(value) for value in row.values() if isinstance(value, bytes)]


def test_the_looks_of_another_case_are_not_hers(client, bound, report, mediator, mother):
    other = report(narrative="别家的事。")
    sign_in(client, mediator)
    client.get(other.get_absolute_url())
    read = AccessLog.objects.get(case=other)
    assert read.pk not in [look.pk for look in hers.her_log(bound)]
    with pytest.raises(NotAllowed):
        hers.ask(user=bound, read=read.pk)
    sign_in(client, bound)
    client.post(LOCKED, {"pin": PIN})
    assert client.get(reverse("mediation:locked_ask", args=[read.pk])).status_code == 404


def test_closing_the_account_or_hiding_takes_it_away(client, bound):
    sign_in(client, bound)
    client.post(LOCKED, {"pin": PIN})
    assert client.post(reverse("mediation:locked_hide")).status_code == 302
    assert not Binding.objects.exists()
    with pytest.raises(pins.WrongPin):
        pins.check(user=bound, pin=PIN)
    privacy.close(user=bound)
    assert not Pin.objects.exists()
