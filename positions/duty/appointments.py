"""The deeds on appointments: take a slot, move to another without losing the first, give one's name, hand a slot to another person.

A slot is a Session with one place and a host. Taking it is `booking.book`, with the same guards.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import safe_contact, trail
from accounts.refusals import NotAllowed
from notices import outbox

from .. import booking as deeds
from .. import timetables
from ..fairness import offers
from ..models import Booking, Session
from ..refusals import BookingRefused, BusyThen, NotLive, NotOpenYet, SessionChanged, SessionFull
from . import people
from .hosts import may_take_over, require_not_herself
from .refusals import CannotTakeOver, NotHost, NotYetTime, OtherKind, SameSlot, SlotOver, SlotTaken, TooLateToMove

Status = Booking.Status


@transaction.atomic
def take(*, slot, booker, by, key=None, called="", unnamed=False, contact=None, source=Booking.Source.SELF):
    """Give `booker` herself the slot (a primary key). Returns the Booking, the same one however often it is asked.

    `called` is what she wants to be called; with `unnamed` staff see that and her code, neither name nor number. `contact` are the
    arguments of safe_contact.choose. Raises SlotTaken, HoursMissing, and what booking.book raises.
    """
    myself = booker.family.get(relation="self")
    try:
        held = deeds.book(session=slot, attendee=myself.pk, booker=booker, by=by, key=key, source=source)
    except SessionFull:
        raise SlotTaken from None
    held.unnamed, held.called = unnamed, called or None
    held.save(update_fields=["unnamed", "called"])
    if contact:
        safe_contact.choose(user=booker, **contact)
    return held


@transaction.atomic
def move(*, booking, to, by):
    """Move her confirmed place to the slot `to` of the same service; until it is hers she keeps the old one. Returns the Booking.

    Asked twice, the second finds her there already. Raises NotAllowed, NotLive, TooLateToMove, SameSlot, OtherKind, NotOpenYet,
    SlotTaken, BusyThen, BookingRefused.
    """
    # Both rows in one order, whoever moves which way, so that two who change places never wait for each other.
    rows = Session.objects.select_for_update(no_key=True).select_related(None).filter(pk__in=(booking.session_id, to.pk)).order_by("pk")
    sessions = {session.pk: session for session in rows}
    held = Booking.objects.select_related("booker").get(pk=booking.pk)
    if held.booker_id != by.pk:
        raise NotAllowed
    if held.session_id == to.pk:
        raise SameSlot
    if held.status != Status.CONFIRMED or held.session_id not in sessions:
        raise NotLive
    old, new = sessions[held.session_id], sessions.get(to.pk)
    if timezone.now() >= old.cancel_by:
        raise TooLateToMove
    _require_slot(old, new)
    held.session, held.from_minute, held.to_minute = new, deeds.minute(new.starts_at), deeds.minute(new.ends_at)
    held.moved_at = timezone.now()
    try:
        with transaction.atomic():
            held.save(update_fields=["session", "from_minute", "to_minute", "moved_at"])
    except IntegrityError:
        raise BusyThen from None
    Session.objects.filter(pk=new.pk).update(booked=new.booked + 1)
    old.booked -= 1
    offers.offer_places(old)
    outbox.tell(held.booker, "booking_moved", held, again=f"{held.moved_at:%y%m%d%H%M%S%f}")
    return held


def _require_slot(old, new):
    now = timezone.now()
    if new is None or new.service_id != old.service_id:
        raise OtherKind
    if new.status != Session.Status.PUBLISHED or new.closes_at <= now:
        raise BookingRefused
    if new.opens_at > now:
        raise NotOpenYet
    if new.is_full:
        raise SlotTaken


@transaction.atomic
def give_name(*, booking, by):
    """She lets the people who carry it out see her name and number. Raises NotAllowed."""
    if booking.booker_id != by.pk:
        raise NotAllowed
    Booking.objects.filter(pk=booking.pk).update(unnamed=False)
    booking.refresh_from_db(fields=["unnamed"])
    return booking


@transaction.atomic
def write(*, booking, by, called=None, note=None):
    """The host writes down how she is called, or a note for herself; None leaves it. Raises NotHost."""
    session = Session.objects.get(pk=booking.session_id)
    if session.host_id != by.pk or not by.has_perm("positions.check_in_booking", booking):
        raise NotHost
    held = Booking.objects.get(pk=booking.pk)
    if called is not None:
        held.called = called or None
    if note is not None:
        held.host_note = note or None
    held.save(update_fields=["called", "host_note"])
    return held


@transaction.atomic
def no_show(*, booking, by):
    """Write down that she did not come, once the slot has begun. Raises NotAllowed, NotYetTime, NotLive."""
    if not by.has_perm("positions.check_in_booking", booking):
        raise NotAllowed
    session = Session.objects.get(pk=booking.session_id)
    if session.starts_at > timezone.now():
        raise NotYetTime
    if not Booking.objects.filter(pk=booking.pk, status=Status.CONFIRMED).update(status=Status.ABSENT):
        raise NotLive
    booking.refresh_from_db(fields=["status"])
    return booking


@transaction.atomic
def hand_over(*, session, to, by):
    """Let the user `to` carry the slot out instead: whoever booked it is told so neutrally, and from now on `to` sees her booking.

    What the last host noted for herself of a confidential talk does not go along: she was promised that she alone reads it.

    By the host herself or by who may change the session, but of a confidential one that is booked never to whoever presses.
    Raises NotAllowed, SlotOver, CannotTakeOver, NotToHerself, PlaceTaken, NotChecked.
    """
    session = Session.objects.select_for_update(no_key=True).select_related(None).get(pk=session.pk)
    if session.host_id != by.pk and not by.has_perm("positions.change_session", session):
        raise NotAllowed
    if session.status == Session.Status.CANCELLED or session.ends_at <= timezone.now():
        raise SlotOver
    if to is None or to.pk == session.host_id or not may_take_over(session).filter(pk=to.pk).exists():
        raise CannotTakeOver
    require_not_herself(session, host=to, by=by)
    session.host, session.host_name = to, ""
    timetables.require_free(session)
    people.vouch(session)
    session.save(update_fields=["host", "host_name", "with_children", "checked_until"])
    if session.service.confidential:
        Booking.objects.filter(session=session).update(host_note=None)
    for held in Booking.objects.filter(session=session, status=Status.CONFIRMED).select_related("booker"):
        outbox.tell(held.booker, "host_changed", held, again=f"{to.pk}:{timezone.now():%y%m%d%H%M%S}")
    trail.note("hand_over", about=session, by=by, to=to.pk)
    return session


@transaction.atomic
def withdraw(*, session, by, reason):
    """Give up a slot: whoever booked it is told neutrally and led to the other times. Raises NotAllowed, SlotOver."""
    if session.host_id != by.pk and not by.has_perm("positions.cancel_session", session):
        raise NotAllowed
    try:
        return timetables.cancel(session=session, reason=reason)
    except SessionChanged:
        raise SlotOver from None
