"""Whatever the provider does, each key is delivered once: against a stand-in that checks the signature."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from notices import http, outbox, receipts, sms_templates
from notices.backends import Refused, Unsure, aliyun
from notices.models import CallEntry, Notice
from positions import booking
from tests.standins.aliyun import KEY_ID, SECRET, Aliyun

State = Notice.State


@pytest.fixture
def provider(settings):
    with Aliyun() as stand_in:
        settings.SMS_BACKEND = "notices.backends.aliyun"
        settings.ALIYUN_ENDPOINT = stand_in.url
        settings.OUTGOING_TRUSTED, settings.OUTGOING_SECONDS = [stand_in.url], 0.3
        settings.ALIYUN_KEY_ID, settings.ALIYUN_KEY_SECRET = KEY_ID, SECRET
        settings.SMS_TEMPLATES = str(settings.BASE_DIR / "tests/standins/templates.json")
        yield stand_in


@pytest.fixture
def notice(provider, make_session, mother, myself, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    booking.book(session=make_session().pk, attendee=myself(mother).pk, booker=mother, by=mother)
    return Notice.objects.get()


def look(notice, time_machine, after=timedelta()):
    time_machine.shift(after)
    outbox.send_due()
    notice.refresh_from_db()
    return notice.state


def test_the_words_travel_in_their_template(notice, provider, time_machine):
    assert look(notice, time_machine) == State.SENT
    [message] = provider.taken[notice.key]
    assert (message["sign"], message["template"]) == ("泉州妇联", "SMS_1")
    assert set(message["values"]) == {"what", "where", "code"}
    assert notice.receipt == message["biz"]


def test_taken_without_an_answer_is_asked_and_not_sent_again(notice, provider, time_machine):
    provider.silent = 1
    assert look(notice, time_machine) == State.UNSURE
    assert look(notice, time_machine, timedelta(minutes=1)) == State.SENT
    assert len(provider.taken[notice.key]) == 1


def test_what_the_provider_does_not_know_after_a_while_is_sent(notice, provider, time_machine, settings):
    Notice.objects.update(state=State.UNSURE, given_at=timezone.now(), channel="sms")  # written down, and then the worker died
    assert look(notice, time_machine) == State.UNSURE
    assert look(notice, time_machine, settings.NOTICE_UNSURE) == State.SENT
    assert len(provider.taken[notice.key]) == 1


def test_away_for_an_hour(notice, provider, time_machine):
    provider.down = True
    for _ in range(12):
        look(notice, time_machine, timedelta(minutes=5))
    assert notice.state in (State.WAITING, State.UNSURE)
    provider.down = False
    for _ in range(5):
        look(notice, time_machine, timedelta(minutes=10))
    assert (notice.state, len(provider.taken[notice.key])) == (State.SENT, 1)


def test_a_double_answer_is_one(notice, provider, time_machine):
    provider.twice = True
    assert look(notice, time_machine) == State.SENT
    assert len(provider.taken[notice.key]) == 1


@pytest.mark.parametrize(
    ("code", "state"), [("isv.MOBILE_NUMBER_ILLEGAL", State.FAILED), ("isv.BUSINESS_LIMIT_CONTROL", State.WAITING), ("isp.SYSTEM_ERROR", State.UNSURE)]
)
def test_what_a_code_means(notice, provider, mother, time_machine, code, state):
    provider.refuses[mother.phone.removeprefix("+86")] = code
    assert look(notice, time_machine) == state
    assert CallEntry.objects.count() == (state == State.FAILED)


@pytest.mark.parametrize(("said", "state"), [(1, State.SENT), (3, State.DELIVERED), (2, State.FAILED)])
def test_what_became_of_it(notice, provider, time_machine, said, state):
    look(notice, time_machine)
    provider.states[notice.key] = said
    assert receipts.ask_due() == 0  # not yet
    time_machine.shift(timedelta(minutes=1))
    receipts.ask_due()
    notice.refresh_from_db()
    assert notice.state == state
    assert CallEntry.objects.filter(notice=notice).exists() == (state == State.FAILED)


def test_a_wrong_secret_is_noticed(notice, provider, settings, time_machine):
    settings.ALIYUN_KEY_SECRET = "another"
    assert look(notice, time_machine) == State.WAITING
    assert provider.taken == {}


def test_signed_as_the_provider_describes_it():
    """The example of the provider's own page."""
    _, headers = aliyun.signed(
        host="ecs.cn-shanghai.aliyuncs.com", action="RunInstances", version="2014-05-26", date="2023-10-26T10:22:32Z",
        nonce="3156853299f313e23d1673dc12e1703d", key_id="YourAccessKeyId", secret="YourAccessKeySecret",
        params={"RegionId": "cn-shanghai", "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"},
    )  # fmt: skip
    assert headers["Authorization"].endswith("Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")


def test_several_of_a_family_are_one_message(provider, make_session, mother, daughter, myself, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    session = make_session(capacity=5)
    with transaction.atomic():
        codes = [booking.book(session=session.pk, attendee=who.pk, booker=mother, by=mother).door_code for who in (daughter, myself(mother))]
    assert outbox.send_due() == (1, 0)
    assert sorted(Notice.objects.values_list("state", flat=True)) == [State.MERGED, State.SENT]
    [[message]] = provider.taken.values()
    assert all(code in str(message["values"]) for code in codes)
    [shown] = Notice.objects.of(mother)
    assert shown.also


class TestTheWayOut:
    @pytest.mark.parametrize(
        "url",
        ["http://dysmsapi.aliyuncs.com/", "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.8/", "https://169.254.169.254/latest/", "https://user@8.8.8.8/",
         "https://8.8.8.8:8443/", "ftp://8.8.8.8/", "https://[::ffff:127.0.0.1]/", "https://0.0.0.0/", "https://localhost/"],
    )  # fmt: skip
    def test_leads_to_public_https_only(self, url):
        with pytest.raises(http.NotPublic):
            http.request("GET", url)

    def test_follows_nobody_elsewhere(self, provider, monkeypatch):
        monkeypatch.setattr(provider, "answer", lambda *_: (302, {"Location": "http://127.0.0.1/"}, False))
        assert http.request("GET", f"{provider.url}/")[0] == 302

    def test_does_not_wait_for_ever(self, provider):
        provider.slow = 1
        with pytest.raises(Unsure):
            http.request("GET", f"{provider.url}/")


def test_a_text_without_a_template(provider):
    assert sms_templates.find("【泉州妇联】今天有太阳。") == ("泉州妇联", "SMS_4", {})
    with pytest.raises(Refused):
        sms_templates.find("【别人】今天有太阳。")
