"""A timetable in words, as it stands on the pages: 每周一至周五 16:30–18:30，到 2027年1月22日；元旦不上课."""

from datetime import timedelta

from django.utils import timezone

from ..models import Timetable
from ..words import WEEKDAYS
from . import calendar, days

WEEK = timedelta(days=6)  # what begins within the week is simply on
SOON = timedelta(days=60)  # so far ahead the days off are named


def weekly(timetable):
    """每周一至周五 16:30–18:30; 隔一周的周三 19:00–20:30; 每月第一个周六 9:00–11:00."""
    return f"{rhythm(timetable)} {hours(timetable)}"


def hours(timetable):
    """16:30–18:30; a stretch over midnight ends 次日."""
    over = timetable.starts.hour * 60 + timetable.starts.minute + timetable.minutes > 24 * 60
    return f"{_clock(timetable.starts)}–{'次日' if over else ''}{_clock(timetable.ends)}"


def rhythm(timetable):
    which = _weekdays(timetable.days_of_week)
    if timetable.nth:
        return f"每月{timetable.get_nth_display()}{which}"
    if timetable.every == timetable.Every.OTHER_WEEK:
        return f"隔一周的{which}"
    return "每天" if len(timetable.weekdays) == 7 else f"每{which}"


def _weekdays(numbers):
    """[0, 1, 2, 3, 4] → 周一至周五; [0, 2] → 周一、周三; [5, 6] → 周六、周日."""
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"周{WEEKDAYS[numbers[0]]}至周{WEEKDAYS[numbers[-1]]}"
    return "、".join(f"周{WEEKDAYS[number]}" for number in numbers)


def _clock(time):
    return f"{time.hour}:{time.minute:02d}"


def full_day(day):
    return f"{day.year}年{day.month}月{day.day}日"


def short_day(day):
    return f"{day.month}月{day.day}日"


def sentence(timetable, *, today=None, **known):
    """The whole of it for residents: rhythm, from when if that is not this week, until when, and which days of the next weeks are off."""
    today = today or timezone.localdate()
    starts = max(timetable.since, timetable.rule_from or timetable.since)
    said = f"{short_day(starts)}起，" if starts > today + WEEK else ""
    said += weekly(timetable)
    if timetable.until:
        said += f"，到 {full_day(timetable.until)}"
    off = off_words(timetable, today=today, **known)
    return f"{said}；{off}" if off else said


def off_words(timetable, *, today, **known):
    """元旦不上课; 12月8日不上课（运动会）; "" when no day of the next weeks falls out. `known` goes to days.of."""
    found = days.of(timetable, today, today + SOON, **known)
    said = []
    for skipped in found.skipped:
        name = skipped.why.removesuffix("放假")
        words = f"{name}不上课" if name != skipped.why else f"{short_day(skipped.date)}不上课（{skipped.why}）"
        if words not in said:
            said.append(words)
    return "，".join(said[:3])


def of_services(services, *, today=None):
    """Return {service pk: [sentences]} of the running timetables of `services`. Five statements, for one as for many."""
    today = today or timezone.localdate()
    rows = list(Timetable.objects.running(today).filter(service__in=services).select_related("service").prefetch_related("dates").order_by("starts", "pk"))
    if not rows:
        return {}
    known = {"year": calendar.read(today, today + SOON), "closings": days.closings_of(rows, today, today + SOON)}
    said = {}
    for row in rows:
        said.setdefault(row.service_id, []).append(sentence(row, today=today, **known))
    return said
