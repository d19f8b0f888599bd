"""The row that a session's door has as a whole: adults, heads without names, closing."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import trail
from accounts.refusals import NotAllowed

from ..models import Booking, Door, DoorTick
from .refusals import NotOver, NotWalkIn, StillHere

MOST_HEADS = 500  # in one press; a slip of the finger is not 5,000 people


def of(session):
    """Return the Door of a session; one that nobody has touched yet is not written."""
    return Door.objects.filter(session=session).first() or Door(session=session)


def touch(session):
    """Return the Door of a session, written if it was not there."""
    return Door.objects.get_or_create(session=session)[0]


def _require_may(by, session):
    if not by.has_perm("positions.check_in_booking", touch(session)):
        raise NotAllowed


@transaction.atomic
def set_adults(*, session, by, adults):
    """Write down how many adults are with the children (0 to 99). Raises NotAllowed."""
    _require_may(by, session)
    Door.objects.filter(session=session).update(adults=adults)


@transaction.atomic
def count(*, session, by, more, key, at=None):
    """Add `more` people without names (or take away, down to none) at a service that takes no bookings. Returns how many there are now.

    `key` marks one press. Raises NotAllowed, NotWalkIn.
    """
    _require_may(by, session)
    if not session.service.takes_heads:
        raise NotWalkIn
    more = max(-MOST_HEADS, min(MOST_HEADS, more))
    now = timezone.now()
    row = DoorTick(key=key, session=session, kind=DoorTick.Kind.HEADS, words=f"{more:+d}", by=by, happened_at=min(at or now, now), recorded_at=now)
    if DoorTick.objects.bulk_create([row], ignore_conflicts=True) and DoorTick.objects.filter(key=key, uid=row.uid).exists():
        changed = Door.objects.filter(session=session, heads__gte=-more).update(heads=F("heads") + more)
        if not changed:
            Door.objects.filter(session=session).update(heads=0)
    return Door.objects.get(session=session).heads


def still_here(session):
    """Return the bookings of those who came and did not leave, of a service that hands children over."""
    rows = Booking.objects.filter(session=session, status=Booking.Status.ATTENDED, left_at=None)
    return rows.select_related("attendee__guardian", "booker").order_by("came_at", "pk")


@transaction.atomic
def close(*, session, by):
    """Close the door after a session: nobody may still be inside. Asked twice, the first time stays. Raises NotAllowed, NotOver, StillHere."""
    _require_may(by, session)
    door = Door.objects.select_for_update().get(session=session)
    if door.closed_at:
        return door
    if timezone.now() < session.ends_at:
        raise NotOver("还没到下课时间，门先开着。")
    if session.service.needs_pickup and still_here(session).exists():
        raise StillHere
    door.closed_at, door.closed_by = timezone.now(), by
    door.save(update_fields=["closed_at", "closed_by"])
    trail.note("close_door", about=session, by=by)
    return door
