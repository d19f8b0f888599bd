"""Seats of a term in bulk: as many statements for a whole year as for one day."""

from django.db import connection, models
from django.db.models import F

from ..booking import Status, minute
from ..models import Booking, Session
from .refusals import TermMoved

MOST_VALUES = 30_000  # SQLite takes 32,766 values in one statement


def sessions_of(timetable, *, now):
    """Return the coming sessions of a timetable whose booking has not closed, in their order."""
    rows = Session.objects.filter(timetable=timetable, status=Session.Status.PUBLISHED, closes_at__gt=now)
    return list(rows.order_by("starts_at", "pk"))


def weekday_of(session):
    """Return the weekday to which a session belongs (0 Monday): that of its line in the timetable, also after it was moved."""
    return (session.occurrence or session.day).weekday()


def wants(session, timetable, weekdays):
    """Return whether a child of these weekdays comes to this session.

    A make-up workday (a Saturday that is worked) belongs to no weekday: whoever comes on all of them comes then, too.
    """
    weekday = weekday_of(session)
    regular = {int(day) for day in timetable.weekdays}
    return weekday in weekdays if weekday in regular else weekdays >= regular


def seat(wanted, *, by, service, now):
    """Give each (enrollment, session, has_place) of `wanted` a booking, in this order; one who has no place, or finds the session full, waits.

    What the child has booked herself in that very session becomes part of the term. A session at whose time she has another
    booking, for which she has not the age that day, or in which the account holds its most places, is left out.
    Returns [(enrollment, session)] left out. Raises TermMoved when a session changed meanwhile. In a transaction.
    """
    if not wanted:
        return []
    busy, mine, numbers = _read(wanted, service)
    rows, adopted, left_out, given = [], {}, [], {}
    for enrollment, session, has_place in wanted:
        child = enrollment.attendee_id
        if (child, session.pk) in mine:
            adopted.setdefault(enrollment.pk, []).append(mine[child, session.pk])
            continue
        spans = busy.setdefault(child, [])
        start, end = minute(session.starts_at), minute(session.ends_at)
        number = _number(numbers, session, enrollment, service.household_limit)
        if any(s < end and e > start for s, e in spans) or not service.fits(enrollment.attendee.age_on(session.day)) or number is False:
            left_out.append((enrollment, session))
            continue
        spans.append((start, end))
        confirmed = has_place and session.booked + given.get(session.pk, 0) < session.capacity
        if confirmed:
            given[session.pk] = given.get(session.pk, 0) + 1
        rows.append(
            Booking(
                session_id=session.pk, booker_id=enrollment.booker_id, attendee_id=child, enrollment=enrollment, made_by=by, source=enrollment.source,
                status=Status.CONFIRMED if confirmed else Status.WAITING, household_no=number, from_minute=start, to_minute=end, made_at=now,
            )
        )  # fmt: skip
    for enrollment, pks in adopted.items():
        Booking.objects.filter(pk__in=pks).update(enrollment=enrollment)
    _insert(rows)
    _count(rows)
    return left_out


def _read(wanted, service):
    """Return (spans of minutes in which each child is busy, her own bookings in these sessions, numbers taken in the households)."""
    first = minute(min(session.starts_at for _, session, _ in wanted))
    last = minute(max(session.ends_at for _, session, _ in wanted))
    here = {session.pk for _, session, _ in wanted}
    children = {enrollment.attendee_id for enrollment, _, _ in wanted}
    busy, mine, numbers = {}, {}, {}
    rows = Booking.objects.live().filter(attendee__in=children, from_minute__lt=last, to_minute__gt=first)
    for pk, child, session, start, end in rows.values_list("pk", "attendee", "session", "from_minute", "to_minute").order_by():
        busy.setdefault(child, []).append((start, end))
        if session in here:
            mine[child, session] = pk
    if service.household_limit:
        bookers = {enrollment.booker_id for enrollment, _, _ in wanted}
        rows = Booking.objects.live().filter(session__in=here, booker__in=bookers)
        for session, booker, number in rows.values_list("session", "booker", "household_no").order_by():
            numbers.setdefault((session, booker), set()).add(number)
    return busy, mine, numbers


def _number(numbers, session, enrollment, limit):
    """Return the lowest number that the account has not taken in the session; None where nothing is limited, False when none is left."""
    if not limit:
        return None
    taken = numbers.setdefault((session.pk, enrollment.booker_id), set())
    number = next((n for n in range(limit) if n not in taken), False)
    if number is not False:
        taken.add(number)
    return number


def _insert(rows):
    """Write all bookings by one statement; Django's bulk_create would cut them into many on SQLite (999 values each)."""
    fields = [field for field in Booking._meta.concrete_fields if not field.primary_key]
    size = MOST_VALUES // len(fields)
    for start in range(0, len(rows), size):
        Booking._base_manager._insert(rows[start : start + size], fields=fields, using=connection.alias)


def _count(rows):
    """Raise the sessions' counters by these new bookings; raises TermMoved when one has no place, or none to wait for, any more.

    A child of the term stands in a session's line also where a place is still free for that one day: nothing is taken from
    anybody, and who waits for the weekday is asked first when it becomes free.
    """
    booked, waits = {}, {}
    for row in rows:
        of = booked if row.status == Status.CONFIRMED else waits
        of[row.session_id] = of.get(row.session_id, 0) + 1
    # Whoever changes several sessions takes them in one order: two such deeds wait for each other, they do not lock each other out.
    list(Session.objects.select_for_update(no_key=True).filter(pk__in={*booked, *waits}).order_by("pk").values_list("pk"))
    for column, counts in (("booked", booked), ("waiting", waits)):
        if not counts:
            continue
        more = models.Case(*(models.When(pk__in=[pk for pk in counts if counts[pk] == n], then=n) for n in sorted(set(counts.values()))))
        room = Session.objects.filter(pk__in=counts, status=Session.Status.PUBLISHED)
        if column == "booked":
            room = room.filter(booked__lte=F("capacity") - more)
        if room.update(**{column: F(column) + more}) != len(counts):
            raise TermMoved
