"""The door in Chromium: a picture of the code, a family, who fetches, closing; and an afternoon without a network."""

import io
import re
from datetime import date, timedelta

import pytest
import segno
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import FamilyMember, PickUpPerson, Post
from accounts.roles import Role
from positions import booking
from positions.door import signing
from positions.models import Booking, DoorTick, Service, Session
from tests.today import around_now

from .conftest import DRESSES, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CAME = re.compile("到了.*许知远")
CAMERA = """
  window.BarcodeDetector = class { async detect() { return [{ rawValue: "%s" }]; } };
  navigator.mediaDevices.getUserMedia = async () => new MediaStream();
  HTMLMediaElement.prototype.play = async () => {};
"""

KEPT = """async () => {
  const done = (asked) => new Promise((go) => { asked.onsuccess = () => go(asked.result); });
  const base = await done(indexedDB.open("door"));
  const rows = await done(base.transaction("lists").objectStore("lists").getAll());
  const ticks = await done(base.transaction("ticks").objectStore("ticks").getAll());
  const shell = await caches.match("/admin/today/door/shell/");
  base.close();
  const sealed = rows.map((row) => new TextDecoder("utf-8").decode(row.sealed.data));
  return [...sealed, JSON.stringify(rows), JSON.stringify(ticks), JSON.stringify(localStorage), shell ? await shell.text() : ""].join();
}"""


@pytest.fixture
def keeper(site, make_user):
    user = make_user("黄秀云")
    Post.objects.create(user=user, role=Role.SITE_STAFF, site=site)
    return user


@pytest.fixture
def session(service, make_session):
    """A class of today that is on now and began an hour ago."""
    Service.objects.filter(pk=service.pk).update(needs_pickup=True, children_per_adult=8)
    start, end = around_now(before=60, after=50)
    made = make_session(days=1, capacity=9)
    Session.objects.filter(pk=made.pk).update(starts_at=start, ends_at=end, closes_at=timezone.now() + timedelta(minutes=5))
    return Session.objects.get(pk=made.pk)


@pytest.fixture
def children(session, mother, daughter, make_user):
    """陈小满 (allergic) and her brother by one code; 许知远, whom his grandmother may fetch and his father never."""
    daughter.health_note = "花生过敏"
    daughter.save()
    brother = FamilyMember.objects.create(guardian=mother, name="陈小禾", relation="son", born_on=date(2017, 1, 1))
    father = make_user("许建国")
    boy = FamilyMember.objects.create(guardian=father, name="许知远", relation="son", born_on=date(2016, 1, 1))
    PickUpPerson.objects.create(member=boy, name="林阿香", relation="外婆", phone="+8613900005678", may="yes")
    PickUpPerson.objects.create(member=boy, name="陈志远", relation="叔叔", may="never")
    rows = [(daughter, mother), (brother, mother), (boy, father)]
    return {member.name: booking.book(session=session.pk, attendee=member.pk, booker=user, by=user, at_door=True) for member, user in rows}


@pytest.fixture
def at_door(login, keeper, session):
    """at_door(page): the keeper stands there with her phone."""

    def at_door(page):
        login(page, keeper, second_factor=True)
        page.goto(f"/admin/today/door/{session.pk}/")
        return page

    return at_door


def code(text):
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=8)
    return {"name": "code.png", "mimeType": "image/png", "buffer": out.getvalue()}


def status(row):
    row.refresh_from_db()
    return row.status


def test_a_picture_of_the_code_a_family_and_the_way_home(screen, at_door, children, axe, sideways, session):
    page = at_door(screen)
    page.locator("input[type=file]").set_input_files(code(children["许知远"].code))
    expect(page.get_by_text(re.compile("许知远到了"))).to_be_visible()
    page.get_by_label("6 位码").fill(children["陈小满"].door_code)
    page.get_by_role("button", name="查").click()
    family = page.locator(".family").first
    expect(family).to_contain_text("花生过敏")
    family.get_by_label("陈小禾").uncheck()
    family.get_by_role("button", name=re.compile("勾上的到了")).click()
    expect(page.get_by_text("已收到").first).to_be_visible()
    assert [status(row) for row in children.values()] == ["attended", "confirmed", "attended"]
    page.reload()
    assert sideways(page) == 0
    axe(page, dresses=DRESSES)

    page.get_by_role("link", name=re.compile("接走.*许知远")).click()
    expect(page.get_by_text("手机尾号 5678")).to_be_visible()
    axe(page)
    page.get_by_label("不在名单上的人").check()
    page.get_by_label("他叫什么").fill("陈志远")
    page.get_by_role("button", name="核对过，接走了").click()
    expect(page.get_by_role("heading", name="这个人不能接")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("打给"))).to_have_attribute("href", f"tel:{children['许知远'].booker.phone}")
    assert sideways(page) == 0
    axe(page)
    page.goto(f"/admin/today/door/{session.pk}/out/{children['许知远'].pk}/")
    page.get_by_label("林阿香").check()
    page.get_by_role("button", name="核对过，接走了").click()
    expect(page.get_by_text(re.compile("许知远走了"))).to_be_visible()

    Session.objects.filter(pk=session.pk).update(ends_at=timezone.now() - timedelta(minutes=11))
    page.get_by_role("link", name="还有谁没接走").click()
    expect(page.get_by_role("heading", name="还有 1 个没接走")).to_be_visible()
    expect(page.get_by_text("晚 11 分钟")).to_be_visible()
    assert sideways(page) == 0
    axe(page)
    expect(page.get_by_role("button", name="关门")).to_have_count(0)
    page.get_by_role("link", name=re.compile("接走.*陈小满")).click()
    page.get_by_label("林晓梅").check()
    page.get_by_role("button", name="核对过，接走了").click()
    page.goto(f"/admin/today/door/{session.pk}/close/")
    page.get_by_role("button", name="关门").click()
    expect(page.get_by_text("关门了")).to_be_visible()


def test_adults_and_children_are_on_show(phone, at_door, children, session, keeper):
    Service.objects.filter(pk=session.service_id).update(children_per_adult=1)
    page = at_door(phone)
    page.get_by_label("在场的大人").fill("1")
    page.get_by_role("button", name=re.compile("在场的大人")).click()
    expect(page.get_by_text("够 1 个")).to_be_visible()
    for row in children.values():
        signing.sign_in(booking=row, by=keeper)
    page.reload()
    expect(page.get_by_text("大人不够")).to_be_visible()


def test_without_a_network_the_door_goes_on_and_tells_it_once(open_page, at_door, children, session, axe):
    page = at_door(open_page(**PHONE))
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("caches.match('/admin/today/door/shell/').then(Boolean)")
    page.context.set_offline(True)
    page.get_by_role("button", name=CAME).click()
    expect(page.get_by_text("没有网络，先记在手机里")).to_be_visible()
    expect(page.get_by_text("没有网络，照常签到。1 条等着传")).to_be_visible()
    assert status(children["许知远"]) == "confirmed"

    page.reload()  # the page itself is gone: what opens is the empty one, with the list out of the phone
    expect(page.get_by_role("heading", name="四点半课堂")).to_be_visible()
    expect(page.get_by_text("没有网络，先记在手机里")).to_be_visible()
    expect(page.get_by_text("花生过敏")).to_have_count(0)
    page.get_by_label("6 位码").fill(children["陈小满"].door_code)
    page.get_by_role("button", name="查").click()
    page.get_by_role("button", name=re.compile("勾上的到了")).click()
    page.get_by_role("link", name=re.compile("接走.*许知远")).click()
    axe(page)
    page.get_by_label("林阿香（外婆）").check()
    page.get_by_role("button", name="核对过，接走了").click()
    expect(page.get_by_text("4 条等着传", exact=True)).to_be_visible()
    assert DoorTick.objects.count() == 0

    page.context.set_offline(False)
    expect(page.get_by_text("有网络了，都传上去了")).to_be_visible(timeout=15_000)
    page.get_by_role("link", name="打开完整的页面").click()
    expect(page.get_by_text("林阿香（外婆）")).to_be_visible()
    assert [status(row) for row in children.values()] == ["attended"] * 3
    assert DoorTick.objects.count() == 4
    assert Booking.objects.get(pk=children["许知远"].pk).fetched_by == "林阿香（外婆）"


def test_what_did_not_fit_any_more_is_said(open_page, at_door, children, mother, keeper):
    page = at_door(open_page(**PHONE))
    page.context.set_offline(True)
    page.get_by_role("button", name=CAME).click()
    expect(page.get_by_text("没有网络，先记在手机里")).to_be_visible()
    booking.cancel(booking=children["许知远"], by=keeper, by_staff=True)
    page.context.set_offline(False)
    expect(page.locator("#sync")).to_contain_text("许知远的预约已经取消了", timeout=15_000)


def test_the_browsers_own_camera_reads_the_code(phone, at_door, children):
    phone.add_init_script(CAMERA % children["许知远"].code)
    page = at_door(phone)
    page.get_by_text("扫签到码").click()
    expect(page.get_by_text(re.compile("许知远到了"))).to_be_visible()
    expect(page.get_by_text("已收到")).to_be_visible()
    assert status(children["许知远"]) == "attended"


def test_what_lies_on_the_phone_names_nobody_and_ends_with_the_sign_out(phone, at_door, children, keeper):
    page = at_door(phone)
    page.get_by_role("button", name=CAME).click()
    expect(page.get_by_text("已收到")).to_be_visible()
    kept = page.evaluate(KEPT)
    assert len(kept) > 100
    for word in ("许知远", "陈小满", "花生", "林阿香", children["许知远"].door_code, children["许知远"].booker.phone[3:]):
        assert word not in kept, word
    page.goto("/admin/")
    page.locator(".me summary").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/")
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "door_key"]
    assert page.evaluate("indexedDB.databases().then((all) => all.map((one) => one.name))") == []
