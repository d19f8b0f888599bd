"""The deeds on bookings: book, join the line, cancel, promote, check in. The only place that writes their states and counters.

How two people never get the last place (docs/decisions/0002): a booking is one short transaction, INSERT then one conditional
UPDATE of the session's counter; the database refuses the one that comes too late and the INSERT goes with it. No row is locked
while Python thinks. Two rules that concern one person are the database's own: one live booking a session, and no two live
bookings at the same time (migration 0002).
"""

from datetime import UTC
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format

from accounts.refusals import NotAllowed
from notices import outbox

from .facts import read as read_facts
from .fairness import ranks
from .models import DOOR_CODE, Booking, Session
from .refusals import (
    AgeUnknown,
    BookingRefused,
    BusyThen,
    CapacityBelowBooked,
    HouseholdLimit,
    NotInCircle,
    NotLive,
    NotOpenYet,
    NotYourFamily,
    SessionCancelled,
    SessionFull,
    SessionOver,
    TooLateToCancel,
    WrongAge,
)  # fmt: skip
from .wanted import first

Status = Booking.Status


def new_key():
    """Return the number that a form carries so that one press makes one booking, however often it is sent."""
    return uuid4().hex


def book(*, session, attendee, booker, by, key=None, note="", wait=False, source=Booking.Source.SELF, at_door=False):
    """Give one person a place in a session, or with `wait` a place in its line; however often it is asked.

    `session` and `attendee` are primary keys; `attendee` is a family member of the user `booker`; `by` is who presses (the
    booker, or staff for somebody who called). `key` marks one press (`new_key()`). Returns the Booking: a new one, or the one
    that the same press or an earlier one made. With `wait`, a place that is free meanwhile is given at once.
    Raises a BookingRefused: SessionFull, SessionCancelled, SessionOver, NotOpenYet, WrongAge, AgeUnknown, BusyThen, NotInCircle,
    NotYourFamily, HouseholdLimit.
    """
    for _ in range(5):
        facts = read_facts(session=session, attendee=attendee, booker=booker)
        if facts is None:
            raise BookingRefused
        if not facts.attendee_ok:
            raise NotYourFamily
        if facts.held_code:
            held = Booking.objects.get(code=facts.held_code)
            if held.booker_id != booker.pk:  # another guardian's: its ticket, and what it is, are hers
                raise BusyThen
            return held
        _require_open(facts, at_door)
        _require_fit(facts)
        queue = facts.is_full
        if queue and not wait:
            raise SessionFull
        try:
            return _take(facts, attendee=attendee, booker=booker, by=by, key=key, note=note, queue=queue, source=source)
        except IntegrityError:
            # Somebody was quicker: the same press, the same person elsewhere, or the same household's next number.
            made = key and Booking.objects.filter(key=key, booker=booker).first()
            if made:
                return made
        except _Moved:
            continue  # read again and say what is so now
    raise SessionFull


class _Moved(Exception):
    """The last place went, or became free, between reading and writing."""


@transaction.atomic
def _take(facts, *, attendee, booker, by, key, note, queue, source):
    booking = Booking(
        session=facts, booker=booker, attendee_id=attendee, made_by=by, key=key, note=note or None, source=source, made_at=timezone.now(),
        status=Status.WAITING if queue else Status.CONFIRMED, household_id=facts.household_id, household_no=_free_number(facts),
        from_minute=minute(facts.starts_at), to_minute=minute(facts.ends_at),
    )  # fmt: skip
    row = Session.objects.filter(pk=facts.pk, status=Session.Status.PUBLISHED)
    full = F("capacity") - F("kept")
    if queue:  # the number in the line is given under the lock of the session's row
        if not row.filter(booked__gte=full).update(waiting=F("waiting") + 1, joined=F("joined") + 1):
            raise _Moved
        booking.rank = ranks.last(Session.objects, facts.pk, tier=ranks.tier(facts, booker))
        booking.save(force_insert=True)
        del booking.rank  # an expression until now: whoever asks reads the number
    else:
        booking.save(force_insert=True)
        # One conditional UPDATE decides, and comes late, so that the row which everybody wants is locked for a moment only.
        if not row.filter(booked__lt=full).update(booked=F("booked") + 1):
            raise _Moved
    outbox.tell(booker, "booking_waiting" if queue else "booking_confirmed", booking)
    return booking


def minute(moment):
    """Return whole minutes since 1970 (UTC)."""
    return int(moment.astimezone(UTC).timestamp() // 60)


def _require_open(session, at_door=False):
    now = timezone.now()
    if session.status == Session.Status.CANCELLED:
        raise SessionCancelled
    if session.status != Session.Status.PUBLISHED:
        raise BookingRefused
    if (session.ends_at if at_door else session.closes_at) <= now:
        raise SessionOver
    opens = first.opens_at(session, asked=session.asked)
    if opens > now and not at_door:
        opens = timezone.localtime(opens)
        raise NotOpenYet(f"这一场 {date_format(opens, 'n月j日 H:i')} 开放预约，请到时候再来。")
    if session.service.circle_id and not session.in_circle:
        raise NotInCircle


def _require_fit(facts):
    service, born = facts.service, facts.attendee_born_on
    day = facts.day
    age = born and day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    if not service.fits(age):
        if born is None:
            raise AgeUnknown
        raise WrongAge(f"这门课要 {service.ages}，参加的人那天 {age} 岁。请换一位家人，或看看别的活动。")
    if facts.busy:
        raise BusyThen


def _free_number(facts):
    """Return the lowest number that this account has not taken in this session; the database refuses it twice."""
    limit = facts.service.household_limit
    if not limit:
        return None
    taken = int(facts.household_mask or 0)
    for number in range(limit):
        if not taken >> number & 1:
            return number
    raise HouseholdLimit(f"一个账号在这一场最多约 {limit} 位，您已经约满。请先取消一位，再约另一位。")


@transaction.atomic
def cancel(*, booking, by, by_staff=False, ended_as=None):
    """End a booking that is confirmed or waits; the first who waits gets the place in the same transaction.

    By herself until the session's `cancel_by`; `by_staff` at any time. `ended_as` (Booking.EndedAs) says why, for who reads it
    later. Asked twice, it says that there is nothing left to do.
    Raises TooLateToCancel, NotLive, NotAllowed.
    """
    session = Session.objects.select_for_update(no_key=True).select_related(None).get(pk=booking.session_id)
    booking = Booking.objects.get(pk=booking.pk)  # as it is now that we hold the session
    if not by_staff and booking.booker_id != by.pk:
        raise NotAllowed
    if booking.status not in Booking.ENDING:
        raise NotLive
    if not by_staff and timezone.now() >= session.cancel_by:
        raise TooLateToCancel
    held = booking.status != Status.WAITING
    booking.status, booking.cancelled_at = Status.CANCELLED, timezone.now()
    booking.ended_as = ended_as or (Booking.EndedAs.STAFF if by_staff else Booking.EndedAs.SELF)
    booking.save(update_fields=["status", "cancelled_at", "ended_as"])
    if held:
        session.booked -= 1
    else:
        session.waiting -= 1
    _promote(session)
    outbox.tell(booking.booker, "booking_cancelled", booking)
    return booking


def _promote(session):
    """Give free places of a locked session to those who wait, in the order in which they joined the line; save its counters."""
    if session.status == Session.Status.PUBLISHED and session.ends_at > timezone.now():
        for booking in Booking.objects.waiting().filter(session=session).select_related("booker")[: session.left]:
            booking.status, booking.promoted_at = Status.CONFIRMED, timezone.now()
            booking.save(update_fields=["status", "promoted_at"])
            session.booked += 1
            session.waiting -= 1
            outbox.tell(booking.booker, "booking_promoted", booking)
    Session.objects.filter(pk=session.pk).update(booked=session.booked, waiting=session.waiting)


@transaction.atomic
def change_capacity(*, session, capacity):
    """Set the number of places (at least 1); more places go to those who wait. Raises CapacityBelowBooked."""
    session = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    if capacity < max(session.booked, 1):
        raise CapacityBelowBooked(f"已经约好 {session.booked} 位，名额不能比这少。请先和来不了的人说好，取消他们的预约，再减名额。")
    Session.objects.filter(pk=session.pk).update(capacity=capacity)
    session.capacity = capacity
    _promote(session)
    return session


@transaction.atomic
def check_in(*, booking, by):
    """Write down that somebody came. Asked twice, the first time stays. Raises NotLive, NotAllowed."""
    if not by.has_perm("positions.check_in_booking", booking):
        raise NotAllowed
    came = Booking.objects.filter(pk=booking.pk, status__in=(Status.CONFIRMED, Status.ABSENT)).update(status=Status.ATTENDED, came_at=timezone.now())
    booking.refresh_from_db(fields=["status", "came_at"])
    if not came and booking.status != Status.ATTENDED:
        raise NotLive("候补的人还没有位子，请先腾出名额。" if booking.status == Status.WAITING else "")
    return booking


@transaction.atomic
def undo_check_in(*, booking, by):
    """Take back a check-in that was a slip of the hand. Raises NotAllowed, NotLive."""
    if not by.has_perm("positions.check_in_booking", booking):
        raise NotAllowed
    if not Booking.objects.filter(pk=booking.pk, status=Status.ATTENDED).update(status=Status.CONFIRMED, came_at=None):
        raise NotLive
    booking.refresh_from_db(fields=["status", "came_at"])
    return booking


def by_door_code(text, sessions):
    """Return the live booking in `sessions` (a queryset) whose code begins with what was said or scanned, or None."""
    code = "".join(text.upper().split()).replace("-", "")
    if len(code) < DOOR_CODE:
        return None
    return Booking.objects.live().filter(session__in=sessions, code__startswith=code).select_related("attendee", "session").first()
