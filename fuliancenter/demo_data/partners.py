"""The police bureau of 鲤城, one of its people, and a case that it was asked to help with; the list of a joint screening."""

from datetime import timedelta

from django.utils import timezone

from accounts import second_factor
from accounts.models import Area
from mediation import referral
from mediation.models import Case, Partner, Referral, Risk
from mediation.referral import screening

LICHENG = "350502000000"
STORY = "两口子为接孩子、做饭吵了一个多月，前天晚上摔了碗，没有动手。邻居担心再闹大，请社区民警上门看一次。"


def load(people):
    """Add what is missing; nothing where the case is no longer under way."""
    area, officer, mediator = Area.objects.get(pk=LICHENG), people["71"], people["41"]
    police = Partner.objects.get(posts__user=officer)
    Partner.objects.get_or_create(name="鲤城区人民法院", area=area, defaults={"kind": Partner.Kind.COURT})
    second_factor.enrol_totp(officer)
    case = Case.objects.filter(key="demo-case-1", mediator=mediator, status__in=Case.CARRIED).first()
    if case is None or Referral.objects.filter(case=case).exists():
        return
    party = case.parties.first()
    told = {"people": [f"{party.uid}:name", f"{party.uid}:phone"], "facts": ["kind", "area"], "story": STORY, "care": "先打电话，白天打。"}
    row = referral.ask(case=case, by=mediator, partner=police, due_on=timezone.localdate() + timedelta(days=7), key="demo-referral-1", **told)
    given = {"consent": Referral.Consent.GIVEN, "consent_by": party, "consent_words": "当面问过，愿意让民警来。"}
    row = referral.hand_over(referral=row, by=mediator, revision=row.revision, **given)
    referral.answer(referral=row, by=officer, kind="taken", words="社区民警周四上门，看过以后再答复。", key="demo-answer-1")
    screening.screen(area=area, held_on=timezone.localdate(), partners=[police], colours={case: Risk.YELLOW}, by=mediator, key="demo-screening-1")
