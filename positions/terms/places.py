"""How many places of a weekday are given for the whole term, how many are taken. The only place that writes those counters."""

from django.db import transaction
from django.db.models import F

from ..models import TermDay
from .refusals import TermMoved


def of(timetable):
    """Return the TermDays of `timetable` {weekday: TermDay}; they are laid, and follow its capacity, when they are asked for."""
    want = {int(day) for day in timetable.weekdays}
    capacity = _capacity(timetable)
    days = {day.weekday: day for day in TermDay.objects.filter(timetable=timetable)}
    if want - days.keys():
        missing = [TermDay(timetable=timetable, weekday=day, capacity=capacity) for day in sorted(want - days.keys())]
        TermDay.objects.bulk_create(missing, ignore_conflicts=True)
        days = {day.weekday: day for day in TermDay.objects.filter(timetable=timetable)}
    if any(day.capacity != max(capacity, day.taken) for day in days.values()):
        days = follow(timetable)
    return {weekday: day for weekday, day in sorted(days.items()) if weekday in want}


@transaction.atomic
def follow(timetable):
    """Set every weekday to the timetable's capacity; nobody who holds a place loses it, so it may stay above for a while."""
    days = locked(timetable)
    for day in days.values():
        day.capacity = max(_capacity(timetable), day.taken)
    TermDay.objects.bulk_update(days.values(), ["capacity"])
    return days


def _capacity(timetable):
    return timetable.capacity


def locked(timetable):
    """Return {weekday: TermDay}, locked, so that two deeds on the same term come one after another. In a transaction."""
    rows = TermDay.objects.select_for_update(no_key=True).filter(timetable=timetable).order_by("weekday")
    return {day.weekday: day for day in rows}


def take(timetable, *, free, full):
    """Count one more child on the weekdays `free`, one more in the line of the weekdays `full`. Raises TermMoved when one is not so any more.

    Two conditional UPDATEs decide who gets the last place, as in `booking`: no row is locked while Python thinks.
    """
    rows = TermDay.objects.filter(timetable=timetable)
    if free and rows.filter(weekday__in=free, taken__lt=F("capacity")).update(taken=F("taken") + 1) != len(free):
        raise TermMoved
    if full and rows.filter(weekday__in=full, taken__gte=F("capacity")).update(waiting=F("waiting") + 1) != len(full):
        raise TermMoved


def give_back(timetable, *, held=(), waited=()):
    """Count one child less on the weekdays `held`, one less in the line of the weekdays `waited`."""
    rows = TermDay.objects.filter(timetable=timetable)
    if held:
        rows.filter(weekday__in=held).update(taken=F("taken") - 1)
    if waited:
        rows.filter(weekday__in=waited).update(waiting=F("waiting") - 1)


def step_up(timetable, weekday):
    """Count one child of the line as holding the weekday. Returns whether there was a place."""
    row = TermDay.objects.filter(timetable=timetable, weekday=weekday, taken__lt=F("capacity"), waiting__gt=0)
    return bool(row.update(taken=F("taken") + 1, waiting=F("waiting") - 1))
