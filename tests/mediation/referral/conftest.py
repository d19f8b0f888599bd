"""A case that is carried, a police bureau of its county, and the officer who reads there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from mediation import casework, referral
from mediation.models import Case, Partner, Referral

STORY = "昨晚丈夫喝酒后动手，她带孩子去了娘家，要一份告诫书。"


@pytest.fixture
def carried(case, mediator):
    casework.accept(case=case, by=mediator)
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def officer(make_post, area):
    return make_post(Role.PARTNER, area.parent.parent, "许警官")


@pytest.fixture
def police(officer):
    return Partner.objects.get()


@pytest.fixture
def applicant(carried):
    return carried.parties.get(side="applicant")


@pytest.fixture
def draft(carried, mediator, police, applicant):
    """draft(people=…): what the mediator chose of the case, not handed over yet."""

    def make(**how):
        facts = {
            "people": [f"{applicant.uid}:name", f"{applicant.uid}:phone"], "facts": ["kind", "area"], "story": STORY,
            "care": "只在上午打", "due_on": timezone.localdate() + timedelta(days=10),
        }  # fmt: skip
        return referral.ask(case=carried, by=mediator, partner=police, **facts | how)

    return make


@pytest.fixture
def give(mediator, applicant):
    """give(row): hand a draft over, with her consent."""

    def hand(row, **how):
        facts = {"by": mediator, "revision": row.revision, "consent": Referral.Consent.GIVEN, "consent_by": applicant}
        return referral.hand_over(referral=row, **facts | how)

    return hand


@pytest.fixture
def handed(draft, give):
    return give(draft())
