"""Duty hours: the weekly pattern that a host offers, one more time, one day off. The times themselves are laid by planning.generating."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.refusals import NotAllowed, Refusal

from .. import timetables
from ..models import Booking, Session, Timetable, TimetableDate
from ..planning import generating
from .hosts import services_of

MOST_SLOTS = 24  # a day


class NotHers(NotAllowed):
    sentence = "这项服务不在您接待的地方。请选一项您接待的。"


class HoursTooShort(Refusal):
    sentence = "从几点到几点，要放得下一个时段。请改长一些，或把时段改短。"


class HoursTooMany(Refusal):
    sentence = f"一天最多排 {MOST_SLOTS} 个时段。请把时间改短，或把时段改长。"


@transaction.atomic
def offer(*, host, service, weekdays, starts, ends, slot_minutes, break_minutes=0, since, until=None, room=None):
    """Offer the hours from `starts` to `ends` (times of day) on `weekdays` ("024"), cut into slots with breaks between.

    Returns (Timetable, sessions laid, times left out with the reason). Raises NotHers, HoursTooShort, HoursTooMany, ValidationError.
    """
    if not services_of(host).filter(pk=service.pk).exists():
        raise NotHers
    minutes = _minutes_between(starts, ends)
    if minutes < slot_minutes:
        raise HoursTooShort
    if (minutes - slot_minutes) // (slot_minutes + break_minutes) + 1 > MOST_SLOTS:
        raise HoursTooMany
    timetable = Timetable(
        service=service, weekdays="".join(sorted(weekdays)), starts=starts, minutes=minutes, slot_minutes=slot_minutes, break_minutes=break_minutes,
        since=since, until=until, room=room, host=host, capacity=1,
    )  # fmt: skip
    timetable.full_clean()
    timetable.save()
    made, left_out = generating.generate(timetable)
    return timetable, made, left_out


def _minutes_between(starts, ends):
    day = timezone.localdate()
    return int((datetime.combine(day, ends) - datetime.combine(day, starts)).total_seconds() // 60)


@transaction.atomic
def add_one(*, host, service, starts_at, minutes, room=None):
    """Offer one more time. Returns the Session. Raises NotHers, PlaceTaken, NotChecked, ValidationError."""
    if not services_of(host).filter(pk=service.pk).exists():
        raise NotHers
    if starts_at <= timezone.now():
        raise ValidationError("这个时间已经过了，请选以后的时间。")
    return timetables.add(service=service, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes), capacity=1, room=room, host=host)


@transaction.atomic
def stop(*, timetable, by):
    """End a pattern: its free times go, those that somebody booked stay. Returns how many stay. Raises NotAllowed."""
    if timetable.host_id != by.pk:
        raise NotAllowed
    Timetable.objects.filter(pk=timetable.pk).update(status=Timetable.Status.ENDED)
    return _take_back(Session.objects.filter(timetable=timetable), reason="不再排")


@transaction.atomic
def day_off(*, host, day):
    """Lay nothing for her on `day` (a date): her free times go, those that somebody booked stay for her to hand over. Returns how many stay."""
    for timetable in Timetable.objects.running(day).filter(host=host):
        TimetableDate.objects.update_or_create(timetable=timetable, date=day, defaults={"kind": TimetableDate.Kind.LEFT_OUT, "words": "休息"})
    return _take_back(Session.objects.filter(host=host).on_day(day), reason="休息")


def _take_back(sessions, *, reason):
    coming = sessions.published().filter(starts_at__gt=timezone.now(), service__taken="appointment")
    stay = 0
    for session in coming.select_for_update(no_key=True, of=("self",)).order_by("pk"):
        if Booking.objects.filter(session=session).holding().exists():
            stay += 1
        else:
            timetables.cancel(session=session, reason=reason)
    return stay
