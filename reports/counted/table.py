"""The numbers of one quarter in one area, and which of them may stand.

A sheet travels, so small numbers do not stand in it, nor those from which a small one could be worked out: within a column by the
total, between figures by what one holds of the other, between levels because what is hidden above hides what lies below.
"""

from dataclasses import dataclass, replace

from django.db.models import Count, Q
from django.db.models.functions import Substr

from positions.after.suppression import LEAST, hide_small

DIGITS = {2: 6, 3: 9, 4: 12}  # of the areas one level below a city, county, street


@dataclass
class Table:
    """A row for each area below, {key of a column: number or None}, and the same of all together. None: not shown."""

    rows: list  # (Area, {key: number or None})
    whole: dict


def table(subject, scope):
    """Return the Table of a scope. Three statements, and three more for each level between it and her own area."""
    keys = [figure.key for figure in subject.figures]
    hidden = set()
    if scope.area != scope.top:
        above = table(subject, replace(scope, area=scope.area.parent))
        mine = next((numbers for area, numbers in above.rows if area == scope.area), {})
        hidden = {key for key in keys if mine.get(key) is None}
    digits = DIGITS.get(scope.area.level, 12)
    cohort = subject.cohort(scope).order_by()
    counted = {row["code"]: row for row in cohort.values(code=Substr("area_id", 1, digits)).annotate(**_asked(subject))}
    together = cohort.aggregate(**_asked(subject))
    areas = scope.below(counted) or [scope.area]
    nothing = dict.fromkeys(keys, 0)
    found = [counted.get(area.pk[:digits], nothing) for area in areas]
    shown, whole = [{} for _ in areas], {}
    unsafe = [untold(subject.figures, numbers) for numbers in found]
    unsafe_whole = untold(subject.figures, together)
    for key in keys:
        column = [numbers[key] for numbers in found]
        cells, total = hide_small(column, also=[index for index, row in enumerate(unsafe) if key in row]) if len(areas) > 1 else (column, column[0])
        if key in hidden or key in unsafe_whole:
            cells, total = [None] * len(areas), None
        for row, cell in zip(shown, cells, strict=True):
            row[key] = cell
        whole[key] = total
    for numbers, line in [*zip(found, shown, strict=True), (together, whole)]:
        _derive(subject, numbers, line)
    return Table(list(zip(areas, shown, strict=True)), whole)


def _asked(subject):
    first = subject.figures[0].key
    counts = {figure.key: Count("pk", filter=None if figure.key == first else Q(**{f"is_{figure.key}": True})) for figure in subject.figures}
    return counts | {measure.key: measure.how for measure in subject.measures}


def untold(figures, numbers):
    """Return the keys of the figures of one area that must not stand: small ones, and those that tell a small one by subtraction."""
    of = {figure.key: figure.of for figure in figures}
    hidden = {key for key in of if numbers[key] < LEAST}
    for figure in figures:
        upper = figure.of
        while upper:
            if 0 < numbers[upper] - numbers[figure.key] < LEAST:
                hidden.add(figure.key)
            upper = of[upper]
    for whole, parts in _groups(figures):
        shown = sorted((key for key in parts if key not in hidden), key=numbers.get)
        while shown and 0 < numbers[whole] - sum(numbers[key] for key in shown) < LEAST:
            hidden.add(shown.pop(0))
    return hidden


def _groups(figures):
    groups = {}
    for figure in figures:
        if figure.among:
            groups.setdefault((figure.of, figure.among), []).append(figure.key)
    return [(whole, parts) for (whole, _), parts in groups.items()]


def _derive(subject, numbers, line):
    """Add the measures and rates to a line, where the figures that they come from stand in it."""
    for measure in subject.measures:
        line[measure.key] = None if line[measure.of] is None else measure.read(numbers.get(measure.key))
    for rate in subject.rates:
        part, of = line[rate.part], line[rate.of]
        line[rate.key] = None if part is None or of is None else round(100 * part / of, 1)


def breakdown(subject, scope):
    """Return [(words, column, [(label, value, number or None)])] of all received, of her own area only: of its parts they would tell too much."""
    if scope.area != scope.top:
        return []
    return [(words, column, _by(subject, scope, column, *how)) for words, column, *how in subject.parts]


def _by(subject, scope, column, choices, told):
    """Count by one column. What another sheet tells cannot hide a small part: the others hide each other, or nothing is shown."""
    counted = dict(subject.cohort(scope).order_by().values_list(column).annotate(n=Count("pk")))
    values, labels = zip(*choices, strict=True)
    cells, rest = hide_small([counted.get(value, 0) for value in values if value not in told])
    shown = dict(zip((value for value in values if value not in told), cells, strict=True))
    shown |= {value: counted[value] if rest is not None and counted.get(value, 0) >= LEAST else None for value in told}
    return sorted(zip(labels, values, map(shown.get, values), strict=True), key=lambda row: -(row[2] or 0))
