"""A mother books, on a phone and on a desk, with and without JavaScript, in every dress."""

import io
import re

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from positions import booking
from positions.models import Booking, TeamMember

from .conftest import DESK, DRESSES, PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def children(service):
    service.min_age, service.max_age, service.audience = 6, 12, "children"
    service.save()
    return service


def test_three_presses_from_the_card_to_the_ticket(screen, login, axe, sideways, children, make_session, mother, daughter):
    make_session(days=1)
    login(screen, mother)
    screen.goto("/sessions/")
    screen.get_by_role("link", name="四点半课堂").click()  # 1
    screen.get_by_role("link", name="预约这一场").locator("visible=true").click()  # 2
    expect(screen.get_by_role("radio", name="陈小满")).to_be_checked()
    expect(screen.get_by_role("radio", name="我自己")).to_be_disabled()
    assert sideways(screen) == 0
    screen.get_by_role("button", name="确认预约").click()  # 3
    screen.get_by_text("约好了。").wait_for()
    made = Booking.objects.get()
    assert made.attendee == daughter
    expect(screen).to_have_url(f"/bookings/{made.code}/")
    assert sideways(screen) == 0
    axe(screen)
    with screen.expect_download() as download:
        screen.get_by_role("link", name="加到手机日历").click()
    assert "SUMMARY:四点半课堂" in download.value.path().read_text()


def test_cancelling_asks_once_and_offers_it_again(screen, login, axe, children, make_session, mother, daughter):
    held = booking.book(session=make_session(days=1).pk, attendee=daughter.pk, booker=mother, by=mother)
    login(screen, mother)
    screen.goto("/my/bookings/")
    axe(screen)
    screen.get_by_role("link", name="四点半课堂").click()
    expect(screen.get_by_role("button", name="取消这次预约")).to_be_hidden()
    screen.get_by_text("来不了，取消预约").click()
    axe(screen)
    screen.get_by_role("button", name="取消这次预约").click()
    screen.get_by_text("取消好了。").wait_for()
    held.refresh_from_db()
    assert held.status == "cancelled"
    axe(screen)
    screen.get_by_role("link", name="重新约这一场").click()
    screen.get_by_role("button", name="确认预约").click()
    screen.get_by_text("约好了。").wait_for()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_without_javascript(open_page, login, children, make_session, mother, daughter, size):
    page = open_page(java_script_enabled=False, **size)
    make_session(days=1)
    login(page, mother)
    page.goto("/sessions/")
    if size is PHONE:
        page.get_by_role("link", name="筛选").click()
    page.get_by_label("谁参加").select_option(label="陈小满（7 岁）")
    page.get_by_role("button", name="看结果").click()
    page.get_by_text("共 1 场").wait_for()
    page.get_by_role("link", name="四点半课堂").click()
    page.get_by_role("link", name="预约这一场").locator("visible=true").click()
    page.get_by_role("button", name="确认预约").click()
    page.get_by_text("约好了。").wait_for()
    expect(page.get_by_text("打印凭条")).to_be_hidden()
    page.get_by_text("来不了，取消预约").click()
    page.get_by_role("button", name="取消这次预约").click()
    page.get_by_text("取消好了。").wait_for()
    assert Booking.objects.get().status == "cancelled"


def test_filters_change_the_list_without_a_full_load(desk, login, axe, children, service, site, make_session, mother, daughter):
    for number in range(14):
        make_session(days=1 + number % 7, hour=9 + number // 7 * 3)
    login(desk, mother)
    desk.goto("/sessions/")
    desk.evaluate("window.stays = true")
    desk.get_by_role("link", name="再看 2 场").click()
    desk.get_by_text("都在这里了。").wait_for()
    expect(desk.locator(".sess")).to_have_count(14)
    expect(desk.get_by_role("heading", level=3, name=re.compile("月.*日"))).to_have_count(7)  # no day twice
    assert desk.evaluate("document.activeElement.id") == "onward-a"
    desk.get_by_label("谁参加").focus()
    desk.get_by_label("谁参加").select_option(label="我自己（36 岁）")
    desk.get_by_text("这些天没有合适的活动").wait_for()
    expect(desk.get_by_role("status")).to_have_text("没有找到活动")
    assert desk.evaluate("document.activeElement.id") == "f-who"
    expect(desk).to_have_url(re.compile("who="))
    desk.get_by_label("谁参加").select_option(label="陈小满（7 岁）")
    desk.get_by_role("status").get_by_text("共 14 场").wait_for()
    desk.locator("#days a").nth(2).click()
    desk.get_by_role("status").get_by_text("共 2 场").wait_for()
    expect(desk).to_have_url(re.compile("who="))
    expect(desk).to_have_url(re.compile("day="))
    desk.get_by_label("只看还有名额的").check()
    desk.wait_for_url(re.compile("free=on"))
    desk.get_by_role("status").get_by_text("共 2 场").wait_for()
    assert desk.evaluate("window.stays") is True
    axe(desk)
    desk.go_back()
    desk.go_back()
    desk.get_by_role("status").get_by_text("共 14 场").wait_for()


@pytest.mark.parametrize(("size", "dresses"), [(PHONE, list(DRESSES)), (DESK, ["plain", "elder"])], ids=["phone", "desk"])
def test_every_page_in_every_dress(open_page, login, axe, dress, sideways, children, site, center, make_session, mother, daughter, make_user, size, dresses):
    page = open_page(**size)
    teacher = TeamMember.objects.create(area=site.area, team="children", user=make_user("许巧玲"), name="许巧玲", record_checked_on=timezone.localdate())
    teacher.sites.add(site)
    free, full = make_session(days=1, host_name="许巧玲"), make_session(days=2, capacity=1)
    other = make_user(born_on=daughter.born_on)
    booking.book(session=full.pk, attendee=other.family.get().pk, booker=other, by=other)
    held = booking.book(session=free.pk, attendee=daughter.pk, booker=mother, by=mother)
    waits = booking.book(session=full.pk, attendee=daughter.pk, booker=mother, by=mother, wait=True)
    login(page, mother)
    addresses = [
        "/sessions/", "/sessions/?kind=studio", f"/sessions/{free.pk}/", f"/sessions/{full.pk}/", f"/sessions/{full.pk}/book/", "/centers/",
        f"/centers/{center.pk}/", f"/sites/{site.pk}/", f"/services/{children.pk}/", f"/bookings/{held.code}/", f"/bookings/{waits.code}/",
        "/my/bookings/", "/my/bookings/?when=past",
    ]  # fmt: skip
    for name in dresses:
        dress(page, name)
        for address in addresses:
            page.goto(address)
            assert sideways(page) == 0, f"{address} {name}"
            axe(page)


def test_what_is_wrong_is_said_and_takes_the_focus(phone, login, axe, children, make_session, mother, daughter):
    session = make_session(days=1)
    login(phone, mother)
    phone.goto(f"/sessions/{session.pk}/book/")
    daughter.born_on = daughter.born_on.replace(year=daughter.born_on.year + 5)  # changed in another tab meanwhile
    daughter.save()
    phone.get_by_label("过敏、用药或要留意的事").fill("花生过敏")
    phone.get_by_role("button", name="确认预约").click()
    phone.get_by_role("alert").wait_for()
    expect(phone).to_have_title(re.compile("^有 1 处要改"))
    assert phone.evaluate("document.activeElement.className") == "errsum"
    axe(phone)


def test_the_code_is_dark_on_white_in_the_dark_too(phone, login, dress, children, make_session, mother, daughter):
    held = booking.book(session=make_session(days=1).pk, attendee=daughter.pk, booker=mother, by=mother)
    login(phone, mother)
    dress(phone, "dark")
    phone.goto(f"/bookings/{held.code}/")
    picture = Image.open(io.BytesIO(phone.get_by_role("img", name="签到二维码").screenshot())).convert("L")
    colours = picture.getcolors(256 * 256)
    dark, white = sum(n for n, value in colours if value < 40), sum(n for n, value in colours if value > 215)
    assert dark > 0.15 * picture.width * picture.height
    assert white > 0.5 * picture.width * picture.height
    assert picture.getpixel((20, 20)) > 215  # the quiet zone
