"""Figures of 12338: what is counted by way, kind, handling, danger and content; what is hidden; who finds them."""

from datetime import timedelta
from io import BytesIO

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Area
from accounts.roles import Role
from mediation.models import HotlineCall
from tests.mediation.conftest import *  # noqa: F403  the cast of a case
from tests.people import sign_in

PAGE, ROWS, XLSX, LIST = reverse("reports:calls"), reverse("reports:calls_rows"), reverse("reports:calls_xlsx"), "/mediation/calls/"
COUNTY = "350503000000"
HEADS = ["登记", "当场答复", "转办", "立案", "报警", "满意", "基本满意", "不满意", "没有说"]


@pytest.fixture
def street(area):
    """A second street in 丰泽."""
    return Area.objects.create(code="350503999000", name="城东街道", level=4, parent_id=COUNTY)


@pytest.fixture
def officer(make_post, area):
    return make_post(Role.COUNTY_OFFICER, COUNTY, "黄丽云")


@pytest.fixture
def calls(officer, area, street):
    """calls(8, 7, handling="passed"): as many calls about the first street's community and the second street."""

    def make(here, there, **facts):
        told = {"answered_by": officer, "kind": "couple", "narrative": "她说的。", "handling": "answered", "channel": "call"} | facts
        return [HotlineCall.objects.create(area=where, **told) for where, number in ((area, here), (street, there)) for _ in range(number)]

    return make


def sheet(client, name="按区划", **asked):
    _, *lines = [[cell.value for cell in row] for row in load_workbook(BytesIO(client.get(XLSX, asked).content))[name].iter_rows()]
    return {line[0]: [None if value == "不显示" else value for value in line[1:]] for line in lines}


def test_every_number_page_excel_and_calls_behind(client, calls, officer, mediator, area, street):
    content = calls(6, 5, satisfied="yes")
    passed = calls(7, 6, handling="passed", unit="justice", kind="labour", risk=2, channel="visit", satisfied="no")
    police = calls(5, 5, handling="police", risk=3, channel="letter", kind="violence")
    drafts = calls(5, 5, handling="draft", channel="web")
    late = calls(1, 0)
    HotlineCall.objects.filter(pk=late[0].pk).update(called_at=timezone.now() - timedelta(days=200))
    sign_in(client, officer)
    lines = sheet(client)
    assert lines == {
        area.parent.short_name: [23, 6, 7, None, 5, 6, None, 7, None],
        street.short_name: [21, 5, 6, None, 5, 5, None, 6, None],
        "合计": [44, 11, 13, None, 10, 11, None, 13, None],
    }
    assert sheet(client, "按渠道") == {"来访": [13], "来电": [11], "来信": [10], "网络": [10]}
    assert sheet(client, "按风险") == {"蓝": [21], "黄": [13], "红": [10]}
    assert {label: number for label, (number,) in sheet(client, "按类别").items() if number} == {"夫妻": 21, "劳动": 13}  # 家暴 hides the others' nothing
    assert LogEntry.objects.filter(additional_data__deed="export_call_figures").latest("pk").actor == officer
    page = client.get(PAGE).content.decode()
    assert all(words in page for words in (*HEADS, "12338 统计", "按渠道", "按类别", "按风险"))
    # An officer opens the calls that she took; a mediator those of her area; what is hidden opens to nobody.
    for user in (officer, mediator):
        sign_in(client, user)
        found = client.get(ROWS, {"figure": "police"}).content.decode()
        assert {call.number for call in content + passed + police + drafts if call.number in found} == {call.number for call in police}
        found = client.get(ROWS, {"by": "channel", "value": "letter", "area": COUNTY}).content.decode()
        assert all(call.number in found for call in police)
        assert [client.get(ROWS, asked).status_code for asked in ({"figure": "case"}, {"by": "kind", "value": "violence"}, {"figure": "x"})] == [404] * 3


def test_small_numbers_are_hidden_and_those_that_tell_them(client, calls, officer, area, street):
    calls(6, 6)
    calls(7, 6, handling="passed", unit="court")
    calls(2, 1, handling="police")
    sign_in(client, officer)
    assert sheet(client)["合计"][:5] == [28, None, 13, None, None]  # 28 - 13 - 12 would tell the 3
    assert client.get(ROWS, {"figure": "answered"}).status_code == 404
    assert sheet(client, quarter=str(timezone.localdate().year - 1) + "-1")["合计"][0] is None


def test_who_finds_it(client, calls, officer, mediator, far_mediator, make_post, make_user, grid_worker, area):
    calls(6, 6)
    sign_in(client, officer)
    assert PAGE in client.get(LIST).content.decode()
    for user in (mediator, make_post(Role.CITY_OFFICER, "350500000000")):
        sign_in(client, user)
        assert [client.get(path).status_code for path in (PAGE, XLSX, f"{ROWS}?figure=received")] == [200] * 3
    # Neither here nor elsewhere: another county's mediator counts her own county whatever she asks for.
    sign_in(client, far_mediator)
    assert sheet(client, area=COUNTY)["合计"][0] is None
    others = (make_user(), grid_worker, make_post(Role.STREET_OFFICER, area.parent_id), make_post(Role.AUDITOR, COUNTY), make_post(Role.PARTNER, COUNTY))
    for user in others:
        sign_in(client, user)
        assert [client.get(path).status_code for path in (PAGE, XLSX, f"{ROWS}?figure=received")] == [404] * 3


def test_as_many_statements_for_thirty_as_for_three(client, calls, mediator):
    sign_in(client, mediator)
    counts = []
    for many in (3, 15):
        calls(many, many, handling="answered")
        counts.append([])
        for path in (PAGE, XLSX, f"{ROWS}?figure=received"):
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
            counts[-1].append(len(asked))
    assert counts[0] == counts[1]
