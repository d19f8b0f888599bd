"""A revisit, a visit for an order, her wishes: each says how she was asked, shows her rule, and goes against it only with a reason."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation import casework
from mediation.casework import revisiting
from mediation.danger import orders
from mediation.models import Case, FollowUp, SafeWay
from mediation.refusals import AgainstHerWord, PlanAgainstHerWord
from tests.people import sign_in

from .test_reaching import MORNING, NIGHT

WHY = "她说过不要这样联系，为什么还是联系了"


@pytest.fixture
def working(said, mediator):
    """working("never", "fulfilment"): her case in this state."""

    def make(rule, status):
        case = said(rule)
        casework.accept(case=case, by=mediator)
        Case.objects.filter(pk=case.pk).update(status=status)
        if status == "follow_up":
            FollowUp.objects.create(case=case, due_on=timezone.localdate() + timedelta(days=7))
        return Case.objects.get(pk=case.pk)

    return make


@pytest.mark.parametrize(("rule", "refused"), [("never", {"phone", "message", "visit"}), ("sms", {"phone"}), ("hours", set()), ("any", set()), (None, set())])
def test_nobody_plans_to_reach_her_against_her_word(client, working, mediator, rule, refused):
    case = working(rule, "fulfilment")
    path = reverse("mediation:step", args=[case.number, "revisit"])
    page = sign_in(client, mediator).get(path).content.decode()
    assert ("她怎样联系" in page) == bool(rule)
    for how in ("phone", "message", "visit", "talk"):
        assert (f'value="{how}"' in page) == (how not in refused)
    for how in refused:
        answer = client.post(path, {"how": how})
        assert (answer.status_code, "她说过不要这样联系" in answer.content.decode()) == (422, True)
        with pytest.raises(PlanAgainstHerWord):
            revisiting.begin(case=case, by=mediator, how=how)
    assert client.post(path, {"how": "talk"}).status_code == 302
    assert case.events.get(kind="revisit").words.endswith("打算：来访面谈")
    card = client.get(case.get_absolute_url()).content.decode().split('id="c-followups"')[1].split("</section>")[0]
    assert not rule or SafeWay.objects.get().words in card


REVISITS = [  # (rule, how, when, whether it is against her word)
    ("never", "phone", MORNING, True), ("hours", "phone", NIGHT, True), ("hours", "phone", MORNING, False),
    ("sms", "message", NIGHT, False), ("never", "talk", NIGHT, False), (None, "phone", NIGHT, False),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "how", "at", "against"), REVISITS)
def test_a_revisit_against_her_word_asks_why(client, working, mediator, rule, how, at, against):
    case = working(rule, "follow_up")
    path = reverse("mediation:step", args=[case.number, "revisited"])
    sign_in(client, mediator)
    assert WHY not in client.get(path).content.decode()
    told = {"how": how, "asked_at": f"{at:%Y-%m-%dT%H:%M}", "kept": "kept", "solved": "yes", "satisfied": "yes", "words": "周六都回来"}
    answer = client.post(path, told)
    assert (answer.status_code, WHY in answer.content.decode()) == ((422, True) if against else (302, False))
    if against:
        assert "周六都回来" in answer.content.decode()
        with pytest.raises(AgainstHerWord):
            revisiting.tell(case=case, by=mediator, kept="kept", solved=True, words="好", how=how, asked_at=at)
        assert client.post(path, told | {"against": "邻居听见哭声"}).status_code == 302
    said = case.events.get(kind="revisited").words
    assert said.startswith("没有照她说的联系，因为：邻居听见哭声\n" if against else {"phone": "电话联系", "message": "短信", "talk": "来访面谈"}[how])


def test_her_order_and_her_wishes_ask_it_too_and_his_do_not(client, working, mediator):
    case = working("never", "mediation")
    sides = {party.side: party for party in case.parties.all()}
    hers, his = (
        orders.record(case=case, party=sides[side], kind="warning", unit="派出所", forbids="打人", issued_on=timezone.localdate(), by=mediator)
        for side in ("applicant", "respondent")
    )
    sign_in(client, mediator)
    at = f"{MORNING:%Y-%m-%dT%H:%M}"
    told = {"how": "phone", "is_kept": "yes", "at": at, "words": "没有再来"}
    for order, status in ((hers, 422), (his, 302)):
        path = reverse("mediation:visit_order", args=[case.number, order.uid])
        assert ("她怎样联系" in client.get(path).content.decode()) == (order is hers)
        assert client.post(path, told).status_code == status
    assert client.post(reverse("mediation:visit_order", args=[case.number, hers.uid]), told | {"against": "听见呼救"}).status_code == 302
    assert "没有照她说的联系，因为：听见呼救" in case.events.filter(kind="order_visit", party=sides["applicant"]).get().words
    sides["applicant"].harmed = "adult"
    sides["applicant"].save(update_fields=["harmed"])
    wish = {"party": sides["applicant"].pk, "how": "phone", "answer": "partly", "words": "先别说", "at": at}
    path = reverse("mediation:wish", args=[case.number])
    assert (client.post(path, wish).status_code, client.post(path, wish | {"how": "talk"}).status_code) == (422, 302)
    assert SafeWay.objects.get().words in client.get(reverse("mediation:mandatory_report", args=[case.number])).content.decode()
