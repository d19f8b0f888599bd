"""What holds on every page, seen on those of the portal itself: axe in each dress, no sideways scrolling, no script needed."""

import re

import pytest
from playwright.sync_api import expect

from notices.models import Notice
from positions import booking
from tests.browser.conftest import DRESSES, PHONE

PUBLIC = ["/", "/search/", "/search/?q=四点半", "/search/?q=瑜珈", "/about/", "/privacy/", "/privacy/children/", "/accessibility/", "/no-such-page/", "/help/"]
HERS = ["/", "/my/", "/my/notices/", "/my/privacy/"]
NARROW = {"viewport": {"width": 320, "height": 640}}


@pytest.fixture
def busy(mother, daughter, make_session, service):
    """A mother with a booking, in a city with something on."""
    for day in (1, 2, 3, 4, 5):
        make_session(days=day, capacity=day)
    session = make_session(days=1, hour=9)
    booking.book(session=session.pk, attendee=daughter.pk, booker=mother, by=mother)
    return mother


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_in_every_dress(phone, axe, sideways, busy, path):
    phone.goto(path)
    assert sideways(phone) == 0
    axe(phone, dresses=DRESSES)


@pytest.mark.parametrize("path", HERS)
def test_her_pages_in_every_dress(phone, axe, sideways, login, busy, path):
    login(phone, busy)
    phone.goto(path)
    assert sideways(phone) == 0
    axe(phone, dresses=DRESSES)
    for summary in phone.locator("details > summary").all():
        summary.click()
    axe(phone)


def test_all_pages_on_a_desk(desk, axe, sideways, login, busy):
    for paths in (PUBLIC, HERS):
        for path in paths:
            desk.goto(path)
            assert sideways(desk) == 0, path
            axe(desk)
        login(desk, busy)


@pytest.mark.parametrize("view", ["plain", "elder"])
def test_nothing_scrolls_sideways_at_320(open_page, login, dress, sideways, busy, view):
    page = open_page(**NARROW)
    dress(page, view)
    for path in PUBLIC:
        page.goto(path)
        assert sideways(page) == 0, path
    login(page, busy)
    for path in HERS:
        page.goto(path)
        assert sideways(page) == 0, path


def test_the_switches_work_without_script_and_come_back(open_page, busy):
    page = open_page(java_script_enabled=False, **PHONE)
    page.goto("/search/?q=四点半")
    page.get_by_role("button", name="长辈版").click()
    expect(page).to_have_url(re.compile(r"/search/\?q="))
    expect(page.locator("html")).to_have_attribute("data-view", "elder")
    page.get_by_role("button", name="普通版").click()
    expect(page.locator("html:not([data-view])")).to_have_count(1)
    page.goto("/accessibility/")
    page.get_by_role("button", name="深色", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_search_from_home_without_script(open_page, busy):
    page = open_page(java_script_enabled=False, **PHONE)
    page.goto("/")
    page.get_by_role("searchbox").fill("四点半")
    page.get_by_role("button", name="搜索").click()
    page.get_by_role("link", name="四点半课堂").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("四点半课堂")


def test_keyboard_reaches_the_text_first(desk, busy):
    desk.goto("/")
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("link", name="跳到正文")).to_be_focused()
    desk.goto("/help/")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")
    expect(desk.locator("[data-exit]")).to_be_focused()


def test_marking_as_read_is_one_press(phone, login, busy):
    login(phone, busy)
    phone.goto("/my/")
    phone.get_by_role("link", name="全部", exact=True).click()
    phone.get_by_role("button", name="都读过了").click()
    expect(phone.get_by_role("button", name="都读过了")).to_have_count(0)
    assert Notice.objects.of(busy).unread().count() == 0


@pytest.fixture
def weather(settings, live_server):
    """The page to which quick exit leads, here one of our own server: no test goes out."""
    settings.QUICK_EXIT_URL = f"{live_server.url}/about/"


@pytest.mark.parametrize("way", ["press", "shift", "no script"])
def test_quick_exit(open_page, login, busy, weather, way):
    page = open_page(java_script_enabled=way != "no script")
    login(page, busy)
    page.goto("/privacy/")
    page.goto("/help/")
    expect(page).to_have_title("便民服务")
    if way == "shift":
        for _ in range(3):
            page.keyboard.press("Shift")
    else:
        page.get_by_role("link", name="快速离开").click()
    expect(page).to_have_url(re.compile(r"/about/$"))
    if way != "no script":
        page.wait_for_load_state("networkidle")
        page.go_back()
        expect(page).to_have_url(re.compile(r"/privacy/$"))  # the help page is gone from the history
        for _ in range(20):  # and nobody is signed in any more, as soon as the word of it has arrived
            page.goto("/my/")
            if "/accounts/login/" in page.url:
                break
            page.wait_for_timeout(250)
        expect(page).to_have_url(re.compile(r"/accounts/login/"))


def test_first_view_on_a_phone_asks_little(open_page, busy, settings):
    """At most 5 requests. What they weigh is asked in tests/portal/test_frame.py."""
    settings.PUBLIC_PAGE_SECONDS = 20
    page = open_page(**PHONE)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/", wait_until="networkidle")
    assert len([url for url in asked if not url.startswith("data:")]) <= 5, asked


def test_no_page_breaks_the_content_security_policy(phone, login, busy):
    told = []
    phone.on("console", lambda message: told.append(message.text))
    phone.on("pageerror", lambda error: told.append(str(error)))
    login(phone, busy)
    for path in [*PUBLIC, *HERS]:
        if path != "/no-such-page/":
            phone.goto(path, wait_until="networkidle")
    assert told == []
