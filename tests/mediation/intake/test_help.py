"""/help/: a request without a name, the code that counts once its end was typed back, and her way back with it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Tally
from mediation import casework, intake
from mediation.intake import asking, codes, talking
from mediation.models import Case, CaseEvent, FollowUp, HelpDraft, HelpMessage, ReturnCode
from notices.models import Notice
from notices.texts import words_of
from tests.people import sign_in

TOLD = "他昨晚把门反锁，说出去就别回来。"
REQUEST, CONFIRM, FIND = "/help/request/", "/help/request/code/", "/help/code/"


def filled(**changes):
    return {"key": intake.new_key(), "what": TOLD, "want": ["heard", "shelter"], "where": "", "safe": "never", "says": "center"} | changes


def code_on(page):
    found = re.search(r'class="code16">(.*?)</p>', page.content.decode())
    return found and "".join(re.findall(r"\d{4}", found[1]))


@pytest.fixture
def ask(client, mediator):
    """ask(): a request that counts; returns (case, code)."""

    def ask(**changes):
        told = filled(**changes)
        code = code_on(client.post(REQUEST, told))
        assert client.post(CONFIRM, {"key": told["key"], "last": code[-4:]}).status_code == 200
        return Case.objects.get(key=told["key"]), code

    return ask


def passed(page):
    return re.search(r'name="pass" value="([^"]+)"', page.content.decode())[1]


def test_nothing_counts_before_the_last_four_are_typed_back(client, mediator):
    told = filled()
    page = client.post(REQUEST, told)
    code = code_on(page)
    assert re.fullmatch(r"1[35789]\d{14}", code)
    assert (Case.objects.count(), Notice.objects.count()) == (0, 0)
    wrong = client.post(CONFIRM, {"key": told["key"], "last": "0000" if code[-4:] != "0000" else "1111"})
    assert wrong.status_code == 422
    assert "最后 4 位不一样" in wrong.content.decode()
    assert code not in wrong.content.decode().replace(" ", "")
    done = client.post(CONFIRM, {"key": told["key"], "last": code[-4:]})
    case = Case.objects.get()
    assert (case.source, case.status, case.reporter, case.narrative, case.wishes) == ("site", "waiting", None, TOLD, "有人听我说、想离开，要地方住")
    assert (case.risk, case.safe_way.rule, HelpDraft.objects.count()) == (2, "never", 0)
    assert "交上了" in done.content.decode()
    assert Notice.objects.get().to == mediator
    assert client.post(CONFIRM, {"key": told["key"], "last": code[-4:]}).status_code == 200
    assert "已经交上了" in client.post(REQUEST, told).content.decode()
    assert Case.objects.count() == 1


def test_without_a_note_of_the_first_code_another_is_shown(client, mediator):
    told = filled()
    first = code_on(client.post(REQUEST, told))
    second = code_on(client.post(CONFIRM, {"key": told["key"], "another": "1"}))
    assert second != first
    assert client.post(CONFIRM, {"key": told["key"], "last": second[-4:]}).status_code == 200
    assert client.post(FIND, {"code": first}).status_code == 422
    assert client.post(FIND, {"code": f"{second[:4]} {second[4:8]}-{second[8:]}"}).status_code == 200


def test_the_code_lies_nowhere(ask):
    case, code = ask()
    row = ReturnCode.objects.get(case=case)
    assert code not in "".join(str(value) for value in vars(row).values())
    assert row.code_print == codes.print_of(code)


def test_her_page_shows_the_state_and_words_for_her_never_hers(client, ask, mediator):
    case, code = ask(what=TOLD + "榕树下", safe="hours", tel="13905950001", when=["morning"])
    assert case.safe_way.words == "只在上午 9–12 点打，打时自称邻里中心"
    casework.accept(case=case, by=mediator)
    talking.say(case=case, words="周五上午，305 室给您留着。", by=mediator)
    page = client.post(FIND, {"code": code})
    text = page.content.decode()
    assert "305 室给您留着" in text
    assert "一位调解员接下" in text
    assert not any(word in text for word in (TOLD, "榕树下", "13905950001", code, mediator.name, case.number))
    assert page["Cache-Control"] == "no-store, private"
    assert "<title>便民服务</title>" in text
    assert "sessionid" not in client.cookies
    said = {"pass": passed(page), "key": intake.new_key(), "say": "我周五来。"}
    for _ in range(2):
        answer = client.post("/help/code/reply/", said)
    assert "送出了" in answer.content.decode()
    assert "我周五来" not in answer.content.decode()
    assert [(m.from_her, m.words) for m in HelpMessage.objects.order_by("pk")] == [(False, "周五上午，305 室给您留着。"), (True, "我周五来。")]
    notice = Notice.objects.get(kind="case_words")
    assert (notice.to, notice.state) == (mediator, "inside")
    assert "周五" not in words_of(notice).body


def test_a_page_left_open_does_not_bury_what_she_says(client, ask, settings, time_machine):
    settings.HELP_SAYS_VISIT, settings.HELP_SAYS_HOUR, settings.HELP_SAYS_DAY = 2, 3, 4
    _, code = ask()

    def say(page, words):
        return client.post("/help/code/reply/", {"pass": passed(page), "key": intake.new_key(), "say": words})

    page = client.post(FIND, {"code": code})
    for n in range(2):
        page = say(page, f"第{n}句")  # each answer carries a new pass, and is the same visit
        assert page.status_code == 200
    full = say(page, "第三句")
    assert (full.status_code, "都收到了，经办的人会一起看" in full.content.decode(), "第三句" in full.content.decode()) == (422, True, True)
    again = client.post(FIND, {"code": code})
    key = intake.new_key()
    for _ in range(2):  # one press, sent twice, counts once and is told the same
        assert client.post("/help/code/reply/", {"pass": passed(again), "key": key, "say": "第三句"}).status_code == 200
    assert say(client.post(FIND, {"code": code}), "第四句").status_code == 422
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    assert say(client.post(FIND, {"code": code}), "第四句").status_code == 200
    assert say(client.post(FIND, {"code": code}), "第五句").status_code == 422
    assert HelpMessage.objects.count() == 4


def test_five_tries_an_hour_and_the_right_one_is_free(client, ask):
    _, code = ask()
    Tally.objects.all().delete()
    for _ in range(6):
        assert client.post(FIND, {"code": code}).status_code == 200
    wrong = "1300000000000000"
    assert ["试了 5 次" in client.post(FIND, {"code": wrong}).content.decode() for _ in range(6)] == [False] * 5 + [True]
    assert client.post(FIND, {"code": code}).status_code == 422


def test_a_pass_ends_after_a_quarter_of_an_hour_and_cannot_be_made_up(client, ask, time_machine):
    _, code = ask()
    page = client.post(FIND, {"code": code})
    assert client.post("/help/code/stop/", {"pass": "x" * 80}).status_code == 422
    assert client.post("/help/code/stop/", {}).status_code == 422
    time_machine.move_to(timezone.now() + timedelta(minutes=16))
    over = client.post("/help/code/stop/", {"pass": passed(page)})
    assert (over.status_code, "再输一次号" in over.content.decode()) == (422, True)
    assert not CaseEvent.objects.filter(kind="stop").exists()


def test_a_proof_only_if_she_asks_and_she_may_stop(client, ask, mediator):
    case, code = ask()
    casework.accept(case=case, by=mediator)
    word = passed(client.post(FIND, {"code": code}))
    proof = client.post("/help/code/proof/", {"pass": word}).content.decode()
    assert case.number in proof
    assert TOLD not in proof
    client.post("/help/code/stop/", {"pass": word})
    assert [e.kind for e in case.events.filter(by=None).order_by("pk")] == ["reported", "proof", "stop"]


def test_what_was_never_confirmed_is_gone_after_a_day(client, mediator, time_machine):
    client.post(REQUEST, filled())
    time_machine.move_to(timezone.now() + timedelta(hours=25))
    assert asking.sweep() == 1
    assert not HelpDraft.objects.exists()


def test_bad_input_keeps_what_was_typed(client, mediator):
    page = client.post(REQUEST, filled(safe="sms", tel="22001234", want=["war"], where="nowhere"))
    text = page.content.decode()
    assert page.status_code == 422
    assert "收不到短信" in text
    assert TOLD in text
    assert client.post(REQUEST, filled(what=" \u200b ", safe="hours")).status_code == 422
    assert not HelpDraft.objects.exists()


def test_a_request_goes_where_a_mediator_sees_it(ask, area, mediator, far_mediator, elsewhere):
    here, _ = ask(where=area.parent_id)
    assert here.area_id == area.parent_id
    anywhere, _ = ask(where="")
    assert any(Case.objects.visible_to(user).filter(pk=anywhere.pk).exists() for user in (mediator, far_mediator))


def test_the_mediator_answers_on_the_page_of_the_case(client, ask, mediator, colleague):
    case, code = ask()
    casework.accept(case=case, by=mediator)
    sign_in(client, colleague, mfa=True)
    path = f"{case.get_absolute_url()}words/"
    assert client.post(path, {"words": "我来说一句。"}).status_code == 422
    sign_in(client, mediator, mfa=True)
    assert client.post(path, {"key": intake.new_key(), "words": "您没有做错什么。"}).status_code == 302
    page = client.get(case.get_absolute_url()).content.decode()
    assert "您没有做错什么" in page
    assert "她还没看" in page
    given = code_on(client.post(f"{case.get_absolute_url()}code/"))
    client.logout()
    assert client.post(FIND, {"code": given}).status_code == 422
    assert client.post(FIND, {"code": code}).status_code == 422
    sign_in(client, mediator, mfa=True)
    assert client.post(f"{case.get_absolute_url()}code/", {"last": given[-4:]}).status_code == 302
    client.logout()
    assert client.post(FIND, {"code": given}).status_code == 200


def test_at_the_revisit_she_says_herself_that_it_is_not_solved(client, ask, mediator):
    case, code = ask()
    casework.accept(case=case, by=mediator)
    Case.objects.filter(pk=case.pk).update(status="follow_up")
    FollowUp.objects.create(case=case, due_on=timezone.localdate())
    page = client.post(FIND, {"code": code})
    assert "办好没办好，由您说" in page.content.decode()
    said = {"pass": passed(page), "kept": "partly", "solved": "no"}
    assert client.post("/help/code/solved/", {"pass": said["pass"]}).status_code == 422
    for _ in range(2):
        assert client.post("/help/code/solved/", said).status_code == 200
    case.refresh_from_db()
    row = case.followups.get()
    assert (row.solved, row.kept, row.by, case.outcome, case.desk_why, case.status) == (False, "partly", None, "partly", "unsolved", "follow_up")


def test_the_code_of_a_joined_request_does_not_answer_for_the_other(client, ask, report, mediator):
    """The request may have been his: he must not say that hers is solved."""
    hers = report()
    casework.accept(case=hers, by=mediator)
    his, code = ask()
    intake.join(case=his, into=hers, by=mediator, why="同一家。")
    Case.objects.filter(pk=hers.pk).update(status="follow_up")
    FollowUp.objects.create(case=hers, due_on=timezone.localdate())
    page = client.post(FIND, {"code": code})
    assert "办好没办好，由您说" not in page.content.decode()
    said = client.post("/help/code/solved/", {"pass": passed(page), "kept": "kept", "solved": "yes"})
    assert (said.status_code, "会由经办的人来问您" in said.content.decode()) == (200, True)
    assert hers.followups.get().done_at is None


def test_made_up_presses_break_nothing(client, mediator):
    paths = ["request/", "request/code/", "code/", "code/reply/", "code/stop/", "code/proof/", "code/solved/"]
    for data in ({}, {"key": "x", "another": "1"}, {"key": "f" * 32, "last": "１２\u0000"}, {"pass": "é=%", "code": "\u202e" * 500, "where": "\u0000"}):
        assert {client.post(f"/help/{path}", data).status_code for path in paths} == {422}
    assert (Case.objects.count(), HelpDraft.objects.count()) == (0, 0)
