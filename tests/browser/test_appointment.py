"""A confidential appointment, on a phone and on a desk: chosen, taken without a name, moved, met; her history and her lists say nothing of it."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Post
from accounts.roles import Role
from positions import timetables
from positions.models import Booking, Room, Service, Site, TeamMember

from .conftest import DESK, DRESSES, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
NEVER = ("婚姻", "咨询", "谈心室", "调解", "庄秋月")


@pytest.fixture
def mediator(center, make_user):
    user = make_user("庄秋月")
    Post.objects.create(user=user, role=Role.MEDIATOR, area=center.area)
    return user


@pytest.fixture
def talk(center, mediator):
    """A service with three free times: two today (the first began just now), one tomorrow."""
    room = Room.objects.create(center=center, name="谈心室", floor="3 楼")
    site = Site.objects.create(center=center, kind=Site.Kind.MEDIATION, room=room)
    talk = Service.objects.create(
        site=site, title="婚姻家庭咨询", summary="关起门慢慢谈。", theme="marriage", taken="appointment", confidential=True, household_limit=1,
        cancel_minutes_before=0,
    )  # fmt: skip
    member = TeamMember.objects.create(
        area=center.area, user=mediator, team="mediators", name="庄秋月", title="调解员", languages="普通话、闽南语", shown_since=timezone.localdate()
    )
    member.sites.add(site)
    now = timezone.localtime()
    tomorrow = timezone.make_aware(datetime.combine(now.date() + timedelta(days=1), time(10)))
    for start in (now + timedelta(minutes=2), tomorrow, tomorrow + timedelta(hours=1)):
        timetables.add(service=talk, starts_at=start, ends_at=start + timedelta(minutes=45), capacity=1, host=mediator, room=room)
    return talk


def test_a_confidential_appointment(screen, open_page, login, axe, sideways, talk, mediator, mother):
    login(screen, mother)
    screen.goto("/help/")
    screen.get_by_role("link", name="约一次面谈").click()
    axe(screen)
    screen.get_by_role("link", name="婚姻家庭纠纷调解").click()
    axe(screen)
    screen.get_by_role("link", name="东美邻里中心").click()
    expect(screen).to_have_title("便民服务")
    screen.get_by_role("link", name="庄秋月").click()
    assert sideways(screen) == 0
    axe(screen)
    screen.get_by_role("button", name="约这个时间").click()  # without a time
    screen.get_by_role("heading", name="处要改").wait_for()
    axe(screen)
    screen.get_by_role("radio", name="10:00").check()
    screen.get_by_role("radio", name="只说是“邻里中心”").check()
    screen.get_by_label("怎么称呼您").fill("林女士")
    screen.get_by_role("checkbox", name="先不留名").check()
    screen.get_by_role("button", name="约这个时间").click()
    screen.get_by_text("约好了。").wait_for()
    held = Booking.objects.get()
    assert (held.unnamed, held.called) == (True, "林女士")
    assert not [word for word in NEVER if word in screen.locator("main").inner_text() + screen.title()]  # it stands folded up
    axe(screen)
    screen.get_by_role("link", name="换个时间").click()
    axe(screen)
    screen.get_by_role("radio", name="11:00").check()
    screen.get_by_role("button", name="换到这个时间").click()
    screen.get_by_role("heading", name="一项预约").wait_for()
    expect(screen.get_by_text("11:00–11:45")).to_be_visible()
    for page in ("/", "/my/", "/my/bookings/", "/my/notices/"):
        screen.goto(page)
        mine = screen.locator("main").inner_text() if page != "/" else screen.locator(".ticket").first.inner_text()
        assert not [word for word in NEVER if word in mine], page
    screen.goto("/my/bookings/")
    screen.get_by_role("link", name="一项预约").click()
    screen.get_by_text("这是什么预约").click()
    expect(screen.get_by_text("婚姻家庭咨询")).to_be_visible()
    axe(screen)

    desk = open_page(**DESK)
    login(desk, mediator, second_factor=True)
    desk.goto("/duty/")
    axe(desk)
    desk.get_by_role("link", name="11:00–11:45 林女士").click()
    expect(desk.locator("main")).to_contain_text("不留名，不打电话")
    text = desk.locator("main").inner_text()
    assert "林晓梅" not in text
    assert mother.phone[3:] not in desk.content()
    axe(desk)
    desk.get_by_text("来不了，交给别人，或停掉").click()
    axe(desk)


def test_her_history_keeps_nothing_after_she_leaves(phone, login, talk, mother):
    """Signed in or not, no page of it is kept; Back after 快速离开 does not bring it again."""
    login(phone, mother)
    phone.goto(f"/slots/{talk.pk}/")
    assert "no-store" in phone.goto(f"/slots/{talk.pk}/?week={timezone.localdate()}").headers["cache-control"]
    expect(phone.locator("[data-exit]")).to_be_visible()


def test_a_host_offers_hours_and_takes_who_comes(open_page, login, axe, sideways, talk, mediator, mother):
    from positions.duty import appointments

    first = talk.sessions.first()
    appointments.take(slot=first.pk, booker=mother, by=mother)
    for width in (PHONE, DESK):
        page = open_page(**width)
        login(page, mediator, second_factor=True)
        page.goto("/duty/hours/")
        assert sideways(page) == 0
        axe(page)
    page.get_by_label("哪项服务").first.select_option(label="婚姻家庭咨询（东美邻里中心）")
    page.get_by_role("checkbox", name="周三").check()
    page.locator("#id_starts").fill("09:00")
    page.locator("#id_ends").fill("12:00")
    page.get_by_role("button", name="排上").click()
    page.get_by_text("排好了").wait_for()
    expect(page.get_by_text("每个 45 分钟")).to_be_visible()
    page.goto("/duty/")
    if first.day == timezone.localdate():
        page.get_by_role("button", name="来了").click()
        page.get_by_text("记下了：来了。").wait_for()
        axe(page)


def test_the_faces_and_the_times_in_every_dress(phone, login, axe, talk, mother):
    login(phone, mother)
    for page in (f"/slots/{talk.pk}/", "/people/mediators/"):
        phone.goto(page)
        axe(phone, dresses=DRESSES)
