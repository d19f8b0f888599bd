"""Rewrite the basic facts of a case. Of two who do it at once the second is shown both and chooses; the old words stay in the timeline."""

from django.db import transaction
from django.db.models import F

from .. import clocks
from ..danger import marks, risk
from ..models import Case, CaseEvent, Kind
from ..prints import place_print
from ..refusals import EditedMeanwhile, StepNotAllowed
from ..secrecy import retention
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
    before = _means(now)
    marks.put(now, marks.told(facts["kind"], ()))
    if facts["kind"] != now.kind:
        retention.remember(now, [now.kind])
    for name in FACTS:
        value = facts[name] or None if name != "kind" else facts[name]
        setattr(now, name, value)
        setattr(case, name, value)
    now.place_print = place_print(now.area_id, now.place)
    now.save(update_fields=[*FACTS, "place_print"])
    CaseEvent.objects.create(case=now, kind=CaseEvent.Kind.EDITED, by=by, words="\n".join(old))
    _weigh(now, by, before)
    case.risk, case.violent, case.minor = now.risk, now.violent, now.minor
    return case


def take(case, version):
    """Count one more edit of a case that was read as `version`; of two at once the second is refused. In the caller's transaction.

    Raises EditedMeanwhile (it carries the case as it is now).
    """
    if not Case.objects.filter(pk=case.pk, version=version).update(version=F("version") + 1):
        raise EditedMeanwhile(Case.objects.select_related("area", "mediator", "reporter").get(pk=case.pk))
    case.version = version + 1


def _weigh(case, by, before):
    """Raise the colour when the new kind means more than what was told `before`; it never goes down by itself (an officer lowers it)."""
    means = _means(case)
    if means > max(before, case.risk):
        risk.raise_to(case=case, risk=means, by=by, why=f"类型改成{case.get_kind_display()}")
    else:
        clocks.tighten(case)


def _means(case):
    return risk.meant(case.kind, case.signs.all(), violent=case.violent)


def _differs(case, facts, name):
    return (getattr(case, name) or "") != (facts[name] or "")


def _words(name, value):
    return Kind(value).label if name == "kind" else value or "没有写"
