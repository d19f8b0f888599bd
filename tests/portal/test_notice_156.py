"""/156/: each name of the notice that works is a link that opens, with its live count; the others are plain words."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from positions.models import Center, Service, Site
from programs.names import NAMES, working
from volunteers import teams
from volunteers.models import ENTERED, TeamCheck

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    return lambda: client.get(reverse("portal:notice"))


def test_each_name_that_works_opens(client, area):
    assert {name.path: client.get(name.path).status_code for name in working()} == {name.path: 200 for name in working()}


def test_no_name_stands_twice_in_one_part():
    assert len({(name.part, name.words) for name in NAMES}) == len(NAMES)


def test_names_that_work_are_links_and_the_others_are_not(page):
    response = page()
    for name in NAMES:
        assertContains(response, name.words)
    html = response.content.decode()
    links = {part.split('"')[0].replace("&amp;", "&") for part in html.split('<a class="chip" href="')[1:]}
    assert links == {name.path for name in working()}


def test_it_says_how_many_of_the_names_work(page, capsys):
    works, partly = len(working()), sum(name.works and bool(name.later) for name in NAMES)
    assertContains(page(), f'现在能用</dt><dd><span class="big">{works}</span>')
    call_command("names")
    printed = capsys.readouterr().out
    assert f"{len(NAMES)} names, {works} work ({partly} of them in part)" in printed
    with capsys.disabled():
        print(f"\nNAMES.md: {len(NAMES)} names, {works} work ({partly} of them in part)")  # noqa: T201  the issue asks for it in the test's output


def test_counts_are_live(page, center, make_session, mother):
    assertContains(page(), "“四点半”课堂 <b>0 场</b>")
    make_session()
    make_session(days=2)
    station = Site.objects.create(center=center, kind="volunteers")
    team = teams.found(site=station, name="东美巾帼志愿服务队")
    response = page()
    assertContains(response, "“四点半”课堂 <b>2 场</b>")
    assertContains(response, "课后托管 <b>2 场</b>")
    assertContains(response, "“党建+”邻里中心 <b>1 个</b>")
    assertContains(response, "儿童之家 <b>1 个</b>")
    assertContains(response, "巾帼志愿服务队 <b>1 支</b>")
    assertContains(response, "“六有” <b>0 支齐了</b>")
    team.circle.members.add(mother)
    for have in ENTERED:
        TeamCheck.objects.create(team=team, have=have, is_met=True, evidence="看过")
    make_session(days=-2, service=Service.objects.create(site=station, title="爱心敲敲门", summary="一句话", theme="shift", circle=team.circle))
    assertContains(page(), "“六有” <b>1 支齐了</b>")


def test_confidential_services_are_not_counted(page, site, make_session):
    room = Site.objects.create(center=site.center, kind="mediation")
    make_session(service=Service.objects.create(site=room, title="法律维权咨询", summary="一句话", theme="legal", confidential=True), hour=9)
    assertNotContains(page(), "法律维权咨询 <b>")


def test_few_statements_however_many_rows(client, area, make_session):
    seen = []
    for rows, start in ((3, 0), (27, 3)):
        for n in range(start, start + rows):
            center = Center.objects.create(area=area, name=f"中心{n}", address="路")
            for kind in Site.Kind:
                Site.objects.create(center=center, kind=kind)
            make_session(service=Service.objects.create(site=center.sites.first(), title=f"广场舞{n}", summary="一句话", theme="dance"))
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("portal:notice"))
        seen.append(len(caught))
    assert seen == [12, 12]
