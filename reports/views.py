"""Public figures, and the officers' Excel of the same."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts import trail
from accounts.models import Area
from positions.models import Booking

from . import activity, attendance, charts, coverage, sheets

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


@require_safe
@login_required
def attended(request):
    """Who came, by session, service or site in a month; how often doors were open as promised. Staff see what lies in their reach."""
    level, month, rows, totals = _attendance(request)
    context = {"level": level, "levels": attendance.LEVELS, "month": month, "months": attendance.months(), "rows": rows, "totals": totals}
    return render(request, "reports/attendance.html", context)


@require_safe
@login_required
def attended_xlsx(request):
    level, month, rows, _ = _attendance(request)
    if level == "center":
        heads, cells = (
            ["邻里中心", "社区", "说好开的天数", "开了的天数", "有人说门没开"],
            [[r.words, r.place, r.promised, r.opened, r.found_closed] for r in rows],
        )
    else:
        heads = ["场次" if level == "session" else attendance.LEVELS[level][1:], "邻里中心", "场数", "名额", "到场", "没来"]
        cells = [[r.words, r.place, r.sessions, r.places, r.came, r.absent] for r in rows]
    trail.note("export_attendance", about=Booking, by=request.user, level=level, month=f"{month:%Y-%m}", rows=len(rows))
    name = f"到场_{attendance.LEVELS[level]}_{month:%Y%m}.xlsx"
    data = sheets.attendance_book(heads, cells, attendance.LEVELS[level])
    return HttpResponse(data, headers={"Content-Type": EXCEL, "Content-Disposition": content_disposition_header(True, name)})


def _attendance(request):
    """Return what was asked for and may be seen: (level, month, rows, totals)."""
    if not request.user.has_perm(attendance.PERM):
        raise Http404
    level, month = request.GET.get("by", "service"), attendance.read_month(request.GET.get("month", ""))
    if level not in attendance.LEVELS:
        level = "service"
    if level == "center":
        return level, month, attendance.door_rows(request.user, month), None
    rows, *totals = attendance.rows(request.user, level, month)
    return level, month, rows, totals


def _division(code):
    """Return the county of ?area=, or the city without it; anything else does not exist."""
    if not code:
        return get_object_or_404(Area.objects.open(), level=Area.Level.CITY)
    return get_object_or_404(Area.objects.open().select_related("parent"), pk=code[:12], level=Area.Level.COUNTY)


def _share(number, whole):
    percent = f"{100 * number / whole.communities:.1f} %" if whole.communities else "—"
    return f"{number:,} 个，{percent}"
