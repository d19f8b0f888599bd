"""One person's place: booked, or a place in the line."""

from django.db import IntegrityError, transaction

from notices import outbox

from ..facts import read as read_facts
from ..fairness import ranks
from ..models import Booking, Service, Session
from ..refusals import BookingRefused, BusyThen, ByTheHour, NotYourFamily, PairNeeded, SessionFull, SessionMoved
from .conditions import free_number, require_fit, require_open
from .counting import Moved, Status, as_read, count_in, free_for, join_line, minute, new_row


def book(*, session, attendee, booker, by, key=None, note="", wait=False, source=Booking.Source.SELF, at_door=False, seen=None, older_than=None):
    """Give one person a place in a session, or with `wait` a place in its line; however often it is asked.

    `session` and `attendee` are primary keys; `attendee` is a family member of the user `booker`; `by` is who presses (the
    booker, or staff for somebody who called). `key` marks one press (`new_key()`). Returns the Booking: a new one, or the one
    that the same press or an earlier one made. `seen` is the start (in minutes, `minute()`) that stood on her page: a session that was
    moved since is told to her, not booked. `older_than` (years): staff say that she is older, where her birth date is not known.
    With `wait`, a place that is free meanwhile is given at once.
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
        if seen is not None and minute(facts.starts_at) != seen:
            raise SessionMoved
        require_open(facts, at_door)
        require_fit(facts, older_than, acting=by is not None and by.pk != booker.pk)
        if facts.service.audience == Service.Audience.PAIRS:
            raise PairNeeded
        if facts.service.hourly_places:
            raise ByTheHour
        queue = free_for(facts, source) < 1
        if queue and not wait:
            raise SessionFull
        try:
            return _take(facts, attendee=attendee, booker=booker, by=by, key=key, note=note, queue=queue, source=source)
        except IntegrityError:
            # Somebody was quicker: the same press, the same person elsewhere, or the same household's next number.
            made = key and Booking.objects.filter(key=key, booker=booker).first()
            if made:
                return made
        except Moved:
            continue  # read again and say what is so now
    raise SessionFull


@transaction.atomic
def _take(facts, *, attendee, booker, by, key, note, queue, source):
    booking = new_row(facts, facts, attendee=attendee, booker=booker, by=by, key=key, note=note, source=source)
    booking.household_no = free_number(facts)
    row = as_read(facts)
    if queue:  # the number in the line is given under the lock of the session's row
        if not join_line(row, source, 1):
            raise Moved
        booking.status = Status.WAITING
        booking.rank = ranks.last(Session.objects, facts.pk, tier=ranks.tier(facts, booker))
        booking.save(force_insert=True)
        del booking.rank  # an expression until now: whoever asks reads the number
    else:
        booking.save(force_insert=True)
        # One conditional UPDATE decides, and comes late, so that the row which everybody wants is locked for a moment only.
        if not count_in(row, source, 1):
            raise Moved
    outbox.tell(booker, "booking_waiting" if queue else "booking_confirmed", booking, change=f"session:{facts.pk}")
    return booking
