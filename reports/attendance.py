"""Who came, for the staff of a place: by session, service or site in one month; and whether doors were open as promised.

Confidential services are not counted at all, and numbers from which one family could be made out are not shown: a sheet travels.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from positions.after import doors
from positions.after.suppression import hide_small
from positions.models import Booking, Center, Session

PERM = "positions.export_booking"
LEVELS = {"session": "按场次", "service": "按服务", "site": "按阵地", "center": "开门"}
MOST = 1000  # rows on a page or in a sheet


@dataclass
class Row:
    """One session, service or site. None: too few people to be shown, or others could be worked out."""

    words: str
    place: str
    sessions: int
    places: int
    came: int | None
    absent: int | None


@dataclass
class DoorRow:
    """One centre: days on which its page promised that it is open, those on which it was, and who found it closed (None: fewer than five)."""

    words: str
    place: str
    promised: int
    opened: int
    found_closed: int | None


def months(today=None):
    """Return the first days of this month and the eleven before it, the newest first."""
    today = today or timezone.localdate()
    first = today.replace(day=1)
    found = [first]
    while len(found) < 12:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def read_month(text):
    """Return the first day of the month "2026-11", or of this month when it makes no sense or lies far away."""
    return next((month for month in months() if f"{month:%Y-%m}" == text), months()[0])


def rows(user, level, month):
    """Return (Rows, total came or None, total absent or None) of what `user` may export, that has ended in the month of `month`."""
    ended = Session.objects.visible_to(user, PERM).published().filter(service__confidential=False, ends_at__lte=timezone.now())
    held = ended.between(month, _last(month))
    keys = {
        "session": ("pk", "starts_at", "service__title", "site__center__name"),
        "service": ("service", "service__title", "site__center__name"),
        "site": ("site", "site__kind", "site__name", "site__center__name"),
    }[level]
    order = {"session": ("starts_at", "pk"), "service": ("site__center__name", "service__title"), "site": ("site__center__name", "site__kind")}[level]
    groups = list(held.order_by(*order).values(*keys).annotate(sessions=Count("pk"), places=Sum("capacity"))[:MOST])
    path = {"session": "session", "service": "session__service", "site": "session__site"}[level]
    status = Booking.Status
    counts = {
        row["group"]: row
        for row in Booking.objects.filter(session__in=held.order_by().values("pk"))
        .order_by()
        .values(group=F(path))
        .annotate(came=Count("pk", filter=Q(status=status.ATTENDED)), absent=Count("pk", filter=Q(status=status.ABSENT)))
    }
    keyed = [counts.get(group[keys[0]], {"came": 0, "absent": 0}) for group in groups]
    came, all_came = hide_small([row["came"] for row in keyed])
    absent, all_absent = hide_small([row["absent"] for row in keyed])
    names = [_name(level, group) for group in groups]
    found = [
        Row(name, group["site__center__name"], group["sessions"], group["places"], here, away)
        for name, group, here, away in zip(names, groups, came, absent, strict=True)
    ]
    return found, all_came, all_absent


def door_rows(user, month):
    """Return a DoorRow for each centre in the reach of `user`, for the days of the month that are over."""
    centers = list(Center.objects.open().visible_to(user, "positions.open_center").select_related("area").distinct().order_by("area", "name")[:MOST])
    last = min(_last(month), timezone.localdate() - timedelta(days=1))
    if last < month:
        return []
    kept = doors.days_of(centers, month, last)
    shown, _ = hide_small([kept[center.pk][2] for center in centers]) if centers else ([], 0)
    return [DoorRow(center.name, center.area.short_name, *kept[center.pk][:2], closed) for center, closed in zip(centers, shown, strict=True)]


def _last(month):
    return date(month.year, month.month, monthrange(month.year, month.month)[1])


def _name(level, group):
    if level == "site":
        kinds = dict(Session._meta.get_field("site").related_model.Kind.choices)
        return group["site__name"] or kinds[group["site__kind"]]
    if level == "service":
        return group["service__title"]
    start = timezone.localtime(group["starts_at"])
    return f"{start.month}月{start.day}日 {start:%H:%M} {group['service__title']}"
