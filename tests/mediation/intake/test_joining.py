"""Two reports of one matter: found without opening what is not hers, joined so that both histories stay."""

import pytest

from accounts.refusals import NotAllowed
from mediation import casework, intake
from mediation.intake.refusals import IntoItself, JoinTheOtherWay
from mediation.models import Case, Party
from mediation.refusals import NotYourCase

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
    near = report(narrative="另一次", parties=[intake.Person(name="陈阿姝", side=Party.Side.OTHER)])
    found = {known.how: known for known in intake.alike(mine, mediator)}
    assert set(found) == {"同一个电话", "名字像，同一个社区"}
    assert (found["同一个电话"].number, found["同一个电话"].case, found["同一个电话"].pk) == ("", None, far.pk)
    assert found["名字像，同一个社区"].number == near.number
    assert [known.number for known in intake.alike(far, far_mediator)] == [""]
