"""The colour of a case: raised by whoever works on it at any time, lowered by an officer only, always with a reason."""

from django.db import transaction
from django.db.models import Q

from accounts.refusals import NotAllowed

from .. import clocks
from ..models import Case, CaseEvent, Kind, Risk, RiskChange, RiskSign
from ..refusals import CaseChanged, StepNotAllowed
from . import alarms, hands, marks
from .refusals import OfficerOnly, RiskNotHigher, RiskNotLower


def meant(kind, signs, *, violent=False):
    """Return the Risk that is told: the reddest of the signs that were ticked and of those that follow from its kind, or from violence."""
    kinds = {kind, Kind.VIOLENCE} if violent else {kind}
    follows = RiskSign.objects.filter(kind__in=kinds, is_used=True).values_list("risk", flat=True)
    return Risk(max([Risk.BLUE, *(sign.risk for sign in signs), *follows]))


@transaction.atomic
def raise_to(*, case, risk, by, why, signs=()):
    """Make the colour of a case `risk` (a Risk), or what the `signs` (RiskSigns) seen now mean if that is more. Returns the RiskChange.

    Red rings at once (alarms.ring). Raises NotAllowed, StepNotAllowed, RiskNotHigher, CaseChanged.
    """
    if not by.has_perm("mediation.raise_risk", case):
        raise NotAllowed
    if case.status not in Case.OPEN:
        raise StepNotAllowed
    signs = list(signs)
    risk = Risk(max([risk, *(sign.risk for sign in signs)]))
    if risk <= case.risk:
        raise RiskNotHigher
    change = _change(case, risk, by, why, CaseEvent.Kind.RAISED)
    case.signs.add(*signs)
    marks.put(case, marks.told(case.kind, signs))
    clocks.tighten(case)
    if risk == Risk.RED:
        alarms.ring(case=case, by=by)
    return change


@transaction.atomic
def lower(*, case, risk, by, why):
    """Make the colour of a case less, as an officer answers for it. Returns the RiskChange.

    Raises OfficerOnly, StepNotAllowed, RiskNotLower, CaseChanged.
    """
    if not hands.is_officer(case, by):
        raise OfficerOnly
    if case.status not in Case.OPEN:
        raise StepNotAllowed
    if risk >= case.risk:
        raise RiskNotLower
    alarms.stop(case=case)  # she has dealt with it; when it turns red again, it rings anew
    return _change(case, Risk(risk), by, why, CaseEvent.Kind.LOWERED)


def signs_of(case):
    """Return the RiskSigns that the colour of a case came from: those that were ticked and those that follow from its kind."""
    kinds = {case.kind, Kind.VIOLENCE} if case.violent else {case.kind}
    return RiskSign.objects.filter(Q(pk__in=case.signs.values("pk")) | Q(kind__in=kinds, is_used=True))


def _change(case, risk, by, why, kind):
    before = Risk(case.risk)
    # Of two who change it the second is told: she decided on a colour that is no longer there.
    if not Case.objects.filter(pk=case.pk, risk=before).update(risk=risk):
        raise CaseChanged
    case.risk = risk
    line = CaseEvent.objects.create(case=case, kind=kind, by=by, words=f"{before.label} → {risk.label}：{why}")
    return RiskChange.objects.create(case=case, event=line, before=before, after=risk)
