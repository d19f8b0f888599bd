"""12338: typed during the call, answered on the spot or made a case; who sees which calls; who is perhaps known."""

from dataclasses import replace

import pytest

from accounts.models import Area
from accounts.roles import Role
from mediation import intake
from mediation.models import AccessLog, Case, HotlineCall
from mediation.views import calls
from tests.people import sign_in

NEW, LIST = "/mediation/calls/new/", "/mediation/calls/"
SAID = "前晚吵到半夜，说再提离婚就别想见孩子。"


@pytest.fixture
def officer(client, make_post):
    """At the telephone: an officer of the city, who opens no case."""
    user = make_post(Role.CITY_OFFICER, "350500000000", "庄雅惠")
    sign_in(client, user, mfa=True)
    return user


def typed(sign, **changes):
    facts = {
        "key": intake.new_key(), "signs": [sign("扬言").pk], "channel": "call", "caller": "herself", "name": "许女士", "age": "36", "tel": "139 0595 2087",
        "area": "350503002000", "relation": "husband", "safe": "hours", "parts": ["morning"], "kind": "couple", "narrative": SAID,
        "answer": "约周五面谈。", "go": "case",
    }  # fmt: skip
    return {name: value for name, value in (facts | changes).items() if value is not None}


def test_a_call_becomes_a_case_of_that_area_once(client, officer, sign, mediator):
    told = typed(sign)
    for _ in range(2):
        answer = client.post(NEW, told)
    call = HotlineCall.objects.get()
    case = Case.objects.get()
    assert answer["Location"] == call.get_absolute_url()
    assert (call.handling, call.case, call.name, call.phone, intake.hotline.about(call)) == ("case", case, "许女士", "13905952087", {"age": "36"})
    assert (case.source, case.area_id, case.risk, case.narrative, case.reporter) == ("hotline", "350503002000", 2, SAID, officer)
    assert case.safe_way.words == "只在上午 9–12 点打，打时自称邻里中心"
    assert case.events.get().words == f"热线登记 {call.number}，已经答复：约周五面谈。"
    assert Case.objects.visible_to(mediator).get() == case
    page = client.get(call.get_absolute_url()).content.decode()
    assert "待受理" in page
    assert client.get(case.get_absolute_url()).status_code == 404
    assert AccessLog.objects.filter(user=officer, what="call", number=call.number).exists()


@pytest.mark.parametrize(("go", "handling"), [("done", "answered"), ("refer", "passed"), ("police", "police")])
def test_what_is_done_on_the_spot_makes_no_case(client, officer, sign, go, handling):
    assert client.post(NEW, typed(sign, go=go, unit="legal_aid", kind="labour")).status_code == 302
    call = HotlineCall.objects.get()
    assert (call.handling, call.case, call.unit) == (handling, None, "legal_aid" if go == "refer" else "")
    assert client.post(call.get_absolute_url(), {"result": "已经受理", "satisfied": "yes"}).status_code == 302
    assert client.post(call.get_absolute_url(), {"result": "又改", "satisfied": "no"}).status_code == 422


def test_put_aside_and_gone_on_with(client, officer, sign, make_post, area):
    assert client.post(NEW, typed(sign, go="draft", signs=None, narrative="", safe=None, parts=None)).status_code == 302
    call = HotlineCall.objects.get()
    page = client.get(call.get_absolute_url()).content.decode()
    assert 'value="许女士"' in page
    assert client.post(call.get_absolute_url(), typed(sign, go="case")).status_code == 302
    assert Case.objects.count() == 1
    assert client.post(call.get_absolute_url(), typed(sign, go="case")).status_code in (302, 422)
    assert Case.objects.count() == 1


BAD = {
    "not asked whether she is safe": ({"signs": None}, "还没问现在安不安全"),
    "nothing said": ({"narrative": " "}, "还没写她说了什么"),
    "not asked whether to phone back": ({"safe": None}, "还没问能不能打回去"),
    "no time of day": ({"parts": None}, "还没选什么时间可以打"),
    "passed on to nobody": ({"go": "refer"}, "转办要选转给谁"),
    "no answer": ({"go": "done", "answer": ""}, "还没写您怎么答复的"),
    "an age that is none": ({"age": "许多"}, "年龄写数字就行"),
    "an area that is none": ({"area": "nowhere"}, "选"),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_told_and_the_rest_is_kept(client, officer, sign, area, what):
    changes, sentence = BAD[what]
    page = client.post(NEW, typed(sign, wishes="想离", **changes))
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert "想离" in page.content.decode()
    assert not HotlineCall.objects.exists()


def test_perhaps_known_without_opening_it(client, officer, sign, report, make_post):
    case = report()
    page = client.post(NEW, typed(sign, tel="13905950001", go="known")).content.decode()
    assert "同一个电话" in page
    assert "您看不到那一次的内容" in page
    assert SAID in page
    assert not any(word in page for word in (case.number, "陈阿妹"))
    look = AccessLog.objects.get(what="search")
    assert (look.user, look.case, look.row) == (officer, case, None)  # whose case it is sees that its number was looked up
    sign_in(client, make_post(Role.MEDIATOR, "350503000000"), mfa=True)
    assert case.number in client.post(NEW, typed(sign, tel="13905950001", go="known")).content.decode()


def test_numbers_cannot_be_looked_up_at_will(client, officer, sign, report, monkeypatch):
    """Whether a number stands in a case is a secret: one look for one call, not a list."""
    report()
    monkeypatch.setattr(calls, "LOOK_UPS", replace(calls.LOOK_UPS, count=2))
    for number in ("13905950002", "13905950003"):
        client.post(NEW, typed(sign, tel=number, go="known"))
    page = client.post(NEW, typed(sign, tel="13905950001", go="known")).content.decode()
    assert "查了太多个号码" in page
    assert "来过一次" not in page
    assert SAID in page


def test_who_sees_which_calls(client, officer, sign, mediator, far_mediator, make_post, mother):
    client.post(NEW, typed(sign, go="done"))
    call = HotlineCall.objects.get()
    assert call.number in client.get(LIST).content.decode()
    for user, status in ((mediator, 200), (far_mediator, 404), (make_post(Role.CITY_OFFICER, "350500000000"), 404), (mother, 404)):
        sign_in(client, user, mfa=True)
        assert client.get(call.get_absolute_url()).status_code == status
    assert client.get(LIST).status_code == client.get(NEW).status_code == 404


def test_as_many_statements_for_thirty_calls_as_for_three(client, officer, sign, area, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    street = Area.objects.get(pk="350503002000")
    for many in (3, 15):
        for _ in range(many):
            HotlineCall.objects.create(answered_by=officer, area=street, kind="couple", narrative=SAID)
        client.get(LIST)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(LIST)
        counts.append(len(asked))
    assert counts[0] == counts[1]
