"""The one door over HTTP: number, code, in. What is refused, what is not told, where it leads."""

import time
from datetime import timedelta
from statistics import median

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Consent, SignInAttempt, User
from tests.accounts.door import CODE, LOGIN, ask, code_for, come_in, enter, is_in, not_, sent, words

pytestmark = pytest.mark.django_db
NEW = "13800138000"


def test_a_number_nobody_knows_becomes_an_account_after_its_code(client):
    assert ask(client, NEW).status_code == 302
    assert not User.objects.exists()
    answer = enter(client, code_for(NEW))
    assert (answer.status_code, answer["Location"]) == (302, "/my/")
    user = User.objects.get()
    assert (user.phone, user.phone_verified, user.has_usable_password()) == ("+8613800138000", True, False)
    assert [consent.purpose for consent in user.consents.live()] == [Consent.Purpose.ACCOUNT]
    assert [member.relation for member in user.family.all()] == ["self"]
    assert client.get("/my/").status_code == 200


def test_who_comes_again_is_the_same_person_and_agrees_once(client, other, mother, time_machine):
    phone = mother.phone[-11:]
    time_machine.move_to(timezone.now(), tick=False)
    come_in(client, phone)
    time_machine.shift(61)
    ask(other, f"+86 {phone[:3]}-{phone[3:7]}-{phone[7:]}")
    enter(other, code_for(phone))
    assert {one.session["_auth_user_id"] for one in (client, other)} == {str(mother.pk)}
    assert User.objects.count() == 1
    assert mother.consents.live().count() == 1


def test_the_sms_has_its_sign_its_code_and_fits_into_one(client):
    ask(client, NEW)
    (message,) = sent(NEW)
    assert message["words"].startswith("【泉州妇联】验证码")
    assert len(message["words"]) <= 70
    assert message["phone"] == "+8613800138000"


def test_the_code_is_kept_as_an_hmac_and_stands_nowhere_in_clear(client):
    ask(client, NEW)
    code = code_for(NEW)
    held = [str(row) for table in ("accounts_signinattempt", "accounts_tally") for row in _rows(table)]
    assert held
    assert not any(code in row or NEW in row for row in held)
    assert not any(code in str(value) or NEW in str(value) for value in client.session.items())


def _rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
        return cursor.fetchall()


@pytest.mark.parametrize("typed", ["{0}{1}{2} {3}{4}{5}", " {0}{1}{2}-{3}{4}{5} ", "wide"])
def test_blanks_dashes_and_wide_digits_in_a_code_are_fine(client, typed):
    ask(client, NEW)
    code = code_for(NEW)
    code = "".join(chr(ord(digit) + 0xFEE0) for digit in code) if typed == "wide" else typed.format(*code)
    assert enter(client, code).status_code == 302
    assert is_in(client)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "12345٦", "1" * 10_000])
def test_what_is_no_code_is_told_so_and_costs_no_try(client, typed):
    ask(client, NEW)
    answer = enter(client, typed)
    assert answer.status_code == 422
    assert ("请填验证码" if not typed else "验证码是 6 位数字，请再看一遍短信") in words(answer)
    assert SignInAttempt.objects.get().tries == 0


def test_a_late_code_is_told_so(client):
    ask(client, NEW)
    SignInAttempt.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = enter(client, code_for(NEW))
    assert answer.status_code == 422
    assert "这个验证码过了 5 分钟。请重发一个" in words(answer)
    assert not is_in(client)
    assert not User.objects.exists()


def test_a_code_is_good_for_five_minutes(client, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    ask(client, NEW)
    time_machine.shift(299)
    assert enter(client, code_for(NEW)).status_code == 302


def test_a_used_code_lets_nobody_in_again(client):
    ask(client, NEW)
    began = client.session["door"]
    enter(client, code_for(NEW))
    thief = Client()
    session = thief.session
    session["door"] = began  # even with the very session of the first browser
    session.save()
    answer = enter(thief, code_for(NEW))
    assert answer.status_code == 422
    assert "不能再用了" in words(answer)
    assert not is_in(thief)


def test_five_wrong_tries_end_a_code(client):
    ask(client, NEW)
    code = code_for(NEW)
    for left in (4, 3, 2, 1):
        answer = enter(client, not_(code))
        assert answer.status_code == 422
        assert f"还可以试 {left} 次" in words(answer)
        assert f'value="{not_(code)}"' in answer.content.decode()
    assert "验证码不对，已经试了 5 次。请重发一个" in words(enter(client, not_(code)))
    answer = enter(client, code)
    assert answer.status_code == 422
    assert "试了 5 次都不对，不能再用了" in words(answer)
    assert not is_in(client)


def test_a_code_is_good_in_the_browser_that_asked_for_it_only(client, other, make_user):
    ask(client, NEW)
    mine = code_for(NEW)
    theirs = make_user().phone[-11:]
    ask(other, theirs)
    assert code_for(theirs) != mine or pytest.skip("a one in a million")
    assert enter(other, mine).status_code == 422
    assert enter(Client(), mine)["Location"] == LOGIN
    assert not is_in(other)
    assert enter(client, mine).status_code == 302


def test_a_second_code_takes_the_place_of_the_first(client, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    ask(client, NEW)
    first = code_for(NEW)
    early = client.post(CODE, {"action": "resend"})
    assert early.status_code == 429
    assert "刚刚发过一条短信。请再等 1 分钟" in words(early)
    assert len(sent(NEW)) == 1
    time_machine.shift(61)
    assert client.post(CODE, {"action": "resend"}).status_code == 302
    second = code_for(NEW)
    assert len(sent(NEW)) == 2
    if first != second:
        assert enter(client, first).status_code == 422
    assert enter(client, second).status_code == 302


def test_without_the_box_no_sms_leaves_and_what_was_typed_stays(client):
    answer = client.post(LOGIN, {"phone": "138 0013 8000"})
    assert answer.status_code == 422
    assert "要先勾选同意，才能用手机号登录" in words(answer)
    assert 'value="138 0013 8000"' in answer.content.decode()
    assert sent() == []


def test_a_landline_is_told_so_beside_its_field(client):
    answer = ask(client, "0595-22112211")
    assert answer.status_code == 422
    assert "这像是座机号" in words(answer)
    assert 'aria-invalid="true"' in answer.content.decode()
    assert sent() == []


def test_a_dead_provider_is_told_and_nothing_breaks(client, settings):
    settings.SMS_FILE = settings.DATA_DIR / "no" / "\0" / "where"  # opening it is an error
    settings.SMS_BACKEND = "tests.accounts.broken_sms"
    answer = ask(client, NEW)
    assert answer.status_code == 503
    assert "短信这会儿发不出去。请过几分钟再试" in words(answer)


# --- known and unknown look alike ------------------------------------------------------------------
def steps(client, phone):
    """Return what can be seen of asking for a code: status, page, headers, statements, SMS."""
    with CaptureQueriesContext(connection) as asked:
        first = ask(client, phone)
    with CaptureQueriesContext(connection) as shown:
        page = client.get(CODE)
    wrong = enter(client, not_(code_for(phone)))
    return {
        "status": (first.status_code, first["Location"], page.status_code, wrong.status_code),
        "headers": sorted(first.headers) + sorted(page.headers),
        "cookies": sorted(first.cookies),
        "page": _bare(page, phone),
        "wrong": _bare(wrong, phone),
        "statements": ([_bare_sql(query) for query in asked], [_bare_sql(query) for query in shown]),
        "sms": sent(phone)[-1]["words"].replace(code_for(phone), "CODE"),
    }


def _bare(response, phone):
    text = response.content.decode()
    token = str(response.context["csrf_token"])
    return text.replace(token, "TOKEN").replace(f"{phone[:3]}****{phone[-4:]}", "PHONE").replace(not_(code_for(phone)), "CODE")


def _bare_sql(query):
    return query["sql"].split(" WHERE ")[0].split(" VALUES ")[0].split(" SET ")[0]


def test_known_and_unknown_numbers_look_alike(client, other, mother):
    assert steps(client, mother.phone[-11:]) == steps(other, "13700137000")


def test_known_and_unknown_numbers_take_the_same_time(make_user):
    known = [make_user().phone[-11:] for _ in range(60)]
    new = [f"137{at:08d}" for at in range(60)]
    took = {True: [], False: []}
    for at, pair in enumerate(zip(known, new, strict=True)):
        for phone in pair if at % 2 else reversed(pair):
            browser = Client(REMOTE_ADDR=f"203.0.113.{at}")
            began = time.perf_counter()
            ask(browser, phone)
            took[phone in known].append(time.perf_counter() - began)
    assert abs(median(took[True]) - median(took[False])) < 0.02


def test_also_somebody_who_may_not_come_in_any_more_looks_alike(client, other, mother):
    mother.is_active = False
    mother.save()
    assert steps(client, mother.phone[-11:]) == steps(other, "13700137000")
    answer = enter(client, code_for(mother.phone[-11:]))
    assert answer["Location"] == "/accounts/inactive/"
    assert not is_in(client)
    assert "这个账号停用了" in words(client.get("/accounts/inactive/"))


# --- where it leads ---------------------------------------------------------------------------------
def test_it_leads_back_to_the_page_she_came_from(client):
    assert client.get("/my/bookings/")["Location"] == "/accounts/login/?next=/my/bookings/"
    page = client.get("/accounts/login/?next=/my/bookings/?a=1%26b=2")
    assert 'name="next" value="/my/bookings/?a=1&amp;b=2"' in page.content.decode()
    ask(client, NEW, next="/my/bookings/?a=1&b=2")
    assert enter(client, code_for(NEW))["Location"] == "/my/bookings/?a=1&b=2"


TRICKS = [
    "https://evil.example/", "http://evil.example", "//evil.example", "///evil.example", "////evil.example", "\\\\evil.example", "/\\evil.example",
    "\\/evil.example", "/\t/evil.example", "/\n/evil.example", "/\r/evil.example", " //evil.example", "\t//evil.example", "https:evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "http:///evil.example", "/\0/evil.example", "evil.example", "@evil.example",
    "/accounts/logout/", "/accounts/login/?next=//evil.example", "/ /evil.example", "/\u2028/evil.example", "/" + "a" * 2000,
]  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS)
def test_it_never_leads_elsewhere(client, trick):
    ask(client, NEW, next=trick)
    assert enter(client, code_for(NEW))["Location"] == "/my/"
    if "\0" not in trick:  # those do not get as far as a view
        assert client.get(LOGIN, {"next": trick})["Location"] == "/my/"


def test_who_is_in_already_does_not_sign_in_again(client, mother):
    client.force_login(mother)
    assert client.get(f"{LOGIN}?next=/my/bookings/")["Location"] == "/my/bookings/"
    assert client.get(CODE)["Location"] == "/my/"


# --- the session -----------------------------------------------------------------------------------
def test_signing_in_gives_a_new_session_and_keeps_nothing_of_the_door(client):
    ask(client, NEW)
    before = client.session.session_key
    enter(client, code_for(NEW))
    assert client.session.session_key != before
    assert not Client(headers={"cookie": f"{settings.SESSION_COOKIE_NAME}={before}"}).get("/my/").context
    assert "door" not in client.session
    assert "sign_in_public" not in client.session


def test_cookies_are_strict(client):
    ask(client, NEW)
    answer = enter(client, code_for(NEW))
    assert set(answer.cookies) >= {settings.SESSION_COOKIE_NAME, "known"}
    for cookie in answer.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"
        assert not cookie["domain"]


def test_there_is_no_page_for_a_password_or_an_address(client, mother):
    client.force_login(mother)
    for path in ("signup/", "password/change/", "password/set/", "password/reset/", "email/", "confirm-email/", "reauthenticate/", "login/code/confirm/"):
        assert client.get(f"/accounts/{path}").status_code == 404
    assert Client().get("/admin/login/?next=/admin/")["Location"] == "/accounts/login/?next=%2Fadmin%2F"


def test_signing_out_is_a_press_and_leaves_nothing(client):
    come_in(client, NEW)
    assert client.get("/accounts/logout/").status_code == 200
    assert is_in(client)
    answer = client.post("/accounts/logout/")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not is_in(client)
    assert answer.cookies["known"]["max-age"] == 0
    assert client.get("/my/").status_code == 302
    assert client.get("/accounts/logout/")["Location"] == "/"
