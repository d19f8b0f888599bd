"""The staff's pages of teams, volunteers and brand projects: each in her own reach, changes by deeds."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import Post
from accounts.roles import Role
from positions.models import Center, Service, Site
from programs.models import Project
from volunteers import teams
from volunteers.models import Team, TeamCheck, Volunteer


@pytest.fixture
def station(center):
    return Site.objects.create(center=center, kind=Site.Kind.VOLUNTEERS)


@pytest.fixture
def other_station(other_site):
    return Site.objects.create(center=other_site.center, kind=Site.Kind.VOLUNTEERS)


@pytest.fixture
def team(station):
    return teams.found(site=station, name="东美巾帼志愿服务队")


@pytest.fixture
def applicant(team, make_user):
    user = make_user("吴丽萍", born_on="1988-08-08")
    user.refresh_from_db()
    return teams.apply(team=team, user=user, by=user, emergency_name="吴大山", emergency_phone="13900001111")


@pytest.fixture
def warden(appoint, station):
    """Staff of the volunteer station."""
    return appoint(Role.SITE_STAFF, site=station, name="许巧玲")


def admin_url(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def team_data(**change):
    return {
        "name": "霞淮巾帼志愿服务队",
        "leader": "",
        "leader_name": "",
        "about": "",
        "risks": "",
        "founded_on": "",
        "insured_until": "",
        "closed_on": "",
    } | change


def test_an_officer_founds_a_team_with_its_circle(sign_in, officer, station, appoint):
    leader = appoint(Role.VOLUNTEER_LEADER, site=station, name="黄秀云")
    client = sign_in(officer)
    assertContains(client.get(admin_url(Team, "add")), "黄秀云")
    response = client.post(admin_url(Team, "add"), team_data(site=station.pk, leader=leader.pk, leader_name="黄秀云"))
    team = Team.objects.get()
    assert (response.status_code, team.circle.name, team.leader, team.area_id) == (302, "霞淮巾帼志愿服务队", leader, station.area_id)


def test_a_station_elsewhere_is_not_offered_and_not_taken(sign_in, officer, other_station):
    client = sign_in(officer)
    assertNotContains(client.get(admin_url(Team, "add")), "隐山")
    assert client.post(admin_url(Team, "add"), team_data(site=other_station.pk)).status_code == 422
    assert not Team.objects.exists()


def test_renaming_and_the_entered_haves(sign_in, warden, team):
    data = team_data(name="东美刺桐志愿服务队") | {
        "checks-TOTAL_FORMS": 1, "checks-INITIAL_FORMS": 0, "checks-MIN_NUM_FORMS": 0, "checks-MAX_NUM_FORMS": 3,
        "checks-0-have": "money", "checks-0-is_met": "on", "checks-0-evidence": "今年经费 6,000 元", "checks-0-checked_on": "2026-11-01",
    }  # fmt: skip
    assert sign_in(warden).post(admin_url(Team, "change", team.pk), data).status_code == 302
    team.refresh_from_db()
    team.circle.refresh_from_db()
    assert (team.name, team.circle.name) == ("东美刺桐志愿服务队", "东美刺桐志愿服务队")
    assert TeamCheck.objects.get().evidence == "今年经费 6,000 元"


def test_a_kind_of_shift_belongs_to_the_team(sign_in, warden, team):
    client = sign_in(warden)
    address = reverse("admin:volunteers_team_shift", args=[team.pk])
    assertContains(client.get(address), "加一种班次")
    assertContains(client.post(address, {"title": ""}), "请填上这一项", status_code=422)
    response = client.post(address, {"title": "爱心敲敲门", "summary": "两人一组"})
    service = Service.objects.get(title="爱心敲敲门")
    assert (service.circle, service.theme, service.min_age, service.household_limit) == (team.circle, "shift", 14, 1)
    assert response.url == f"{reverse('admin:positions_session_add')}?service={service.pk}"
    assertContains(client.post(address, {"title": "爱心敲敲门", "summary": "又一次"}), "已经有同名的服务", status_code=422)


def test_volunteers_are_seen_by_their_station_and_accepted_there(sign_in, warden, appoint, other_station, applicant):
    elsewhere = sign_in(appoint(Role.SITE_STAFF, site=other_station, name="庄晋江"))
    assertNotContains(elsewhere.get(admin_url(Volunteer, "changelist")), "吴*萍")
    assert elsewhere.get(admin_url(Volunteer, "change", applicant.pk)).status_code == 404
    action = {"action": "accept_chosen", "_selected_action": [applicant.pk]}
    elsewhere.post(admin_url(Volunteer, "changelist"), action)
    applicant.refresh_from_db()
    assert applicant.status == "applied"
    client = sign_in(warden)
    assertContains(client.get(admin_url(Volunteer, "changelist")), "吴*萍")
    assertContains(client.get(admin_url(Volunteer, "change", applicant.pk)), "吴大山 13900001111")
    assertContains(client.get(reverse("admin:index")), "1 位想加入服务队")
    client.post(admin_url(Volunteer, "changelist"), action)
    applicant.refresh_from_db()
    assert applicant.status == "accepted"


def test_nobody_adds_changes_or_deletes_a_volunteer_by_hand(sign_in, officer, applicant):
    client = sign_in(officer)
    assert client.get(admin_url(Volunteer, "add")).status_code == 403
    assert client.post(admin_url(Volunteer, "change", applicant.pk), {"status": "accepted"}).status_code == 403
    assert client.post(admin_url(Volunteer, "delete", applicant.pk), {"post": "yes"}).status_code == 403


def test_the_leaders_page_wants_the_second_factor(sign_in, appoint, team, station, make_user):
    leader = appoint(Role.VOLUNTEER_LEADER, site=station, name="黄秀云")
    address = reverse("volunteers:members", args=[team.pk])
    assert sign_in(leader).get(address).status_code == 200
    client = sign_in(leader, mfa=False)
    assert client.get(address).status_code == 302
    assert client.post(reverse("volunteers:accept", args=[team.pk, 1])).url.endswith(f"?next=%2Fvolunteers%2F{team.pk}%2Fmembers%2F")
    assert sign_in(make_user("路人"), mfa=False).get(address).status_code == 404  # nobody else learns that there is a list


@pytest.mark.parametrize(("role", "code", "may_change"), [("county_officer", "350503000000", False), ("city_officer", "350500000000", True)])
def test_projects_are_read_by_officers_and_changed_by_the_city(sign_in, make_user, area, role, code, may_change):
    user = make_user("苏丽华")
    Post.objects.create(user=user, role=role, area_id=code)
    client, loans = sign_in(user), Project.objects.get(slug="loans")
    assertContains(client.get(admin_url(Project, "changelist")), "巧妇贷、鲤福贷")
    response = client.post(
        admin_url(Project, "change", loans.pk),
        {"title": "巧妇贷、鲤福贷", "kind": "application", "position": 1, "summary": "换一句话", "audience": "", "text": "", "part_of": ""},
    )
    loans.refresh_from_db()
    assert (response.status_code, loans.summary == "换一句话") == ((302, True) if may_change else (403, False))


def test_as_many_statements_for_three_rows_as_for_thirty(sign_in, officer, area, make_user):
    seen, client = [], sign_in(officer)
    for rows, start in ((3, 0), (27, 3)):
        for n in range(start, start + rows):
            station = Site.objects.create(center=Center.objects.create(area=area, name=f"中心{n}", address="路"), kind="volunteers")
            team, user = teams.found(site=station, name=f"队{n}"), make_user(f"人{'甲乙丙丁戊己庚辛壬癸'[n % 10]}")
            teams.apply(team=team, user=user, by=user, born_on=date(1980, 1, 1))
        counts = []
        for address in (admin_url(Team, "changelist"), admin_url(Volunteer, "changelist")):
            with CaptureQueriesContext(connection) as caught:
                assert client.get(address).status_code == 200
            counts.append(len(caught))
        seen.append(counts)
    assert seen[0] == seen[1]
    assert max(seen[0]) <= 12
