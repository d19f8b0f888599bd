"""What she said about being reached is obeyed by every paper, every referral, and the page on which a contact is written down."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from mediation import casework, documents, reaching, referral
from mediation.documents import facts, registry
from mediation.models import Case, Form, Referral, SafeWay
from mediation.referral import refusals
from mediation.refusals import AgainstHerWord
from tests.people import sign_in

from ..documents.conftest import words_of
from .conftest import HER, HER_HOME, HIS

RULES = [None, *SafeWay.Rule.values]
# Which papers stay in the house, or go to herself alone (the two of a complaint); every other one is handed to the other side, or signed by it.
HOUSE = {"cover", "contents", "application", "intake", "identity", "mandate", "evidence", "follow_up", "closing", "note", "back", "taken", "reply"}
MORNING = datetime(2026, 11, 20, 10, 0, tzinfo=timezone.get_fixed_timezone(480))
NIGHT = MORNING.replace(hour=21)


def digits(words):
    return "".join(sign for sign in words if sign.isdigit())


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("form", Form)
def test_no_paper_of_the_other_side_carries_a_number_with_a_limit(said, mediator, form, rule):
    """All that a form may hold is asked, not only what our own template prints: an office may put any field into its own."""
    kind, leaves = registry.KINDS[form], form not in HOUSE
    assert kind.shared == leaves
    told = facts.facts(said(rule), kind=kind, about=None, by=mediator, at=timezone.now())
    every = "\n".join(told.values())
    limited = rule not in (None, "any")
    assert (HER in digits(every)) == (not leaves or not limited)
    assert (HER_HOME in every) == (not leaves or rule != "never")
    assert told["乙方电话"] == HIS


@pytest.mark.parametrize("rule", RULES)
def test_where_there_is_violence_no_rule_opens_a_number(said, mediator, rule):
    case = said(rule, kind="violence", violent=True)
    for kind in registry.KINDS.values():
        every = "\n".join(facts.facts(case, kind=kind, about=None, by=mediator, at=timezone.now()).values())
        assert kind.shared != (HER in digits(every) or HIS in digits(every) or HER_HOME in every)


def test_the_paper_says_neutrally_who_passes_it_on(said, mediator):
    case = said("hours")
    paper = words_of(documents.opened(documents.make(case=case, form="agreement", by=mediator)))
    assert reaching.BY_US in paper
    assert "人身安全" not in paper


def test_a_case_that_was_joined_brings_its_rule(said, report):
    """She asked at /help/ not to be reached; the grid worker's report of the same matter has her number and no rule."""
    main, hers = report(narrative="网格员报的"), said("never")
    Case.objects.filter(pk=hers.pk).update(joined_to=main)
    assert reaching.way_of(Case.objects.get(pk=main.pk)).rule == "never"


# --- referrals ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("rule", RULES)
def test_a_referral_carries_the_rule_and_never_the_number_of_never(client, said, mediator, make_post, area, rule):
    officer = make_post(Role.PARTNER, area.parent.parent, "许警官")
    case = said(rule)
    casework.accept(case=case, by=mediator)
    case = Case.objects.get(pk=case.pk)
    her, child = case.parties.get(side="applicant"), case.parties.get(side="other")
    people = [f"{party.uid}:{name}" for party in (her, child) for name in ("name", "phone")]
    body = Referral._meta.get_field("partner").related_model.objects.get()
    told = {"people": people, "facts": ["kind", "area"], "story": f"可打{HER}", "care": "", "due_on": timezone.localdate() + timedelta(days=9)}
    row = referral.ask(case=case, by=mediator, partner=body, **told)
    preview = sign_in(client, mediator).get(reverse("mediation:referral", args=[case.number, row.uid])).content.decode()
    referral.hand_over(referral=row, by=mediator, revision=1, consent="given", consent_by=her)
    theirs = sign_in(client, officer).get(reverse("mediation:handed_one", args=[row.number])).content.decode()
    words = {None: reaching.NOT_ASKED, "never": "她说不要联系她", "hours": "只在上午 9–12 点打，打时自称邻里中心"}
    words |= {"sms": "只发短信", "any": "随时能打，打时自称邻里中心"}
    for page in (preview, theirs):
        assert words[rule] in page
        assert (HER in page) == (rule != "never")
        assert (f"tel:{HER}" in page) == (rule not in ("never", "sms"))


def test_the_form_offers_no_number_of_never_and_says_why(client, said, mediator, make_post, area):
    make_post(Role.PARTNER, area.parent.parent, "许警官")
    case = said("never")
    casework.accept(case=case, by=mediator)
    path, uid = reverse("mediation:referral_new", args=[case.number]), case.parties.get(side="applicant").uid
    page = sign_in(client, mediator).get(path).content.decode()
    assert "她的电话不交" in page
    assert f"{uid}:name" in page
    assert f"{uid}:phone" not in page
    assert client.post(path, {"people": [f"{uid}:phone"], "story": "x"}).status_code == 422


def test_a_draft_that_says_another_rule_is_not_handed_over(said, mediator, make_post, area):
    make_post(Role.PARTNER, area.parent.parent, "许警官")
    case = said("any")
    casework.accept(case=case, by=mediator)
    case, body = Case.objects.get(pk=case.pk), Referral._meta.get_field("partner").related_model.objects.get()
    told = {"people": [], "facts": [], "story": "经过", "due_on": timezone.localdate() + timedelta(days=9)}
    row = referral.ask(case=case, by=mediator, partner=body, **told)
    SafeWay.objects.filter(case=case).update(rule="never")
    give = {"referral": row, "by": mediator, "consent": "given", "consent_by": case.parties.get(side="applicant")}
    with pytest.raises(refusals.WayChanged):
        referral.hand_over(revision=1, **give)
    referral.ask(case=case, by=mediator, partner=body, referral=row, **told)
    assert referral.hand_over(revision=2, **give).state == "handed"


# --- a contact that is written down -----------------------------------------------------------------------
AGAINST = {  # (kind, in the morning): the rules that it goes against
    ("phone", True): {"never", "sms"}, ("phone", False): {"never", "sms", "hours"},
    ("message", True): {"never"}, ("message", False): {"never", "hours"},
    ("visit", False): {"never"}, ("talk", False): set(), ("correction", False): set(),
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_a_contact_against_her_word_asks_why(client, said, mediator, rule):
    case = said(rule)
    casework.accept(case=case, by=mediator)
    Case.objects.filter(pk=case.pk).update(accepted_at=MORNING)
    path, her = reverse("mediation:contact", args=[case.number]), case.parties.get(side="applicant")
    page = sign_in(client, mediator).get(path).content.decode()
    assert ("她怎样联系" in page) == bool(rule)
    if rule:
        assert SafeWay.objects.get().words in page
        assert "139****0001" in page
    for (kind, morning), rules in AGAINST.items():
        when = MORNING if morning else NIGHT
        sent = {"kind": kind, "happened_at": f"{when:%Y-%m-%dT%H:%M}", "whom": her.pk, "words": "她说还好", "key": f"{kind}{morning}".ljust(32, "a")}
        before, answer = case.events.count(), client.post(path, sent)
        assert (answer.status_code == 422) == (rule in rules), (kind, morning)
        if rule in rules:
            page = answer.content.decode()
            assert "她说过不要这样联系，为什么还是联系了" in page
            assert "她说还好" in page  # what was typed stays
            assert "可不填" not in page
            assert case.events.count() == before
            assert client.post(path, sent | {"against": "听见呼救"}).status_code == 302
            assert case.events.get(key=sent["key"]).words == "没有照她说的联系，因为：听见呼救\n她说还好"


def test_the_rule_speaks_of_her_and_of_whoever_shares_her_number(said, mediator):
    case = said("never")
    casework.accept(case=case, by=mediator)
    case = Case.objects.get(pk=case.pk)
    sides = {party.side: party for party in case.parties.all()}
    call = {"case": case, "by": mediator, "kind": "phone", "happened_at": timezone.now(), "words": "谈了"}
    for whom in ({"whom": "all"}, {"whom": "one", "party": sides["applicant"]}, {"whom": "one", "party": sides["other"]}):
        with pytest.raises(AgainstHerWord):
            casework.add_contact(**call, **whom)
    casework.add_contact(**call, whom="one", party=sides["respondent"])
    casework.add_contact(**call, whom="others")
