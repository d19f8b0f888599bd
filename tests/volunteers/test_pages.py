"""The pages of teams over HTTP: who sees what, and what is answered when it cannot be."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import Area, User
from positions.models import Center, Site
from tests.people import sign_in
from volunteers import teams
from volunteers.models import TeamCheck, Volunteer


@pytest.fixture
def member(team, leader, volunteer):
    teams.accept(volunteer=teams.apply(team=team, user=volunteer, by=volunteer), by=leader)
    return volunteer


JOIN = {"free_times": ["weekend"], "skills": ["reading"], "knows_risks": "on"}


def test_the_nearest_team_stands_first(client, team, area):
    far = Area.objects.create(code="350502001001", name="海清社区居委会", level=5, parent=area.parent)
    center = Center.objects.create(area=far, name="海清邻里中心", address="海清路 1 号")
    teams.found(site=Site.objects.create(center=center, kind="volunteers"), name="海清巾帼志愿服务队")
    for code, first in ((far.code, "海清"), (area.code, "东美")):
        client.cookies["area"] = code
        page = client.get(reverse("volunteers:teams")).content.decode()
        assert page.index(f"{first}巾帼") == min(page.index("海清巾帼"), page.index("东美巾帼"))


def test_everybody_sees_the_shifts_only_members_can_press_them(client, team, member, shift, make_user):
    session = shift()
    url = reverse("volunteers:team", args=[team.pk])
    assertContains(client.get(url), "爱心敲敲门")
    assertNotContains(client.get(url), session.get_absolute_url())
    client.force_login(make_user("路人"))
    assertNotContains(client.get(url), session.get_absolute_url())
    client.force_login(member)
    assertContains(client.get(url), session.get_absolute_url())
    assertContains(client.get(url), "您是队员")


def test_the_six_haves_are_computed_where_they_can_be(client, team, member, shift):
    page = client.get(reverse("volunteers:team", args=[team.pk])).content.decode()
    assert "有组织保障：还没有" in page
    assert "有开展活动：还没有" in page
    assert "有注册登记：还没有" not in page
    assert "1 位队员，自动算" in page
    TeamCheck.objects.create(team=team, have="organization", is_met=True, evidence="社区妇联主席兼队长")
    shift(days=-3)
    page = client.get(reverse("volunteers:team", args=[team.pk])).content.decode()
    assert "有组织保障：还没有" not in page
    assert "社区妇联主席兼队长" in page
    assert "近 90 天 1 次，自动算" in page


def test_joining_asks_only_what_is_not_known(client, team, volunteer, make_user):
    url = reverse("volunteers:join", args=[team.pk])
    client.force_login(volunteer)
    assertNotContains(client.get(url), 'name="born_on"')
    client.force_login(make_user())
    assertContains(client.get(url), 'name="born_on"')
    assertContains(client.get(url), 'name="name"')


def test_joining(client, team, volunteer):
    client.force_login(volunteer)
    url = reverse("volunteers:join", args=[team.pk])
    response = client.post(url, JOIN | {"words": "我会闽南话🙂"}, follow=True)
    assertContains(response, "申请已经交给东美巾帼志愿服务队")
    assertContains(response, "等队里回复")
    row = Volunteer.objects.get()
    assert (row.skills, row.free_times, row.words) == (["reading"], ["weekend"], "我会闽南话🙂")
    assertRedirects(client.get(url), reverse("volunteers:team", args=[team.pk]))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"free_times": []}, "请至少选一段有空的时间"),
        ({"knows_risks": ""}, "请先看看上面"),
        ({"words": "话" * 201}, "最多 200 个字"),
        ({"emergency_name": "吴大山"}, "姓名和电话要一起写"),
        ({"emergency_name": "吴大山", "emergency_phone": "问我妈"}, "这个电话看不懂"),
        ({"skills": ["flying"]}, "不在列出来的里面"),
        ({"name": "吴" * 41}, "最多 40 个字"),
        ({"born_on": "9999-01-01"}, "不会在今天以后"),
        ({"born_on": ""}, "请写上出生日期"),
    ],
)
def test_what_is_amiss_is_said_and_what_was_typed_is_kept(client, team, make_user, change, sentence):
    client.force_login(make_user())
    data = JOIN | {"name": "吴丽萍", "born_on": "1988-08-08", "words": "我想试试"} | change
    response = client.post(reverse("volunteers:join", args=[team.pk]), data)
    assertContains(response, sentence, status_code=422)
    if "words" not in change:
        assertContains(response, "我想试试", status_code=422)
    assert not Volunteer.objects.exists()


def test_a_child_is_told_what_to_do(client, team, make_user):
    user = make_user()
    sign_in(client, user)
    response = client.post(reverse("volunteers:join", args=[team.pk]), JOIN | {"name": "小林", "born_on": "2015-01-01"})
    assertContains(response, "和家长一起到志愿服务站登记", status_code=422)
    user.refresh_from_db()
    assert user.name == ""


def test_taking_it_back(client, team, volunteer):
    client.force_login(volunteer)
    client.post(reverse("volunteers:join", args=[team.pk]), JOIN)
    assertContains(client.post(reverse("volunteers:leave", args=[team.pk]), follow=True), "申请收回了")
    assert client.post(reverse("volunteers:leave", args=[team.pk])).status_code == 404


def test_the_leader_sees_who_asks_and_answers(client, team, leader, volunteer, make_user):
    rows = [
        teams.apply(team=team, user=user, by=user, skills=["dialect"], free_times=["evening"], emergency_name="吴大山", emergency_phone="13900001111")
        for user in (volunteer, make_user("许巧玲", born_on=volunteer.born_on))
    ]
    sign_in(client, leader)
    url = reverse("volunteers:members", args=[team.pk])
    response = client.get(url)
    for words in ("吴丽萍", "会闽南话", "工作日晚上", "吴大山"):
        assertContains(response, words)
    assertContains(client.post(reverse("volunteers:accept", args=[team.pk, rows[0].pk]), follow=True), "吴丽萍现在是队员了")
    refuse = reverse("volunteers:refuse", args=[team.pk, rows[1].pk])
    assertContains(client.post(refuse), "请写明原因", status_code=422)
    assertContains(client.post(refuse, {f"v{rows[1].pk}-reason": "这个月人手够了"}, follow=True), "已经回复许巧玲")
    assertContains(client.post(reverse("volunteers:accept", args=[team.pk, rows[1].pk]), follow=True), "刚刚有人办过了")
    assertContains(client.post(reverse("volunteers:remove", args=[team.pk, rows[0].pk]), follow=True), "吴丽萍已经离队")


def test_out_of_reach_is_like_missing(client, team, leader, volunteer, make_user, area):
    row = teams.apply(team=team, user=volunteer, by=volunteer)
    other = Center.objects.create(area=area, name="霞淮邻里中心", address="霞淮路 1 号")
    elsewhere = teams.found(site=Site.objects.create(center=other, kind="volunteers"), name="霞淮巾帼志愿服务队")
    for user in (make_user("路人"), volunteer):
        sign_in(client, user)
        for pk in (team.pk, 987654):
            assert client.get(reverse("volunteers:members", args=[pk])).status_code == 404
            assert client.post(reverse("volunteers:accept", args=[pk, row.pk])).status_code == 404
    sign_in(client, leader)
    assert client.get(reverse("volunteers:members", args=[elsewhere.pk])).status_code == 404
    assert client.post(reverse("volunteers:accept", args=[elsewhere.pk, row.pk])).status_code == 404  # her own applicant under another team's address
    assert Volunteer.objects.get().status == "applied"


@pytest.mark.parametrize("name", ["accept", "refuse", "remove"])
def test_get_changes_nothing(client, team, leader, volunteer, name):
    row = teams.apply(team=team, user=volunteer, by=volunteer)
    sign_in(client, leader)
    assert client.get(reverse(f"volunteers:{name}", args=[team.pk, row.pk])).status_code == 405


def test_as_many_statements_for_three_rows_as_for_thirty(client, team, leader, member, shift, make_user, center):
    def fill(count, start):
        for n in range(start, start + count):
            station = Site.objects.create(center=Center.objects.create(area=center.area, name=f"中心{n}", address="路"), kind="volunteers")
            teams.found(site=station, name=f"服务队{n}")
            user = make_user(f"人{'甲乙丙丁戊己庚辛壬癸'[n % 10]}", born_on=member.born_on)
            row = teams.apply(team=team, user=user, by=user, emergency_name="谁", emergency_phone="1")
            if n % 2:
                teams.accept(volunteer=row, by=leader)
            shift(hour=1, days=1 + n % 14, title=f"班次{n}")

    pages = {
        (None, reverse("volunteers:teams")): 2,
        (None, reverse("volunteers:team", args=[team.pk])): 3,
        (member, reverse("volunteers:teams")): 5,
        (member, reverse("volunteers:team", args=[team.pk])): 7,
        (leader, reverse("volunteers:members", args=[team.pk])): 8,
    }
    seen = {}
    for rows, start in ((3, 0), (27, 3)):
        fill(rows, start)
        for user, url in pages:
            client.logout()
            if user:
                sign_in(client, user)
            seen.setdefault((user, url), []).append(_count(client, url))
    assert seen == {key: [count, count] for key, count in pages.items()}


def _count(client, url):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_the_station_registers_who_came_in_person(client, team, leader):
    sign_in(client, leader)
    url = reverse("volunteers:register", args=[team.pk])
    assertContains(client.get(url), "登记到站里来的人")
    fifteen = f"{timezone.localdate().year - 15}-01-01"
    data = {"phone": "１３８ 0013 8000", "name": "小林", "born_on": fifteen, "free_times": ["weekend"]}
    assertContains(client.post(url, data), "16 岁以上可以在这里加入", status_code=422)
    assert not User.objects.filter(phone="+8613800138000").exists()  # a refused registration leaves no account behind
    assertContains(client.post(url, data | {"phone": "0595-22222222"}), "有 1 处要改", status_code=422)
    assertContains(client.post(url, data | {"with_guardian": "on"}, follow=True), "登记好了")
    row = Volunteer.objects.get()
    assert (row.user.phone, row.user.name, row.applied_by, row.status) == ("+8613800138000", "小林", leader, "applied")
    assert client.post(url, data | {"with_guardian": "on"}).status_code == 302
    assert Volunteer.objects.count() == 1
