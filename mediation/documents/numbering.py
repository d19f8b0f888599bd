"""卷号: the next number of an office in a year, given once to a case and never to another."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts import roles

from ..models import Dossier, DossierCount, DossierRule
from ..models.papers import PATTERN


def rule_of(case):
    """Return the DossierRule of the nearest office above the case, or None."""
    lineage = roles.lineage(case.area_id)
    rules = {rule.area_id: rule for rule in DossierRule.objects.filter(area__in=lineage)}
    return next((rules[code] for code in lineage if code in rules), None)


def number(case):
    """Return the number of the case's dossier, giving it one if it was accepted and has none yet; else "".

    One UPDATE of the office's counter decides; where no office has a rule, the county counts with the usual pattern.
    """
    dossier = Dossier.objects.filter(case=case).first()
    if dossier or not case.accepted_at:
        return dossier.number if dossier else ""
    rule = rule_of(case)
    area = rule.area_id if rule else roles.lineage(case.area_id)[-2]
    year = timezone.localdate().year
    try:
        with transaction.atomic():
            DossierCount.objects.get_or_create(area_id=area, year=year)
            DossierCount.objects.filter(area_id=area, year=year).update(last=F("last") + 1)
            serial = DossierCount.objects.get(area_id=area, year=year).last
            words = (rule.pattern if rule else PATTERN).replace("{年}", str(year)).replace("{号}", str(serial))
            dossier = Dossier.objects.create(case=case, area_id=area, year=year, serial=serial, number=words)
    except IntegrityError:
        dossier = Dossier.objects.get(case=case)  # two pressed at once: the other's number is its number
    case.dossier = dossier
    return dossier.number
