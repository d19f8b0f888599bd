"""How many places of a weekday are given for the whole term, how many are taken. The only place that writes those counters."""

from django.db.models import F

from ..models import TermDay
from .refusals import TermMoved


def of(timetable):
    """Return {weekday: TermDay} of `timetable`; the rows are laid, and follow its number of places, when they are asked for.

    Places kept for phone and counter are given by staff for single days, not for terms. Where the number of places has become less
    than the children who hold one, nobody loses hers: the weekday stays full until enough have left.
    """
    places = max(timetable.capacity - timetable.service.kept_for_counter, 1)
    days = {day.weekday: day for day in TermDay.objects.filter(timetable=timetable)}
    missing = set(timetable.days_of_week) - days.keys()
    if missing:
        TermDay.objects.bulk_create([TermDay(timetable=timetable, weekday=day, capacity=places) for day in sorted(missing)], ignore_conflicts=True)
        days = {day.weekday: day for day in TermDay.objects.filter(timetable=timetable)}
    for day in days.values():
        if day.capacity != max(places, day.taken):
            day.capacity = max(places, day.taken)
            TermDay.objects.filter(pk=day.pk, taken__lte=day.capacity).update(capacity=day.capacity)
    return {weekday: days[weekday] for weekday in timetable.days_of_week}


def lock(timetable):
    """Let deeds that give back places of one term come one after another. In a transaction."""
    return {day.weekday: day for day in TermDay.objects.select_for_update(no_key=True).filter(timetable=timetable).order_by("weekday")}


def take(timetable, *, free, full):
    """Count one more child on the weekdays `free`, one more in the line of the weekdays `full`. Raises TermMoved when that is not so any more.

    Two conditional UPDATEs decide who gets the last place, as in `booking`.
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
