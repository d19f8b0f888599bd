"""What hangs in the hall: the week on paper (A4, A3) and the screen. Only what everybody may see: no names, nothing confidential."""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

import segno
from django.utils import timezone
from django.utils.safestring import mark_safe

from .models import Session
from .words import WEEKDAYS, times

PARTS = (("上午", 0, 12), ("下午", 12, 18), ("晚上", 18, 24))  # hours from–until
DAYS_ON_SCREEN = 4
LINES_ON_SCREEN = 6  # more would be too small to read from across the hall
FAR = timedelta(days=400)


@dataclass
class Line:
    """One service in one part of one day: each of its times, and one of its sessions for the rest."""

    times: list
    session: Session
    is_full: bool


def monday_of(day):
    return day - timedelta(days=day.weekday())


def _shown(center):
    rows = Session.objects.public().filter(site__center=center, service__confidential=False)
    return rows.select_related("service", "room", "site").order_by("starts_at", "pk")


def week(center, monday):
    """Return (days, rows) of the wall timetable: the seven dates, and for each part of the day (words, [lines of each day]).

    A part of the day in which nothing happens all week is left out.
    """
    days = [monday + timedelta(days=n) for n in range(7)]
    sessions = list(_shown(center).between(days[0], days[-1]))
    rows = []
    for words, first, last in PARTS:
        cells = [_lines(row for row in sessions if row.day == day and first <= timezone.localtime(row.starts_at).hour < last) for day in days]
        if any(cells):
            rows.append((words, cells))
    return days, rows


def _lines(sessions):
    lines = {}
    for session in sessions:
        line = lines.setdefault((session.service_id, session.room_id), Line([], session, True))
        line.times.append(times(session))
        line.is_full = line.is_full and session.is_full
    return list(lines.values())


def coming(center, now=None):
    """Return [(heading, sessions)] of the next days for the screen, at most LINES_ON_SCREEN lines; what runs or comes next is `is_now`."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    found = list(_shown(center).upcoming(now).between(today, today + timedelta(days=DAYS_ON_SCREEN - 1))[:LINES_ON_SCREEN])
    days = {}
    for number, session in enumerate(found):
        session.is_now = number == 0 and session.day == today
        days.setdefault(session.day, []).append(session)
    return [(_heading(day, today), sessions) for day, sessions in days.items()]


def _heading(day, today):
    near = {0: "今天", 1: "明天", 2: "后天"}.get((day - today).days, f"{day.month}月{day.day}日")
    return near if day == today else f"{near} 周{WEEKDAYS[day.weekday()]}"


def called_off(center):
    """Return the sessions of the next days that do not take place, for the notices on the screen."""
    now = timezone.now()
    rows = Session.objects.filter(status=Session.Status.CANCELLED, site__center=center, service__circle=None, service__confidential=False)
    return rows.filter(ends_at__gt=now, starts_at__lt=now + timedelta(days=DAYS_ON_SCREEN)).select_related("service").order_by("starts_at")[:3]


@lru_cache(maxsize=256)
def qr(address, words):
    """Return the picture of an address as inline SVG; `words` say what it is to whoever cannot see it."""
    picture = segno.make(address, error="m", micro=False, mask=3).svg_inline(omitsize=True, border=0, svgclass=None, lineclass=None)
    return mark_safe(picture.replace("<svg ", f'<svg role="img" aria-label="{words}" ', 1))  # noqa: S308  `words` are ours, the rest is segno's
