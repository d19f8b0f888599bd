"""Which dates of a timetable are held and which are not, and why: its rule, the year's holidays, its single dates, closings."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from ..models import Closing, TimetableDate
from . import calendar, pattern


@dataclass(frozen=True)
class Skipped:
    """A date on which nothing is laid, and why, in words: 元旦放假."""

    date: date
    why: str

    @property
    def day(self):
        return self.date


@dataclass
class Days:
    held: list = field(default_factory=list)  # dates, in order
    skipped: list = field(default_factory=list)  # [Skipped]
    unknown: int | None = None  # the first year that nobody has filled in; nothing from it is held

    @property
    def unknown_words(self):
        return str(calendar.YearUnknown(self.unknown)) if self.unknown else ""


def of(timetable, first, last, *, singles=None, closings=None, year=None):
    """Return the Days first..last of a timetable, saved or about to be.

    `singles` ({date: (kind, words)}), `closings` (a list) and `year` (a Calendar) are read when they are not given: four statements.
    """
    first, last = max(first, timetable.since), min(last, timetable.until or last)
    if last < first:
        return Days()
    if singles is None:
        singles = read_singles(timetable) if timetable.pk else {}
    if closings is None:
        closings = read_closings(timetable, first, last)
    year = year or calendar.read(first, last)
    asks_calendar = timetable.skip_holidays or timetable.on_workdays
    found = Days()
    for day in pattern.days(first, last):
        if asks_calendar and not year.knows(day.year):
            found.unknown = day.year
            break
        why = _why_not(timetable, day, year, singles.get(day))
        if why is None:
            why = next((f"停开：{row.reason}" for row in closings if row.covers(site=timetable.service.site_id, room=timetable.room_id, day=day)), None)
            if why is None:
                found.held.append(day)
        if why:
            found.skipped.append(Skipped(day, why))
    return found


def _why_not(timetable, day, year, single):
    """Return None when it is held, "" when nobody would expect it, else why it is left out."""
    if single:
        kind, words = single
        return None if kind == TimetableDate.Kind.ADDED else words or "单独停一次"
    is_on = pattern.is_on(timetable, day)
    if timetable.skip_holidays or timetable.on_workdays:
        kind = year.kind_of(day)
        if kind == calendar.MAKEUP:
            if timetable.on_workdays:
                return None if is_on or timetable.is_every_school_day else ""
            return "调休上班" if is_on and timetable.skip_holidays else _plain(is_on)
        if is_on and kind == calendar.HOLIDAY and timetable.skip_holidays:
            return f"{year.name_of(day)}放假"
    return _plain(is_on)


def _plain(is_on):
    return None if is_on else ""


def read_singles(timetable):
    return {row.date: (row.kind, row.words) for row in timetable.dates.all()}


def read_closings(timetable, first, last):
    return closings_of([timetable], first, last)


def closings_of(timetables, first, last):
    """Return the Closings that concern the sites and rooms of some timetables, in one statement."""
    sites, rooms = {row.service.site_id for row in timetables}, {row.room_id for row in timetables if row.room_id}
    return list(Closing.objects.meeting(first, last).filter(Q(site__in=sites) | Q(room__in=rooms)))
