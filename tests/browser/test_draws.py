"""A draw from the officer's form to the answer in the browser and of the script: the whole story, on a phone and in the admin."""

import json
import re
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import FamilyMember, Post
from accounts.roles import Role
from accounts.second_factor import enrol_totp
from positions.fairness import draws, lots
from positions.models import Booking, Draw
from tests.servers import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
LOTTERY = "03 07 15 21 26 31 + 09"


def next_draw_day(after):
    day = after + timedelta(days=1)
    while day.weekday() not in lots.WEEKDAYS["ssq"]:
        day += timedelta(days=1)
    return day


@pytest.fixture
def officer(make_user, area):
    user = make_user("黄秀云")
    Post.objects.create(user=user, role=Role.COMMUNITY_OFFICER, area=area)
    enrol_totp(user)
    return user


def test_a_draw_is_entered_closed_drawn_and_recomputed(phone, desk, login, axe, sideways, make_session, officer, mother, daughter, make_user, tmp_path):
    session = make_session(capacity=4, days=25)
    now = timezone.localtime().replace(second=0, microsecond=0)
    day = next_draw_day(timezone.localdate() + timedelta(days=1))
    # the officer writes it down, reads what the page will say, and announces it
    login(desk, officer, second_factor=True)
    desk.goto(f"/admin/positions/draw/add/?session={session.pk}")
    desk.get_by_label("抽几个位子", exact=False).fill("4")
    desk.get_by_label("报名开始").fill(f"{now - timedelta(minutes=1):%Y-%m-%dT%H:%M}")
    desk.get_by_label("报名截止").fill(f"{now + timedelta(days=1):%Y-%m-%dT%H:%M}")
    desk.get_by_label("哪天的开奖号").fill(day.isoformat())
    axe(desk)
    desk.get_by_role("button", name=re.compile("^保存$")).click()
    desk.get_by_role("link", name=re.compile("四点半课堂|抽签 #")).first.wait_for()
    draw = Draw.objects.get()
    desk.goto(f"/admin/positions/draw/{draw.pk}/announce/")
    axe(desk)
    desk.get_by_role("button", name="公布，开始发号").click()
    desk.get_by_text("公布了，居民看得到了").wait_for()
    # a mother enters on her phone
    login(phone, mother)
    phone.goto(f"/sessions/{session.pk}/")
    phone.get_by_role("link", name="去看抽签").locator("visible=true").click()
    axe(phone)
    phone.get_by_role("link", name="报名抽签").click()
    expect(phone.get_by_role("checkbox", name="陈小满")).to_be_checked()
    axe(phone)
    phone.get_by_role("button", name="报名抽签").click()
    phone.get_by_text("报上了，您家的号是 001").wait_for()
    assert sideways(phone) == 0
    axe(phone)
    for number in range(11):
        other = make_user()
        child = FamilyMember.objects.create(guardian=other, name=f"孩子{number}", relation="son", born_on=daughter.born_on)
        draws.enter(draw=draw.pk, attendees=[child.pk], booker=other, by=other)
    # the hour comes: the worker locks the list; after the lottery the officer types its number and draws
    with time_machine.travel(now + timedelta(days=1), tick=True):
        assert draws.close_due() == 1
        phone.reload()
        phone.get_by_text("已截止，等开签").wait_for()
        axe(phone)
    with time_machine.travel(datetime.combine(day, lots.DRAWN_AT, now.tzinfo) + timedelta(minutes=13), tick=True):
        login(desk, officer, second_factor=True)
        desk.goto(f"/admin/positions/draw/{draw.pk}/lottery/")
        axe(desk)
        desk.locator("#id_typed").fill("31 26 21 15 07 03 + 9")
        desk.get_by_label("再写一遍").fill("31 26 21 15 07 04 + 9")
        desk.get_by_label("公告在哪里看").fill("https://www.cwl.gov.cn/")
        desk.get_by_role("button", name="记下，不再改").click()
        desk.get_by_text("两次写的开奖号不一样").wait_for()
        desk.get_by_label("再写一遍").fill(LOTTERY)
        desk.get_by_role("button", name="记下，不再改").click()
        desk.get_by_text(f"记下了 {LOTTERY}").wait_for()
        desk.get_by_role("link", name="抽签…").click()
        axe(desk)
        desk.get_by_role("button", name="抽出来，通知大家").click()
        desk.get_by_text("抽出来了：4 个号有位子，8 个号候补").wait_for()
        # anybody works it out again: in the browser, without crypto.subtle too, and by the script
        for page in (phone, desk):
            login(page, mother)
            page.goto(draw.get_absolute_url())
            page.get_by_role("button", name="在这台手机上重算").click()
            page.get_by_text("算出来一模一样").wait_for()
            axe(page)
            assert sideways(page) == 0
        phone.evaluate("Object.defineProperty(window.crypto, 'subtle', { value: undefined })")
        phone.reload()
        phone.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined })")
        phone.reload()
        assert phone.evaluate("window.crypto.subtle === undefined")
        phone.get_by_role("button", name="在这台手机上重算").click()
        phone.get_by_text("算出来一模一样").wait_for()
        phone.evaluate("""() => { const items = document.querySelectorAll('[data-order="won"] li'); items[1].dataset.no = '777'; }""")
        phone.get_by_role("button", name="在这台手机上重算").click()
        phone.get_by_text("算出来不一样：第 2 个号对不上").wait_for()
        with phone.expect_download() as download:
            phone.get_by_role("link", name="数据").click()
        file = tmp_path / "draw.json"
        file.write_bytes(download.value.path().read_bytes())
        told = subprocess.run([sys.executable, "-I", ROOT / "static/recompute.py", file], capture_output=True, text=True, check=True)
        assert told.stdout == "the same\n"
    known = json.loads(file.read_text())
    assert Booking.objects.filter(session=session, status="offered").count() == len(known["result"]["won"]) == 4
