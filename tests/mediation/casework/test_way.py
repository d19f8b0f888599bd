"""The whole way of a case on the pages: failed, agreed and kept, and the revisit that says "not solved"."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from mediation import casework
from mediation.casework import agreeing, assigning, editing, mediating, meeting, revisiting
from mediation.models import Agreement, Case, CaseEvent, Mediator
from mediation.refusals import CaseChanged, EditedMeanwhile, NeedsContact, NeedsMeeting, NeedsRevisit, NotSolved, SameDesk, WaitsForDesk
from notices.models import Notice
from tests.people import sign_in


def hour(**ago):
    return timezone.now() - timedelta(**ago)


def fresh(case):
    return Case.objects.select_related("area", "mediator").get(pk=case.pk)


@pytest.fixture
def officer(make_post):
    return make_post(Role.COUNTY_OFFICER, "350503000000", "陈县干")


@pytest.fixture
def carried(case, mediator):
    casework.accept(case=case, by=mediator)
    casework.add_contact(case=case, by=mediator, kind="phone", happened_at=hour(hours=1), whom="all", words="愿意来谈。")
    return case


@pytest.fixture
def met(carried, mediator):
    mediating.begin_mediation(case=carried, by=mediator, told=True)
    held = meeting.plan(case=carried, by=mediator, starts_at=hour(hours=2), ends_at=hour(hours=1), place="调解室")
    meeting.record(meeting=held, by=mediator, result="agreed", record="各退一步。")
    return carried


@pytest.fixture
def revisiting_now(met, mediator):
    agreeing.write(case=met, by=mediator, form="oral", facts="为带孩子争。", terms="婆婆周末不来。")
    agreeing.begin_performance(case=met, by=mediator)
    revisiting.begin(case=met, by=mediator)
    return met


def press(client, case, step, **form):
    response = client.post(reverse("mediation:step", args=[case.number, step]), form)
    assert response.status_code == 302, response.content.decode()
    return response


def test_from_inquiry_to_the_filed_dossier_on_the_pages(client, case, mediator):
    sign_in(client, mediator)
    casework.accept(case=case, by=mediator)
    casework.add_contact(case=case, by=mediator, kind="visit", happened_at=hour(hours=1), whom="all", words="都在家。")
    press(client, case, "inquiry", words="去问了邻居。")
    press(client, case, "mediation", told="on")
    press(client, case, "meeting", starts_at=f"{timezone.localtime(hour(hours=1)):%Y-%m-%dT%H:%M}", minutes="30", place="社区调解室")
    held = case.meetings.get()
    path = reverse("mediation:record", args=[case.number, held.uid])
    assert client.post(path, {"result": "agreed", "record": ""}).status_code == 422
    assert client.post(path, {"result": "agreed", "record": "说定了。"})["Location"] == case.get_absolute_url()
    due = f"{timezone.localdate() + timedelta(days=5)}"
    terms = {
        "form": "written",
        "facts_said": "为药费争。",
        "terms": "药费三人平摊。",
        "copies": "3",
        "amount": "1200.50",
        "due_1": due,
        "what_1": "先付一半",
        "sum_1": "600",
    }
    wrong = client.post(reverse("mediation:step", args=[case.number, "agreement"]), terms | {"what_1": ""})
    assert wrong.status_code == 422
    assert "药费三人平摊" in wrong.content.decode()
    press(client, case, "agreement", **terms)
    press(client, case, "sign", reached_at=f"{timezone.localtime():%Y-%m-%dT%H:%M}", whole="on")
    agreement = Agreement.objects.get(case=case)
    part = agreement.instalments.get()
    client.post(reverse("mediation:perform", args=[case.number, part.uid]), {"done_on": f"{timezone.localdate()}", "proof": "转账截图"})
    press(client, case, "revisit")
    assert client.post(reverse("mediation:step", args=[case.number, "close"])).status_code == 302
    assert fresh(case).status == "follow_up"
    press(client, case, "revisited", how="talk", kept="kept", solved="yes", satisfied="yes", words="药费付了。")
    page = client.get(case.get_absolute_url()).content.decode()
    assert "药费三人平摊" in page
    assert "转账截图" in page
    assert "说解决了" in page
    press(client, case, "close", words="办完了。")
    press(client, case, "file")
    case = fresh(case)
    assert (case.status, case.outcome) == ("filed", "kept")
    assert case.closed_at
    assert case.filed_at
    assert client.get(case.get_absolute_url()).status_code == 200


def test_what_may_not_be_skipped(case, mediator):
    casework.accept(case=case, by=mediator)
    with pytest.raises(NeedsContact):
        mediating.begin_mediation(case=case, by=mediator, told=True)
    casework.add_contact(case=case, by=mediator, kind="phone", happened_at=hour(hours=1), whom="all", words="愿意来谈。")
    mediating.begin_mediation(case=case, by=mediator, told=True)
    for deed in (
        lambda: mediating.fail(case=case, by=mediator, words="谈不拢。"),
        lambda: agreeing.write(case=case, by=mediator, form="oral", facts="事", terms="条"),
    ):
        with pytest.raises(NeedsMeeting), transaction.atomic():
            deed()
    assert not Agreement.objects.exists()


def test_not_solved_goes_to_another_desk(revisiting_now, mediator, colleague, officer):
    case = revisiting_now
    with pytest.raises(NeedsRevisit):
        revisiting.close(case=case, by=mediator)
    revisiting.tell(case=case, by=mediator, kept="broken", solved=False, words="又吵了。")
    with pytest.raises((NotSolved, WaitsForDesk)):
        revisiting.close(case=case, by=mediator)
    assert Notice.objects.filter(to=officer, kind="case_desk").count() == 1
    assert list(Case.objects.visible_to(officer, "mediation.assign_case").at_the_desk()) == [case]
    with pytest.raises(SameDesk):
        assigning.assign(case=case, to=mediator, by=officer)
    assigning.assign(case=case, to=colleague, by=officer, why="换人试试")
    case = fresh(case)
    assert (case.mediator, case.desk_at, case.outcome, case.status) == (colleague, None, "broken", "follow_up")
    with pytest.raises(NotSolved):
        revisiting.close(case=case, by=colleague)
    mediating.begin_mediation(case=case, by=colleague, told=True)
    assert case.events.first().kind == "reopened"


def test_the_officer_gives_it_out_without_opening_it(client, revisiting_now, mediator, colleague, officer):
    case = revisiting_now
    revisiting.tell(case=case, by=mediator, kept="partly", solved=False, words="又吵了。")
    sign_in(client, officer)
    page = client.get(reverse("mediation:desk")).content.decode()
    assert case.number in page
    assert "回访说没有解决" in page
    page = client.get(reverse("mediation:assign", args=[case.number])).content.decode()
    assert "郑秀兰（手上 0 件" in page
    assert "陈阿妹" not in page
    assert "摔东西" not in page
    assert client.get(case.get_absolute_url()).status_code == 404
    client.post(reverse("mediation:assign", args=[case.number]), {"to": colleague.pk})
    assert fresh(case).mediator == colleague
    assert Notice.objects.filter(to=colleague, kind="case_given").count() == 1


def test_of_two_officers_the_second_is_told_who_was_quicker(client, case, mediator, colleague, officer, make_post):
    path = reverse("mediation:assign", args=[case.number])
    stale, seen = fresh(case), assigning.mark(case)
    other = make_post(Role.STREET_OFFICER, "350503002000", "林街干")
    assigning.assign(case=case, to=mediator, by=other)
    with pytest.raises(CaseChanged):
        assigning.assign(case=stale, to=colleague, by=officer)
    sign_in(client, officer)
    answer = client.post(path, {"seen": seen, "to": colleague.pk, "why": "她熟"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "刚刚由林街干派给了吴佩玲，您这一次没有派" in page
    assert "现在吴佩玲经办" in page
    assert "她熟" in page
    assert fresh(case).mediator == mediator
    assert Notice.objects.filter(kind="case_given").count() == 1
    assert client.post(path, {"seen": assigning.mark(fresh(case)), "to": colleague.pk}).status_code == 302
    assert fresh(case).mediator == colleague


def test_of_two_who_edit_the_second_sees_both(client, carried, mediator):
    sign_in(client, mediator)
    path = reverse("mediation:facts", args=[carried.number])
    first = {"version": carried.version, "kind": "support", "wishes": "要赡养费", "place": "3 号楼 502"}
    assert client.post(path, first).status_code == 302
    second = client.post(path, first | {"wishes": "要轮流照顾"})
    page = second.content.decode()
    assert second.status_code == 422
    assert "要赡养费" in page
    assert "要轮流照顾" in page
    assert fresh(carried).wishes == "要赡养费"
    assert client.post(path, first | {"version": carried.version + 1, "wishes": "要轮流照顾"}).status_code == 302
    assert fresh(carried).wishes == "要轮流照顾"
    line = carried.events.filter(kind="edited").last()
    assert "他们要什么原来是：想分开住" in line.words
    with pytest.raises(EditedMeanwhile):
        editing.edit(case=carried, by=mediator, version=1, kind="support", wishes="", place="")


def test_passing_on_leaves_nothing_with_who_is_gone(carried, report, mediator, colleague, officer):
    other = report(narrative="别的")
    casework.accept(case=other, by=mediator)
    casework.conflicts.declare(case=other, user=colleague, why="relative", by=colleague)
    passed = assigning.pass_on(mediator.posts.get(), colleague, officer)
    assert (passed.given, passed.left) == ([carried], [other])
    assert not Case.objects.open().filter(mediator=mediator, desk_at=None).exists()


def test_a_case_whose_mediator_left_lies_on_the_desk(carried, mediator, officer):
    post = mediator.posts.get()
    post.ended_at = timezone.now()
    post.save()
    assert list(Case.objects.visible_to(officer, "mediation.assign_case").at_the_desk()) == [carried]


def test_nobody_rewrites_the_timeline_by_sql(carried):
    for sql in ("UPDATE mediation_caseevent SET after = 'closed'", "DELETE FROM mediation_caseevent"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(sql)
    assert CaseEvent.objects.filter(case=carried).exclude(after="").count() == 2


def test_ending_a_post_hands_over_all_in_one_press(client, carried, mediator, colleague, officer):
    sign_in(client, officer)
    post = mediator.posts.get()
    path = reverse("admin:accounts_post_end", args=[post.pk])
    page = client.get(path).content.decode()
    assert carried.number in page
    assert "郑秀兰" in page
    assert "陈阿妹" not in page
    assert client.post(path, {"to": colleague.pk}).status_code == 302
    post.refresh_from_db()
    assert post.ended_at
    assert fresh(carried).mediator == colleague
    assert Notice.objects.filter(to=colleague, kind="case_given").count() == 1


def test_ending_a_post_without_an_heir_lays_all_on_the_desk(client, carried, mediator, make_post):
    sign_in(client, make_post(Role.SYSTEM_ADMIN, "350500000000"))
    path = reverse("admin:accounts_post_end", args=[mediator.posts.get().pk])
    page = client.get(path).content.decode()
    assert "在办的家事案件 1 件" in page
    assert carried.number not in page
    client.post(path, {"to": ""})
    assert fresh(carried).desk_why == "left"


def test_the_roster_shows_skills_and_load(client, carried, mediator, officer):
    sign_in(client, officer)
    add = reverse("admin:mediation_mediator_add")
    facts = {"user": mediator.pk, "area": "350503000000", "skills": "婆媳", "languages": "闽南话", "duty_days": "024", "most": "1"}
    client.post(add, facts | {"id_number": "35050319900307058X"})
    row = Mediator.objects.get()
    assert (row.duty_words, bool(row.id_print)) == ("周一、三、五", True)
    page = client.get(reverse("admin:mediation_mediator_changelist")).content.decode()
    for words in ("吴佩玲", "婆媳", "周一、三、五", "1，满了"):
        assert words in page
    assert "35050319900307058X" not in page


@pytest.mark.parametrize("chosen", ["", "waiting", "open"])
def test_the_desk_takes_as_many_statements_for_thirty_as_for_three(client, report, mediator, officer, chosen):
    sign_in(client, officer)
    counts = []
    for more in (3, 27):
        made = [report(narrative=f"{more}/{number}").pk for number in range(more)]
        if chosen != "waiting":  # each with the one who had it, as the line says
            Case.objects.filter(pk__in=made).update(
                status="follow_up", accepted_at=timezone.now(), mediator=mediator, desk_at=timezone.now(), desk_why="unsolved"
            )
        with CaptureQueriesContext(connection) as statements:
            page = client.get(reverse("mediation:desk"), {"list": chosen}).content.decode()
        counts.append(len(statements))
        assert page.count("dots") == min(3 if more == 3 else 30, 20)
    assert counts[0] == counts[1]
    assert counts[0] <= 8


@pytest.mark.parametrize("name", ["step", "record", "perform", "facts"])
def test_a_case_elsewhere_is_answered_like_a_missing_one(client, met, far_mediator, name):
    sign_in(client, far_mediator)
    more = {"step": ["recuse"], "facts": []}.get(name, [met.meetings.get().uid])
    seen = []
    for number, last in ((met.number, more), ("000101-ZZZZZZ", ["nothing"] if name == "step" else more)):
        with CaptureQueriesContext(connection) as statements:
            answer = client.post(reverse(f"mediation:{name}", args=[number, *last]), {"why": "relative"})
        seen.append((answer.status_code, len(statements)))
    assert seen[0] == seen[1]
    assert seen[0][0] == 404
