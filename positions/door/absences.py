"""Who did not come: written down after the end, by the worker or by staff, and taken back within a day.

The rule (docs/decisions/0016): once a session is over and its door was closed, or two hours after the end, whoever has a place and was
not signed in is absent. A session at which nobody was signed in is left alone: more often the list was on paper than nobody came, so
staff say which it was.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts import trail
from accounts.refusals import NotAllowed

from .. import booking as deeds
from ..models import Booking, Door, Session
from . import sheets, strikes
from .refusals import NobodyCame, NotOver, UndoTooLate

Status = Booking.Status
AFTER = timedelta(hours=2)  # so long a phone without a network has time to send what it keeps
UNDO = timedelta(days=1)
LOOK_BACK = timedelta(days=14)
MANY = 200  # sessions in one round of the worker


def due(now=None):
    """Return the sessions whose absences are to be set now."""
    now = now or timezone.now()
    came = Booking.objects.filter(session=OuterRef("pk"), status=Status.ATTENDED)
    over = Session.objects.published().filter(ends_at__lte=now, ends_at__gt=now - LOOK_BACK).filter(Exists(came))
    done = Q(door__absences_at__isnull=False)
    return over.exclude(done).filter(Q(ends_at__lte=now - AFTER) | Q(door__closed_at__isnull=False)).order_by("ends_at", "pk")


def unsure(now=None):
    """Return the sessions that are over and at which nobody was signed in, though places were held: staff say what happened."""
    now = now or timezone.now()
    came, held = (Booking.objects.filter(session=OuterRef("pk"), status=status) for status in (Status.ATTENDED, Status.CONFIRMED))
    over = Session.objects.published().filter(ends_at__lte=now - AFTER, ends_at__gt=now - LOOK_BACK)
    return over.filter(~Exists(came), Exists(held)).exclude(door__absences_at__isnull=False).order_by("ends_at", "pk")


@transaction.atomic
def mark_absent(*, session, by=None, sure=False):
    """Write down as absent whoever had a place and was not signed in; who still waited or was asked has waited in vain.

    By the worker (`by` None), or by staff; with `sure` also where nobody was signed in. Returns the bookings that became absent.
    Raises NotOver, NobodyCame, NotAllowed.
    """
    session = Session.objects.select_for_update(no_key=True).select_related(None).get(pk=session.pk)
    if by is not None and not by.has_perm("positions.check_in_booking", sheets.touch(session)):
        raise NotAllowed
    if timezone.now() < session.ends_at:
        raise NotOver
    rows = list(Booking.objects.filter(session=session, status=Status.CONFIRMED).select_for_update(of=("self",)).select_related("session", "enrollment"))
    if not sure and not Booking.objects.filter(session=session, status=Status.ATTENDED).exists():
        raise NobodyCame
    for row in rows:
        row.status = Status.ABSENT
        row.save(update_fields=["status"])
        strikes.note_absence(row)
    deeds.end_line(session=session)
    door = sheets.touch(session)
    Door.objects.filter(pk=door.pk).update(absences_at=timezone.now())
    if by is not None:
        trail.note("absences", about=session, by=by, rows=len(rows))
    return rows


@transaction.atomic
def undo(*, session, by):
    """Take back all absences of a session, within a day of their being set. Returns how many. Raises NotAllowed, UndoTooLate."""
    door = sheets.touch(session)
    if not by.has_perm("positions.check_in_booking", door):
        raise NotAllowed
    if door.absences_at is None or timezone.now() - door.absences_at > UNDO:
        raise UndoTooLate
    rows = list(Booking.objects.filter(session=session, status=Status.ABSENT).select_for_update(of=("self",)))
    for row in rows:
        row.status = Status.CONFIRMED
        row.save(update_fields=["status"])
        strikes.take_back(row, strikes.Kind.ABSENCE)
    trail.note("absences_undone", about=session, by=by, rows=len(rows))
    return len(rows)
