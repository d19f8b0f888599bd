"""Public figures, and the officers' Excel of the same."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.models import Area

from . import activity, charts, coverage, sheets

PERM = "reports.view_coverage"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def figures(request):
    """Coverage of the five kinds of site, of the city by county or with ?area= of a county by street; what took place lately."""
    below = _division(request.GET.get("area", ""))
    rows = coverage.by_division(below)
    whole = coverage.total(below, rows)
    context = {
        "below": below,
        "is_city": below.level == Area.Level.CITY,
        "rows": rows,
        "whole": whole,
        "five": coverage.FIVE.values(),
        "coverage_chart": charts.bars([(short, whole.covered[key], _share(whole.covered[key], whole)) for key, (short, _, _) in coverage.FIVE.items()]),
        "may_export": request.user.is_authenticated and request.user.has_perm(PERM),
    }
    if context["is_city"]:
        lately, sessions, attendances = activity.by_county(below)
        context |= {
            "lately": lately,
            "sessions": sessions,
            "attendances": attendances,
            "days": activity.LATELY.days,
            "lately_chart": charts.bars([(row.area.short_name, row.sessions, f"{row.sessions:,} 场") for row in lately if row.sessions]),
            "standards": coverage.standards(),
        }
    return render(request, "reports/figures.html", context)


@require_safe
@login_required
def coverage_xlsx(request):
    """The communities of her area as an Excel file; who is no officer finds nothing here."""
    areas = Area.objects.visible_to(request.user, PERM)
    if not request.user.has_perm(PERM):
        raise Http404
    name = f"五类阵地覆盖_{timezone.localdate():%Y%m%d}.xlsx"
    return HttpResponse(sheets.coverage_book(areas), headers={"Content-Type": EXCEL, "Content-Disposition": content_disposition_header(True, name)})


def _division(code):
    """Return the county of ?area=, or the city without it; anything else does not exist."""
    if not code:
        return get_object_or_404(Area.objects.open(), level=Area.Level.CITY)
    return get_object_or_404(Area.objects.open().select_related("parent"), pk=code[:12], level=Area.Level.COUNTY)


def _share(number, whole):
    percent = f"{100 * number / whole.communities:.1f} %" if whole.communities else "—"
    return f"{number:,} 个，{percent}"
