"""The dates of a rule: every week, every other week, the first Saturday of the month. Pure arithmetic, no calendar, no database.

A rule is whatever has `weekdays` ("01234", Monday is 0), `every` (1 or 2 weeks), `nth` (of the month: 1 to 5, -1 the last, None), `since`
and `until` (dates, `until` may be None): a Timetable, or the one that somebody is about to make.
"""

from datetime import datetime, timedelta

from django.utils import timezone

WEEK = timedelta(days=7)
DAY = timedelta(days=1)


def monday_of(day):
    return day - timedelta(days=day.weekday())


def is_on(rule, day):
    """Return whether the rule names `day` (a date)."""
    if day < rule.since or (rule.until and day > rule.until) or str(day.weekday()) not in rule.weekdays:
        return False
    if rule.nth:
        return is_nth(day, rule.nth)
    return (monday_of(day) - monday_of(rule.since)).days // 7 % rule.every == 0


def is_nth(day, nth):
    """Return whether `day` is the n-th such weekday of its month; -1 is the last."""
    if nth == -1:
        return (day + WEEK).month != day.month
    return (day.day - 1) // 7 + 1 == nth


def days(first, last):
    """Yield the dates first..last."""
    day = first
    while day <= last:
        yield day
        day += DAY


def dates(rule, first, last):
    """Return the dates first..last that the rule names, in order."""
    return [day for day in days(max(first, rule.since), min(last, rule.until or last)) if is_on(rule, day)]


def times(day, *, starts, minutes, slot_minutes=None, break_minutes=0):
    """Return [(slot, start, end)] of one date, aware moments: one whole stretch, or cut into slots of `slot_minutes` with breaks between.

    The wall clock of Asia/Shanghai, whatever the server's zone; a stretch that runs over midnight belongs to the date on which it begins.
    What is left at the end of the stretch and too short for a slot is not one.
    """
    start = timezone.make_aware(datetime.combine(day, starts))
    size = timedelta(minutes=slot_minutes or minutes)
    step = size + timedelta(minutes=break_minutes if slot_minutes else 0)
    count = (timedelta(minutes=minutes) - size) // step + 1
    return [(slot, start + slot * step, start + slot * step + size) for slot in range(count)]
