"""The list of cases: what is due first at the top, its filters, the exact search; as many statements for 30 cases as for 3."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mediation import casework, intake
from mediation.models import AccessLog, Case, Party
from tests.people import sign_in

LIST, SEARCH = reverse("mediation:cases"), reverse("mediation:search")


@pytest.fixture
def desk(client, mediator):
    sign_in(client, mediator)
    return client


def numbers(response, cases):
    """Return which of `cases` stand on a page, in its order."""
    page = response.content.decode()
    return sorted((case for case in cases if case.number in page), key=lambda case: page.index(case.number))


def due(case, days):
    Case.objects.filter(pk=case.pk).update(due_on=timezone.localdate() + timedelta(days=days))


def test_first_due_then_risk(desk, report, sign):
    red, blue, late = report(signs=[sign("动手")]), report(narrative="二"), report(narrative="三")
    due(red, 3), due(blue, 3), due(late, -1)
    assert numbers(desk.get(LIST), [red, blue, late]) == [late, red, blue]
    assert numbers(desk.get(LIST, {"list": "late"}), [red, blue, late]) == [late]


def test_filters(desk, report, mediator):
    mine, other = report(kind="support", source="hotline", by=mediator), report(narrative="二")
    casework.accept(case=mine, by=mediator)
    both = [mine, other]
    for query, found in (
        ({"kind": "support"}, [mine]), ({"source": "grid"}, [other]), ({"list": "mine"}, [mine]), ({"list": "waiting"}, [other]),
        ({"risk": "3"}, []), ({"area": mine.area.parent_id}, both), ({"area": "350582000000"}, both), ({"risk": "x", "kind": "'"}, both),
        ({"page": "99999999"}, both), ({"page": "-1"}, both), ({"page": "²"}, both),
    ):  # fmt: skip
        assert set(numbers(desk.get(LIST, query), both)) == set(found), query


def test_what_is_done_lies_apart(desk, report, mediator):
    over, left = report(), report(narrative="二")
    casework.refuse(case=over, by=mediator, reason="twice", words="报过。")
    assert numbers(desk.get(LIST), [over, left]) == [left]
    assert numbers(desk.get(LIST, {"list": "done"}), [over, left]) == [over]


def test_a_phone_finds_exactly_and_only_here(desk, report, case, far_mediator, client):
    other = report(narrative="二", parties=[intake.Person(name="李四", phone="13905950009")])
    both = [case, other]
    assert numbers(desk.post(SEARCH, {"number": "139 0595-0001"}), both) == [case]
    assert numbers(desk.post(SEARCH, {"number": other.number.lower()}), both) == [other]
    for typed in ("13905950000", "1390595000", "139", "陈阿妹", "", "%", "1" * 400):
        assert numbers(desk.post(SEARCH, {"number": typed}), both) == []
    assert desk.get(SEARCH).status_code == 405
    sign_in(client, far_mediator)
    page = client.post(SEARCH, {"number": "13905950001"})
    assert "您的片区里没有这个号码的案件" in page.content.decode()
    assert numbers(page, both) == []


def test_each_search_is_written_down(desk, case, mediator):
    desk.post(SEARCH, {"number": "13905950001"})
    desk.post(SEARCH, {"number": "13905950000"})
    assert list(AccessLog.objects.filter(user=mediator).order_by("pk").values_list("what", "case")) == [("search", case.pk), ("search", None)]


def test_as_many_statements_for_30_as_for_3(desk, report, mediator):
    counts = []
    for more in (3, 27):
        for number in range(more):
            report(narrative=f"{more}/{number}", kind="support")
        asked = []
        for ask in (lambda: desk.get(LIST), lambda: desk.get(LIST, {"list": "done"}), lambda: desk.get(LIST, {"kind": "support", "page": "2"})):
            with CaptureQueriesContext(
                connection,
            ) as seen:
                ask()
            asked.append(len(seen))
        with CaptureQueriesContext(connection) as seen:
            assert desk.post(SEARCH, {"number": "13905950001"}).status_code == 200
        counts.append([*asked[:1], *asked[1:2], len(seen)])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 8
    assert Party.objects.count() == 60
