"""The second factor of staff: nothing of theirs opens without it, its secret is sealed, one code works once."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import second_factor
from accounts.models import Post, SpentCode
from accounts.roles import Role
from tests.accounts.door import SHOW, ask, code_for, come_in, enter, is_in, sent, words
from tests.people import sign_in

pytestmark = pytest.mark.django_db
ACTIVATE, AGAIN, INDEX, RECOVERY = "/accounts/factor/app/add/", "/accounts/factor/again/", "/accounts/factor/", "/accounts/factor/recovery/"


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    return time_machine


@pytest.fixture
def keeper(make_user, site):
    """A member of staff of one site, without a second factor yet."""
    user = make_user("许巧玲")
    Post.objects.create(user=user, role=Role.SITE_STAFF, site=site)
    return user


def code_of(secret, step=0):
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + step))


def walk_in(client, user):
    """The SMS part of signing in."""
    ask(client, user.phone[-11:])
    return enter(client, code_for(user.phone[-11:]))


# --- nothing opens without it -----------------------------------------------------------------------
def test_sms_alone_never_opens_the_admin_but_leads_to_setting_up_a_factor(client, keeper):
    assert walk_in(client, keeper)["Location"] == "/my/"
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain == [("/admin/login/?next=/admin/", 302), (f"{ACTIVATE}?next=%2Fadmin%2F", 302)]
    assert "工作人员要有第二道锁" in words(answer)


def test_she_sets_up_an_app_writes_down_the_recovery_codes_and_is_in(client, keeper, django_capture_on_commit_callbacks):
    walk_in(client, keeper)
    page = client.get(f"{ACTIVATE}?next=/admin/positions/session/")
    secret = page.context["form"].secret
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert secret[:4] in words(page)
    wrong = client.post(ACTIVATE, {"code": "000000"})
    assert wrong.status_code == 422
    assert wrong.context["form"].secret == secret
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(ACTIVATE, {"code": code_of(secret)})
    assert answer["Location"] == RECOVERY
    page = client.get(RECOVERY)
    assert len(page.context["unused_codes"]) == 10
    assert 'href="/admin/positions/session/"' in page.content.decode()
    assert client.get("/admin/").status_code == 200
    assert "****" in client.get(RECOVERY).context["unused_codes"][0]
    assert sent(keeper.phone[-11:])[-1]["words"].startswith("【泉州妇联】您的账号开通了动态码。")


def test_with_an_app_the_sms_code_is_not_enough(client, keeper):
    secret = second_factor.enrol_totp(keeper)
    assert walk_in(client, keeper)["Location"] == SHOW
    assert not is_in(client)
    assert client.get("/my/").status_code == 302
    assert enter(client, "000000", SHOW).status_code == 422
    assert enter(client, code_of(secret), SHOW)["Location"] == "/my/"
    assert client.get("/admin/").status_code == 200


def test_a_session_from_before_the_app_is_asked_for_it(client, keeper):
    sign_in(client, keeper, mfa=False)
    secret = second_factor.enrol_totp(keeper)
    answer = client.get("/admin/login/?next=/admin/")
    assert answer["Location"] == f"{AGAIN}?next=%2Fadmin%2F"
    before = client.session.session_key
    assert client.post(answer["Location"], {"code": code_of(secret)})["Location"] == "/admin/"
    assert client.session.session_key != before
    assert client.get("/admin/").status_code == 200


def test_what_another_person_showed_in_this_browser_does_not_count(client, keeper, make_user):
    sign_in(client, make_user(), mfa=True)
    client.force_login(keeper, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/admin/").status_code == 302


def test_a_post_that_ended_closes_the_admin_with_the_next_request(client, keeper):
    sign_in(client, keeper)
    assert client.get("/admin/").status_code == 200
    Post.objects.update(since="2020-01-01", until="2020-12-31")
    assert client.get("/admin/").status_code == 302


def test_who_may_not_come_in_any_more_is_out_with_the_next_request(client, keeper):
    sign_in(client, keeper)
    keeper.is_active = False
    keeper.save()
    assert client.get("/admin/").status_code == 302
    assert client.get("/my/").status_code == 302


# --- the secret -------------------------------------------------------------------------------------
def test_the_secret_is_sealed_also_while_it_waits_in_the_session(client, keeper):
    walk_in(client, keeper)
    secret = client.get(ACTIVATE).context["form"].secret
    assert not any(secret in str(value) for value in client.session.items())
    client.post(ACTIVATE, {"code": code_of(secret)})
    codes = client.get(RECOVERY).context["unused_codes"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mfa_authenticator")
        rows = str(cursor.fetchall())
    assert secret not in rows
    assert not any(code in rows for code in codes)
    assert second_factor.enrol_totp(keeper) == secret


def test_a_secret_moved_to_another_person_does_not_open(keeper, make_user):
    thief = make_user()
    second_factor.enrol_totp(keeper)
    Authenticator.objects.create(user=thief, type="totp", data=Authenticator.objects.get(user=keeper).data)
    from accounts.crypto import CannotOpen

    with pytest.raises(CannotOpen):
        second_factor.accept(thief, "000000")


# --- one code once ----------------------------------------------------------------------------------
def test_a_code_works_once(client, other, keeper, clock):
    secret = second_factor.enrol_totp(keeper)
    walk_in(client, keeper)
    code = code_of(secret)
    assert enter(client, code, SHOW).status_code == 302
    clock.shift(61)
    for browser in (other, Client()):
        clock.shift(61)
        walk_in(browser, keeper)
        assert enter(browser, code, SHOW).status_code == 422
    assert SpentCode.objects.count() == 1
    assert enter(browser, code_of(secret), SHOW).status_code == 302


def test_the_code_by_which_an_app_was_set_up_is_used_up_too(client, other, keeper, clock):
    walk_in(client, keeper)
    secret = client.get(ACTIVATE).context["form"].secret
    code = code_of(secret)
    client.post(ACTIVATE, {"code": code})
    clock.shift(61)
    walk_in(other, keeper)
    clock.shift(-31)
    assert enter(other, code, SHOW).status_code == 422


def test_a_clock_that_is_half_a_minute_off_is_forgiven_a_minute_is_not(keeper, clock):
    secret = second_factor.enrol_totp(keeper)
    assert second_factor.accept(keeper, code_of(secret, -2)) is None
    assert second_factor.accept(keeper, code_of(secret, 2)) is None
    assert second_factor.accept(keeper, code_of(secret, -1))
    assert second_factor.accept(keeper, code_of(secret, 1))


def test_a_recovery_code_works_once(client, other, keeper, clock):
    walk_in(client, keeper)
    secret = client.get(ACTIVATE).context["form"].secret
    client.post(ACTIVATE, {"code": code_of(secret)})
    first, second, *_ = client.get(RECOVERY).context["unused_codes"]
    clock.shift(61)
    walk_in(other, keeper)
    assert enter(other, f"{first[:4]} {first[4:]}", SHOW).status_code == 302
    assert other.get("/admin/").status_code == 200
    third = Client()
    clock.shift(61)
    walk_in(third, keeper)
    assert enter(third, first, SHOW).status_code == 422
    assert enter(third, second, SHOW).status_code == 302


def test_five_wrong_codes_stop_this_place(client, keeper, clock):
    secret = second_factor.enrol_totp(keeper)
    walk_in(client, keeper)
    pages = [enter(client, "000000", SHOW) for _ in range(6)]
    assert "先停一停" not in words(pages[4])
    assert "动态码连着试错了几次，先停一停。请等 15 分钟再试" in words(pages[5])
    assert enter(client, code_of(secret), SHOW).status_code == 422
    clock.shift(15 * 60 + 1)
    walk_in(client, keeper)
    assert enter(client, code_of(secret), SHOW).status_code == 302


# --- changing it ------------------------------------------------------------------------------------
def test_taking_the_app_away_needs_a_fresh_code_ends_the_others_and_closes_the_admin(client, other, keeper, clock):
    secret = second_factor.enrol_totp(keeper)
    sign_in(other, keeper)
    sign_in(client, keeper)
    clock.shift(11 * 60)
    where = client.get("/accounts/factor/app/remove/")["Location"]
    assert where == f"{AGAIN}?next=%2Faccounts%2Ffactor%2Fapp%2Fremove%2F"
    assert client.post("/accounts/factor/app/remove/").status_code == 302
    assert Authenticator.objects.filter(user=keeper).exists()
    assert client.post(where, {"code": code_of(secret)})["Location"] == "/accounts/factor/app/remove/"
    assert client.get("/accounts/factor/app/remove/").status_code == 200
    assert other.get("/my/").status_code == 200
    assert client.post("/accounts/factor/app/remove/")["Location"] == INDEX
    assert not Authenticator.objects.filter(user=keeper).exists()
    assert other.get("/my/").status_code == 302
    assert client.get("/my/").status_code == 200
    assert client.get("/admin/").status_code == 302
    assert sent(keeper.phone[-11:])[-1]["words"].startswith("【泉州妇联】您的账号停用了动态码。")


def test_setting_up_needs_a_fresh_sms_code(client, keeper, clock):
    sign_in(client, keeper, mfa=False)
    clock.shift(11 * 60)
    where = client.get(ACTIVATE)["Location"]
    assert where == "/accounts/confirm/?next=%2Faccounts%2Ffactor%2Fapp%2Fadd%2F"
    assert "再确认一次是您本人" in words(client.get(where))
    before = client.session.session_key
    assert client.post(where, {"action": "send"})["Location"] == "/accounts/confirm/"
    assert enter(client, "000000" if code_for(keeper.phone[-11:]) != "000000" else "111111", "/accounts/confirm/").status_code == 422
    assert enter(client, code_for(keeper.phone[-11:]), "/accounts/confirm/")["Location"] == ACTIVATE
    assert client.session.session_key != before
    assert client.get(ACTIVATE).status_code == 200


def test_new_recovery_codes_take_the_place_of_the_old(client, keeper, clock):
    walk_in(client, keeper)
    secret = client.get(ACTIVATE).context["form"].secret
    client.post(ACTIVATE, {"code": code_of(secret)})
    old = client.get(RECOVERY).context["unused_codes"]
    assert client.get(f"{RECOVERY}new/").status_code == 200
    assert client.post(f"{RECOVERY}new/")["Location"] == RECOVERY
    new = client.get(RECOVERY).context["unused_codes"]
    assert not set(old) & set(new)
    assert second_factor.accept(keeper, old[0]) is None
    assert second_factor.accept(keeper, new[0])
    assert "还剩 9 个没用过" in words(client.get(INDEX))


def test_who_lost_everything_is_reset_and_signed_out(client, keeper):
    second_factor.enrol_totp(keeper)
    come = sign_in(client, keeper)
    second_factor.reset(keeper)
    assert come.get("/my/").status_code == 302
    assert not second_factor.has_factor(keeper)


def test_a_resident_needs_none_and_may_have_one(client):
    come_in(client, "13800138000")
    assert "居民可以不用" in words(client.get(INDEX))
    secret = client.get(ACTIVATE).context["form"].secret
    assert client.post(ACTIVATE, {"code": code_of(secret)})["Location"] == RECOVERY
    assert f'href="{INDEX}"' in client.get(RECOVERY).content.decode()


def test_the_index_and_every_page_of_it_need_somebody_signed_in(client):
    for path in (INDEX, ACTIVATE, AGAIN, RECOVERY, f"{RECOVERY}new/", "/accounts/factor/app/remove/", "/accounts/factor/passkeys/add/"):
        assert client.get(path)["Location"].startswith("/accounts/login/")
        assert client.post(path)["Location"].startswith("/accounts/login/") if path != INDEX else client.post(path).status_code == 405
    assert client.get(SHOW)["Location"] == "/accounts/login/"
