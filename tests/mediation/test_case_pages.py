"""/mediation/: accepting, refusing and writing a contact, by hand on the page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation import casework
from mediation.models import Case
from tests.people import sign_in


@pytest.fixture
def desk(client, mediator):
    sign_in(client, mediator)
    return client


def at(**ago):
    return f"{timezone.localtime() - timedelta(**ago):%Y-%m-%dT%H:%M}"


def test_red_comes_first_then_who_waits_longest(desk, report, sign):
    blue, yellow, red = report(), report(narrative="二", signs=[sign("扬言")]), report(narrative="三", signs=[sign("动手")])
    late = report(narrative="四", signs=[sign("扬言")])
    page = desk.get(reverse("mediation:cases")).content.decode()
    order = sorted((case for case in (blue, yellow, red, late)), key=lambda case: page.index(case.number))
    assert order == [red, yellow, late, blue]


def test_accept_then_write_a_contact(desk, case, mediator):
    assert "我来受理" in desk.get(case.get_absolute_url()).content.decode()
    desk.post(reverse("mediation:accept", args=[case.number]))
    assert "记一次联系" in desk.get(case.get_absolute_url()).content.decode()
    party = case.parties.first()
    form = {"kind": "phone", "happened_at": at(hours=1), "whom": party.pk, "words": "愿意来谈。\n要单独一间。", "key": "a" * 32}
    for _ in range(2):  # pressed twice
        assert desk.post(reverse("mediation:contact", args=[case.number]), form)["Location"] == case.get_absolute_url()
    page = desk.get(case.get_absolute_url()).content.decode()
    assert page.count("愿意来谈。") == 1
    assert "和陈*妹（求助的一方）" in page


def test_the_second_who_presses_is_told_on_the_page(desk, case, mediator, colleague):
    casework.accept(case=case, by=colleague)
    response = desk.post(reverse("mediation:accept", args=[case.number]))
    page = response.content.decode()
    assert response.status_code == 422
    assert "这一件刚刚由郑秀兰办过：受理" in page
    assert "郑秀兰 在办" in page
    assert Case.objects.get(pk=case.pk).mediator == colleague


def test_refusing_wants_a_reason_and_words(desk, case):
    path = reverse("mediation:refuse", args=[case.number])
    page = desk.post(path, {"reason": "twice"})
    assert page.status_code == 422
    assert "请写几句说明" in page.content.decode()
    assert Case.objects.get(pk=case.pk).status == "waiting"
    assert desk.post(path, {"reason": "twice", "words": "上个月报过。"})["Location"] == case.get_absolute_url()
    page = desk.get(case.get_absolute_url()).content.decode()
    assert "和已经报过的是同一件" in page
    assert "上个月报过。" in page
    assert desk.get(path)["Location"] == case.get_absolute_url()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"happened_at": "9999-12-31T23:59"}, "时间比现在还晚"),
        ({"happened_at": "0001-01-01T00:00"}, "年份太早了"),
        ({"happened_at": "昨天"}, "这个时间看不懂"),
        ({"happened_at": ""}, "请写上什么时候"),
        ({"words": ""}, "还没写说了什么"),
        ({"words": "谈" * 2001}, "最多 2000 个字"),
        ({"whom": ""}, "还没选和谁联系"),
        ({"kind": ""}, "还没选怎么联系的"),
    ],
)
def test_bad_input_of_a_contact(desk, case, mediator, changes, sentence):
    casework.accept(case=case, by=mediator)
    form = {"kind": "phone", "happened_at": at(hours=1), "whom": "all", "words": "谈了半天，说好下周再谈。"} | changes
    response = desk.post(reverse("mediation:contact", args=[case.number]), form)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert case.events.count() == 2
    if "words" not in changes:
        assert "说好下周再谈" in response.content.decode()


def test_a_full_width_time_is_understood(desk, case, mediator):
    casework.accept(case=case, by=mediator)
    form = {"kind": "visit", "happened_at": "２０２６-01-05　09:40", "whom": "others", "words": "邻居说安静了。"}
    desk.post(reverse("mediation:contact", args=[case.number]), form)
    assert f"{timezone.localtime(case.events.get(kind='visit').happened_at):%Y-%m-%d %H:%M}" == "2026-01-05 09:40"


def test_get_changes_nothing(desk, case):
    assert desk.get(reverse("mediation:accept", args=[case.number])).status_code == 405
    assert Case.objects.get(pk=case.pk).status == "waiting"


def test_what_is_typed_is_shown_as_text(desk, report):
    case = report(narrative="<script>alert(1)</script> & <b>粗</b>")
    page = desk.get(case.get_absolute_url()).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;粗&lt;/b&gt;" in page


def test_odd_addresses(desk, case):
    for path in (
        "/mediation/cases/x/",
        "/mediation/cases/..%2f/",
        "/mediation/cases/１２３/",
        f"/mediation/cases/{case.number}/parties/nobody/",
        "/mediation/?page=x&list=y",
    ):
        assert desk.get(path).status_code in (200, 404), path


def test_help_has_the_numbers_and_no_form(client):
    response = client.get("/help/")
    page = response.content.decode()
    for number in ("tel:110", "tel:12338", "tel:12355", "12110"):
        assert number in page
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert "<title>便民服务</title>" in page
    assert "/slots/" in page
    assert 'name="narrative"' not in page
