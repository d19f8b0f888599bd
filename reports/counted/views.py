"""The figures of a subject, their Excel, and the rows behind a figure for whoever may open them."""

from dataclasses import replace
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.http import require_safe

from accounts import roles, second_factor, trail
from accounts.headers import private
from mediation.views.lists import page_of

from .. import charts, sheets
from . import scope
from .table import breakdown, table

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _counted(view):
    """For whoever may count the subject, with her second factor; for others there is nothing here."""
    opened = second_factor.required(view)

    @wraps(view)
    def wrapped(request, subject):
        if not roles.may_ever(request.user, subject.perm):
            raise Http404
        return opened(request, subject)

    return require_safe(private(login_required(wrapped)))


@_counted
def figures(request, subject):
    asked = _scope(request, subject)
    found = table(subject, asked)
    opens = roles.may_ever(request.user, subject.opens)
    facts = {
        "subject": subject,
        "scope": asked,
        "quarters": scope.quarters(),
        "excel": reverse(f"reports:{subject.name}_xlsx"),
        "behind": reverse(f"reports:{subject.name}_rows"),
        "boxes": [[_cell(subject.column(key), found.whole, asked, opens) for key in box] for box in subject.boxes],
        "lines": [_line(subject, area, numbers, asked, opens) for area, numbers in found.rows],
        "sums": [_cell(column, found.whole, asked, opens) for column in subject.columns] if len(found.rows) > 1 else [],
        "parts": [(words, _opened(column, rows, asked, opens), _chart(rows)) for words, column, rows in breakdown(subject, asked)],
    }
    return render(request, "reports/counted.html", facts)


def _cell(column, numbers, asked, opens, **where):
    """Return one number as the page shows it: {"column", "number", "href"}; what is hidden leads nowhere."""
    number = numbers[column.key]
    return {"column": column, "number": number, "href": _rows(asked, figure=column.opens, **where) if opens and number is not None else ""}


def _line(subject, area, numbers, asked, opens):
    itself = area == asked.area
    where = {"area": area.pk} | ({"itself": 1} if itself and asked.area.level < 5 else {})
    cells = [_cell(column, numbers, asked, opens, **where) for column in subject.columns]
    return {"area": area, "itself": itself, "goes_down": not itself and area.level < 5, "cells": cells}


def _opened(column, rows, asked, opens):
    return [(label, number, _rows(asked, by=column, value=value) if opens and number is not None else "") for label, value, number in rows]


def _rows(asked, **more):
    return "?" + urlencode({"area": asked.area.pk, "quarter": str(asked.quarter)} | more)


@_counted
def figures_xlsx(request, subject):
    asked = _scope(request, subject)
    found = table(subject, asked)
    heads = ["区划", *(column.words if column in subject.figures else f"{column.words}（{column.unit}）" for column in subject.columns)]
    rows = [[area.short_name, *(numbers[column.key] for column in subject.columns)] for area, numbers in found.rows]
    rows.append(["合计", *(found.whole[column.key] for column in subject.columns)])
    first = subject.figures[0].words
    parts = [("按区划", heads, rows)]
    parts += [(f"按{words}", [words, first], [[label, number] for label, _, number in cells]) for words, _, cells in breakdown(subject, asked)]
    trail.note(f"export_{subject.name[:-1]}_figures", about=subject.model, by=request.user, area=asked.area.pk, quarter=str(asked.quarter))
    name = f"{subject.title}_{asked.area.short_name}_{asked.quarter}.xlsx"
    return HttpResponse(sheets.book(parts), headers={"Content-Type": EXCEL, "Content-Disposition": content_disposition_header(True, name)})


@_counted
def rows(request, subject):
    """What a figure counts, or a part of the first one, as far as the reader may open it. What is not shown does not open either."""
    if not roles.may_ever(request.user, subject.opens):
        raise Http404
    asked = _scope(request, subject)
    words, cohort = _part(request, subject, asked) if "by" in request.GET else _figure(request, subject, asked)
    page = page_of(subject.listed(cohort, request.user), request.GET.get("page"))
    facts = {"subject": subject, "scope": asked, "words": words, "page": page, "back": reverse(f"reports:{subject.name}")}
    return render(request, "reports/counted_rows.html", facts)


def _figure(request, subject, asked):
    figure = next((one for one in subject.figures if one.key == request.GET.get("figure")), None)
    found, itself = table(subject, asked), request.GET.get("itself") == "1"
    numbers = next((numbers for area, numbers in found.rows if area == asked.area), {}) if itself else found.whole
    if figure is None or numbers.get(figure.key) is None:
        raise Http404
    asked = replace(asked, itself=itself)
    return figure.words, subject.one(subject.cohort(asked), figure.key)


def _part(request, subject, asked):
    for words, column, cells in breakdown(subject, asked):
        for label, value, number in cells:
            if column == request.GET["by"] and str(value) == request.GET.get("value") and number is not None:
                return f"{words}：{label}", subject.cohort(asked).filter(**{column: value})
    raise Http404


def _scope(request, subject):
    found = scope.read(request.user, request.GET, subject.perm)
    if found is None:
        raise Http404
    return found


def _chart(rows):
    return charts.bars([(label, number, f"{number:,} 件") for label, _, number in rows if number])
