"""A stairwell without a network: two reports lie sealed in the phone, the browser is killed, another person signs in; each arrives once,
under its author's name, and whoever searches the phone's disk in between finds no word of it. The first goes on to the filed dossier."""

import os
import re
import signal
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from PIL import Image
from playwright.sync_api import Error, expect

from accounts.roles import Role
from mediation.models import Case, Evidence, Parcel
from tests import people
from tests.security import canary

from .casework import agree, hold, press, put_away, revisit, take_dossier, tell_contact, to_mediation
from .conftest import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
NAMES, STORIES, PLACE = canary.PLANTED["names"], canary.PLANTED["narrative"], canary.PLANTED["place"]
AGREED = ("当面各说各的，都退了一步", "婆婆周末不来", "两个月没有再吵")
NUMBER = re.compile(r"已收到 \d{6}-\w{6}")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def make_worker(make_post):
    return lambda name: make_post(Role.GRID_WORKER, name)


@pytest.fixture
def profile(tmp_path):
    return tmp_path / "profile"


@pytest.fixture
def start(playwright, browser_type_launch_args, browser_context_args, live_server, profile):
    """start(user): the phone's browser on its own disk, as `user` (None: nobody) opens it."""
    started = []

    def start(user):
        how = {**browser_type_launch_args, **browser_context_args, **PHONE, "base_url": live_server.url}
        context = playwright.chromium.launch_persistent_context(str(profile), **how)
        started.append(context)
        context.set_default_timeout(15_000)
        sign_in(context, user)
        return context

    def sign_in(context, user):
        context.clear_cookies()
        key = people.session_key(user)
        context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])

    yield start
    for context in started:
        with suppress(Error):
            context.close()


def kill(profile):
    """SIGKILL to the browser that has this profile open: it is this test's own."""
    mine = f"--user-data-dir={profile}".encode()
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdecimal() and mine in (entry / "cmdline").read_bytes().split(b"\0"):
                os.kill(int(entry.name), signal.SIGKILL)


def fill_in(page, *, name, story, place, photo=None, meanwhile=None):
    page.goto("/grid/cases/new/")
    for choice in ("夫妻", "扬言、威胁"):
        page.get_by_text(choice, exact=True).click()
        page.get_by_role("button", name="下一步").click()
    page.get_by_label("姓名或称呼").first.fill(name)
    page.get_by_label("哪一栋").fill(place)
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("textbox", name="怎么回事").fill(story)
    page.get_by_role("button", name="下一步").click()
    if photo:
        page.locator("[name=photos]").set_input_files(photo)
    if meanwhile:
        meanwhile()
    page.get_by_role("button", name="交上去").click()


def test_from_a_stairwell_without_a_network_to_the_filed_dossier(start, profile, make_worker, tmp_path, axe, sideways, enter, make_post, mediator):
    author, other = make_worker("蔡志强"), make_worker("庄小妹")
    photo = tmp_path / "IMG_1.jpg"
    Image.radial_gradient("L").resize((1200, 900)).convert("RGB").save(photo, comment=canary.PLANTED["photo"][0].encode())

    # With a network once: the phone keeps the empty form.
    context = start(author)
    page = context.pages[0]
    page.goto("/grid/")
    page.wait_for_function("async () => Boolean(await caches.match('/grid/shell/'))")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")

    expect(page.locator("[data-grid-bar]")).to_be_hidden()

    # The network is cut. The form opens, two reports are saved, and the list tells time and state of each.
    context.set_offline(True)
    for n in range(2):
        fill_in(page, name=NAMES[n], story=STORIES[n], place=PLACE[n], photo=photo if n == 0 else None)
        expect(page.get_by_role("heading", name="封好了，存在手机里")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="我报的").click()
    expect(page.locator("[data-kept-list] .tag")).to_have_text(["在手机里", "在手机里"])
    assert not any(word in page.content() for word in (*NAMES, *STORIES, *PLACE, "夫妻"))
    expect(page.locator("[data-shell-empty]")).to_be_hidden()
    assert sideways(page) == 0
    axe(page)

    # The browser is killed. Nothing on the phone's disk can be read.
    kill(profile)
    assert canary.search(canary.files(profile)) == set()
    assert not Case.objects.exists()

    # Another person signs in on this phone: both arrive, once, and are her colleague's.
    context = start(other)
    page = context.pages[0]
    page.goto("/grid/")
    expect(page.locator("[data-kept-list] .tag")).to_have_text([NUMBER, NUMBER])
    expect(page.locator("[data-grid-bar]")).to_be_hidden()
    axe(page)
    page.reload()
    expect(page.locator("[data-kept-list] .tag")).to_have_text(["已收到", "已收到"])  # she brought them; their numbers are their author's
    cases = Case.objects.order_by("pk")
    assert [(case.reporter, case.narrative, case.place) for case in cases] == [(author, STORIES[n], PLACE[n]) for n in range(2)]
    assert [(parcel.author, parcel.sender) for parcel in Parcel.objects.all()] == [(author, other)] * 2
    assert Evidence.objects.get().case == cases[0]

    # She writes one of her own without a network, and then wants to sign out: she is asked, and nothing goes unseen.
    mine = context.new_page()
    mine.goto("/my/")
    page.wait_for_function("async () => (await (await caches.match('/grid/cases/new/')).text()).includes('庄小妹')")
    context.set_offline(True)
    fill_in(page, name=NAMES[2], story=STORIES[2], place="")
    expect(page.get_by_role("heading", name="封好了，存在手机里")).to_be_visible()
    mine.get_by_role("button", name="退出登录").click()
    asked = mine.get_by_role("dialog", name="手机里还有 1 件上报没送到")
    axe(mine)
    asked.get_by_role("button", name="先送，再退出").click()
    expect(asked.get_by_text("现在没有网络，送不出去")).to_be_visible()
    page.close()
    context.set_offline(False)
    asked.get_by_role("button", name="先送，再退出").click()
    mine.wait_for_url(re.compile(r"//[^/]+/$"))
    assert Case.objects.get(reporter=other).narrative == STORIES[2]
    assert Case.objects.count() == 3
    context.close()
    assert canary.search(canary.files(profile)) == set()

    # Her officer gives the first one out by its number; she reads no word of it.
    case, officer = cases[0], enter(make_post(Role.COUNTY_OFFICER, "陈县干"), DESK)
    officer.goto("/mediation/desk/?list=waiting")
    officer.get_by_role("link").filter(has_text=case.number).click()
    officer.get_by_label(mediator.name).check()
    assert not any(word in officer.content() for word in (*NAMES, *STORIES, *PLACE))
    press(officer, "派给她")
    officer.get_by_text(f"派给{mediator.name}了").wait_for()

    # The mediator carries the same report through every state until it is filed.
    desk = enter(mediator, DESK)
    desk.goto(case.get_absolute_url())
    press(desk, "我来受理")
    tell_contact(desk, words=canary.PLANTED["contact"][0])
    press(desk, "开始调查", "link")
    press(desk, "开始调查")
    to_mediation(desk)
    hold(desk, "谈成了", record=AGREED[0])
    agree(desk, AGREED[1])
    press(desk, "看履行", "link")
    press(desk, "看履行")
    revisit(desk, kept="都做到了", solved="解决了", words=AGREED[2])
    put_away(desk)
    desk.get_by_text("已经办结：").wait_for()
    officer.goto("/mediation/desk/?list=open")
    expect(officer.get_by_role("link").filter(has_text=case.number)).to_have_count(0)
    case.refresh_from_db()
    assert (case.status, case.outcome, case.reporter) == ("filed", "kept", author)

    # The dossier as one zip: in order, its contents say what is in it, her words are there and nobody else's.
    press(desk, "做文书", "link")
    name, pieces = take_dossier(desk)
    assert name == f"{case.number}-卷宗.zip"
    papers = [(piece.partition("-")[2].removesuffix(".docx"), words) for piece, words in pieces if words is not None]
    titles = [title for title, _ in papers]
    assert [piece[:2] for piece, words in pieces if words is not None] == [f"{n:02}" for n in range(1, len(papers) + 1)]
    assert titles == [
        "卷宗封面", "卷宗目录", "人民调解受理登记表", "当事人权利义务告知书", "当事人身份证明", "证据材料清单", "人民调解记录", "人民调解口头协议登记表",
        "人民调解回访记录", "卷宗封底",
    ]  # fmt: skip
    assert [line for line in papers[1][1].split("\n") if line in titles][1:] == titles  # the first is its heading
    assert [piece for piece, words in pieces if words is None] == ["06-证据材料清单-附1.jpg"]
    said = "\n".join(words for _, words in papers)
    for words in (case.number, NAMES[0], STORIES[0], *AGREED):
        assert words in said
    for words in (*NAMES[1:], *STORIES[1:], *PLACE[1:], *(row.number for row in Case.objects.exclude(pk=case.pk))):
        assert words not in said


KEPT = """async () => {
    const base = await new Promise((done) => { const asked = indexedDB.open("grid"); asked.onsuccess = () => done(asked.result); });
    const rows = base.objectStoreNames.contains("parcels")
        ? await new Promise((done) => { const asked = base.transaction("parcels").objectStore("parcels").count(); asked.onsuccess = () => done(asked.result); })
        : 0;
    base.close();
    return rows;
}"""


ROWS = """async () => {
    const base = await new Promise((done) => { const asked = indexedDB.open("grid"); asked.onsuccess = () => done(asked.result); });
    const asked = base.transaction("parcels").objectStore("parcels").getAll();
    const rows = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
    base.close();
    return JSON.stringify(rows) + JSON.stringify({ ...localStorage });
}"""


def test_an_ended_login_loses_nothing_and_what_she_deletes_is_gone(start, make_worker, live_server):
    author = make_worker("蔡志强")
    context = start(author)
    page = context.pages[0]
    page.goto("/grid/")
    page.wait_for_function("async () => Boolean(await caches.match('/grid/shell/'))")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")

    # Her login ends while the form stands open: the report waits in the phone, and the bar says what sends it.
    fill_in(page, name=NAMES[0], story=STORIES[0], place=PLACE[0], meanwhile=Session.objects.all().delete)
    expect(page.get_by_role("heading", name="封好了，存在手机里")).to_be_visible()
    bar = page.locator("[data-grid-bar]")
    expect(bar).to_contain_text("登录一次就能送，1 件封好存在手机里，不会丢")
    expect(bar.get_by_role("link", name="登录")).to_have_attribute("href", "/accounts/login/?next=/grid/")
    assert not Case.objects.exists()
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": people.session_key(author), "url": live_server.url}])
    page.goto("/grid/")
    expect(page.locator("[data-kept-list] .tag")).to_have_text(NUMBER)
    assert Case.objects.get().narrative == STORIES[0]

    # The login runs out: with it the number is gone from the phone, which never had it on its disk.
    Session.objects.all().delete()
    context.set_offline(True)
    page.goto("/grid/")
    expect(page.locator("[data-kept-list] .tag")).to_have_text("已收到")
    assert Case.objects.get().number not in page.content() + page.evaluate(ROWS)
    context.set_offline(False)
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": people.session_key(author), "url": live_server.url}])
    page.goto("/grid/")
    expect(page.locator("[data-kept-list] .tag")).to_have_text(NUMBER)

    # Another one waits when she wants to sign out. She stays; then she deletes it, and the phone holds nothing any more.
    mine = context.new_page()
    mine.goto("/my/")
    context.set_offline(True)
    fill_in(page, name=NAMES[1], story=STORIES[1], place="")
    expect(page.get_by_role("heading", name="封好了，存在手机里")).to_be_visible()
    page.close()
    mine.get_by_role("button", name="退出登录").click()
    asked = mine.get_by_role("dialog", name="手机里还有 1 件上报没送到")
    asked.get_by_role("button", name="先不退出").click()
    expect(asked).to_have_count(0)
    assert mine.evaluate(KEPT) == 2  # that the first arrived, and the second
    mine.get_by_role("button", name="退出登录").click()
    context.set_offline(False)
    asked.get_by_role("button", name="删掉，再退出").click()
    mine.wait_for_url(re.compile(r"//[^/]+/$"))
    assert mine.evaluate(KEPT) == 0
    assert mine.evaluate("() => caches.keys()") == []
    assert mine.evaluate("() => localStorage.getItem('grid.pending')") is None

    # Nothing of it comes after all when she signs in again.
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": people.session_key(author), "url": live_server.url}])
    mine.goto("/grid/")
    expect(mine.get_by_role("heading", level=1)).to_be_visible()
    expect(mine.locator("[data-kept-list]")).to_be_hidden()
    assert Case.objects.count() == 1


def test_a_line_of_one_kilobyte_a_second(start, profile, make_worker, tmp_path):
    author = make_worker("蔡志强")
    photo = tmp_path / "IMG_2.jpg"
    Image.radial_gradient("L").resize((640, 480)).convert("RGB").save(photo)
    context = start(author)
    page = context.pages[0]
    page.goto("/grid/")
    page.wait_for_function("async () => Boolean(await caches.match('/grid/shell/'))")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")

    def slow():
        line = context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", {"offline": False, "latency": 400, "downloadThroughput": 1024, "uploadThroughput": 1024})

    # It says that it is being sent, for as long as it takes; in the middle of it the browser is killed.
    fill_in(page, name=NAMES[0], story=STORIES[0], place=PLACE[0], photo=photo, meanwhile=slow)
    expect(page.locator("[data-send]")).to_have_text("正在送")
    kill(profile)
    assert Case.objects.count() == 0

    # It lay sealed in the phone before the first byte left: it goes on by itself, and arrives once.
    page = start(author).pages[0]
    page.goto("/grid/")
    expect(page.locator("[data-kept-list] .tag")).to_have_text(NUMBER)
    case = Case.objects.get()
    assert (case.reporter, case.narrative) == (author, STORIES[0])
    assert Evidence.objects.get().case == case
