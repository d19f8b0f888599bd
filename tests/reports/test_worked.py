"""One cohort worked out by hand: every number on the page, in the Excel and in the rows behind it; and what is hidden when parts are small."""

import html
import re
from collections import Counter
from datetime import timedelta
from io import BytesIO

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.models import Area
from accounts.roles import Role
from mediation.models import Agreement, Case, CaseEvent, Clock, Deadline, FollowUp, Kind, Risk
from mediation.views import lists
from positions.after.suppression import LEAST
from reports.cases.counting import SUBJECT
from reports.counted.table import untold
from tests.mediation.conftest import *  # noqa: F403  the cast of a case
from tests.people import sign_in

PAGE, ROWS, XLSX = reverse("reports:cases"), reverse("reports:cases_rows"), reverse("reports:cases_xlsx")
COUNTY = "350503000000"
HOUR = timedelta(hours=1)
WORKED = {  # what became of them: (how many in the first street, in the second)
    "kept": (10, 8), "partly": (6, 5), "broken": (5, 6), "agreed": (5, 5), "failed": (7, 6), "withdrawn": (5, 5), "referred": (6, 5),
    "accepted": (5, 5), "waiting": (5, 5),
}  # fmt: skip
COMPLAINTS = ("failed", "referred")  # of which the last were answered in time
RISKS = {"kept": 3, "failed": 2}  # of the first five in each street
BROKEN_DOWN = {
    "source": ["grid", "hotline"],
    "kind": ["couple"],
    "risk": [3, 2, 1],
}  # what stands: nobody came from elsewhere, which hides the smaller; the calls' sheet tells the hotline
HEADS = [
    "收到", "受理", "联系上了", "首次联系", "过了期限", "投诉", "按期书面答复", "达成协议", "调解不成", "不再要调解", "转给别的部门",
    "协议谈到钱", "金额", "有危险的谈成了", "回访过", "做到了", "做到一部分", "没有做到", "成功率", "说解决了",
]  # fmt: skip
FIRST = [54, 49, 49, 2.0, 5, 13, 6, 26, 7, 5, 6, 10, 10000, 5, 21, 10, 6, 5, 47.6, 10]
SECOND = [50, 45, 45, 4.0, 5, 11, 5, 24, 6, 5, 5, 8, 4004, 5, 19, 8, 5, 6, 42.1, 8]
WHOLE = [104, 94, 94, 3.0, 10, 24, 11, 50, 13, 10, 11, 18, 14004, 10, 40, 18, 11, 11, 45.0, 18]


@pytest.fixture
def street(area):
    """A second street with a community in 丰泽."""
    street = Area.objects.create(code="350503999000", name="城东街道", level=4, parent_id=COUNTY)
    return Area.objects.create(code="350503999001", name="浔美社区居委会", level=5, parent=street)


@pytest.fixture
def cohort(area, street, mediator, grid_worker):
    """cohort(withdrawn=(5, 3)): the cases of WORKED, some of the numbers changed. Returns {what became: [Case]}."""

    def make(**changed):
        made = {}
        for what, numbers in (WORKED | changed).items():
            for where, number, hours, amount in zip((area, street), numbers, (2, 4), ("1000", "500.50"), strict=True):
                for nth in range(number):
                    made.setdefault(what, []).append(_case(what, where, nth, hours, amount, mediator, grid_worker))
        return made

    return make


def _case(what, where, nth, hours, amount, mediator, reporter):
    now = timezone.now()
    agreed = what in ("kept", "partly", "broken", "agreed")
    case = Case.objects.create(
        area=where, source=("grid", "site", "hotline")[nth % 3], kind="couple" if nth < 3 else "neighbors",
        risk=RISKS.get(what, 1) if nth < 5 else 1, narrative="吵。",
        created_at=now, reporter=reporter, purpose="complaint" if what in COMPLAINTS else "help", outcome="" if what in ("accepted", "waiting") else what,
        **({} if what == "waiting" else {"status": "accepted", "mediator": mediator, "accepted_at": now}),
    )  # fmt: skip
    if what == "waiting":
        Deadline.objects.create(case=case, what="accept", clock=Clock.objects.filter(what="accept").first(), due_on=timezone.localdate() - timedelta(days=1))
    else:
        CaseEvent.objects.create(case=case, kind="phone", by=mediator, happened_at=now + hours * HOUR)
        CaseEvent.objects.create(case=case, kind="visit", by=mediator, happened_at=now + 9 * HOUR)  # a later one counts for nothing
    if what == "referred":
        Deadline.objects.create(case=case, what="answer", clock=Clock.objects.filter(what="answer").first(), due_on=timezone.localdate(), done_at=now)
    facts = {"case": case, "form": "written", "facts": "吵。", "terms": "各让一步。", "by": mediator, "reached_at": now}
    if what == "kept" and nth == 0:  # a first one was not kept; they agreed again, and what holds is what they agreed last
        Agreement.objects.create(**facts, number=f"{case.number}-1", amount="99999")
        FollowUp.objects.create(case=case, due_on=now, done_at=now, by=mediator, kept="broken", solved=False)
    if agreed:
        Agreement.objects.create(**facts, number=f"{case.number}-2", amount=amount if what == "kept" else None)
    if agreed and what != "agreed":
        FollowUp.objects.create(case=case, due_on=now, done_at=now, by=mediator, kept=what, solved=what == "kept")
    return case


def on_the_page(client, **asked):
    """Return {first cell: [the others]} of the table by area, as somebody reads it; — is None."""
    body = client.get(PAGE, asked).content.decode().partition('id="r-area"')[2].partition("</section>")[0]
    read = {}
    for line in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL):
        first, *cells = [html.unescape(re.sub(r"<[^>]*>", "", cell)).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.DOTALL)]
        read[first] = cells
    return {first: [None if cell == "—不显示" else _number(cell) for cell in cells] for first, cells in read.items() if first != "区划"}


def _number(cell):
    return float(cell.replace(",", ""))


def in_excel(client, sheet="按区划", **asked):
    first, *lines = [[cell.value for cell in row] for row in load_workbook(BytesIO(client.get(XLSX, asked).content))[sheet].iter_rows()]
    return first, {line[0]: [None if value == "不显示" else value for value in line[1:]] for line in lines}


@pytest.fixture
def behind(client, monkeypatch):
    """behind(figure="kept"): the numbers of the cases that it opens to, on one page; None when it does not open."""
    monkeypatch.setattr(lists, "A_PAGE", 500)

    def read(**asked):
        answer = client.get(ROWS, asked)
        return None if answer.status_code == 404 else set(re.findall(r"/mediation/cases/([\w-]+)/", answer.content.decode()))

    return read


def test_every_number_of_a_worked_cohort(client, behind, cohort, mediator, area, street):
    cases = cohort()
    sign_in(client, mediator)
    first, second = area.parent, street.parent
    whole = {area.parent.short_name: FIRST, street.parent.short_name: SECOND, "合计": WHOLE}
    assert on_the_page(client) == whole
    heads, lines = in_excel(client)
    assert [head.partition("（")[0] for head in heads[1:]] == HEADS
    assert lines == whole
    page = client.get(PAGE).content.decode()
    assert "14,004" in page
    entry = LogEntry.objects.filter(additional_data__deed="export_case_figures").latest("pk")
    assert (entry.actor, entry.additional_data["area"]) == (mediator, COUNTY)

    def numbers(*what):
        return {case.number for each in what for case in cases[each]}

    agreed = ("kept", "partly", "broken", "agreed")
    accepted = (*agreed, "failed", "withdrawn", "referred", "accepted")
    expected = {
        "received": numbers(*WORKED), "accepted": numbers(*accepted), "reached": numbers(*accepted), "agreed": numbers(*agreed),
        "failed": numbers("failed"), "withdrawn": numbers("withdrawn"), "referred": numbers("referred"), "late": numbers("waiting"),
        "complaints": numbers(*COMPLAINTS), "answered": numbers("referred"),
        "priced": numbers("kept"), "followed": numbers("kept", "partly", "broken"), "kept": numbers("kept"), "partly": numbers("partly"),
        "broken": numbers("broken"), "solved": numbers("kept"), "calmed": {case.number for case in cases["kept"] if case.risk == 3},
    }  # fmt: skip
    assert set(expected) == {figure.key for figure in SUBJECT.figures}
    assert {key: behind(figure=key) for key in expected} == expected
    assert behind(figure="kept", area=second.pk) == {case.number for case in cases["kept"] if case.area == street}
    assert behind(figure="priced", area=first.pk) == {case.number for case in cases["kept"] if case.area == area}
    every = [case for rows in cases.values() for case in rows]
    for column, word, sheet in (("source", "按来源", Case.Source), ("kind", "按类型", Kind), ("risk", "按风险", Risk)):
        counted = Counter(getattr(case, column) for case in every)
        shown = {label: number for label, (number,) in in_excel(client, word)[1].items() if number is not None}
        assert shown == {sheet(value).label: counted[value] for value in BROKEN_DOWN[column]}
        for value in [*BROKEN_DOWN[column], "court", "neighbors"]:
            rows = {case.number for case in every if getattr(case, column) == value}
            assert behind(by=column, value=value) == (rows if value in BROKEN_DOWN[column] else None)
    # Each link of the page leads to what it says: sums and hours to the cases that they are made of.
    links = [html.unescape(link) for link in re.findall(rf'href="{ROWS}\?([^"]*)"', page)]
    assert {link.partition("figure=")[2] for link in links if "figure=" in link} == set(expected)


def test_small_parts_hide_what_would_tell_them(client, behind, cohort, mediator, area, street):
    cohort(withdrawn=(5, 3), broken=(1, 2), kept=(3, 0))
    sign_in(client, mediator)
    _, lines = in_excel(client)
    assert on_the_page(client) == lines
    shown = {key: [lines[place][HEADS.index(key)] for place in (area.parent.short_name, street.parent.short_name, "合计")] for key in HEADS}
    assert shown["不再要调解"] == [None, None, 8]  # 5 would tell the 3
    assert shown["做到了"] == shown["没有做到"] == [None] * 3
    assert shown["做到一部分"] == [None, None, 11]  # of 10 revisited 6 would tell the other 4; of 17 11 leaves 6
    assert shown["成功率"] == shown["说解决了"] == shown["金额"] == shown["协议谈到钱"] == [None] * 3  # 3 families spoke of money
    assert shown["回访过"] == [10, 7, 17]
    assert shown["首次联系"][2] == 2.9
    for asked in (
        {"figure": "kept"},
        {"figure": "priced"},
        {"figure": "withdrawn", "area": street.parent_id},
        {"by": "risk", "value": "3"},
        {"figure": "money"},
    ):
        assert behind(**asked) is None
    assert len(behind(figure="withdrawn")) == 8


def test_what_was_written_down_for_the_street_as_a_whole(client, behind, cohort, mediator, area):
    """No number of a part is missing in the sum: a report that names no community, and a community that is no more."""
    cases = cohort()
    Case.objects.filter(pk__in=[case.pk for case in cases["failed"][:7]]).update(area=area.parent)
    Area.objects.filter(pk=area.pk).update(closed_on=timezone.localdate())
    sign_in(client, mediator)
    lines = on_the_page(client, area=area.parent_id)
    assert lines == {area.parent.short_name + " 没有细分": lines[area.parent.short_name + " 没有细分"], area.short_name: lines[area.short_name], "合计": FIRST}
    assert [line[0] for line in lines.values()] == [7, 47, 54]
    assert len(behind(figure="received", area=area.parent_id, itself=1)) == 7


def test_text_of_the_excel_is_never_a_formula(client, make_post, area):
    for code, name in (("350503901000", "=1+1"), ("350503902000", "+1"), ("350503903000", "-1"), ("350503904000", "@SUM(A1)")):
        Area.objects.create(code=code, name=name, level=4, parent_id=COUNTY)
    sign_in(client, make_post(Role.COUNTY_OFFICER, COUNTY))
    sheet = load_workbook(BytesIO(client.get(XLSX).content))["按区划"]
    found = {cell.value: (cell.data_type, cell.quotePrefix) for cell in sheet["A"] if str(cell.value)[:1] in "=+-@"}
    assert found == dict.fromkeys(["=1+1", "+1", "-1", "@SUM(A1)"], ("s", True))


def test_as_many_statements_for_thirty_as_for_three(client, cohort, mediator):
    none = dict.fromkeys(WORKED, (0, 0))
    sign_in(client, mediator)
    counts = []
    for many in (3, 30):
        cohort(**none | {"waiting": (many, many), "kept": (many, many)})
        counts.append([])
        for path in (PAGE, XLSX, f"{ROWS}?figure=received"):
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
            counts[-1].append(len(asked))
    assert counts[0] == counts[1]


PARTS = st.integers(0, 15)


@given(PARTS, PARTS, PARTS, PARTS, PARTS)
def test_no_small_part_of_the_revisits_can_be_worked_out(kept, partly, broken, not_yet, no_agreement):
    numbers = {figure.key: 0 for figure in SUBJECT.figures} | {"kept": kept, "partly": partly, "broken": broken, "followed": kept + partly + broken}
    numbers["agreed"] = numbers["followed"] + not_yet
    numbers["accepted"] = numbers["received"] = numbers["agreed"] + no_agreement
    hidden = untold(SUBJECT.figures, numbers)
    shown = {key: numbers[key] for key in numbers if key not in hidden}
    assert all(number >= LEAST for number in shown.values())
    for upper, parts in (("followed", ("kept", "partly", "broken")), ("agreed", ("followed",)), ("accepted", ("agreed",)), ("accepted", ("kept",))):
        if upper in shown and any(part in shown for part in parts):
            left = shown[upper] - sum(shown.get(part, 0) for part in parts)
            assert left == 0 or left >= LEAST
