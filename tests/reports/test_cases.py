"""Figures of the cases: what is counted, what is hidden, who sees which, the same in the Excel."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.models import Area, Post
from accounts.roles import Role
from mediation import casework
from mediation.models import Case, Deadline
from positions.after.suppression import LEAST, hide_small
from reports.cases.counting import SUBJECT
from reports.counted import scope
from reports.counted.table import table
from tests.mediation.conftest import *  # noqa: F403  the cast of a case
from tests.people import sign_in

PAGE, ROWS, XLSX = reverse("reports:cases"), reverse("reports:cases_rows"), reverse("reports:cases_xlsx")
COUNTY = "350503000000"


@pytest.fixture
def officer(make_post, client):
    user = make_post(Role.COUNTY_OFFICER, COUNTY, "黄丽云")
    sign_in(client, user)
    return user


@pytest.fixture
def street(area):
    """A second street with a community in 丰泽."""
    street = Area.objects.create(code="350503999000", name="城东街道", level=4, parent_id=COUNTY)
    return Area.objects.create(code="350503999001", name="浔美社区居委会", level=5, parent=street)


@pytest.fixture
def many(report, area, street, grid_worker):
    """many(7, 6): as many cases in the first and the second street."""
    Post.objects.create(user=grid_worker, role=Role.GRID_WORKER, area=street)

    def make(here, there):
        return [report(narrative=f"{n}", area=where) for where, count in ((area, here), (street, there)) for n in range(count)]

    return make


def asked(user, **query):
    return scope.read(user, query, SUBJECT.perm)


def shown(user, key="received", **query):
    found = table(SUBJECT, asked(user, **query))
    return [numbers[key] for _, numbers in found.rows], found.whole[key]


def test_quarters_follow_one_another():
    assert [str(one) for one in scope.quarters(date(2026, 2, 3))][:3] == ["2026-1", "2025-4", "2025-3"]
    first, last = scope.Quarter(2026, 4).bounds
    assert (f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}") == ("2026-10-01", "2027-01-01")


def test_by_area_and_period(officer, many):
    cases = many(7, 6)
    assert shown(officer) == ([7, 6], 13)
    Case.objects.filter(pk=cases[0].pk).update(created_at=timezone.now() - timedelta(days=200))
    assert shown(officer) == ([6, 6], 12)
    assert shown(officer, quarter="1999-1") == ([6, 6], 12)  # what nobody offers is this quarter
    assert shown(officer, area="350582000000") == ([6, 6], 12)  # nor is another's county


def test_small_numbers_and_what_would_tell_them(officer, many, mediator):
    cases = many(7, 4)
    assert shown(officer) == ([None, None], 11)
    casework.accept(case=cases[0], by=mediator)
    for case in cases[1:9]:
        casework.accept(case=case, by=mediator)
    assert shown(officer, "accepted") == ([None, None], None)  # 9 of 11 would say that 2 were not accepted
    assert shown(officer, "received", area=cases[0].area.parent_id) == ([None], None)  # hidden above, hidden below


def test_late_is_a_step_over_its_day(officer, many):
    many(6, 6)
    assert shown(officer, "late")[1] is None
    Deadline.objects.filter(what="accept").update(due_on=timezone.localdate() - timedelta(days=1))
    assert shown(officer, "late") == ([6, 6], 12)


def test_the_page_the_excel_and_the_cases_behind(client, officer, many, mediator, far_mediator):
    cases = many(7, 6)
    page = client.get(PAGE).content.decode()
    assert "看是哪些" not in page  # an officer counts, she opens no case
    assert client.get(ROWS, {"figure": "received"}).status_code == 404
    book = load_workbook(BytesIO(client.get(XLSX).content))
    assert [[cell.value for cell in row][:2] for row in book["按区划"].iter_rows()] == [["区划", "收到"], *[[a.short_name, n] for a, n in (
        (cases[0].area.parent, 7), (cases[-1].area.parent, 6))], ["合计", 13]]  # fmt: skip
    sign_in(client, mediator)
    page = client.get(PAGE).content.decode()
    assert "看是哪些" in page
    found = client.get(ROWS, {"figure": "received"}).content.decode()
    assert sum(case.number in found for case in cases) == 13
    assert client.get(ROWS, {"figure": "x"}).status_code == 404
    sign_in(client, far_mediator)
    found = client.get(ROWS, {"figure": "received", "area": COUNTY}).content.decode()
    assert not any(case.number in found for case in cases)


def test_nobody_else_finds_it(client, make_user, grid_worker, make_post):
    for user in (make_user(), grid_worker, make_post(Role.AUDITOR, "350500000000")):
        sign_in(client, user)
        assert [client.get(path).status_code for path in (PAGE, ROWS, XLSX)] == [404] * 3


def test_as_many_statements_for_30_as_for_3(client, officer, many, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        client.get(PAGE)
    many(15, 15)
    with django_assert_max_num_queries(16):
        client.get(PAGE)


@given(st.lists(st.integers(0, 20), min_size=1, max_size=6), st.data())
def test_what_is_hidden_stays_hidden(cells, data):
    also = data.draw(st.sets(st.integers(0, len(cells) - 1)))
    shown, total = hide_small(cells, also=also)
    gone = [cells[index] for index, cell in enumerate(shown) if cell is None]
    assert all(shown[index] is None for index in also)
    assert all(cell is None or cell >= LEAST for cell in shown)
    assert total is None or not gone or (len(gone) >= 2 and sum(gone) >= LEAST)
