"""Seats of a term in bulk: as many statements for a whole year as for one day.

The sessions of a term are locked in one order while their seats are given, so that two such deeds wait for each other and neither
has to begin again; a single booking of one of them waits for some milliseconds (docs/decisions/0011).
"""

from django.db import connection
from django.db.models import Case, F, IntegerField, Value, When
from django.utils import timezone

from ..booking import Status, minute
from ..fairness import offers, ranks
from ..models import Booking, Session

MOST_VALUES = 30_000  # SQLite takes 32,766 values in one statement


def coming(timetable, *, now):
    """Return the published sessions of a timetable whose booking has not closed, in their order."""
    return list(Session.objects.filter(timetable=timetable, status=Session.Status.PUBLISHED, closes_at__gt=now).order_by("starts_at", "pk"))


def weekday_of(session):
    """Return the weekday to which a session belongs (0 Monday): that of its line in the timetable, also after it was moved."""
    return (session.occurrence or session.day).weekday()


def belongs(session, timetable, weekdays):
    """Return whether a child of these weekdays (a set) comes to this session.

    A day that was added, or a Saturday that is worked, is none of the timetable's weekdays: whoever comes on all of them comes then, too.
    """
    regular = set(timetable.days_of_week)
    weekday = weekday_of(session)
    return weekday in weekdays if weekday in regular else weekdays >= regular


def seat(pairs, *, by, service, now):
    """Give each (enrollment, session) of `pairs`, in this order, a booking: a place, or where none is free the next rank in the line.

    What is booked for the child in that very session becomes part of the term. Left out is a session at whose time the child has
    another booking, for which her age does not fit on that day, or in which the household holds its most places.
    Returns (bookings written, [(enrollment, session)] left out). In a transaction; the database may still refuse (IntegrityError).
    """
    if not pairs:
        return [], []
    sessions = locked({session.pk for _, session in pairs})
    busy, mine, numbers = _read(pairs, service)
    rows, adopted, left_out = [], {}, []
    for enrollment, seen in pairs:
        session = sessions.get(seen.pk)  # as it is now that we hold it
        if session is None:  # it was cancelled a moment ago
            continue
        session.service = service
        child = enrollment.attendee
        if (child.pk, session.pk) in mine:
            adopted.setdefault(enrollment.pk, []).append(mine[child.pk, session.pk])
            continue
        start, end = minute(session.starts_at), minute(session.ends_at)
        spans = busy.setdefault(child.pk, [])
        is_busy = any(s < end and e > start for s, e in spans)
        number = None if is_busy else _number(numbers, session, child.guardian_id, service.household_limit)
        if is_busy or number is False or not service.fits(child.age_on(session.day)):
            left_out.append((enrollment, session))
            continue
        spans.append((start, end))
        row = Booking(
            session=session, booker_id=enrollment.booker_id, attendee_id=child.pk, enrollment=enrollment, made_by=by, source=enrollment.source,
            status=Status.WAITING if session.is_full else Status.CONFIRMED, household_id=child.guardian_id, household_no=number,
            from_minute=start, to_minute=end, made_at=now,
        )  # fmt: skip
        if session.is_full:
            session.waiting, session.joined = session.waiting + 1, session.joined + 1
            row.rank = session.joined + ranks.tier(session, enrollment.booker) * ranks.TIER
        else:
            session.booked += 1
        rows.append(row)
    for enrollment, pks in adopted.items():
        Booking.objects.filter(pk__in=pks).update(enrollment=enrollment)
    _insert(rows)
    write_counters({row.session for row in rows})
    return rows, left_out


def locked(pks):
    """Return {pk: Session} of the published ones among `pks`, locked in one order."""
    rows = Session.objects.select_for_update(no_key=True).filter(pk__in=pks, status=Session.Status.PUBLISHED).order_by("pk")
    return {session.pk: session for session in rows}


def _read(pairs, service):
    """Return (spans of minutes in which each child is busy, her own bookings in these sessions, numbers taken by the households)."""
    first, last = minute(min(session.starts_at for _, session in pairs)), minute(max(session.ends_at for _, session in pairs))
    here = {session.pk for _, session in pairs}
    busy, mine, numbers = {}, {}, {}
    rows = Booking.objects.live().filter(attendee__in={e.attendee_id for e, _ in pairs}, from_minute__lt=last, to_minute__gt=first).order_by()
    hers = {(enrollment.attendee_id, enrollment.booker_id) for enrollment, _ in pairs}
    for pk, child, booker, session, start, end in rows.values_list("pk", "attendee", "booker", "session", "from_minute", "to_minute"):
        busy.setdefault(child, []).append((start, end))
        if session in here and (child, booker) in hers:  # what another guardian booked stays hers
            mine[child, session] = pk
    if service.household_limit:
        rows = Booking.objects.live().filter(session__in=here, household__in={e.attendee.guardian_id for e, _ in pairs}).order_by()
        for session, household, number in rows.values_list("session", "household", "household_no"):
            numbers.setdefault((session, household), set()).add(number)
    return busy, mine, numbers


def _number(numbers, session, household, limit):
    """Return the lowest number that the household has not taken in the session; None where nothing is limited, False when none is left."""
    if not limit:
        return None
    taken = numbers.setdefault((session.pk, household), set())
    number = next((n for n in range(limit) if n not in taken), False)
    if number is not False:
        taken.add(number)
    return number


def _insert(rows):
    """Write the bookings by one statement; Django's bulk_create would cut them into many on SQLite (999 values each)."""
    fields = [field for field in Booking._meta.concrete_fields if not field.primary_key]
    size = MOST_VALUES // len(fields)
    for start in range(0, len(rows), size):
        Booking._base_manager._insert(rows[start : start + size], fields=fields, using=connection.alias)


def write_counters(sessions):
    """Write booked, waiting and joined of locked sessions by one statement."""
    if not sessions:
        return
    values = {
        name: Case(*(When(pk=session.pk, then=Value(getattr(session, name))) for session in sessions), default=F(name), output_field=IntegerField())
        for name in ("booked", "waiting", "joined")
    }
    Session.objects.filter(pk__in=[session.pk for session in sessions]).update(**values)


def confirm_first(enrollments, sessions):
    """Confirm the bookings of `enrollments` (pks) that are first in the line of a session with a free place, or were offered one.

    Who stands in a line before them, for one day, keeps her rank. `sessions` are locked; their counters are changed, not written.
    """
    line = Booking.objects.filter(session__in=sessions, status__in=Booking.IN_LINE).order_by("session", "rank")
    chosen, closed = [], set()
    for row in line:
        session = sessions[row.session_id]
        if row.status == Status.OFFERED:
            if row.enrollment_id in enrollments:
                chosen.append(row.pk)
        elif row.session_id not in closed:
            if row.enrollment_id in enrollments and not session.is_full:
                chosen.append(row.pk)
                session.booked, session.waiting = session.booked + 1, session.waiting - 1
            else:
                closed.add(row.session_id)
    Booking.objects.filter(pk__in=chosen).update(status=Status.CONFIRMED, promoted_at=timezone.now(), offered_until=None)


def offer_rest(sessions, service):
    """Offer what is free in locked sessions, whose counters are written, to those who wait there for one day."""
    for session in sessions.values():
        if session.waiting and not session.is_full:
            session.service = service
            offers.offer_places(session)
