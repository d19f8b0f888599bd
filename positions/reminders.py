"""Reminders, written by the clock from the rows as they are then: the evening before, two hours before, and the question afterwards.

Nothing is written when somebody books, so that nothing has to be taken back when a session is moved or a booking cancelled; and
the words are made only when the message goes (reminder_texts).
"""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from notices import outbox
from notices.jobs import job
from notices.models import Notice

from .models import Booking, Session

EVENING = time(18)
BEFORE = timedelta(hours=2)
JUST_BOOKED = timedelta(hours=3)  # whoever booked so shortly before the start was told then
A_TIME = 500
ASKED_AFTER = timedelta(hours=1)
ASKED_UNTIL = timedelta(days=1)


@job("write_reminders", every=timedelta(minutes=5))
def write_reminders():
    """Write what is due now. Running it again writes nothing twice."""
    now = timezone.now()
    return f"{write_evening(now)} + {write_soon(now)} + {write_ratings(now)}"


def _expected():
    """Whoever has a place, and not for a whole term: who comes every day is not reminded every day."""
    return Booking.objects.filter(status=Booking.Status.CONFIRMED, enrollment=None, session__status=Session.Status.PUBLISHED).select_related(
        "booker", "session"
    )


def _not_told(rows, kind, since):
    """Leave out the bookings about which `kind` was told since then."""
    return rows.exclude(Exists(Notice.objects.filter(kind=kind, about=OuterRef("pk"), created_at__gte=since)))


def write_evening(now):
    """From 18:00 on: whoever has a place tomorrow, unless she took it after 18:00. Returns how many were written."""
    here = timezone.localtime(now)
    evening = datetime.combine(here.date(), EVENING, here.tzinfo)
    if here < evening:
        return 0
    tomorrow = datetime.combine(here.date() + timedelta(days=1), time.min, here.tzinfo)
    rows = _expected().filter(session__starts_at__gte=tomorrow, session__starts_at__lt=tomorrow + timedelta(days=1), made_at__lt=evening)
    rows = rows.filter(Q(promoted_at=None) | Q(promoted_at__lt=evening))
    return _write(_not_told(rows, "remind_evening", evening), "remind_evening")


def write_soon(now):
    """Two hours before the start. Returns how many were written."""
    rows = _expected().filter(session__starts_at__gt=now, session__starts_at__lte=now + BEFORE, made_at__lt=F("session__starts_at") - JUST_BOOKED)
    rows = rows.filter(Q(promoted_at=None) | Q(promoted_at__lt=F("session__starts_at") - JUST_BOOKED))
    return _write(_not_told(rows, "remind_soon", now - BEFORE), "remind_soon")


def write_ratings(now):
    """An hour after the end, of those who came, one of a family; nobody is asked about a shift of a team. Returns how many were written."""
    rows = Booking.objects.filter(status=Booking.Status.ATTENDED, session__ends_at__lte=now - ASKED_AFTER, session__ends_at__gt=now - ASKED_UNTIL)
    rows = rows.filter(session__service__circle=None, enrollment=None).select_related("booker", "session")
    asked = Notice.objects.filter(kind="rate_please", to=OuterRef("booker"), change=Concat(Value("session:"), Cast(OuterRef("session"), CharField())))
    return _write(rows.exclude(Exists(asked)), "rate_please", once_a_family=True)


def _write(rows, kind, *, once_a_family=False):
    """Write one notice for each booking, in parts: each is told and forgotten before the next is read."""
    written, seen, last = 0, set(), 0
    while part := list(rows.filter(pk__gt=last).order_by("pk")[:A_TIME]):
        last = part[-1].pk
        told = []
        for booking in part:
            family = (booking.booker_id, booking.session_id)
            if not (once_a_family and family in seen):
                again, change = f"{booking.session.starts_at:%Y%m%d%H%M}", f"session:{booking.session_id}"
                told.append({"to": booking.booker, "kind": kind, "about": booking, "again": again, "change": change})
            seen.add(family)
        with transaction.atomic():
            written += outbox.tell_once(told)
    return written
