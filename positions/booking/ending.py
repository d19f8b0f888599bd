"""Places given back: cancelled alone or with the family, or waited for in vain. What is free goes to those who wait."""

from django.db import transaction
from django.utils import timezone

from accounts import mandates
from accounts.refusals import NotAllowed
from notices import outbox

from ..fairness import line, offers
from ..models import Booking, Service, Session
from ..refusals import NotLive, TooLateToCancel
from .counting import Status


def may_end(booking, by):
    """Return whether `by` may cancel as family: who booked, the first guardian of the one it is for, or who holds her mandate."""
    if by.pk in (booking.booker_id, booking.attendee.guardian_id):
        return True
    covered = booking.attendee.is_self and booking.attendee.guardian_id == booking.booker_id and not booking.session.service.confidential
    return covered and mandates.may_act(by, booking.booker)


@transaction.atomic
def cancel(*, booking, by, by_staff=False, ended_as=None):
    """End a booking that is confirmed, offered or waits; its place goes to those who wait in the same transaction.

    By herself until the session's `cancel_by`; `by_staff` at any time. `ended_as` (Booking.EndedAs) says why, for who reads it
    later. An adult and a child of one family are never parted: with the last of one kind the others end, too. Asked twice, it says
    that there is nothing left to do. Raises TooLateToCancel, NotLive, NotAllowed.
    """
    _end(session=booking.session_id, pks={booking.pk}, by=by, by_staff=by_staff, ended_as=ended_as)
    return Booking.objects.get(pk=booking.pk)


@transaction.atomic
def cancel_together(*, together, by, who=None, by_staff=False, ended_as=None):
    """End the bookings of a family, all or those in `who` (pks), as `cancel` ends one. Returns the ended Bookings."""
    pks = set(Booking.objects.filter(together=together, status__in=Booking.ENDING).values_list("pk", flat=True))
    return _end(session=together.session_id, pks=pks if who is None else pks & set(who), by=by, by_staff=by_staff, ended_as=ended_as)


def _end(*, session, pks, by, by_staff, ended_as):
    session = Session.objects.select_for_update(no_key=True).select_related(None).get(pk=session)
    ending = list(Booking.objects.filter(pk__in=pks, session=session).select_related("attendee", "booker"))  # as they are now that we hold the session
    if not by_staff and not all(may_end(booking, by) for booking in ending):
        raise NotAllowed
    ending = [booking for booking in ending if booking.status in Booking.ENDING]
    if not ending:
        raise NotLive
    if not by_staff and timezone.now() >= session.cancel_by:
        raise TooLateToCancel
    ending += _never_parted(session, ending)
    now, held = timezone.now(), [booking for booking in ending if booking.status != Status.WAITING]
    Booking.objects.filter(pk__in=[booking.pk for booking in ending]).update(
        status=Status.CANCELLED, cancelled_at=now, ended_as=ended_as or _why(ending, by_staff)
    )
    session.booked -= len(held)
    session.waiting -= len(ending) - len(held)
    was_held = any(booking.status != Status.OFFERED for booking in held)  # an offer that is given up is passed on, no new place
    offers.offer_places(session, anew=was_held)
    outbox.tell(ending[0].booker, "booking_cancelled", ending[0])
    return ending


def _why(ending, by_staff):
    """One day of a term that is given up, by herself or by phone, is a day off."""
    if any(booking.enrollment_id and booking.status != Status.WAITING for booking in ending):
        return Booking.EndedAs.DAY_OFF
    return Booking.EndedAs.STAFF if by_staff else Booking.EndedAs.SELF


def _never_parted(session, ending):
    """Return who of the family would be left without her adult, or without her child. Who has come counts, and stays written down."""
    families = {booking.together_id for booking in ending} - {None}
    if not families or session.service.audience != Service.Audience.PAIRS:
        return []
    gone = {booking.pk for booking in ending}
    there = (*Booking.ENDING, Status.ATTENDED)
    staying = list(Booking.objects.filter(together__in=families, status__in=there).exclude(pk__in=gone).select_related("attendee", "booker"))
    for booking in staying:
        booking.session = session
    return [booking for booking in staying if booking.status in Booking.ENDING] if line.parted(session, staying) else []


@transaction.atomic
def end_line(*, session):
    """Close the line of a session that is over: whoever still waits or was asked has waited in vain, as her page says. Returns how many."""
    session = Session.objects.select_for_update(no_key=True).select_related(None).get(pk=session.pk)
    line = Booking.objects.filter(session=session, status__in=Booking.IN_LINE)
    asked = line.filter(status=Status.OFFERED).count()
    ended = line.update(status=Status.CANCELLED, cancelled_at=timezone.now(), ended_as=Booking.EndedAs.OVER)
    Session.objects.filter(pk=session.pk).update(booked=session.booked - asked, waiting=0)
    return ended
