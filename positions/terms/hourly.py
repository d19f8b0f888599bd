"""Places by the hour 临时照料: a child comes from one hour to another inside the opening, and no hour takes more than it has places.

One session is one opening, one booking is one stay, so that the door, the roster and the ticket know nothing special. The database
itself refuses the hour that is full (migration 0010): whoever writes, and however many at once.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from notices import outbox

from .. import booking as deeds
from ..booking import Status, minute
from ..facts import read as read_facts
from ..models import Booking, Session
from ..refusals import BookingRefused, BusyThen, NotYourFamily, SessionFull
from .refusals import HoursFull, HoursOutside

HOUR = 60
TRIES = 3


@dataclass(frozen=True)
class Hour:
    """One hour of an opening, in minutes since 1970: how many more children may come in it."""

    start: int
    end: int
    left: int
    is_over: bool

    @property
    def starts_at(self):
        return moment(self.start)

    @property
    def ends_at(self):
        return moment(self.end)

    @property
    def can_come(self):
        return self.left > 0 and not self.is_over


def moment(minutes):
    """Return the moment of so many minutes since 1970."""
    return datetime.fromtimestamp(minutes * 60, UTC)


def hours(session):
    """Return the Hours of an opening of a service by the hour, in one statement."""
    rows = Booking.objects.holding().filter(session=session).order_by()
    spans = list(rows.values_list("from_minute", "to_minute"))
    start, end, now = minute(session.starts_at), minute(session.ends_at), minute(timezone.now())
    found = []
    for at in range(start, end, HOUR):
        until = min(at + HOUR, end)
        # Stays begin and end at full hours of the opening; whoever is there at some time of an hour takes a place in it.
        there = sum(1 for first, last in spans if first < until and last > at)
        found.append(Hour(start=at, end=until, left=max(session.service.hourly_places - there, 0), is_over=until <= now))
    return found


def book(*, session, attendee, booker, by, first, last, key=None, note="", source=Booking.Source.SELF):
    """Give a child the hours from `first` to `last` (minutes since 1970, at full hours of the opening) as one booking.

    `session`, `attendee`, `booker`, `by`, `key`, `note` as in `booking.book`. Returns the Booking: a new one, or the one that the same press
    or an earlier one made. Raises HoursOutside, HoursFull, and the refusals of `booking.book` but those of the line: nobody waits for hours.
    """
    for _ in range(TRIES):
        facts = read_facts(session=session, attendee=attendee, booker=booker)
        if facts is None or not facts.service.hourly_places:
            raise BookingRefused
        if not facts.attendee_ok:
            raise NotYourFamily
        if facts.held_code:
            held = Booking.objects.get(code=facts.held_code)
            if held.booker_id != booker.pk:
                raise BusyThen
            return held
        facts.busy = False  # of the whole opening; the database knows what else she has in these hours
        deeds.require_open(facts)
        deeds.require_fit(facts)
        _require_inside(facts, first, last)
        if facts.is_full:
            raise SessionFull("这一天的名额约满了。请看看别的日子。")
        try:
            return _take(facts, attendee=attendee, booker=booker, by=by, first=first, last=last, key=key, note=note, source=source)
        except IntegrityError:
            made = key and Booking.objects.filter(key=key, booker=booker).first()
            if made:
                return made
            if Booking.objects.live().filter(attendee=attendee, from_minute__lt=last, to_minute__gt=first).exclude(session=session).exists():
                raise BusyThen from None
            if any(not hour.left for hour in hours(facts) if first <= hour.start < last):
                raise HoursFull from None
    raise HoursFull


def _require_inside(session, first, last):
    start, end = minute(session.starts_at), minute(session.ends_at)
    at_hours = (first - start) % HOUR == 0 and ((last - start) % HOUR == 0 or last == end)
    if not (start <= first < last <= end and at_hours):
        raise HoursOutside
    if first + HOUR <= minute(timezone.now()):
        raise HoursOutside("选的时间已经过了。请从现在以后的时间选。")


@transaction.atomic
def _take(facts, *, attendee, booker, by, first, last, key, note, source):
    booking = Booking(
        session=facts, booker=booker, attendee_id=attendee, made_by=by, key=key, note=note or None, source=source, made_at=timezone.now(),
        status=Status.CONFIRMED, household_id=facts.household_id, household_no=deeds.free_number(facts), from_minute=first, to_minute=last,
    )  # fmt: skip
    booking.save(force_insert=True)
    row = Session.objects.filter(pk=facts.pk, status=Session.Status.PUBLISHED, starts_at=facts.starts_at, ends_at=facts.ends_at)
    if not row.filter(booked__lt=F("capacity") - F("kept")).update(booked=F("booked") + 1):
        raise IntegrityError  # read again and say what is so now
    outbox.tell(booker, "booking_confirmed", booking, change=f"session:{facts.pk}")
    return booking


def last_start(session):
    """Return until when an opening by the hour may be booked: its last hour has not begun."""
    return session.ends_at - timedelta(minutes=HOUR)
