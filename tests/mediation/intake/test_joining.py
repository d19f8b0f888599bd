"""Two reports of one matter: found without opening what is not hers, joined so that both histories stay."""

from datetime import datetime, time

import pytest
from django.utils import timezone

from accounts.refusals import NotAllowed
from accounts.roles import Role
from mediation import casework, intake
from mediation.casework import editing
from mediation.intake.refusals import IntoItself, JoinTheOtherWay
from mediation.models import Case, Party
from mediation.refusals import NotYourCase
from mediation.secrecy import retention
from notices.models import Notice
from notices.texts import words_of
from tests.people import sign_in

from ..conftest import NARRATIVE


@pytest.fixture
def pair(report, mediator):
    """(the case that goes on, one that waits)."""
    first, second = report(), report(narrative="又有邻居来说。")
    casework.accept(case=first, by=mediator)
    return first, second


def lines(case):
    return [(event.kind, event.before, event.after) for event in case.events.order_by("pk")]


def test_both_histories_stay(pair, mediator):
    first, second = pair
    before = lines(first), lines(second)
    intake.join(case=second, into=first, by=mediator, why="同一家。")
    first, second = Case.objects.get(pk=first.pk), Case.objects.get(pk=second.pk)
    assert lines(first) == [*before[0], ("joined", "", "")]
    assert lines(second) == [*before[1], ("joined", "waiting", "refused")]
    assert (second.refusal, second.joined_to, second.goes_on_in) == ("twice", first, first)
    assert first.events.get(kind="joined").words == f"{second.number} 并进来。同一家。"
    assert second.events.get(kind="joined").words == f"并入 {first.number}。同一家。"
    assert (first.narrative, second.narrative) == (NARRATIVE, "又有邻居来说。")


def test_one_that_is_carried_ends_as_a_duplicate(report, pair, mediator):
    first, second = pair
    casework.accept(case=second, by=mediator)
    intake.join(case=second, into=first, by=mediator, why="同一家。")
    second.refresh_from_db()
    assert (second.status, second.outcome) == ("closed", "joined")


def test_who_may_not(pair, mediator, colleague, far_mediator, report):
    first, second = pair
    for how, refusal in (
        ({"by": colleague}, NotYourCase),
        ({"by": far_mediator}, NotAllowed),
        ({"case": first}, IntoItself),
    ):
        with pytest.raises(refusal):
            intake.join(**{"case": second, "into": first, "by": mediator, "why": "同一家。"} | how)
    casework.refuse(case=second, by=mediator, reason="settled", words="说好了。")
    with pytest.raises(JoinTheOtherWay):
        intake.join(case=second, into=first, by=mediator, why="同一家。")
    assert not Case.objects.filter(joined_to__isnull=False).exists()


def test_perhaps_known_shows_nothing_that_is_not_hers(report, mediator, far_mediator, elsewhere, make_post):
    mine = report()
    by = make_post("grid_worker", elsewhere)
    far = report(by=by, area=elsewhere, parties=[intake.Person(name="陈阿妹", phone="13905950001")])
    near = report(narrative="另一次", place="", parties=[intake.Person(name="陈阿姝", side=Party.Side.OTHER)])
    found = {known.how: known for known in intake.alike(mine, mediator)}
    assert set(found) == {"同一个电话", "名字像，同一个社区"}
    assert (found["同一个电话"].number, found["同一个电话"].case, found["同一个电话"].pk) == ("", None, far.pk)
    assert found["名字像，同一个社区"].number == near.number
    assert [known.number for known in intake.alike(far, far_mediator)] == [""]


def test_found_and_joined_on_the_page_of_the_case(client, pair, mediator, elsewhere, make_post, far_mediator):
    first, second = pair
    by = make_post("grid_worker", elsewhere)
    far = intake.report(by=by, area=elsewhere, kind="couple", narrative="那边的事。", key=intake.new_key(), parties=[intake.Person("某", phone="13905950001")])
    casework.accept(case=far, by=far_mediator)
    sign_in(client, mediator, mfa=True)
    page = client.get(first.get_absolute_url()).content.decode()
    assert second.number in page
    assert "您看不到那一次的内容" in page
    assert far.number not in page
    client.post(f"{first.get_absolute_url()}ask/")
    notice = Notice.objects.get(kind="case_known")
    assert (notice.to, first.number in words_of(notice).body) == (far_mediator, False)
    path = f"{first.get_absolute_url()}join/"
    unseen = client.post(path, {"number": far.number, "why": "同一家。"})
    missing = client.post(path, {"number": "000101-ZZZZZZ", "why": "同一家。"})
    assert unseen.status_code == missing.status_code == 422
    assert unseen.content.decode().count("没有找到这个编号") == missing.content.decode().count("没有找到这个编号") == 1
    assert client.post(path, {"number": second.number.lower(), "why": "同一家。"}).status_code == 302
    assert "并过来的" in client.get(first.get_absolute_url()).content.decode()


def test_a_walk_in_and_a_transfer_are_written_down_at_the_desk(client, mediator, area, grid_worker):
    sign_in(client, mediator, mfa=True)
    told = {
        "key": intake.new_key(), "source": "court", "kind": "divorce", "signs": ["none"], "area": area.pk, "narrative": NARRATIVE,
        "name_1": "林女士", "safe": "any",
    }  # fmt: skip
    page = client.post("/mediation/new/", told)
    assert page.status_code == 422
    assert "要写来文单位" in page.content.decode()
    assert client.post("/mediation/new/", told | {"paper": "鲤城区人民法院，12 号"}).status_code == 302
    case = Case.objects.get()
    assert (case.source, case.events.get().words, case.safe_way.rule) == ("court", "鲤城区人民法院，12 号", "any")
    assert not Notice.objects.exists()  # she wrote it down herself
    sign_in(client, grid_worker)
    assert client.get("/mediation/new/").status_code == 404


@pytest.mark.parametrize(("hour", "why", "shown"), [(10, "contact", True), (21, "contact", False), (21, "safety", True)])
def test_her_number_stands_on_the_page_only_when_she_may_be_phoned(client, report, mediator, time_machine, hour, why, shown):
    case = report(way=intake.Way(rule="hours", parts=("morning",)))
    casework.accept(case=case, by=mediator)
    time_machine.move_to(datetime.combine(timezone.localdate(), time(hour), timezone.get_current_timezone()))
    sign_in(client, mediator, mfa=True)
    page = client.post(f"{case.get_absolute_url()}parties/{case.parties.first().uid}/", {"why": why}).content.decode()
    assert "只在上午 9–12 点打" in page
    assert ("13905950001" in page) == shown


@pytest.mark.parametrize("words", ["3号楼502室", "三号楼５０２", "3 栋 502", "3-502", "3楼 五〇二 室"])
def test_one_house_written_in_many_ways_is_perhaps_known(report, mediator, words):
    first = report(parties=[])
    again = report(narrative="楼上又吵", place=words, parties=[])
    assert [(known.how, known.number) for known in intake.alike(again, mediator)] == [("同一个地址", first.number)]


def test_another_house_another_community_and_no_house_are_not_known(report, mediator, far_mediator, elsewhere, make_post):
    report(parties=[])
    report(narrative="村口", place="村口", parties=[])
    for place in ("3 号楼 503", "13 号楼 502", "35 号楼 02", "村口", ""):
        assert intake.alike(report(narrative=f"在 {place}", place=place, parties=[]), mediator) == []
    there = make_post(Role.GRID_WORKER, elsewhere)
    assert intake.alike(report(by=there, area=elsewhere, parties=[]), far_mediator) == []


def test_the_house_is_found_by_what_is_written_now_and_not_after_it_was_destroyed(report, mediator):
    first, again = report(parties=[]), report(narrative="又吵", place="", parties=[])
    casework.accept(case=again, by=mediator)
    editing.edit(case=again, by=mediator, version=again.version, kind=again.kind, wishes="", place="3栋502")
    again.refresh_from_db()
    assert [known.how for known in intake.alike(again, mediator)] == ["同一个地址"]
    retention.erase(case=first)
    assert intake.alike(again, mediator) == []
    assert not Case.objects.get(pk=first.pk).place_print
