"""Days until something is due: working days of China, plain days, months. The day on which the clock begins does not count."""

import calendar as months
from datetime import timedelta

from positions.planning import calendar

from ..models import Clock

FREE = {calendar.WEEKEND, calendar.HOLIDAY}
LONG = timedelta(days=400)


def working_days(day, n):
    """Return the date `n` working days after the date `day`; with n = 0 the day itself.

    Where nobody has filled in the holidays of a year, Monday to Friday count: what is due comes sooner then, never later.
    """
    known = calendar.read(day, day + LONG)
    while n:
        day += timedelta(days=1)
        n -= not is_free(known, day)
    return day


def is_free(known, day):
    return known.kind_of(day) in FREE if known.knows(day.year) else day.weekday() >= 5


def a_month_after(day, n=1):
    """Return the same day `n` months on, or the last of that month when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, months.monthrange(year, month + 1)[1]))


def due(clock, day):
    """Return the last day on which what begins on the date `day` is in time by `clock`."""
    if clock.count == Clock.Count.WORKING:
        return working_days(day, clock.amount)
    if clock.count == Clock.Count.MONTHS:
        return a_month_after(day, clock.amount)
    return day + timedelta(days=clock.amount)
