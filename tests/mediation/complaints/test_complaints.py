"""投诉 from the desk, by 12338 and at /help/: what she is told when, what the two papers say, and that nothing closes without the answer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mediation import casework, clocks, complaints, documents, intake
from mediation.casework import revisiting
from mediation.clocks import extending, running
from mediation.complaints import giving
from mediation.intake import joining
from mediation.models import Case, Deadline, Form, HotlineCall, SafeWay, What
from tests.mediation.documents.conftest import rule, words_of  # noqa: F401  the name of the office on a paper
from tests.mediation.intake.test_calls import NEW, officer, typed  # noqa: F401  the one at the telephone
from tests.mediation.intake.test_help import FIND, ask, filled  # noqa: F401  her own request
from tests.people import sign_in

OPINION = "经查，居委会当天没有派人上门，已批评教育，今后接到求助当天上门。"


def today():
    return timezone.localdate()


def runs(case):
    return dict(Deadline.objects.filter(case=case, done_at=None).values_list("what", "due_on"))


@pytest.fixture
def desk(client, mediator):
    sign_in(client, mediator, mfa=True)
    return client


@pytest.fixture
def complain(report, mediator):
    """complain(): a complaint that came in at the desk."""

    def make(source=Case.Source.APPLICATION, by=None, **how):
        return report(source=source, by=by or mediator, purpose="complaint", **how)

    return make


def at(case, page):
    return f"{case.get_absolute_url()}{page}/"


@pytest.mark.parametrize("source", [Case.Source.APPLICATION, Case.Source.COURT, Case.Source.PETITION])
def test_the_clocks_of_a_complaint_run_from_wherever_it_comes(complain, report, mediator, source):
    case = complain(source)
    assert runs(case)["inform"] == today() + timedelta(days=15)
    assert runs(case)["answer"] == today() + timedelta(days=60)
    assert runs(case).get("return") == (clocks.working_days(today(), 5) if source in Case.HANDED_OVER else None)
    assert not {"inform", "answer", "return"} & set(runs(report()))


def test_by_12338_it_becomes_a_case_and_is_never_only_answered(client, officer, sign):  # noqa: F811
    for go in ("done", "refer", "police"):
        page = client.post(NEW, typed(sign, go=go, purpose="complaint", unit="federation"))
        assert page.status_code == 422
        assert "要书面答复她，不能在电话里办完。请点“立案”" in page.content.decode()
    assert not HotlineCall.objects.exists()
    assert client.post(NEW, typed(sign, go="case", purpose="complaint")).status_code == 302
    call = HotlineCall.objects.get()
    assert (call.purpose, call.case.purpose) == ("complaint", "complaint")
    assert {"inform", "answer"} <= set(runs(call.case))
    assert "投诉" in client.get(call.get_absolute_url()).content.decode()


HURT = {  # what was said, to be posted beside the rest
    "ticked": {"minor": "on", "violence": "on"},
    "its kind": {"minor": "on", "kind": "violence"},
    "its signs": {"signs": ["动手", "家里有孩子"]},
}


@pytest.mark.parametrize("how", HURT)
def test_a_call_about_a_hurt_child_is_not_ended_at_the_telephone(client, officer, sign, how):  # noqa: F811
    told = dict(HURT[how])
    if "signs" in told:
        told["signs"] = [sign(words).pk for words in told["signs"]]
    for go in ("done", "refer", "police"):
        page = client.post(NEW, typed(sign, go=go, unit="police", **told))
        assert page.status_code == 422
        assert "法律要求马上报告" in page.content.decode()
        assert "前晚吵到半夜" in page.content.decode()
    assert not HotlineCall.objects.exists()
    assert client.post(NEW, typed(sign, go="case", **told)).status_code == 302
    case = Case.objects.get()
    assert case.violent
    assert case.minor


def test_what_was_put_aside_about_a_hurt_child_is_not_ended_either(client, officer, sign):  # noqa: F811
    client.post(NEW, typed(sign, go="draft", minor="on", violence="on"))
    call = HotlineCall.objects.get()
    assert client.post(call.get_absolute_url(), typed(sign, go="done", minor="on", violence="on")).status_code == 422
    assert HotlineCall.objects.get().handling == "draft"
    assert client.post(call.get_absolute_url(), typed(sign, go="case", minor="on", violence="on")).status_code == 302
    assert Case.objects.get().violent


def test_at_the_desk_the_choice_makes_it_one(desk, area):
    page = desk.get("/mediation/new/").content.decode()
    assert "投诉（要书面答复）" in page
    told = {
        "source": "application", "purpose": "complaint", "kind": "couple", "signs": "none", "area": area.pk, "narrative": "居委会推来推去。",
        "name_1": "陈阿妹", "safe": "any", "key": intake.new_key(),
    }  # fmt: skip
    assert desk.post("/mediation/new/", told).status_code == 302
    assert Case.objects.get().is_complaint
    assert desk.post("/mediation/new/", told | {"purpose": "", "key": intake.new_key()}).status_code == 302
    assert Case.objects.filter(purpose="help").count() == 1
    assert desk.post("/mediation/new/", told | {"purpose": "anything", "key": intake.new_key()}).status_code == 422


def test_at_help_she_reads_what_came_when_and_until_when(client, ask, mediator):  # noqa: F811
    case, code = ask(purpose="complaint")
    page = client.post(FIND, {"code": code}).content.decode()
    until = today() + timedelta(days=15)
    assert case.number in page
    assert f"{until.month}月{until.day}日" in page
    assert "书面告诉您受不受理" in page
    assert "最多再延 30 天" in page
    plain, other = ask()
    assert not plain.is_complaint
    assert "您的投诉" not in client.post(FIND, {"code": other}).content.decode()


def test_from_the_receipt_to_the_answer(desk, complain, mediator, rule):  # noqa: F811
    case = complain()
    SafeWay.objects.create(case=case, rule="never")
    casework.accept(case=case, by=mediator)
    page = desk.get(case.get_absolute_url()).content.decode()
    assert "最晚" in page
    assert "写答复意见" in page
    given = {"what": "inform", "on": f"{today()}", "how": "hand"}
    assert "还没有做好《受理告知书》" in desk.post(at(case, "complaint/given"), given).content.decode()
    paper = documents.make(case=case, form=Form.TAKEN, by=mediator)
    assert "予以受理" in words_of(documents.opened(paper))
    assert desk.post(at(case, "complaint/given"), given | {"how": "post"}).status_code == 422  # nothing in her letter box
    assert desk.post(at(case, "complaint/given"), given | {"on": f"{today() + timedelta(days=1)}"}).status_code == 422
    assert desk.post(at(case, "complaint/given"), given).status_code == 302
    assert "inform" not in runs(case)

    casework.steps.step(case=Case.objects.get(), to="ended", by=mediator, kind="ended", outcome="withdrawn")
    with pytest.raises(complaints.owing.AnswerOwed):
        revisiting.close(case=Case.objects.get(), by=mediator)
    assert desk.post(at(case, "complaint/answer"), {"words": ""}).status_code == 422
    assert desk.post(at(case, "complaint/answer"), {"words": OPINION}).status_code == 302
    answered = {"what": "answer", "on": f"{today()}", "how": "hand"}
    assert desk.post(at(case, "complaint/given"), answered).status_code == 422
    paper = documents.make(case=Case.objects.get(), form=Form.REPLY, by=mediator)
    assert OPINION in words_of(documents.opened(paper))
    assert desk.post(at(case, "complaint/given"), answered).status_code == 302
    assert desk.get(at(case, "complaint/given")).status_code == 404
    revisiting.close(case=Case.objects.get(), by=mediator)
    assert Case.objects.get().due_on is None
    assert case.deadlines.get(what="answer").was_kept


def test_not_taken_is_told_in_writing_as_well(desk, complain, mediator, rule):  # noqa: F811
    case = complain(Case.Source.PETITION)
    assert "转错了的" in desk.get(case.get_absolute_url()).content.decode()
    casework.refuse(case=case, by=mediator, reason="outside", words="退回信访局。")
    assert set(runs(case)) == {"inform"}
    assert Case.objects.get().due_on == runs(case)["inform"]
    assert case.number in desk.get("/mediation/?list=complaints").content.decode()
    paper = documents.make(case=Case.objects.get(), form=Form.TAKEN, by=mediator)
    assert "不予受理。原因：不在本片区" in words_of(documents.opened(paper))
    assert desk.post(at(case, "complaint/given"), {"what": "inform", "on": f"{today()}", "how": "hand"}).status_code == 302
    assert (runs(case), Case.objects.get().due_on) == ({}, None)


def test_told_under_her_code(client, ask, mediator, rule):  # noqa: F811
    case, code = ask(purpose="complaint", safe="never")
    casework.accept(case=case, by=mediator)
    documents.make(case=case, form=Form.TAKEN, by=mediator)
    assert giving.ways(case) == [giving.How.HAND, giving.How.CODE]
    giving.given(case=case, what=What.INFORM, by=mediator, on=today(), how="code", words="受理了，两个月内书面答复您。")
    page = client.post(FIND, {"code": code}).content.decode()
    assert "受理了，两个月内书面答复您。" in page
    assert "已经书面告诉您受理了" in page


def test_who_may_not(client, complain, case, mediator, colleague, far_mediator):
    hers = complain()
    for user in (far_mediator, colleague):
        casework.accept(case=hers, by=mediator)
        sign_in(client, user, mfa=True)
        assert client.get(at(hers, "complaint/answer")).status_code == 404
        assert client.post(at(hers, "complaint/given"), {"what": "inform"}).status_code == 404
    sign_in(client, mediator, mfa=True)
    casework.accept(case=case, by=mediator)
    assert client.get(at(case, "complaint/answer")).status_code == 404  # no complaint
    with pytest.raises(giving.NothingOwed):
        giving.answer(case=case, by=mediator, words="没有投诉。")


def test_put_off_once_by_thirty_days_with_approval(complain, mediator):
    case = complain()
    casework.accept(case=case, by=mediator)
    first = runs(case)["answer"]
    facts = {"what": What.ANSWER, "by": mediator, "agreed_on": today(), "how": "paper", "words": "分管领导批准，已告知。"}
    with pytest.raises(extending.TooLong):
        extending.extend(case=case, until=first + timedelta(days=31), **facts)
    extending.extend(case=case, until=first + timedelta(days=30), **facts)
    assert runs(case)["answer"] == first + timedelta(days=30)
    with pytest.raises(extending.CannotBeExtended):
        extending.extend(case=case, until=today() + timedelta(days=20), **facts | {"what": What.INFORM})


def test_joined_to_another_it_is_owed_there(complain, report, mediator):
    case, into = complain(), report()
    casework.accept(case=into, by=mediator)
    joining.join(case=case, into=into, by=mediator, why="同一件。")
    into.refresh_from_db()
    assert into.is_complaint
    assert {"inform", "answer"} <= set(runs(into))
    assert runs(case) == {}


def test_her_own_page_behind_her_pin(client, complain, mediator, make_user):
    from mediation.secrecy import pins

    case, mother = complain(), make_user("陈阿妹")
    casework.accept(case=case, by=mediator)
    pins.set_pin(user=mother, code=pins.hand_code(party=case.parties.get(side="applicant"), by=mediator), pin="304817")
    sign_in(client, mother)
    client.post("/my/privacy/locked/", {"pin": "304817"})
    page = client.get("/my/privacy/locked/").content.decode()
    assert case.number in page
    assert "书面答复您" in page


def test_a_complaint_costs_no_other_clock(complain):
    """A row of the table for 信访 does not take the place of one for the very source."""
    case = complain()
    clock = running.clock_for(case, What.CONTACT, list(clocks.running.Clock.objects.filter(is_used=True)))
    assert clock.source == ""
