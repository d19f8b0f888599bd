"""Rewrite the basic facts of a case. Of two who do it at once the second is shown both and chooses; the old words stay in the timeline."""

from django.db import transaction
from django.db.models import F

from ..models import Case, CaseEvent, Kind, RiskSign
from ..prints import place_print
from ..refusals import EditedMeanwhile, StepNotAllowed
from .steps import require

FACTS = ("kind", "wishes", "place")


@transaction.atomic
def edit(*, case, by, version, **facts):
    """Set kind, wishes and place of a case that she read as `version`; a kind that is red by itself (家暴) rings. Returns the Case.

    Raises EditedMeanwhile (somebody rewrote it since; it carries the case as it is now), NotAllowed, NotYourCase, StepNotAllowed.
    """
    require(case, by, "mediation.advance_case")
    if case.status not in Case.OPEN:
        raise StepNotAllowed
    take(case, version)
    now = Case.objects.get(pk=case.pk)
    old = [f"{Case._meta.get_field(name).verbose_name}原来是：{_words(name, getattr(now, name))}" for name in FACTS if _differs(now, facts, name)]
    if not old:
        return case
    kind_changed = _differs(now, facts, "kind")
    for name in FACTS:
        value = facts[name] or None if name != "kind" else facts[name]
        setattr(now, name, value)
        setattr(case, name, value)
    now.place_print = place_print(now.area_id, now.place)
    now.save(update_fields=[*FACTS, "place_print"])
    CaseEvent.objects.create(case=now, kind=CaseEvent.Kind.EDITED, by=by, words="\n".join(old))
    follows = max(RiskSign.objects.filter(kind=now.kind, is_used=True).values_list("risk", flat=True), default=now.risk)
    if kind_changed and follows > now.risk:
        from ..danger import risk  # danger asks casework what stands before a step

        risk.raise_to(case=now, risk=follows, by=by, why=f"类型改成{Kind(now.kind).label}")
        case.risk = now.risk
    return case


def take(case, version):
    """Count one more edit of a case that was read as `version`; of two at once the second is refused. In the caller's transaction.

    Raises EditedMeanwhile (it carries the case as it is now).
    """
    if not Case.objects.filter(pk=case.pk, version=version).update(version=F("version") + 1):
        raise EditedMeanwhile(Case.objects.select_related("area", "mediator", "reporter").get(pk=case.pk))
    case.version = version + 1


def _differs(case, facts, name):
    return (getattr(case, name) or "") != (facts[name] or "")


def _words(name, value):
    return Kind(value).label if name == "kind" else value or "没有写"
