"""The numbers: of the cases that were received in one quarter in one area, and what has come of them since.

A sheet travels, so small numbers do not stand in it, nor those from which a small one could be worked out: within a column by the
total, between figures by what one holds of the other, between levels because what is hidden above hides what lies below.
"""

from dataclasses import dataclass

from django.db.models import Avg, Count, Exists, F, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Substr
from django.utils import timezone

from mediation.models import Agreement, Case, CaseEvent, Deadline, FollowUp, Kind, Risk, What
from positions.after.suppression import LEAST, hide_small

from .scope import Scope

DIGITS = {2: 6, 3: 9, 4: 12}  # of the areas one level below a city, county, street
Outcome = Case.Outcome
CONTACTS = [kind for kind in CaseEvent.CONTACTS if kind != CaseEvent.Kind.CORRECTION]


@dataclass(frozen=True)
class Figure:
    key: str
    words: str
    of: str  # the figure that it is a part of


FIGURES = (
    Figure("received", "收到", ""),
    Figure("accepted", "受理", "received"),
    Figure("agreed", "达成协议", "accepted"),
    Figure("kept", "做到了", "agreed"),
    Figure("followed", "回访过", "accepted"),
    Figure("solved", "回访说解决了", "followed"),
    Figure("calmed", "有危险的谈成了", "received"),
    Figure("late", "过了期限", "received"),
)
KEYS = [figure.key for figure in FIGURES]


def cohort(scope):
    """Return the cases that were received in the quarter and area of `scope`, with a mark for each figure."""
    first, last = scope.quarter.bounds
    cases = Case.objects.in_area(scope.area.pk).filter(created_at__gte=first, created_at__lt=last)
    return cases.annotate(**{f"is_{key}": mark for key, mark in _marks().items()})


def _marks():
    def has(model, **how):
        return Exists(model.objects.filter(case=OuterRef("pk"), **how))

    today = timezone.localdate()
    missed = Q(done_at=None, due_on__lt=today) | Q(done_at__date__gt=F("due_on")) | Q(lapsed=True)
    late = Deadline.objects.filter(missed, case=OuterRef("pk")).exclude(what=What.CONFIRM)
    danger = Q(risk=Risk.RED) | Q(has(FollowUp, escalation=True))
    return {
        "accepted": Q(accepted_at__isnull=False),
        "agreed": Q(has(Agreement, reached_at__isnull=False)),
        "kept": Q(has(Agreement, reached_at__isnull=False)) & Q(outcome=Outcome.KEPT),
        "followed": Q(has(FollowUp, done_at__isnull=False), accepted_at__isnull=False),
        "solved": Q(has(FollowUp, done_at__isnull=False, solved=True), accepted_at__isnull=False),
        "calmed": danger & Q(outcome__in=(Outcome.AGREED, Outcome.KEPT, Outcome.PARTLY)),
        "late": Q(Exists(late)),
    }


def one(cases, key):
    """Return those of a cohort() that the figure `key` counts."""
    return cases if key == "received" else cases.filter(**{f"is_{key}": True})


def _counts():
    return {"received": Count("pk")} | {key: Count("pk", filter=Q(**{f"is_{key}": True})) for key in KEYS[1:]}


@dataclass
class Table:
    """A row for each area below, {figure: number or None}, and the same of all together. None: not shown."""

    rows: list  # (Area, {figure: number or None})
    whole: dict


def table(scope):
    """Return the Table of a scope. One statement, and two more for each level between it and her own area."""
    if scope.area == scope.top:
        hidden = set()
    else:
        above = table(Scope(scope.top, scope.area.parent, scope.quarter))
        mine = next((numbers for area, numbers in above.rows if area == scope.area), {})
        hidden = {key for key in KEYS if mine.get(key) is None}
    digits = DIGITS.get(scope.area.level, 12)
    counted = {row["code"]: row for row in cohort(scope).order_by().values(code=Substr("area_id", 1, digits)).annotate(**_counts())}
    areas = list(scope.below) or [scope.area]
    numbers = [{key: counted.get(area.pk[:digits], {}).get(key, 0) for key in KEYS} for area in areas]
    total = {key: sum(row[key] for row in numbers) for key in KEYS}
    shown, whole = [{} for _ in areas], {}
    for figure in FIGURES:
        column = [row[figure.key] for row in numbers]
        unsafe = [index for index, row in enumerate(numbers) if _tells(figure, row)]
        cells, all_of_them = hide_small(column, also=unsafe) if len(areas) > 1 else ([None if unsafe or column[0] < LEAST else column[0]], column[0])
        if figure.key in hidden or _tells(figure, total) or total[figure.key] < LEAST:
            cells, all_of_them = [None] * len(areas), None
        for row, cell in zip(shown, cells, strict=True):
            row[figure.key] = cell
        whole[figure.key] = all_of_them
    return Table(list(zip(areas, shown, strict=True)), whole)


def _tells(figure, row):
    """Whether a number, taken from what it is a part of, leaves a small one."""
    return any(0 < row[upper] - row[figure.key] < LEAST for upper in (figure.of, "received") if upper and upper != figure.key)


def breakdown(scope):
    """Return [(words, [(label, number or None)])] by source, kind and risk, of her own area only: of its parts they would tell too much."""
    if scope.area != scope.top:
        return []
    parts = (("来源", "source", Case.Source), ("类型", "kind", Kind), ("风险", "risk", Risk))
    return [(words, _by(scope, column, choices)) for words, column, choices in parts]


def _by(scope, column, choices):
    counted = dict(cohort(scope).order_by().values_list(column).annotate(n=Count("pk")))
    cells, _ = hide_small([counted.get(value, 0) for value in choices.values])
    rows = zip(choices.labels, cells, strict=True)
    return sorted(rows, key=lambda row: -(row[1] or 0))


def money(scope, whole):
    """Return the yuan that the agreements of a cohort speak of, or None when so few agreed that a family could be made out."""
    if whole["agreed"] is None:
        return None
    agreed = Agreement.objects.filter(case__in=cohort(scope).order_by().values("pk"), reached_at__isnull=False)
    return agreed.aggregate(sum=Sum("amount"))["sum"] or 0


def hours_to_contact(scope, whole):
    """Return the hours, on the average, from the report to the first contact, or None when too few were received or reached."""
    if whole["received"] is None:
        return None
    contacts = CaseEvent.objects.filter(case=OuterRef("pk"), kind__in=CONTACTS).order_by().values("case").annotate(first=Min("happened_at"))
    cases = cohort(scope).annotate(first=Subquery(contacts.values("first"))).filter(first__isnull=False)
    seen = cases.aggregate(mean=Avg(F("first") - F("created_at")), n=Count("pk"))
    return round(seen["mean"].total_seconds() / 3600, 1) if seen["n"] >= LEAST else None
