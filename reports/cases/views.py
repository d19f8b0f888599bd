"""/reports/cases/: the figures, their Excel, and the cases behind a figure for whoever may open them."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts import roles, second_factor, trail
from accounts.headers import private
from mediation.access import VIEW
from mediation.models import Case
from mediation.views import lists

from .. import charts, sheets
from . import counting, scope

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _counted(view):
    """For whoever may count cases, with her second factor; for others there is nothing here."""
    opened = second_factor.required(view)

    def wrapped(request, *args, **kwargs):
        if not roles.may_ever(request.user, scope.PERM):
            raise Http404
        return opened(request, *args, **kwargs)

    return require_safe(private(login_required(wrapped)))


@_counted
def figures(request):
    asked = _scope(request)
    table = counting.table(asked)
    facts = {
        "scope": asked,
        "quarters": scope.quarters(),
        "table": table,
        "figures": counting.FIGURES,
        "whole": [[(figure, table.whole[figure.key]) for figure in part] for part in (counting.FIGURES[:4], counting.FIGURES[4:])],
        "sums": [table.whole[figure.key] for figure in counting.FIGURES],
        "rows": [(area, [numbers[figure.key] for figure in counting.FIGURES]) for area, numbers in table.rows],
        "goes_down": asked.area.level < 5 and len(table.rows) > 1,
        "parts": [(words, rows, _chart(rows)) for words, rows in counting.breakdown(asked)],
        "money": counting.money(asked, table.whole),
        "hours": counting.hours_to_contact(asked, table.whole),
        "opens": roles.may_ever(request.user, VIEW),
    }
    return render(request, "reports/cases.html", facts)


@_counted
def figures_xlsx(request):
    asked = _scope(request)
    table = counting.table(asked)
    heads = ["区划", *(figure.words for figure in counting.FIGURES)]
    rows = [[area.short_name, *(numbers[figure.key] for figure in counting.FIGURES)] for area, numbers in table.rows]
    rows.append(["合计", *(table.whole[figure.key] for figure in counting.FIGURES)])
    parts = [("按区划", heads, rows)]
    parts += [(f"按{words}", [words, "收到"], [list(row) for row in found]) for words, found in counting.breakdown(asked)]
    trail.note("export_case_figures", about=Case, by=request.user, area=asked.area.pk, quarter=str(asked.quarter))
    name = f"案件统计_{asked.area.short_name}_{asked.quarter}.xlsx"
    return HttpResponse(sheets.book(parts), headers={"Content-Type": EXCEL, "Content-Disposition": content_disposition_header(True, name)})


@_counted
def rows(request):
    """The cases that a figure counts, as far as the reader may open them."""
    asked, key = _scope(request), request.GET.get("figure", "")
    figure = next((one for one in counting.FIGURES if one.key == key), None)
    if figure is None or not roles.may_ever(request.user, VIEW):
        raise Http404
    hers = Case.objects.visible_to(request.user).order_by().values("pk")
    found = lists.shown(counting.one(counting.cohort(asked), key).filter(pk__in=hers).order_by("-created_at", "-pk"))
    page = lists.page_of(found, request.GET.get("page"))
    return render(request, "reports/cases_rows.html", {"scope": asked, "figure": figure, "page": page})


def _scope(request):
    found = scope.read(request.user, request.GET)
    if found is None:
        raise Http404
    return found


def _chart(rows):
    return charts.bars([(label, number, f"{number:,} 件") for label, number in rows if number])
