"""Each page of casework that no story walks through, seen in three dresses: nothing of it breaks a rule of axe or is wider than the phone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from mediation import complaints
from mediation.danger import orders
from mediation.models import Kind, Order, Risk
from tests.browser.conftest import DRESSES

pytestmark = pytest.mark.django_db(transaction=True)
SEEN = {name: DRESSES[name] for name in ("plain", "elder", "dark-contrast")}


@pytest.fixture
def case(report_case, mediator):
    return report_case(Kind.VIOLENCE, "昨晚动了手。", accepted_by=mediator)


def look(page, path, axe, sideways):
    assert page.goto(path).status == 200, path
    axe(page, dresses=SEEN)
    assert sideways(page) == 0, path


def test_what_a_mediator_opens_in_a_case(phone, login, axe, sideways, case, mediator):
    today, hurt = timezone.localdate(), case.parties.first()
    facts = {"kind": Order.Kind.PROTECTION, "unit": "丰泽区人民法院", "forbids": "不得接近她。", "issued_on": today, "until": today + timedelta(days=90)}
    order = orders.record(case=case, party=hurt, by=mediator, **facts)
    complaints.become(case, case.created_at)
    login(phone, mediator, second_factor=True)
    party = case.parties.first()
    for page in (
        "facts/", "contact/", "words/", "join/", "photos/new/", "parties/new/", f"parties/{party.uid}/mend/", f"parties/{party.uid}/code/",
        "steps/recuse/", "danger/", "danger/raise/", "danger/harm/", "danger/wish/", "danger/application/", "orders/new/", f"orders/{order.uid}/",
        f"orders/{order.uid}/visit/", f"orders/{order.uid}/renew/", "complaint/answer/", "complaint/given/",
        "documents/people/", f"documents/people/{party.uid}/",
    ):  # fmt: skip
        look(phone, f"{case.get_absolute_url()}{page}", axe, sideways)


def test_what_she_opens_beside_it(phone, login, axe, sideways, mediator, area):
    login(phone, mediator, second_factor=True)
    for page in ("receive", "calls", "call-new", "screenings", "screening_new"):
        look(phone, reverse(f"mediation:{page}"), axe, sideways)


def test_what_an_officer_opens(phone, login, axe, sideways, case, make_post):
    login(phone, make_post(Role.COUNTY_OFFICER, "陈县干"), second_factor=True)
    danger = f"{case.get_absolute_url()}danger/"
    assert case.risk == Risk.RED
    for page in (reverse("mediation:desk"), reverse("mediation:glass"), danger, f"{danger}lower/", f"{danger}unmark/", "/reports/calls/"):
        look(phone, page, axe, sideways)


def test_what_anybody_opens(phone, axe, sideways, area):
    for page in ("/help/bodies/", "/slots/?theme=marriage"):
        look(phone, page, axe, sideways)
