"""开门和开放时间: are the hours on the page right, is the door open today, who found it closed, what was promised and kept."""

from datetime import timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone

from accounts import trail
from accounts.admin.waiting import Waiting, waits

from .. import hours
from ..after import doors
from ..models import Center, Feedback, FoundClosed, HoursAsked, OpenedDay

LATELY = timedelta(days=30)
MOST = 60  # centres on one page; an officer of a county has more than she can look after one by one


def urls(site):
    return [path("opening/", site.admin_view(page), name="opening")]


def page(request):
    """All centres in her reach, with a press each: 都对, 今天开门了."""
    user = request.user
    if not user.has_perm("positions.open_center"):
        raise PermissionDenied
    centers = Center.objects.open().visible_to(user, "positions.open_center").distinct()
    if request.method == "POST":
        return _press(request, centers)
    rows, today = list(centers.prefetch_related("opening_hours").order_by("area", "name")[:MOST]), timezone.localdate()
    pks = [center.pk for center in rows]
    confirmed = {}
    for asked in HoursAsked.objects.filter(center__in=pks).exclude(confirmed_at=None).select_related("confirmed_by").order_by("confirmed_at"):
        confirmed[asked.center_id] = asked
    asked = set(HoursAsked.objects.filter(center__in=pks, confirmed_at=None).values_list("center", flat=True))
    opened = dict(OpenedDay.objects.filter(center__in=pks, day=today).values_list("center", "opened_at"))
    closed = {}
    for report in FoundClosed.objects.filter(center__in=pks, at__gt=timezone.now() - LATELY).order_by("-at"):
        closed.setdefault(report.center_id, []).append(report.at)
    kept = doors.days_of(rows, today - LATELY, today - timedelta(days=1))
    for center in rows:
        center.week, center.confirmed, center.is_asked = hours.week(list(center.opening_hours.all())), confirmed.get(center.pk), center.pk in asked
        center.is_stale = doors.is_stale(center.confirmed and center.confirmed.confirmed_at)
        center.opened_at, center.closed_reports = opened.get(center.pk), closed.get(center.pk, [])
        center.promised, center.kept, _ = kept[center.pk]
    context = {**admin.site.each_context(request), "title": "开门和开放时间", "rows": rows, "days": LATELY.days}
    return render(request, "admin/opening.html", context)


def _press(request, centers):
    number = request.POST.get("center", "")
    center = centers.filter(pk=number).first() if number.isdecimal() and len(number) < 16 else None
    if center is None:
        raise Http404
    if request.POST.get("do") == "opened":
        doors.opened(center=center, by=request.user)
        messages.success(request, f"记下了，{center}今天开门了。")
    else:
        doors.confirm(center=center, by=request.user)
        trail.note("confirm_hours", about=center, by=request.user)
        messages.success(request, f"{center}的开放时间核对好了，页面上会写是您核对的。")
    return redirect(f"{reverse('admin:opening')}#c{center.pk}")


@waits("positions.open_center")
def unanswered(user):
    centers = Center.objects.visible_to(user, "positions.open_center").order_by().values("pk")
    count = HoursAsked.objects.filter(confirmed_at=None, center__in=centers).count()
    if count:
        return Waiting(f"{count} 个中心的开放时间要核对", "居民照页面上的时间来，看一眼对不对", reverse("admin:opening"), "clock", "admin:opening", count)
    return None


@waits("positions.change_feedback")
def to_moderate(user):
    count = Feedback.objects.visible_to(user, "positions.change_feedback").to_moderate().filter(service__confidential=False).count()
    if count:
        url = reverse("admin:positions_feedback_changelist")
        return Waiting(f"{count} 条评价等您看", "看过，才放到页面上", f"{url}?state__exact=waiting", "msg", "positions.Feedback", count)
    return None
