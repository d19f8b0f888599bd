"""The pages of a draw over HTTP: what a stranger sees, how a mother enters, what everybody can take along."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from positions.fairness import draws, lots
from positions.models import DrawEntry

from ..conftest import key_of
from .conftest import CLOSES, START


def page(client, draw):
    return client.get(draw.get_absolute_url()).content.decode()


def test_a_mother_enters_and_takes_it_back(make_draw, families, signed_in):
    draw, ((user, child),) = make_draw(), families(1)
    client = signed_in(user)
    assert client.get(f"/sessions/{draw.session_id}/book/").headers["Location"] == draw.get_absolute_url()
    form = client.get(f"{draw.get_absolute_url()}enter/")
    said = {"attendees": [child.pk], "key": key_of(form)}
    for _ in range(2):  # pressed twice
        assert client.post(f"{draw.get_absolute_url()}enter/", said).status_code == 302
    assert DrawEntry.objects.get().shown == "001"
    shown = page(client, draw)
    assert "小孩的号" in shown
    assert ">001<" in shown
    assert "等开签的" in client.get("/my/bookings/").content.decode()
    client.post(f"{draw.get_absolute_url()}withdraw/")
    assert DrawEntry.objects.get().withdrawn_at
    assert "小孩" not in page(client, draw)


@pytest.mark.parametrize("said", [{}, {"attendees": ["9999"]}, {"attendees": ["x"]}])
def test_what_is_amiss_is_said(make_draw, families, signed_in, said):
    draw, ((user, _),) = make_draw(), families(1)
    client = signed_in(user)
    key = key_of(client.get(f"{draw.get_absolute_url()}enter/"))
    answer = client.post(f"{draw.get_absolute_url()}enter/", {"key": key, **said})
    assert answer.status_code == 422
    assert "请" in answer.content.decode().split('class="errsum"')[1]


def test_too_late_is_said_on_the_form(make_draw, families, signed_in, clock):
    draw, ((user, child),) = make_draw(), families(1)
    client = signed_in(user)
    key = key_of(client.get(f"{draw.get_absolute_url()}enter/"))
    clock.move_to(CLOSES)
    answer = client.post(f"{draw.get_absolute_url()}enter/", {"key": key, "attendees": [child.pk]})
    assert answer.status_code == 422
    assert "报名已经截止" in answer.content.decode()


def test_drafts_have_no_page_and_other_peoples_children_no_name(make_draw, families, client, enter, make_user, signed_in):
    draft = make_draw(announced=False)
    for address in ("", "draw.json", "list.txt"):
        assert client.get(draft.get_absolute_url() + address).status_code == 404
    draws.announce(draw=draft, by=draft.area.posts.first().user)
    ((user, child),) = families(1)
    enter(draft, user, child)
    assert client.get(draft.get_absolute_url() + "list.txt").status_code == 404  # not locked yet
    for visitor in (client, signed_in(make_user())):
        assert "小孩" not in page(visitor, draft)


def test_what_is_published_grows_step_by_step(make_draw, families, client, enter, finish, clock, officer):
    draw, people = make_draw(places=1), families(3)
    for pair in people:
        enter(draw, *pair)
    known = client.get(f"{draw.get_absolute_url()}draw.json").json()
    assert known["secret_hash"] == draw.secret_hash
    assert not {"secret", "list", "seed"} & set(known)
    clock.move_to(CLOSES)
    draws.close(draw=draw)
    assert lots.sha(client.get(f"{draw.get_absolute_url()}list.txt").content.decode()) == client.get(f"{draw.get_absolute_url()}draw.json").json()["list_hash"]
    assert "secret" not in client.get(f"{draw.get_absolute_url()}draw.json").json()
    clock.move_to(lots.lottery_moment(draw.lottery_day))
    typed = "03 07 15 21 26 31 + 09"
    draws.type_lottery(draw=draw, typed=typed, again=typed, source="https://www.cwl.gov.cn/", by=officer)
    draw = draws.draw_lots(draw=draw, by=officer)
    known = client.get(f"{draw.get_absolute_url()}draw.json").json()
    assert known["secret"] == draw.secret
    assert known["result"] == draw.result
    shown = page(client, draw)
    assert "抽签结果" in shown
    assert 'href="https://www.cwl.gov.cn/"' in shown
    assert json.dumps("小孩") not in json.dumps(known)


def test_the_server_answers_for_those_without_a_script(make_draw, families, client, enter, finish):
    draw, people = make_draw(places=1), families(3)
    for pair in people:
        enter(draw, *pair)
    draw = finish(draw)
    assert "算出来一模一样" in client.get(f"{draw.get_absolute_url()}?check=1").content.decode()
    won, waiting = draw.result["won"], draw.result["waiting"]
    draw.result = {"kept": [], "won": [waiting[0]], "waiting": [won[0], *waiting[1:]]}
    assert draws.wrong_at(draw) == "第 1 个号对不上"


def test_as_many_statements_for_three_as_for_thirty(make_draw, families, enter, finish, signed_in):
    draw, people = make_draw(places=1), families(30)

    def count():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(draw.get_absolute_url()).status_code == 200
        return len(captured)

    client = signed_in(people[0][0])
    for pair in people[:3]:
        enter(draw, *pair)
    page(client, draw)
    few = count()
    for pair in people[3:]:
        enter(draw, *pair)
    assert count() == few
    finish(draw)
    assert count() <= few + 1


def test_before_it_opens(make_draw, client, families, signed_in):
    draw = make_draw(opens_at=START + timedelta(hours=1))
    assert "12月1日 09:00 开始报名" in page(client, draw)
    ((user, child),) = families(1)
    visitor = signed_in(user)
    form = visitor.get(f"{draw.get_absolute_url()}enter/")
    answer = visitor.post(f"{draw.get_absolute_url()}enter/", {"attendees": [child.pk], "key": key_of(form)})
    assert (answer.status_code, DrawEntry.objects.count()) == (422, 0)
