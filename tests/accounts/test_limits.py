"""How often: by number, by address, by day; who is served nevertheless; what a forged address changes (nothing)."""

from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts import limits
from accounts.models import Tally
from tests.accounts.door import CODE, ask, code_for, come_in, enter, is_in, not_, sent, words

pytestmark = pytest.mark.django_db
PHONE = "13800138000"


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    return time_machine


def numbers(count, start=0):
    return [f"137{start + at:08d}" for at in range(count)]


# --- the counter ------------------------------------------------------------------------------------
def test_a_limit_lets_its_count_through_and_begins_anew_after_its_window(clock):
    limit = limits.Limit("t", 3, timedelta(minutes=10), "请等 {wait}。")
    assert [limits.taken(limit, "a") for _ in range(5)] == [True, True, True, False, False]
    assert limits.taken(limit, "b")
    clock.shift(599)
    assert not limits.taken(limit, "a")
    assert limits.wait_for(limit, "a") == timedelta(seconds=1)
    clock.shift(2)
    assert [limits.taken(limit, "a") for _ in range(4)] == [True, True, True, False]
    limits.forget(limit, "a")
    assert limits.taken(limit, "a")


def test_several_limits_count_all_or_none():
    wide, narrow = limits.Limit("wide", 9, timedelta(hours=1), ""), limits.Limit("narrow", 1, timedelta(hours=1), "请等 {wait}。")
    limits.take((wide, "a"), (narrow, "a"))
    with pytest.raises(limits.TooOften, match="请等 60 分钟。"):
        limits.take((wide, "a"), (narrow, "a"))
    assert sorted(Tally.objects.values_list("count", flat=True)) == [1, 1]


def test_a_tally_names_nobody(client):
    ask(client, PHONE, REMOTE_ADDR="203.0.113.7")
    keys = list(Tally.objects.values_list("key", flat=True))
    assert len(keys) == 5
    assert not any(PHONE in key or "203.0.113.7" in key for key in keys)


@pytest.mark.parametrize(
    ("wait", "said"),
    [(0.2, "1 秒"), (1, "1 秒"), (59.5, "1 分钟"), (58.5, "59 秒"), (60, "1 分钟"), (61, "2 分钟"), (5400, "90 分钟"), (5401, "2 小时"), (86400, "24 小时")],
)
def test_a_wait_is_said_in_words(wait, said):
    assert limits.in_words(timedelta(seconds=wait)) == said


# --- SMS --------------------------------------------------------------------------------------------
def test_a_number_gets_one_a_minute_five_an_hour_ten_a_day(clock):
    def asked(times):
        answers = []
        for at in range(times):
            clock.shift(61)
            answers.append(ask(Client(), PHONE, REMOTE_ADDR=f"203.0.113.{at}"))
        return answers

    first = asked(6)
    assert [answer.status_code for answer in first] == [302] * 5 + [429]
    assert "这个号码一小时里已经发了 5 条短信。请等 55 分钟再试" in words(first[-1])
    clock.shift(3600)
    assert [answer.status_code for answer in asked(5)] == [302] * 5
    clock.shift(3600)
    (last,) = asked(1)
    assert last.status_code == 429
    assert "这个号码今天已经发了 10 条短信。请等 22 小时再试，着急就打 12338" in words(last)
    assert len(sent(PHONE)) == 10
    clock.shift(24 * 3600)
    assert [answer.status_code for answer in asked(1)] == [302]


def test_an_address_gets_thirty_an_hour(clock):
    answers = [ask(Client(), phone).status_code for phone in numbers(33)]
    assert answers == [302] * 30 + [429] * 3
    refused = ask(Client(), "13600000001")
    assert "这里的网络一小时里要了太多验证码。请等 60 分钟再试" in words(refused)
    assert 'value="13600000001"' in refused.content.decode()
    assert ask(Client(), "13600000002", REMOTE_ADDR="203.0.113.9").status_code == 302
    clock.shift(3601)
    assert ask(Client(), "13600000001").status_code == 302


def test_a_flood_of_made_up_numbers_costs_its_budget_and_leaves_the_residents_theirs(settings, make_user):
    settings.SMS_CODES_A_DAY_NEW = 8
    for at, phone in enumerate(numbers(40)):
        assert ask(Client(), phone, REMOTE_ADDR=f"203.0.{at // 20}.1").status_code == 302
    assert len(sent()) == 8
    resident = make_user().phone[-11:]
    client = Client()
    come_in(client, resident)
    assert is_in(client)


def test_a_spent_budget_does_not_tell_who_is_known(settings, client, other, make_user):
    settings.SMS_CODES_A_DAY_NEW = settings.SMS_CODES_A_DAY_KNOWN = 1
    for phone in (make_user().phone[-11:], "13700000099"):
        ask(Client(), phone)
    known, new = make_user().phone[-11:], "13700000088"
    assert [(ask(client, known).status_code, sent(known))] == [(ask(other, new).status_code, sent(new))] == [(302, [])]
    pages = [browser.get(CODE).content.decode().replace(f"{phone[:3]}****{phone[-4:]}", "") for browser, phone in ((client, known), (other, new))]
    assert _without_token(pages[0]) == _without_token(pages[1])


def _without_token(page):
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


# --- guesses ----------------------------------------------------------------------------------------
def guess(client, clock, count):
    """Send `count` wrong codes, a new SMS whenever one is worn out and may be had. Returns the pages."""
    pages = []
    for _ in range(count):
        answer = enter(client, not_(code_for(PHONE)))
        pages.append(answer)
        if "请重发一个" in words(answer):
            clock.shift(61)
            client.post(CODE, {"action": "resend"})
    return pages


def test_five_failures_stop_this_place_for_fifteen_minutes(client, clock):
    ask(client, PHONE)
    pages = guess(client, clock, 7)
    assert [page.status_code for page in pages] == [422] * 5 + [429] * 2
    assert "这里连着试错了几次，先停一停。请等 14 分钟再试" in words(pages[-1])
    assert enter(client, code_for(PHONE)).status_code == 429
    clock.shift(15 * 60)
    client.post(CODE, {"action": "resend"})
    assert enter(client, code_for(PHONE)).status_code == 302


def test_ten_tries_an_hour_for_a_number_from_wherever(clock):
    compared = 0
    for place in range(5):
        client = Client(REMOTE_ADDR=f"203.0.113.{place}")
        clock.shift(61)
        ask(client, PHONE)
        for _ in range(4):
            answer = enter(client, not_(code_for(PHONE)))
            compared += "验证码不对" in words(answer)
    assert compared == 10
    assert "一小时里试了太多次。请等" in words(answer)
    assert answer.status_code == 429


def test_her_own_device_gets_in_while_her_number_is_attacked(client, clock):
    come_in(client, PHONE)
    client.cookies.pop("session")  # her session is over, the device is still known
    for place in range(4):  # somebody who knows her number asks and guesses from elsewhere
        thief = Client(REMOTE_ADDR=f"203.0.113.{place}")
        clock.shift(61)
        ask(thief, PHONE)
        for _ in range(5):
            enter(thief, not_(code_for(PHONE)))
    assert ask(Client(REMOTE_ADDR="203.0.113.77"), PHONE).status_code == 429  # from anywhere else nothing goes any more
    assert come_in(client, PHONE).status_code == 302
    assert is_in(client)


def test_a_device_is_known_for_its_own_number_only(client, make_user, clock):
    come_in(client, PHONE)
    from accounts import devices

    request = RequestFactory().get("/")
    request.COOKIES["known"] = client.cookies["known"].value
    assert devices.caller(request, f"+86{PHONE}").device
    assert not devices.caller(request, make_user().phone).device
    request.COOKIES["known"] = client.cookies["known"].value[:-2] + "xx"
    assert not devices.caller(request, f"+86{PHONE}").device


# --- where she is -----------------------------------------------------------------------------------
def address(trusted, settings, **meta):
    settings.TRUSTED_PROXIES = trusted
    return limits.address_of(RequestFactory().get("/", **{"REMOTE_ADDR": "10.0.0.1"} | meta))


def test_a_forged_forwarded_for_is_not_believed(settings):
    assert address(0, settings, HTTP_X_FORWARDED_FOR="1.2.3.4") == "10.0.0.1"
    assert address(1, settings, HTTP_X_FORWARDED_FOR="1.2.3.4, 203.0.113.7") == "203.0.113.7"
    assert address(2, settings, HTTP_X_FORWARDED_FOR="1.2.3.4, 203.0.113.7, 10.0.0.9") == "203.0.113.7"
    assert address(2, settings, HTTP_X_FORWARDED_FOR="1.2.3.4") == "10.0.0.1"
    assert address(1, settings, HTTP_X_FORWARDED_FOR="not an address") == limits.NOWHERE
    assert address(1, settings, HTTP_X_FORWARDED_FOR="2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::"
    assert address(1, settings, HTTP_X_FORWARDED_FOR="::ffff:203.0.113.7") == "203.0.113.7"


def test_an_address_cannot_be_changed_by_a_header(settings):
    settings.TRUSTED_PROXIES = 1
    answers = [
        ask(Client(), phone, HTTP_X_FORWARDED_FOR=f"198.51.100.{at}, 203.0.113.7", HTTP_X_REAL_IP=f"198.51.100.{at}", HTTP_FORWARDED=f"for=198.51.100.{at}")
        for at, phone in enumerate(numbers(31))
    ]
    assert [answer.status_code for answer in answers] == [302] * 30 + [429]
