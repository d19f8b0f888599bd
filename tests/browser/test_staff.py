"""A keeper's day in Chromium, on a phone and at a desk: the lists, the door, the telephone, next week."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import FamilyMember, Post
from accounts.roles import Role
from positions import booking
from positions.models import Booking, Session

from .conftest import DRESSES

ARRIVED = re.compile("到了.*许知远")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def keeper(site, make_user):
    user = make_user("黄秀云")
    Post.objects.create(user=user, role=Role.SITE_STAFF, site=site)
    return user


@pytest.fixture
def session(make_session):
    return soon_session(make_session)


def soon_session(make_session):
    """Return a session of today that has not begun, whatever the clock says."""
    soon = timezone.now() + timedelta(minutes=20)
    if timezone.localdate(soon) != timezone.localdate():
        pytest.skip("today is nearly over: a session that begins in 20 minutes is tomorrow's")
    session = make_session(days=0, hour=0, hours=23, capacity=4)
    Session.objects.filter(pk=session.pk).update(starts_at=soon, closes_at=soon, ends_at=soon + timedelta(hours=2))
    session.refresh_from_db()
    return session


@pytest.fixture
def roster(session, make_user):
    """Three children on the list; the first is allergic."""
    rows = []
    for name, note in (("陈小满", "花生过敏"), ("许知远", None), ("郑一诺", None)):
        parent = make_user("林晓梅")
        child = FamilyMember.objects.create(
            guardian=parent, name=name, relation="daughter", born_on=date(timezone.localdate().year - 8, 1, 1), health_note=note
        )
        rows.append(booking.book(session=session.pk, attendee=child.pk, booker=parent, by=parent))
    return rows


@pytest.fixture
def looked_at(axe, sideways):
    """looked_at(page): no complaint of the browser so far, nothing sticks out at the side, axe finds nothing.

    axe itself trips over our policy (it measures with an inline style), so the complaints are read before it runs.
    """
    found = {}

    def looked_at(page):
        if page not in found:
            found[page] = []
            page.on("console", lambda message: found[page].append(message.text) if message.type == "error" and "422" not in message.text else None)
            page.on("pageerror", lambda error: found[page].append(str(error)))
            page.reload()
        assert not found[page], page.url
        assert sideways(page) == 0, page.url
        axe(page)
        found[page].clear()

    return looked_at


def test_a_keepers_day(screen, login, looked_at, keeper, session, roster):
    login(screen, keeper, second_factor=True)
    screen.goto("/admin/")
    looked_at(screen)
    screen.get_by_role("link", name="今天的名单").first.click()

    # by the code that a mother reads out, by hand, and back
    screen.get_by_label("预约码，6 位").fill(roster[0].door_code)
    screen.get_by_role("button", name="签到", exact=True).click()
    screen.get_by_text("陈小满 签到了").wait_for()
    expect(screen.locator("#done").get_by_text("花生过敏")).to_be_visible()
    screen.get_by_role("button", name=ARRIVED).click()
    screen.get_by_text("许知远 签到了").wait_for()
    screen.get_by_role("button", name=re.compile("撤回.*许知远")).click()
    screen.get_by_text("签到撤回了").wait_for()
    looked_at(screen)

    # somebody cannot come
    screen.locator("summary", has_text="郑一诺").click()
    screen.get_by_role("button", name="取消这个预约").click()
    screen.get_by_text("郑一诺 的预约取消了").wait_for()
    assert [Booking.objects.get(pk=row.pk).status for row in roster] == ["attended", "confirmed", "cancelled"]

    # somebody calls for her son
    screen.get_by_role("link", name="代人约这一场").click()
    screen.get_by_label("手机号").fill("139 1234 5678")
    screen.get_by_label("预约人姓名").fill("林阿香")
    screen.get_by_label("孩子或家人", exact=True).check()
    screen.get_by_role("button", name="约上").click()
    screen.get_by_role("alert").get_by_text("请写上参加人的姓名").wait_for()
    expect(screen.get_by_label("预约人姓名")).to_have_value("林阿香")
    looked_at(screen)
    screen.get_by_label("孩子或家人的姓名").fill("林子涵")
    screen.get_by_label("是预约人的").select_option(label="儿子")
    screen.get_by_label("参加人的出生日期").fill(f"{timezone.localdate().year - 9}-05-01")
    screen.get_by_label("已说明").check()
    screen.get_by_role("button", name="约上").click()
    screen.get_by_text("请告诉对方").wait_for()
    made = Booking.objects.get(attendee__name="林子涵")
    expect(screen.get_by_text(f"{made.door_code[:3]} {made.door_code[3:]}")).to_be_visible()

    # one more session, on the page
    screen.get_by_role("link", name="加一场").click()
    screen.get_by_label("服务").select_option(index=1)
    screen.get_by_label("日期").fill(timezone.localdate().isoformat())
    screen.get_by_label("开始").fill("23:30")
    screen.get_by_label("结束").fill("23:55")
    screen.get_by_label("名额").fill("12")
    screen.get_by_role("button", name="加上，马上发布").click()
    screen.get_by_text("居民看得到了").wait_for()
    looked_at(screen)

    # next week like this one
    screen.get_by_role("link", name="下一周").click()
    screen.get_by_role("link", name="照抄上一周").click()
    screen.get_by_role("heading", name="会加 2 场").wait_for()
    looked_at(screen)
    screen.get_by_role("button", name="照抄，马上发布").click()
    screen.get_by_role("heading", name="加了 2 场").wait_for()
    looked_at(screen)


def test_lists_and_forms_are_good_to_read(screen, login, looked_at, keeper, session, roster):
    login(screen, keeper, second_factor=True)
    lists = ("session", "booking", "site", "service")
    pages = [
        *(f"/admin/positions/{name}/" for name in lists),
        f"/admin/positions/session/{session.pk}/change/",
        "/admin/positions/session/add/",
        f"/admin/positions/session/{session.pk}/cancel/",
        f"/admin/positions/booking/{roster[0].pk}/change/",
        f"/admin/positions/site/{session.site_id}/change/",
        f"/admin/positions/site/{session.site_id}/history/",
        "/admin/today/book/",
    ]
    for address in pages:
        assert screen.goto(address).status == 200
        looked_at(screen)


def test_the_day_page_in_every_dress(phone, login, axe, keeper, roster):
    login(phone, keeper, second_factor=True)
    phone.goto("/admin/today/")
    axe(phone, dresses=DRESSES)


def test_the_roster_prints_alone(desk, login, keeper, roster):
    login(desk, keeper, second_factor=True)
    desk.goto("/admin/today/")
    desk.emulate_media(media="print")
    expect(desk.get_by_role("columnheader", name="签退")).to_be_visible()
    expect(desk.get_by_text("陈小满").first).to_be_visible()
    for hidden in ("代人预约", "本周", "要您处理", "工作台菜单"):
        expect(desk.get_by_text(hidden).first).to_be_hidden()
    expect(desk.get_by_role("button", name=ARRIVED)).to_be_hidden()


def test_without_javascript_the_day_goes_on(open_page, login, keeper, roster):
    page = open_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    login(page, keeper, second_factor=True)
    page.goto("/admin/today/")
    page.get_by_role("button", name=ARRIVED).click()
    page.get_by_text("许知远 签到了").wait_for()
    page.get_by_role("link", name="菜单").click()
    page.get_by_role("link", name="名单和预约").click()
    page.get_by_role("heading", name="预约").wait_for()


def test_a_keeper_without_her_factor_is_led_to_it(phone, login, keeper):
    login(phone, keeper)
    phone.goto("/admin/today/")
    expect(phone).to_have_url(re.compile("/accounts/"))


def test_an_officer_finds_a_community_by_typing(desk, login, looked_at, area, center, make_user):
    officer = make_user("苏丽华")
    Post.objects.create(user=officer, role=Role.COUNTY_OFFICER, area_id="350503000000")
    login(desk, officer, second_factor=True)
    desk.goto("/admin/positions/center/add/")
    desk.get_by_label("名称").first.fill("新邻里中心")
    desk.locator(".select2-selection").click()
    desk.locator(".select2-search__field").fill("东美")
    desk.get_by_role("option", name="东美社区（丰泽区 丰泽街道）").click()
    desk.get_by_label("地址").fill("刺桐路 200 号")
    desk.get_by_role("button", name="保存", exact=True).click()
    desk.get_by_text("加好了").wait_for()
    looked_at(desk)
