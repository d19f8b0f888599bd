"""WeChat first, SMS when it does not take it; connecting an account takes its owner, this sign-in and ten minutes."""

import hashlib
import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from notices import binding, choices, outbox
from notices.models import Notice, WeChatBinding
from positions import booking
from tests import people
from tests.standins.wechat import WeChat

State = Notice.State
PAGE = "/my/notices/wechat/"


@pytest.fixture
def wechat(settings, db):
    with WeChat() as stand_in:
        settings.WECHAT_APP_ID, settings.WECHAT_APP_SECRET, settings.WECHAT_TEMPLATE_ID = "wx-of-a-test", "secret", "template"
        settings.WECHAT_CALLBACK_TOKEN, settings.SITE_URL = "callback", "https://portal.example"
        settings.WECHAT_ENDPOINT, settings.OUTGOING_TRUSTED, settings.OUTGOING_SECONDS = stand_in.url, [stand_in.url], 0.3
        yield stand_in
    cache.delete("wechat-access-token")


@pytest.fixture
def notice(wechat, provider, make_session, mother, myself, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    WeChatBinding.objects.create(user=mother, openid="o-mother", openid_hmac="x")
    booking.book(session=make_session().pk, attendee=myself(mother).pk, booker=mother, by=mother)
    return Notice.objects.get()


def look(notice):
    outbox.send_due()
    notice.refresh_from_db()
    return notice.state, notice.channel


def test_wechat_first(notice, wechat, provider):
    assert look(notice) == (State.SENT, "wechat")
    [message] = wechat.taken.values()
    assert message["touser"] == "o-mother"
    assert message["url"].startswith("https://portal.example/bookings/")
    assert provider.sent == []
    assert b"o-mother" not in WeChatBinding.objects.values_list("openid", flat=True)[0]


def test_who_left_the_account_gets_an_sms(notice, wechat, provider):
    wechat.refuses["o-mother"] = 43004
    assert look(notice) == (State.WAITING, "sms")
    assert look(notice) == (State.SENT, "sms")
    assert provider.sent == [notice.key]


def test_a_worn_token_is_fetched_anew_once(notice, wechat):
    cache.set("wechat-access-token", "token-0")
    assert look(notice) == (State.SENT, "wechat")
    assert wechat.given == 1


def test_taken_without_an_answer_comes_once(notice, wechat, provider, time_machine):
    wechat.silent = 1
    assert look(notice)[0] == State.UNSURE
    wechat.silent = 0
    time_machine.shift(timedelta(minutes=2))
    assert look(notice) == (State.SENT, "wechat")
    assert len(wechat.taken) == 1
    assert provider.sent == []


def test_unsure_for_too_long_goes_by_sms(notice, wechat, provider, time_machine):
    wechat.down = True
    look(notice)
    Notice.objects.update(state=State.UNSURE, given_at=timezone.now())
    time_machine.shift(timedelta(minutes=12))
    assert look(notice) == (State.SENT, "sms")


def test_not_chosen(notice, wechat, provider, mother):
    choices.choose(user=mother, channels={"bookings": {"sms"}})
    assert look(notice) == (State.SENT, "sms")


def signed(agreed="callback", at=None):
    stamp, nonce = str(int(time.time() if at is None else at)), "n1"
    signature = hashlib.sha1("".join(sorted((agreed, stamp, nonce))).encode()).hexdigest()  # noqa: S324 - WeChat's own way
    return f"?timestamp={stamp}&nonce={nonce}&signature={signature}"


@pytest.mark.parametrize(("status", "then"), [("success", (State.DELIVERED, "wechat")), ("failed:user block", (State.WAITING, "sms"))])
def test_what_arrived(notice, wechat, client, status, then):
    look(notice)
    event = (
        "<xml><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[TEMPLATESENDJOBFINISH]]></Event>"
        f"<MsgID>{notice.receipt}</MsgID><Status><![CDATA[{status}]]></Status></xml>"
    )
    for query in ("", signed("another"), signed(at=time.time() - 4000), f"?timestamp={int(time.time())}&nonce=n1&signature=%E9%94%81"):
        assert client.post(f"/notices/receipts/wechat/{query}", event, content_type="text/xml").status_code == 403
    notice.refresh_from_db()
    assert notice.state == State.SENT
    assert client.post(f"/notices/receipts/wechat/{signed()}", event, content_type="text/xml").content == b"success"
    notice.refresh_from_db()
    assert (notice.state, notice.channel) == then


def test_the_callback_is_proved_to_wechat(wechat, client):
    assert client.get(f"/notices/receipts/wechat/{signed()}&echostr=abc").content == b"abc"


class TestConnecting:
    @pytest.fixture
    def at_the_door(self, wechat, client, mother):
        """She pressed 连上微信; returns the query with which WeChat sends her back."""
        wechat.codes["c1"] = "o-new"
        people.sign_in(client, mother)
        there = client.get(f"{PAGE}go/")
        assert there.url.startswith(binding.AUTHORIZE)
        return f"?code=c1&state={there.url.partition('state=')[2].partition('#')[0]}"

    def test_once_asked_connected_and_taken_apart(self, client, mother, at_the_door):
        page = client.get(f"{PAGE}back/{at_the_door}")
        assert not WeChatBinding.objects.exists()
        client.post(PAGE, {"ticket": page.context["ticket"]})
        assert WeChatBinding.objects.get().openid == "o-new"
        assert "连着" in client.get(PAGE).content.decode()
        client.post(PAGE, {"end": "1"})
        assert not WeChatBinding.objects.exists()

    def test_another_person_cannot_use_her_way_back(self, client, make_user, at_the_door):
        people.sign_in(client, make_user("陈美丽"))
        assert client.get(f"{PAGE}back/{at_the_door}").status_code == 422

    def test_a_state_of_nobody(self, client, at_the_door):
        for state in ("", "zz", "0" * 72, at_the_door.partition("state=")[2] + "0", "é"):
            assert client.get(f"{PAGE}back/", {"code": "c1", "state": state}).status_code == 422

    def test_too_late(self, client, at_the_door, time_machine):
        time_machine.move_to(timezone.now() + timedelta(minutes=11))
        assert client.get(f"{PAGE}back/{at_the_door}").status_code == 422

    def test_a_code_is_good_once(self, client, at_the_door):
        client.get(f"{PAGE}back/{at_the_door}")
        assert client.get(f"{PAGE}back/{at_the_door}").status_code == 422

    def test_one_account_of_wechat_is_one_person(self, wechat, mother, make_user):
        binding.bind(user=mother, ticket=binding.ticket(mother, "o-new"))
        other = make_user("陈美丽")
        with pytest.raises(binding.TakenElsewhere):
            binding.bind(user=other, ticket=binding.ticket(other, "o-new"))
        with pytest.raises(binding.TooLate):
            binding.bind(user=other, ticket=binding.ticket(mother, "o-other"))

    def test_without_an_account_of_ours_there_is_no_page(self, client, mother, settings):
        settings.WECHAT_APP_ID = ""
        people.sign_in(client, mother)
        assert {client.get(f"{PAGE}{end}").status_code for end in ("", "go/", "back/")} == {404}
        assert PAGE not in client.get("/my/notices/choices/").content.decode()
