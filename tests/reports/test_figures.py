"""The public figures: right, without small numbers of people, and the officers' Excel of their own area only."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import Area, Post
from positions import booking
from positions.after.suppression import LEAST, hide_small
from positions.models import Booking, Center, ChecklistItem, Service, Site, SiteCheck
from reports import activity, coverage

FIGURES = reverse("reports:figures")
SHEET = reverse("reports:coverage_xlsx")


@pytest.fixture
def city(area):
    return Area.objects.get(level=2)


@pytest.fixture
def second(city):
    """A county with two communities."""
    county = Area.objects.create(code="350502000000", name="鲤城区", level=3, parent=city)
    street = Area.objects.create(code="350502001000", name="海滨街道", level=4, parent=county)
    return [Area.objects.create(code=f"35050200100{n}", name=f"{name}社区居委会", level=5, parent=street) for n, name in ((1, "水门"), (2, "聚宝"))]


@pytest.fixture
def attend(make_session, make_user, myself):
    """attend(5, service=…): a session of yesterday to which so many came."""

    def attend(count, **how):
        session = make_session(capacity=max(count, 1), days=-1, **how)
        for _ in range(count):
            user = make_user()
            Booking.objects.create(
                session=session, booker=user, attendee=myself(user), status="attended",
                from_minute=booking.minute(session.starts_at), to_minute=booking.minute(session.ends_at),
            )  # fmt: skip

    return attend


def test_coverage_counts_communities_not_sites(city, center, second):
    for kind in ("women", "micro", "studio", "children"):
        Site.objects.create(center=center, kind=kind)
    other = Center.objects.create(area=second[0], name="水门邻里中心", address="水门巷 1 号")
    Site.objects.create(center=other, kind="children")
    Site.objects.create(center=Center.objects.create(area=second[1], name="聚宝邻里中心", address="路", closed_on="2026-01-01"), kind="children")
    rows = {row.area.name: (row.communities, row.cells, row.gaps) for row in coverage.by_division(city)}
    assert rows == {"鲤城区": (2, [0, 0, 1, 0, 0], 9), "丰泽区": (1, [1, 0, 1, 0, 0], 3)}
    whole = coverage.total(city, coverage.by_division(city))
    assert (whole.communities, whole.cells) == (3, [1, 0, 2, 0, 0])


def test_a_county_by_its_streets(client, center, second):
    response = client.get(FIGURES, {"area": "350503000000"})
    assertContains(response, "丰泽街道")
    assertNotContains(response, "海滨街道")
    for code in ("350503002000", "350599000000", "0", "'", "350503000000" * 9):
        assert client.get(FIGURES, {"area": code}).status_code in (200, 404)


def test_small_numbers_of_people_are_hidden_also_by_subtraction(city, center, service, second, attend):
    attend(3)  # 丰泽
    site = Site.objects.create(center=Center.objects.create(area=second[0], name="水门邻里中心", address="路"), kind="women")
    attend(9, service=Service.objects.create(site=site, title="广场舞", summary="一句话", theme="dance"))
    rows, sessions, total = activity.by_county(city)
    assert [(row.area.name, row.sessions, row.attendances) for row in rows] == [("鲤城区", 1, None), ("丰泽区", 1, None)]
    assert (sessions, total) == (2, 12)


def test_a_confidential_service_leaves_no_number(city, service, attend):
    service.confidential = True
    service.save()
    attend(9)
    rows, sessions, total = activity.by_county(city)
    assert [(row.sessions, row.attendances) for row in rows] == [(0, 0)]
    assert (sessions, total) == (0, 0)


@given(st.lists(st.integers(0, 30), max_size=8))
def test_nobody_can_work_out_a_small_number(cells):
    shown, total = hide_small(cells)
    hidden = [number for number, seen in zip(cells, shown, strict=True) if seen is None]
    assert all(seen is None for number, seen in zip(cells, shown, strict=True) if number < LEAST)
    if hidden and total is not None:
        assert total - sum(seen for seen in shown if seen is not None) == sum(hidden) >= LEAST
        assert len(hidden) >= 2
    if not hidden:
        assert total == sum(cells)


def test_the_page(client, site, attend):
    attend(8)
    item = ChecklistItem.objects.create(kind="children", group="门牌", words="门口有牌子")
    SiteCheck.objects.create(site=site, item=item, is_met=True)
    response = client.get(FIGURES)
    assertContains(response, "1 个，100.0 %")
    assertContains(response, '<td class="n">8</td>')
    assertContains(response, '<th scope="row">儿童之家</th><td class="n">1</td><td class="n">1</td><td class="n">1</td><td class="n">1</td>')
    assertNotContains(response, SHEET)


def test_excel_of_her_own_area_only(client, site, second, make_user):
    user = make_user("庄雅琴")
    Post.objects.create(user=user, role="county_officer", area_id="350503000000")
    client.force_login(user)
    assertContains(client.get(FIGURES), SHEET)
    response = client.get(SHEET)
    assert response["Content-Disposition"].startswith("attachment")
    rows = list(load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True))
    assert rows[0][:4] == ("区划代码", "县（市、区）", "街道（乡镇）", "社区（村）")
    assert rows[1:] == [
        ("350503002001", "丰泽区", "丰泽街道", "东美社区居委会", 0, 0, 1, 0, 0, "妇女之家、妇女微家或执委工作室、家事纠纷调解室、家长学校、巾帼志愿服务站")
    ]


@pytest.mark.parametrize("role", ["site_staff", "grid_worker", "mediator", "volunteer_leader", "system_admin", ""])
def test_who_is_no_officer_finds_no_excel(client, site, make_user, role):
    user = make_user()
    if role:
        Post.objects.create(user=user, role=role, **({"site": site} if role in ("site_staff", "volunteer_leader") else {"area": site.area}))
    client.force_login(user)
    assert client.get(SHEET).status_code == 404


def test_a_name_that_looks_like_a_formula_stays_text(client, second, make_user):
    Area.objects.filter(pk=second[0].pk).update(name="=1+1")
    user = make_user()
    Post.objects.create(user=user, role="city_officer", area_id="350500000000")
    client.force_login(user)
    cell = load_workbook(BytesIO(client.get(SHEET).content)).active["D2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_as_many_statements_for_three_rows_as_for_thirty(client, area, make_user, make_session):
    officer = make_user()
    Post.objects.create(user=officer, role="city_officer", area_id="350500000000")
    seen = []
    for rows, start in ((3, 0), (27, 3)):
        for n in range(start, start + rows):
            place = Area.objects.create(code=f"350503002{100 + n}", name=f"社区{n}", level=5, parent=area.parent)
            site = Site.objects.create(center=Center.objects.create(area=place, name=f"中心{n}", address="路"), kind="women")
            make_session(service=Service.objects.create(site=site, title="广场舞", summary="一句话", theme="dance"), days=-2)
        counts = []
        for user, url in ((None, FIGURES), (None, FIGURES + "?area=350503000000"), (officer, SHEET)):
            client.logout()
            if user:
                client.force_login(user)
            with CaptureQueriesContext(connection) as caught:
                assert client.get(url).status_code == 200
            counts.append(len(caught))
        seen.append(counts)
    assert seen == [[9, 4, 5]] * 2
