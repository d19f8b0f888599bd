"""A family's places: all of them or none, or side by side in the line."""

from django.db import IntegrityError, transaction

from notices import outbox

from ..facts import read as read_facts
from ..fairness import line, offers, ranks
from ..models import Booking, Service, Session, Together
from ..refusals import AlreadyThere, BookingRefused, ByTheHour, NotYourFamily, PairNeeded, SessionFull, SessionMoved
from .alone import book
from .conditions import free_number, require_fit, require_open
from .counting import Moved, Status, as_read, count_in, free_for, join_line, minute, new_row


def book_together(
    *, session, attendees, booker, by, key=None, at_least=None, wait=False, note="", source=Booking.Source.SELF, at_door=False, seen=None, older_than=None
):
    """Give several of one account their places in one press, all of them or none; with `wait` places in the line, side by side.

    `attendees` are primary keys, each once. `at_least` says with how many places they would go when they wait (None: all of them).
    Where fewer places are free than they are, those that do are offered at once. Returns the list of Bookings.
    Raises what `book` raises, and PairNeeded, AlreadyThere.
    """
    if len(attendees) == 1:
        how = {"key": key, "note": note, "wait": wait, "source": source, "at_door": at_door, "seen": seen, "older_than": older_than}
        return [book(session=session, attendee=attendees[0], booker=booker, by=by, **how)]
    for _ in range(5):
        made = key and Booking.objects.filter(key=key, booker=booker).first()
        if made:
            return line.family(made) or [made]
        everybody = _read_all(session, attendees, booker, at_door, older_than)
        if seen is not None and minute(everybody[0].starts_at) != seen:
            raise SessionMoved
        count, first = len(everybody), everybody[0]
        queue = free_for(first, source) < count
        if queue and not wait:
            raise SessionFull("" if first.is_full else f"只剩 {first.left} 个位子，不够 {count} 个。可以少选几位，或一起排候补。")
        try:
            return _take_together(everybody, booker=booker, by=by, key=key, at_least=at_least, note=note, queue=queue, source=source)
        except (IntegrityError, Moved):
            continue  # read again and say what is so now
    raise SessionFull


def _read_all(session, attendees, booker, at_door, older_than):
    """Return the facts of each of the family; raises what keeps one of them out."""
    everybody = []
    for attendee in attendees:
        facts = read_facts(session=session, attendee=attendee, booker=booker)
        if facts is None:
            raise BookingRefused
        if not facts.attendee_ok:
            raise NotYourFamily
        if facts.held_code:
            raise AlreadyThere
        if facts.service.hourly_places:
            raise ByTheHour
        require_open(facts, at_door)
        require_fit(facts, older_than)
        everybody.append(facts)
    if everybody[0].service.audience == Service.Audience.PAIRS and len({facts.is_adult for facts in everybody}) < 2:
        raise PairNeeded
    return everybody


@transaction.atomic
def _take_together(everybody, *, booker, by, key, at_least, note, queue, source):
    first, count = everybody[0], len(everybody)
    if first.service.audience == Service.Audience.PAIRS and at_least:
        at_least = max(at_least, 2)
    together = Together.objects.create(session_id=first.pk, booker=booker, at_least=at_least if at_least and at_least < count else None)
    row = as_read(first)
    if queue and not join_line(row, source, count):
        raise Moved
    taken, bookings = {}, []
    for number, facts in enumerate(everybody):
        facts.household_mask = (facts.household_mask or 0) | taken.get(facts.household_id, 0)
        booking = new_row(first, facts, attendee=facts.attendee_id, booker=booker, by=by, key=key if not number else None, note=note, source=source)
        booking.household_no, booking.together = free_number(facts), together
        if booking.household_no is not None:
            taken[facts.household_id] = facts.household_mask | 1 << booking.household_no
        if queue:
            booking.status = Status.WAITING
            booking.rank = ranks.last(Session.objects, first.pk, tier=ranks.tier(first, booker), back=count - 1 - number)
        booking.save(force_insert=True)
        bookings.append(booking)
    if queue:
        session = Session.objects.select_for_update(no_key=True).get(pk=first.pk)
        offers.offer_places(session, anew=False)
        bookings = list(Booking.objects.filter(together=together).select_related("attendee").order_by("pk"))
        if not any(booking.status in Booking.HOLDING for booking in bookings):
            outbox.tell(booker, "booking_waiting", bookings[0])
    else:
        if not count_in(row, source, count):
            raise Moved
        outbox.tell(booker, "booking_confirmed", bookings[0])
    return bookings
