"""The deeds on bookings: book, alone or together, join the line, cancel, check in. The only place that writes their states and counters.

How two people never get the last place (docs/decisions/0002): a booking is one short transaction, INSERT then one conditional
UPDATE of the session's counter; the database refuses the one that comes too late and the INSERT goes with it. No row is locked
while Python thinks. Two rules that concern one person are the database's own: one live booking a session, and no two live
bookings at the same time (migration 0002).
"""

from datetime import UTC
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import Case, F, When
from django.utils import timezone
from django.utils.formats import date_format

from accounts import mandates
from accounts.refusals import NotAllowed
from notices import outbox

from .facts import read as read_facts
from .fairness import line, offers, ranks
from .models import DOOR_CODE, Booking, Service, Session, Together
from .refusals import (
    AgeUnknown,
    AlreadyThere,
    BookingRefused,
    BusyThen,
    ByTheHour,
    CapacityBelowBooked,
    GivenByDraw,
    HouseholdLimit,
    NoBookingNeeded,
    NotFreeThen,
    NotInCircle,
    NotLive,
    NotOpenYet,
    NotYourFamily,
    PairNeeded,
    SessionCancelled,
    SessionFull,
    SessionMoved,
    SessionOver,
    TooLateToCancel,
    WrongAge,
)  # fmt: skip
from .wanted import first

Status = Booking.Status
KEPT_FOR = (Booking.Source.PHONE, Booking.Source.COUNTER)  # they may use the places that the service keeps for them
NOT_YET = {Status.WAITING: "候补的人还没有位子，请先腾出名额。", Status.OFFERED: "空出的位子还在等她答复，请先问她要不要。"}


def new_key():
    """Return the number that a form carries so that one press makes one booking, however often it is sent."""
    return uuid4().hex


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
        queue = _free(facts, source) < 1
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
    """The last place went or became free, or the session was moved, between reading and writing."""


@transaction.atomic
def _take(facts, *, attendee, booker, by, key, note, queue, source):
    booking = _row(facts, facts, attendee=attendee, booker=booker, by=by, key=key, note=note, source=source)
    booking.household_no = free_number(facts)
    row = _as_read(facts)
    if queue:  # the number in the line is given under the lock of the session's row
        if not _join(row, source, 1):
            raise _Moved
        booking.status = Status.WAITING
        booking.rank = ranks.last(Session.objects, facts.pk, tier=ranks.tier(facts, booker))
        booking.save(force_insert=True)
        del booking.rank  # an expression until now: whoever asks reads the number
    else:
        booking.save(force_insert=True)
        # One conditional UPDATE decides, and comes late, so that the row which everybody wants is locked for a moment only.
        if not _count(row, source, 1):
            raise _Moved
    outbox.tell(booker, "booking_waiting" if queue else "booking_confirmed", booking, change=f"session:{facts.pk}")
    return booking


def _as_read(facts):
    """Return the session's row (a queryset) if it is still published, given by no draw, and at the times that were read.

    One that was moved meanwhile is read again, or her place would keep the old minutes.
    """
    same = {"starts_at": facts.starts_at, "ends_at": facts.ends_at}
    return Session.objects.filter(pk=facts.pk, status=Session.Status.PUBLISHED, by_draw=False, **same)


def _row(session, facts, *, attendee, booker, by, key, note, source):
    return Booking(
        session=session, booker=booker, attendee_id=attendee, made_by=by, key=key, note=note or None, source=source, made_at=timezone.now(),
        status=Status.CONFIRMED, household_id=facts.household_id, from_minute=minute(facts.starts_at), to_minute=minute(facts.ends_at),
    )  # fmt: skip


def _free(session, source):
    """Return how many places somebody may take who comes this way: the share of phone and counter is free for these."""
    return session.capacity - session.booked if source in KEPT_FOR else session.left


def _count(row, source, count):
    """Count `count` new places where there are so many. Returns 1 or 0."""
    if source in KEPT_FOR:
        kept = Case(When(kept__gt=count, then=F("kept") - count), default=0)
        return row.filter(booked__lte=F("capacity") - count).update(booked=F("booked") + count, kept=kept)
    return row.filter(booked__lte=F("capacity") - F("kept") - count).update(booked=F("booked") + count)


def _join(row, source, count):
    """Count `count` more in the line where there are not so many places. Returns 1 or 0."""
    places = F("capacity") if source in KEPT_FOR else F("capacity") - F("kept")
    return row.filter(booked__gt=places - count).update(waiting=F("waiting") + count, joined=F("joined") + count)


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
        queue = _free(first, source) < count
        if queue and not wait:
            raise SessionFull("" if first.is_full else f"只剩 {first.left} 个位子，不够 {count} 个。可以少选几位，或一起排候补。")
        try:
            return _take_together(everybody, booker=booker, by=by, key=key, at_least=at_least, note=note, queue=queue, source=source)
        except (IntegrityError, _Moved):
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
    row = _as_read(first)
    if queue and not _join(row, source, count):
        raise _Moved
    taken, bookings = {}, []
    for number, facts in enumerate(everybody):
        facts.household_mask = (facts.household_mask or 0) | taken.get(facts.household_id, 0)
        booking = _row(first, facts, attendee=facts.attendee_id, booker=booker, by=by, key=key if not number else None, note=note, source=source)
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
        if not _count(row, source, count):
            raise _Moved
        outbox.tell(booker, "booking_confirmed", bookings[0])
    return bookings


def minute(moment):
    """Return whole minutes since 1970 (UTC)."""
    return int(moment.astimezone(UTC).timestamp() // 60)


def require_open(session, at_door=False):
    now = timezone.now()
    if session.status == Session.Status.CANCELLED:
        raise SessionCancelled
    if session.status != Session.Status.PUBLISHED:
        raise BookingRefused
    if session.by_draw:
        raise GivenByDraw
    if (session.ends_at if at_door else session.closes_at) <= now:
        raise SessionOver
    if session.service.taken == Service.Taken.WALK_IN and not at_door:
        raise NoBookingNeeded
    opens = first.opens_at(session, asked=session.asked)
    if opens > now and not at_door:
        opens = timezone.localtime(opens)
        raise NotOpenYet(f"这一场 {date_format(opens, 'n月j日 H:i')} 开放预约，请到时候再来。")
    if session.service.circle_id and not session.in_circle:
        raise NotInCircle


def require_fit(facts, older_than=None, acting=False):
    service, born = facts.service, facts.attendee_born_on
    day = facts.day
    age = born and day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    facts.is_adult = line.adult(facts.attendee_relation, age)
    comes_along = facts.is_adult and service.audience == Service.Audience.PAIRS  # the ages of a pair are those of the child
    old_enough = born is None and older_than is not None and service.max_age is None and service.fits(older_than)
    if not comes_along and not old_enough and not service.fits(age):
        if born is None:
            raise AgeUnknown
        raise WrongAge(f"这门课要 {service.ages}，参加的人那天 {age} 岁。请换一位家人，或看看别的活动。")
    if facts.busy:
        raise NotFreeThen if acting else BusyThen


def free_number(facts):
    """Return the lowest number that this account has not taken in this session; the database refuses it twice."""
    limit = facts.service.household_limit
    if not limit:
        return None
    taken = int(facts.household_mask or 0)
    for number in range(limit):
        if not taken >> number & 1:
            return number
    raise HouseholdLimit(f"一个账号在这一场最多约 {limit} 位，您已经约满。请先取消一位，再约另一位。")


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
def change_capacity(*, session, capacity):
    """Set the number of places (at least 1); more places go to those who wait. Raises CapacityBelowBooked."""
    session = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    if capacity < max(session.booked, 1):
        raise CapacityBelowBooked(f"已经约好 {session.booked} 位，名额不能比这少。请先和来不了的人说好，取消他们的预约，再减名额。")
    Session.objects.filter(pk=session.pk).update(capacity=capacity)
    session.capacity, session.kept = capacity, min(session.kept, capacity - session.booked)
    offers.offer_places(session)
    return session


@transaction.atomic
def end_line(*, session):
    """Close the line of a session that is over: whoever still waits or was asked has waited in vain, as her page says. Returns how many."""
    session = Session.objects.select_for_update(no_key=True).select_related(None).get(pk=session.pk)
    line = Booking.objects.filter(session=session, status__in=Booking.IN_LINE)
    asked = line.filter(status=Status.OFFERED).count()
    ended = line.update(status=Status.CANCELLED, cancelled_at=timezone.now(), ended_as=Booking.EndedAs.OVER)
    Session.objects.filter(pk=session.pk).update(booked=session.booked - asked, waiting=0)
    return ended


@transaction.atomic
def check_in(*, booking, by):
    """Write down that somebody came. Asked twice, the first time stays. Raises NotLive, NotAllowed."""
    if not by.has_perm("positions.check_in_booking", booking):
        raise NotAllowed
    came = Booking.objects.filter(pk=booking.pk, status__in=(Status.CONFIRMED, Status.ABSENT)).update(status=Status.ATTENDED, came_at=timezone.now())
    booking.refresh_from_db(fields=["status", "came_at"])
    if not came and booking.status != Status.ATTENDED:
        raise NotLive(NOT_YET.get(booking.status, ""))
    return booking


@transaction.atomic
def undo_check_in(*, booking, by):
    """Take back a check-in that was a slip of the hand. Raises NotAllowed, NotLive."""
    if not by.has_perm("positions.check_in_booking", booking):
        raise NotAllowed
    if not Booking.objects.filter(pk=booking.pk, status=Status.ATTENDED).update(status=Status.CONFIRMED, came_at=None, left_at=None, fetched_by=None):
        raise NotLive
    booking.refresh_from_db(fields=["status", "came_at"])
    return booking


def by_door_code(text, sessions):
    """Return the live booking in `sessions` (a queryset) whose code begins with what was said or scanned, or None.

    A family has one code for all (Together.code): the first of its live bookings is returned; `fairness.line.family` names the others.
    """
    code = "".join(text.upper().split()).replace("-", "")
    if len(code) < DOOR_CODE:
        return None
    live = Booking.objects.live().filter(session__in=sessions).select_related("attendee", "session")
    return live.filter(code__startswith=code).first() or live.filter(together__code__startswith=code).order_by("pk").first()
