"""Through the door in real Chromium: back to where she came from, a second factor, a passkey alone."""

import re
import time
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from playwright.sync_api import expect

from accounts.models import Post
from accounts.roles import Role
from tests.accounts.door import code_for, not_, sent
from tests.browser.conftest import DESK, DRESSES, PHONE

NUMBER = "13800138000"


@pytest.fixture(autouse=True)
def no_old_messages():
    settings.SMS_FILE.unlink(missing_ok=True)


@pytest.fixture
def keeper(make_user, site):
    user = make_user("许巧玲")
    Post.objects.create(user=user, role=Role.SITE_STAFF, site=site)
    return user


def in_the_admin(url):
    return urlsplit(url).path == "/admin/"


def ask(page, number=NUMBER):
    page.get_by_role("textbox", name="手机号").fill(number)
    page.get_by_label("我看过并同意").check()
    page.get_by_role("button", name="发验证码").click()
    page.wait_for_url("**/login/code/")


def enter(page, number=NUMBER):
    page.get_by_role("textbox", name="验证码").fill(code_for(number))
    page.get_by_role("button", name="登录").click()


def test_from_a_session_through_the_door_and_back_to_it(screen, axe, sideways, make_session):
    session = make_session()
    screen.goto(f"/sessions/{session.pk}/")
    screen.get_by_role("link", name="登录后预约").locator("visible=true").click()
    screen.wait_for_url("**/accounts/login/**")
    axe(screen)
    assert sideways(screen) == 0
    ask(screen)
    axe(screen)
    screen.get_by_role("textbox", name="验证码").fill(not_(code_for(NUMBER)))
    screen.get_by_role("button", name="登录").click()
    screen.get_by_role("heading", name="有 1 处要改").wait_for()
    assert screen.evaluate("document.activeElement.className") == "errsum"
    expect(screen).to_have_title(re.compile("^有 1 处要改："))
    axe(screen)
    enter(screen)
    screen.wait_for_url(f"**/sessions/{session.pk}/book/")
    axe(screen)
    screen.get_by_role("button", name="确认预约").click()
    screen.wait_for_url("**/bookings/*/")
    expect(screen.get_by_text("约好了").first).to_be_visible()
    axe(screen)
    screen.get_by_text("来不了，取消预约").click()
    screen.get_by_role("button", name="取消这次预约").click()
    screen.get_by_text("取消好了").first.wait_for()
    axe(screen)


def test_without_script_the_door_opens_too(open_page):
    page = open_page(java_script_enabled=False, **PHONE)
    page.goto("/my/")
    expect(page.get_by_role("button", name="用通行密钥登录")).to_have_count(0)
    ask(page)
    enter(page)
    page.wait_for_url("**/my/")


def test_the_pages_of_the_door_in_every_dress(open_page, axe, dress, sideways, login, mother):
    page = open_page(**PHONE)
    page.goto("/accounts/login/")
    axe(page, dresses=DRESSES)
    dress(page, "elder")
    page.reload()
    assert sideways(page) == 0
    dress(page, "plain")
    page.goto("/accounts/login/")
    ask(page)
    axe(page, dresses=DRESSES)
    login(page, mother)
    for path in ("devices/", "factor/", "factor/app/add/", "factor/passkeys/add/", "phone/", "logout/"):
        page.goto(f"/accounts/{path}")
        expect(page).to_have_url(re.compile(re.escape(path) + "$"))
        axe(page, dresses=DRESSES)
        assert sideways(page) == 0


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_member_of_staff_sets_up_her_app_and_comes_to_the_admin(open_page, axe, sideways, keeper, size):
    page = open_page(**size)
    number = keeper.phone[-11:]
    page.goto("/admin/")
    ask(page, number)
    enter(page, number)
    page.wait_for_url("**/factor/app/add/**")
    axe(page)
    assert sideways(page) == 0
    assert page.get_by_role("img", name="给动态码软件扫的二维码").evaluate("img => img.naturalWidth") > 100
    secret = "".join(page.locator(".nb").all_inner_texts())
    page.get_by_role("textbox", name="软件里的 6 位数字").fill(totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30)))
    page.get_by_role("button", name="开通").click()
    page.get_by_role("heading", name="恢复码").wait_for()
    axe(page)
    assert sideways(page) == 0
    assert page.get_by_role("listitem").count() >= 10
    page.get_by_role("link", name="抄好了，继续").click()
    page.wait_for_url(in_the_admin)


def test_a_passkey_is_added_and_then_alone_opens_the_door_and_the_admin(open_page, axe, login, keeper):
    page = open_page(**PHONE)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"isUserVerified": True, "automaticPresenceSimulation": True}})
    login(page, keeper)
    page.goto("/accounts/factor/passkeys/add/")
    page.get_by_role("textbox", name="叫什么名字").fill("我的手机")
    page.get_by_role("button", name="添加").click()
    page.get_by_role("heading", name="恢复码").wait_for()
    assert Authenticator.objects.filter(user=keeper, type="webauthn").get().wrap().name == "我的手机"
    assert sent(keeper.phone[-11:])[-1]["words"].startswith("【泉州妇联】您的账号加了一把通行密钥。")
    page.context.clear_cookies()
    page.goto("/admin/")
    page.get_by_role("button", name="用通行密钥登录").click()
    page.wait_for_url(in_the_admin)
    expect(page.get_by_role("heading").first).to_be_visible()
    page.goto("/accounts/factor/")
    axe(page)
    page.get_by_role("link", name="删掉").click()
    axe(page)
    page.get_by_role("button", name="删掉").click()
    page.get_by_text("通行密钥删掉了").wait_for()
    assert not Authenticator.objects.filter(user=keeper).exists()


def test_with_both_factors_a_passkey_answers_after_the_sms_and_before_what_matters(open_page, axe, login, keeper):
    from accounts import second_factor

    page = open_page(**PHONE)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"isUserVerified": True, "automaticPresenceSimulation": True}})
    login(page, keeper)
    page.goto("/accounts/factor/passkeys/add/")
    page.get_by_role("button", name="添加").click()
    page.get_by_role("heading", name="恢复码").wait_for()
    second_factor.enrol_totp(keeper)
    page.context.clear_cookies()
    settings.SMS_FILE.unlink()
    page.goto("/admin/")
    ask(page, keeper.phone[-11:])
    enter(page, keeper.phone[-11:])
    page.wait_for_url("**/factor/show/")
    axe(page)
    page.get_by_role("button", name="用通行密钥").click()
    page.wait_for_url(in_the_admin)
    keeper.refresh_from_db()
    login(page, keeper)  # an older session: it has shown nothing yet
    page.goto("/admin/")
    page.get_by_role("link", name="改用通行密钥").click()
    axe(page)
    page.get_by_role("button", name="用通行密钥").click()
    page.wait_for_url(in_the_admin)


def test_ending_all_others_asks_once(open_page, login, mother, axe):
    from django.test import Client

    from tests.accounts.door import come_in

    come_in(Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/130"), mother.phone[-11:])
    page = open_page(**PHONE)
    login(page, mother)
    page.goto("/accounts/devices/")
    page.get_by_text("除了这台，全退掉").click()
    axe(page)
    page.get_by_role("button", name="全退掉").click()
    page.get_by_text("除了这台，都退掉了。").wait_for()
