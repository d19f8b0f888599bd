"""What the parties see by their code: which office has it, how to ask, until when, and that it is late when it is; no name, no word of hers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from mediation import casework
from mediation.intake import following
from mediation.models import Case
from mediation.models.cases import NO_DAY

from .test_help import FIND, TOLD, ask  # noqa: F401  the fixture

ROOM = "丰泽区家事纠纷调解室"


def test_the_page_says_which_office_has_it_and_how_to_ask(client, ask, mediator):  # noqa: F811
    case, code = ask(where="")
    for step in ("等调解员接", f"{ROOM}的一位调解员接下"):
        text = client.post(FIND, {"code": code}).content.decode()
        assert step in text
        assert f'在{ROOM}办。要问，打 <a href="tel:12338">12338</a>' in text
        assert not any(word in text for word in (TOLD, mediator.name, "陈阿妹", case.number))
        if case.is_waiting:
            casework.accept(case=case, by=mediator)


@pytest.mark.parametrize(("days", "words"), [(3, "前办好"), (0, "前办好"), (-1, "已经超过 1 天"), (-40, "已经超过 40 天")])
@pytest.mark.parametrize("status", ["waiting", "accepted", "mediation", "fulfilment"])
def test_until_when_stays_when_it_is_late(client, ask, mediator, status, days, words):  # noqa: F811
    case, code = ask()
    if status != "waiting":
        casework.accept(case=case, by=mediator)
    due = timezone.localdate() + timedelta(days=days)
    Case.objects.filter(pk=case.pk).update(status=status, due_on=due)
    text = client.post(FIND, {"code": code}).content.decode()
    assert words in text
    assert f"{due.month}月{due.day}日前办好" in text.replace(" ", "")
    assert ("可以打" in text) == (days < 0)


def test_nothing_that_is_due_names_no_day(case, mediator):
    casework.accept(case=case, by=mediator)
    for day in (NO_DAY, None):
        case.due_on = day
        assert [step.until for step in following.steps(case)] == [None] * 4


def test_who_left_and_who_waits_for_the_desk(case, mediator):
    casework.accept(case=case, by=mediator)
    Post.objects.filter(user=mediator).delete()
    case = Case.objects.get(pk=case.pk)
    assert following.room_of(case) == ROOM  # the county's, while nobody of its mediators has it
    case.desk_at = timezone.now()
    assert following.steps(case)[2].words == "在安排接着办的人"


def test_an_office_of_a_community_is_named_as_such(case, make_post, area):
    helper = make_post(Role.MEDIATOR, area)
    casework.accept(case=case, by=helper)
    assert following.room_of(case) == "东美社区家事纠纷调解室"
