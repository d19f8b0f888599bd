"""Somebody finds a team, asks to join, is accepted by its leader, takes a shift; and every page on the way in every dress."""

from datetime import date

import pytest
from playwright.sync_api import expect

from accounts import second_factor
from accounts.models import Post
from notices.models import Notice
from positions import booking
from positions.models import Booking, Service, Site
from volunteers import teams
from volunteers.models import TeamCheck, Volunteer

from .conftest import DESK, DRESSES, PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def leader(make_user):
    return make_user("黄秀云", born_on=date(1975, 5, 5))


@pytest.fixture
def team(center, leader):
    station = Site.objects.create(center=center, kind=Site.Kind.VOLUNTEERS)
    Post.objects.create(user=leader, role="volunteer_leader", site=station)
    second_factor.enrol_totp(leader)
    team = teams.found(site=station, name="东美巾帼志愿服务队", leader=leader, leader_name="黄秀云", about="周末看望老人。")
    TeamCheck.objects.create(team=team, have="organization", is_met=True, evidence="社区妇联主席兼队长")
    return team


@pytest.fixture
def shift(team, make_session):
    service = Service.objects.create(
        site=team.site, title="爱心敲敲门", summary="两人一组，看望独居老人。", theme="shift", audience="volunteers", circle=team.circle, min_age=16
    )
    return make_session(service=service, days=2, hour=9)


def test_from_finding_a_team_to_a_shift(screen, open_page, login, axe, sideways, team, leader, shift, make_user):
    user = make_user()
    login(screen, user)
    screen.goto("/volunteers/")
    axe(screen)
    screen.get_by_role("link", name="东美巾帼志愿服务队").click()
    expect(screen.get_by_role("link", name="爱心敲敲门")).to_have_count(0)  # it can be seen, not pressed
    screen.get_by_role("link", name="加入服务队").click()
    axe(screen)
    screen.get_by_role("button", name="交给队长").click()
    screen.get_by_role("heading", name="有 4 处要改").wait_for()
    axe(screen)
    screen.get_by_label("姓名", exact=False).first.fill("吴丽萍")
    screen.get_by_label("出生日期").fill("1988-08-08")
    screen.get_by_label("陪老人说话").check()
    screen.get_by_label("周末白天").check()
    screen.get_by_label("上面要知道的，我都看过了").check()
    assert sideways(screen) == 0
    screen.get_by_role("button", name="交给队长").click()
    screen.get_by_text("申请已经交给东美巾帼志愿服务队").wait_for()
    axe(screen)

    desk = open_page(**DESK)
    login(desk, leader, second_factor=True)
    desk.goto(f"/volunteers/{team.pk}/")
    desk.get_by_role("link", name="申请和队员").click()
    desk.get_by_text("现在不能收").click()
    axe(desk)
    desk.get_by_role("button", name="收吴丽萍入队").click()
    desk.get_by_text("吴丽萍现在是队员了").wait_for()
    axe(desk)

    screen.goto("/my/")
    screen.get_by_role("link", name="挑一个报名").click()
    axe(screen)
    screen.get_by_role("link", name="爱心敲敲门").click()
    screen.get_by_role("link", name="预约这一场").locator("visible=true").click()
    screen.get_by_role("button", name="确认预约").click()
    screen.get_by_text("约好了。").wait_for()
    assert Booking.objects.get().session == shift
    assert Volunteer.objects.get().user.name == "吴丽萍"
    assert set(Notice.objects.of(user).values_list("kind", flat=True)) == {"volunteer_accepted", "booking_confirmed"}


def test_leaving_gives_the_shift_back_without_a_script(open_page, login, team, leader, shift, make_user, myself):
    user = make_user("吴丽萍", born_on=date(1988, 8, 8))
    teams.accept(volunteer=teams.apply(team=team, user=user, by=user), by=leader)
    booking.book(session=shift.pk, attendee=myself(user).pk, booker=user, by=user)
    page = open_page(java_script_enabled=False, **PHONE)
    login(page, user)
    page.goto(f"/volunteers/{team.pk}/")
    page.get_by_text("我想离队").click()
    page.get_by_role("button", name="离开东美巾帼志愿服务队").click()
    page.get_by_text("已经离队").wait_for()
    assert Booking.objects.get().status == "cancelled"


@pytest.mark.parametrize(("how", "dresses"), [(PHONE, DRESSES), (DESK, ["plain"])], ids=["phone", "desk"])
def test_all_public_pages_in_every_dress(how, dresses, open_page, live_server, axe, sideways, team, shift, make_session, area):
    make_session()
    page = open_page(**how)
    page.context.add_cookies([{"name": "area", "value": area.code, "url": live_server.url}])
    for path in (
        "/156/", "/programs/", "/programs/care/", "/programs/care/childcare/", "/programs/care/warmth/", "/programs/volunteering/knock/",
        "/volunteers/", f"/volunteers/{team.pk}/", "/reports/", "/reports/?area=350503000000", "/centers/?kind=volunteers",
    ):  # fmt: skip
        page.goto(path)
        assert sideways(page) == 0, path
        axe(page, dresses=dresses)
