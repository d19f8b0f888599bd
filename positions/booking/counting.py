"""The row of a booking and the counters of its session: what a place is, and how it is counted so that none is given twice."""

from datetime import UTC
from uuid import uuid4

from django.db.models import Case, F, When
from django.utils import timezone

from ..models import Booking, Session

Status = Booking.Status
KEPT_FOR = (Booking.Source.PHONE, Booking.Source.COUNTER)  # they may use the places that the service keeps for them


class Moved(Exception):
    """The last place went or became free, or the session was moved, between reading and writing."""


def new_key():
    """Return the number that a form carries so that one press makes one booking, however often it is sent."""
    return uuid4().hex


def minute(moment):
    """Return whole minutes since 1970 (UTC)."""
    return int(moment.astimezone(UTC).timestamp() // 60)


def as_read(facts):
    """Return the session's row (a queryset) if it is still published, given by no draw, and at the times that were read.

    One that was moved meanwhile is read again, or her place would keep the old minutes.
    """
    same = {"starts_at": facts.starts_at, "ends_at": facts.ends_at}
    return Session.objects.filter(pk=facts.pk, status=Session.Status.PUBLISHED, by_draw=False, **same)


def new_row(session, facts, *, attendee, booker, by, key, note, source):
    return Booking(
        session=session, booker=booker, attendee_id=attendee, made_by=by, key=key, note=note or None, source=source, made_at=timezone.now(),
        status=Status.CONFIRMED, household_id=facts.household_id, from_minute=minute(facts.starts_at), to_minute=minute(facts.ends_at),
    )  # fmt: skip


def free_for(session, source):
    """Return how many places somebody may take who comes this way: the share of phone and counter is free for these."""
    return session.capacity - session.booked if source in KEPT_FOR else session.left


def count_in(row, source, count):
    """Count `count` new places where there are so many. Returns 1 or 0."""
    if source in KEPT_FOR:
        kept = Case(When(kept__gt=count, then=F("kept") - count), default=0)
        return row.filter(booked__lte=F("capacity") - count).update(booked=F("booked") + count, kept=kept)
    return row.filter(booked__lte=F("capacity") - F("kept") - count).update(booked=F("booked") + count)


def join_line(row, source, count):
    """Count `count` more in the line where there are not so many places. Returns 1 or 0."""
    places = F("capacity") if source in KEPT_FOR else F("capacity") - F("kept")
    return row.filter(booked__gt=places - count).update(waiting=F("waiting") + count, joined=F("joined") + count)
