"""The pages of programmes and projects."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import Area, Circle
from positions.models import Center, Service, Site
from programs.models import Program, Project

pytestmark = pytest.mark.django_db


def url(slug, project):
    return reverse("programs:project", args=[slug, project])


def test_every_programme_and_project_has_a_page(client):
    assertContains(client.get(reverse("programs:list")), "家庭关爱服务")
    for program in Program.objects.all():
        assertContains(client.get(program.get_absolute_url()), program.title)
    for project in Project.objects.select_related("program"):
        response = client.get(project.get_absolute_url())
        assertContains(response, project.title)
        assertContains(response, project.summary)


def test_what_does_not_exist(client):
    for path in ("/programs/nothing/", "/programs/care/nothing/", "/programs/family/skills/"):
        assert client.get(path).status_code == 404


def test_a_project_lists_what_can_be_booked(client, make_session):
    session = make_session()
    response = client.get(url("care", "childcare"))
    assertContains(response, session.get_absolute_url())
    assertContains(response, "接下来 1 场")
    assertContains(client.get(reverse("programs:program", args=["care"])), "全市 1 场")


def test_the_county_that_she_chose_comes_first(client, area, make_session):
    make_session()
    county = Area.objects.create(code="350502000000", name="鲤城区", level=3, parent=area.parent.parent.parent)
    street = Area.objects.create(code="350502001000", name="海滨街道", level=4, parent=county)
    far = Area.objects.create(code="350502001001", name="海清社区居委会", level=5, parent=street)
    center = Center.objects.create(area=far, name="海清邻里中心", address="海清路 1 号", phone="0595-00000001")
    service = Service.objects.create(site=Site.objects.create(center=center, kind="children"), title="晚托", summary="一句话", theme="care")
    make_session(service=service)
    client.cookies["area"] = far.code
    response = client.get(url("care", "childcare"))
    assertContains(response, "接下来 1 场")
    assertContains(response, "晚托")
    assertContains(response, "0595-00000001")  # whom to ask: the nearest centre
    client.cookies["area"] = county.code
    Service.objects.filter(pk=service.pk).update(is_offered=False)
    response = client.get(url("care", "childcare"))
    assertContains(response, "近期没有，下面是全市的")


def test_without_an_area_she_is_asked_for_it_and_without_sessions_told_what_to_do(client):
    response = client.get(url("care", "childcare"))
    assertContains(response, "选我的社区")
    assertContains(response, "近期还没有场次")


def test_a_shift_is_seen_by_all_and_pressed_by_members(client, service, make_session, mother):
    service.title, service.theme, service.circle = "爱心敲敲门", "shift", Circle.objects.create(name="东美巾帼志愿服务队")
    service.save()
    session = make_session()
    page = url("volunteering", "knock")
    assertContains(client.get(page), "缺 <b")
    assertNotContains(client.get(page), session.get_absolute_url())
    assertContains(client.get(page), reverse("volunteers:teams"))
    client.force_login(mother)
    assertNotContains(client.get(page), session.get_absolute_url())
    service.circle.members.add(mother)
    assertContains(client.get(page), session.get_absolute_url())


def test_as_many_statements_for_three_rows_as_for_thirty(client, area, site, make_session, mother):
    def count(path):
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path).status_code == 200
        return len(caught)

    client.cookies["area"] = area.code
    pages = {reverse("programs:list"): 1, reverse("programs:program", args=["care"]): 8, url("care", "childcare"): 7, url("care", "loans"): 6}
    seen = {}
    for rows, start in ((3, 0), (27, 3)):
        for n in range(start, start + rows):
            service = Service.objects.create(site=site, title=f"托管{n}", summary="一句话", theme="care")
            make_session(service=service, days=1 + n % 10, hour=8 + n % 9)
        for path in pages:
            seen.setdefault(path, []).append(count(path))
    assert seen == {path: [number, number] for path, number in pages.items()}


def test_paging(client, make_session):
    first = make_session(hour=0, hours=0.5)
    for n in range(1, 15):
        make_session(days=1 + n)
    page = url("care", "childcare")
    assertContains(client.get(page), first.get_absolute_url())
    response = client.get(page, {"page": 2})
    assertNotContains(response, first.get_absolute_url() + '"')
    assertContains(response, "第 2 页，共 2 页")
    assert client.get(page, {"page": "zzz"}).status_code == 200
    assert first.ends_at - first.starts_at == timedelta(minutes=30)
