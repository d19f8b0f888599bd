"""Joint screening 排查: which cases were looked at with police, procuratorate and court, and with which colour. Numbers only."""

from django.db import transaction

from accounts.refusals import NotAllowed

from ..models import Case, Partner, Screening, ScreeningLine
from ..refusals import CaseChanged

PERM = "mediation.add_screening"


@transaction.atomic
def screen(*, area, held_on, partners, colours, by, key=None):
    """Write down a list: `colours` is {Case: the Risk that all agreed on}, of cases that `by` may see, in `area`. Returns the Screening.

    `key` marks one press. Raises NotAllowed, CaseChanged (a case is not hers to see any more, or was closed meanwhile).
    """
    if not by.has_perm(PERM) or not type(area).objects.visible_to(by, PERM).filter(pk=area.pk).exists():
        raise NotAllowed
    made = key and Screening.objects.filter(by=by, key=key).first()
    if made:
        return made
    low, high = area.subtree
    seen = Case.objects.visible_to(by).open().filter(pk__in=[case.pk for case in colours], area_id__gte=low, area_id__lt=high)
    if seen.count() != len(colours):
        raise CaseChanged("列的案件里有一件刚刚变了，或不在这一片。下面是现在的样子。")
    made = Screening.objects.create(area=area, held_on=held_on, by=by, key=key)
    made.partners.set(Partner.objects.serving(area.pk).filter(pk__in=[partner.pk for partner in partners]))
    ScreeningLine.objects.bulk_create([ScreeningLine(screening=made, case=case, risk=risk) for case, risk in colours.items()])
    return made
