"""The card 期限, the page that puts a deadline off, the page of judicial confirmation."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation import casework, clocks
from mediation.models import What
from tests.people import sign_in


@pytest.fixture
def desk(client, mediator, case):
    casework.accept(case=case, by=mediator)
    sign_in(client, mediator)
    return client


def test_put_off_on_the_page(desk, case):
    page = desk.get(case.get_absolute_url()).content.decode()
    path = reverse("mediation:extend", args=[case.number, "conclude"])
    assert path in page
    assert "陈*妹（求助的一方）" in desk.get(path).content.decode()
    until = case.deadlines.get(what="conclude").due_on + timedelta(days=5)
    one, other = (party.pk for party in case.parties.all())
    form = {"until": f"{until}", "parties": [one], "agreed_on": f"{timezone.localdate()}", "how": "talk", "words": "等鉴定。"}
    response = desk.post(path, form)
    assert response.status_code == 422
    assert "双方都同意才能延长" in response.content.decode()
    assert "等鉴定。" in response.content.decode()
    assert desk.post(path, form | {"parties": [one, other]})["Location"] == case.get_absolute_url()
    assert f"{until}，延长过" in desk.get(case.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"until": "9999-12-31"}, "最晚只能延到"),
        ({"until": "下周"}, "这一天看不懂"),
        ({"parties": []}, "还没勾谁同意了"),
        ({"agreed_on": "2999-01-01"}, "这个日子还没到"),
        ({"how": ""}, "还没选怎么同意的"),
        ({"words": ""}, "还没写为什么"),
    ],
)
def test_bad_input(desk, case, changes, sentence):
    until = case.deadlines.get(what="conclude").due_on + timedelta(days=5)
    parties = [party.pk for party in case.parties.all()]
    form = {"until": f"{until}", "parties": parties, "agreed_on": f"{timezone.localdate()}", "how": "talk", "words": "等鉴定。"} | changes
    response = desk.post(reverse("mediation:extend", args=[case.number, "conclude"]), form)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert case.deadlines.get(what="conclude").extended_by is None


def test_confirmation_on_the_page(desk, case):
    clocks.start(case, What.CONFIRM)
    path = reverse("mediation:confirmation", args=[case.number])
    assert path in desk.get(case.get_absolute_url()).content.decode()
    response = desk.post(path, {"on": f"{timezone.localdate()}", "touches_status": "yes"})
    assert response.status_code == 422
    assert "法院不办司法确认" in response.content.decode()
    assert desk.post(path, {"on": f"{timezone.localdate()}", "touches_status": "no"})["Location"] == case.get_absolute_url()
    assert desk.get(path).status_code == 404


def test_what_does_not_run_or_is_not_hers_is_not_there(desk, case, client, colleague):
    for what in ("accept", "contact", "confirm", "nothing"):
        assert desk.get(reverse("mediation:extend", args=[case.number, what])).status_code == 404
    sign_in(client, colleague)
    assert client.get(reverse("mediation:extend", args=[case.number, "conclude"])).status_code == 404
