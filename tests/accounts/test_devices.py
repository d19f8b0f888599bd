"""How long a device stays signed in, what a public phone keeps (nothing), and ending devices."""

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import devices
from accounts.models import Post
from accounts.roles import Role
from tests.accounts.door import ask, code_for, come_in, enter, is_in, sent, words
from tests.people import sign_in

pytestmark = pytest.mark.django_db
PHONE, MY, DEVICES = "13800138000", "/my/", "/accounts/devices/"
MINUTE, HOUR, DAY = 60, 3600, 86400


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    return time_machine


@pytest.fixture
def officer(make_user, area):
    user = make_user("黄秀云")
    Post.objects.create(user=user, role=Role.COMMUNITY_OFFICER, area=area)
    return user


def stays(client, path=MY):
    return client.get(path).status_code == 200


# --- how long ---------------------------------------------------------------------------------------
def test_her_own_phone_stays_for_thirty_days_from_the_last_time(client, clock):
    answer = come_in(client, PHONE)
    assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 30 * DAY
    for _ in range(3):
        clock.shift(29 * DAY)
        assert stays(client)
    clock.shift(30 * DAY + 1)
    assert not stays(client)


def test_a_public_phone_goes_with_the_browser_and_after_fifteen_quiet_minutes(client, clock):
    answer = come_in(client, PHONE, public="on")
    assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""
    assert answer.cookies[settings.SESSION_COOKIE_NAME]["expires"] == ""
    assert "known" not in answer.cookies
    for _ in range(5):
        clock.shift(14 * MINUTE)
        assert stays(client)
    clock.shift(15 * MINUTE + 1)
    assert not stays(client)


def test_staff_are_out_after_thirty_quiet_minutes_and_after_twelve_hours_in_all(client, officer, clock):
    sign_in(client, officer)
    clock.shift(29 * MINUTE)
    assert stays(client, "/admin/")
    clock.shift(30 * MINUTE + 1)
    assert not stays(client, "/admin/")
    sign_in(client, officer)
    for _ in range(24):
        clock.shift(29 * MINUTE)
        assert stays(client, "/admin/")
    clock.shift(25 * MINUTE)
    assert not stays(client, "/admin/")


def test_the_sign_in_of_staff_ends_with_the_day(client, officer):
    answer = come_in(client, officer.phone[-11:])
    assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 12 * HOUR
    assert client.session["device"]["kind"] == "staff"


def test_whoever_became_staff_later_has_the_hours_of_staff_in_the_admin(client, make_user, area, clock):
    user = make_user()
    sign_in(client, user, kind="own")
    Post.objects.create(user=user, role=Role.COMMUNITY_OFFICER, area=area)
    assert stays(client, "/admin/")
    clock.shift(31 * MINUTE)
    assert not stays(client, "/admin/")


def test_the_door_says_why_she_is_asked_again(client, clock):
    come_in(client, PHONE, public="on")
    clock.shift(16 * MINUTE)
    answer = client.get(MY)
    assert answer["Location"] == "/accounts/login/?next=/my/&ended=1"
    assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 0
    page = client.get(answer["Location"])
    assert "好一会儿没动，为了安全已经退出" in words(page)
    assert 'name="next" value="/my/"' in page.content.decode()


def test_what_is_sent_after_the_time_is_up_is_not_done(client, clock):
    come_in(client, PHONE, public="on")
    clock.shift(16 * MINUTE)
    assert client.post(DEVICES, {"end": "others"})["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(("kind", "quiet", "writes"), [("own", 9 * MINUTE, 0), ("own", 10 * MINUTE, 1), ("staff", 50, 0), ("staff", 60, 1)])
def test_being_seen_is_written_seldom(client, mother, clock, kind, quiet, writes):
    sign_in(client, mother, kind=kind)
    client.get(MY)
    clock.shift(quiet)
    with CaptureQueriesContext(connection) as asked:
        client.get(MY)
    assert sum('UPDATE "django_session"' in query["sql"] for query in asked) == writes


# --- the list ---------------------------------------------------------------------------------------
def three(clock):
    """Sign one person in on her phone, at a computer and on a public phone. Returns the three browsers."""
    agents = [
        "Mozilla/5.0 (Linux; Android 14; M2102J2SC) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.49",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1",
    ]
    browsers = [Client(HTTP_USER_AGENT=agent) for agent in agents]
    for at, browser in enumerate(browsers):
        clock.shift(61)
        come_in(browser, PHONE, **({"public": "on"} if at == 2 else {}))
    return browsers


def test_she_sees_her_devices_and_ends_one(clock):
    phone, desk, public = three(clock)
    page = phone.get(DEVICES)
    rows = page.context["rows"]
    assert [(row["machine"], row["browser"], row["here"], row["public"]) for row in rows] == [
        ("安卓手机", "微信里打开", True, False),
        ("苹果手机", "苹果浏览器", False, True),
        ("电脑", "谷歌浏览器", False, False),
    ]
    assert "公用手机" in words(page)
    assert phone.post(DEVICES, {"end": rows[1]["pk"]})["Location"] == DEVICES
    assert [stays(one) for one in (phone, desk, public)] == [True, True, False]


def test_a_public_phone_is_off_the_list_when_its_time_is_up(clock):
    phone, _, public = three(clock)
    clock.shift(17 * MINUTE)
    assert [row["public"] for row in phone.get(DEVICES).context["rows"]] == [False, False]
    assert not stays(public)


def test_she_ends_all_others_at_once(clock):
    phone, desk, public = three(clock)
    before = phone.session.session_key
    phone.post(DEVICES, {"end": "others"})
    assert [stays(one) for one in (phone, desk, public)] == [True, False, False]
    assert phone.session.session_key != before
    assert [row["here"] for row in phone.get(DEVICES).context["rows"]] == [True]


def test_a_session_that_was_forgotten_in_the_list_ends_too(clock):
    phone, desk, _ = three(clock)
    UserSession.objects.exclude(session_key=phone.session.session_key).delete()  # the list does not know them any more
    phone.post(DEVICES, {"end": "others"})
    assert not stays(desk)


def test_nobody_ends_the_device_of_another_person(client, clock, make_user):
    three(clock)
    theirs = UserSession.objects.latest("pk")
    sign_in(client, make_user())
    for end in (str(theirs.pk), "999999", "0", "-1", "x", "", "9" * 30, "١"):
        assert client.post(DEVICES, {"end": end}).status_code == 302
    assert UserSession.objects.filter(pk=theirs.pk).exists()


def test_this_device_is_ended_by_signing_out_only(client):
    come_in(client, PHONE)
    client.post(DEVICES, {"end": UserSession.objects.get().pk})
    assert stays(client)
    client.post("/accounts/logout/")
    assert not UserSession.objects.exists()


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("", ("一台设备", "", False)),
        ("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1", ("苹果平板", "苹果浏览器", True)),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/130 Safari/537.36 Edg/130", ("苹果电脑", "Edge 浏览器", False)),
        ("Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH) HuaweiBrowser/15 Mobile Safari", ("鸿蒙手机", "华为浏览器", True)),
        ("<script>alert(1)</script>" * 50, ("一台设备", "", False)),
    ],
)
def test_a_browser_has_a_name_people_know(agent, name):
    assert devices.name_of(agent) == name


# --- another number ---------------------------------------------------------------------------------
NEW, TO, CODE = "13900139999", "/accounts/phone/", "/accounts/phone/code/"


def test_a_new_number_is_proved_the_old_one_told_and_the_other_devices_out(client, other, clock):
    come_in(other, PHONE)
    clock.shift(61)
    come_in(client, PHONE)
    assert client.post(TO, {"phone": NEW})["Location"] == CODE
    assert is_in(client)
    assert "139****9999" in words(client.get(CODE))
    assert client.post(CODE, {"code": code_for(NEW)})["Location"] == DEVICES
    assert sent(PHONE)[-1]["words"] == "【泉州妇联】您的账号改用139****9999登录了，这个号不再能登录。不是您本人办的，请马上打12338。"
    assert len(sent(PHONE)[-1]["words"]) <= 70
    assert stays(client)
    assert not stays(other)
    clock.shift(61)
    third = Client()
    come_in(third, NEW)
    assert third.session["_auth_user_id"] == client.session["_auth_user_id"]
    come_in(third := Client(), PHONE)  # the old number is anybody's again: an account of its own, and empty
    assert third.session["_auth_user_id"] != client.session["_auth_user_id"]


def test_changing_the_number_needs_a_fresh_code(client, clock):
    come_in(client, PHONE)
    clock.shift(11 * MINUTE)
    assert client.get(TO)["Location"] == "/accounts/confirm/?next=%2Faccounts%2Fphone%2F"
    assert client.post(TO, {"phone": NEW}).status_code == 302
    assert sent(NEW) == []
    client.post("/accounts/confirm/", {"action": "send", "next": TO})
    assert enter(client, code_for(PHONE), "/accounts/confirm/")["Location"] == TO
    assert client.get(TO).status_code == 200


@pytest.mark.parametrize(("typed", "said"), [("13800138000", "这就是您现在用的手机号"), ("0595-22112211", "这像是座机号"), ("", "请填手机号")])
def test_a_number_that_is_none_is_told_so(client, typed, said):
    come_in(client, PHONE)
    answer = client.post(TO, {"phone": typed})
    assert answer.status_code == 422
    assert said in words(answer)


def test_somebody_elses_number_is_not_taken(client, make_user, clock):
    theirs = make_user().phone[-11:]
    come_in(client, PHONE)
    client.post(TO, {"phone": theirs})
    answer = client.post(CODE, {"code": code_for(theirs)})
    assert answer.status_code == 422
    assert "这个手机号已经有自己的账号了" in words(answer)
    assert len(sent(PHONE)) == 1  # her code for signing in: nothing was changed, nothing told


def test_when_the_old_number_cannot_be_told_nothing_changes(client, settings):
    come_in(client, PHONE)
    client.post(TO, {"phone": NEW})
    code = code_for(NEW)
    settings.SMS_BACKEND = "tests.accounts.broken_sms"
    assert client.post(CODE, {"code": code}).status_code == 503
    from accounts.models import User

    assert User.objects.get().phone == f"+86{PHONE}"


def test_a_code_for_another_purpose_does_not_change_the_number(client, other):
    come_in(client, PHONE)
    ask(other, NEW)
    session = client.session
    session["new_phone"] = {"attempt": other.session["door"]["attempt"]}
    session.save()
    assert client.post(CODE, {"code": code_for(NEW)}).status_code == 302
    from accounts.models import User

    assert not User.objects.filter(phone=f"+86{NEW}").exists()


# --- tidying ----------------------------------------------------------------------------------------
def test_old_codes_and_tallies_are_swept(client, clock):
    from accounts import sweeping
    from accounts.models import SignInAttempt, Tally

    come_in(client, PHONE)
    assert sweeping.sweep() == 0
    clock.shift(2 * DAY + 1)
    assert sweeping.sweep() > 0
    assert not SignInAttempt.objects.exists()
    assert not Tally.objects.exists()
    assert UserSession.objects.count() == 1
