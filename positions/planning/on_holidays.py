"""Sessions that were laid before somebody wrote down that their day is a holiday: staff say of each whether it is held."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from ..models import Holiday, Session, TimetableDate
from .calendar import COVERED

ADDED = TimetableDate.Kind.ADDED


def laid(sessions):
    """Return those of a queryset of Sessions that are still to come on a holiday of the table, though their rule leaves holidays out.

    A date that was added by name is held, whatever the calendar says. No statement of its own.
    """
    counts = Q(year__is_complete=True) | Q(year__in=COVERED)  # as calendar.read: a year that is half filled in says nothing
    off = Holiday.objects.filter(counts, kind=Holiday.Kind.HOLIDAY)
    by_name = TimetableDate.objects.filter(timetable=OuterRef("timetable"), date=OuterRef("occurrence"), kind=ADDED)
    by_rule = sessions.filter(timetable__skip_holidays=True, occurrence__in=off.values("date"), status=Session.Status.PUBLISHED)
    return by_rule.upcoming().exclude(Exists(by_name))


@transaction.atomic
def keep(sessions):
    """Say of these Sessions that they are held though it is a holiday. Returns those of which it had to be said."""
    kept = list(laid(Session.objects.filter(pk__in=[session.pk for session in sessions])))
    for timetable, day in sorted({(session.timetable_id, session.occurrence) for session in kept}):
        TimetableDate.objects.update_or_create(timetable_id=timetable, date=day, defaults={"kind": ADDED, "words": "放假也上"})
    return kept
