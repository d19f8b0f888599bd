"""Cases of which the person who asks says how she may be reached."""

import pytest

from mediation.models import CaseEvent, Party, SafeWay
from mediation.prints import phone_print

HER, HIS = "13905950001", "13905950002"
HER_HOME = "宝洲路 88 号 3 栋 502"


@pytest.fixture
def said(case):
    """said("never"): the case, of which she who asked said this; None when nobody asked her. She has lines of her own in every text."""

    def make(rule, **facts):
        Party.objects.filter(case=case, side="respondent").delete()
        him = Party(case=case, side="respondent", name="王桂花", phone=HIS)
        child = Party(case=case, side="other", name="王小宝", phone=HER, phone_print=phone_print(HER))  # rings at hers
        her = case.parties.get(side="applicant")
        her.case, her.address = case, HER_HOME
        for party in (her, him, child):
            party.save()
        case.narrative = f"她说打 139 0595-0001 找她，住{HER_HOME}。"
        for name, value in facts.items():
            setattr(case, name, value)
        case.save()
        CaseEvent.objects.create(case=case, kind="talk", words=f"号码{HER}，他常翻她手机", whom="others")
        if rule:
            SafeWay.objects.create(case=case, rule=rule, parts="morning" if rule == "hours" else "")
        return case

    return make
