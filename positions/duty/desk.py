"""What a host sees: her own times of today and this week, who comes, and how she may be reached."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from accounts import safe_contact
from accounts.models import SafeContact

from ..after.suppression import hide_small
from ..models import Booking, Session, Timetable

Status = Booking.Status
AHEAD = 6  # days after today


@dataclass
class Time:
    """One of her times, and who comes."""

    session: Session
    booking: Booking | None = None

    @property
    def has_begun(self):
        return self.session.starts_at <= timezone.now()

    @property
    def is_today(self):
        return self.session.day == timezone.localdate()

    @property
    def is_over(self):
        return self.session.ends_at <= timezone.now()


@dataclass
class Desk:
    today: list = field(default_factory=list)
    days: list = field(default_factory=list)  # [(day, [Time])] after today
    counts: list = field(default_factory=list)


def read(user):
    """Return the Desk of `user`: today and the six days after it. Three statements."""
    today = timezone.localdate()
    rows = Session.objects.filter(host=user, service__taken="appointment").exclude(status=Session.Status.CANCELLED)
    rows = rows.between(today, today + timedelta(days=AHEAD)).select_related("service", "site__center", "room").order_by("starts_at", "pk")
    times = [Time(session) for session in rows]
    _seat(times, user)
    days = {}
    for time in times:
        days.setdefault(time.session.day, []).append(time)
    return Desk(today=days.pop(today, []), days=list(days.items()))


def one(session, user):
    """Return the Time of one session; who comes only for whoever may see it."""
    time = Time(session)
    _seat([time], user)
    return time


def _seat(times, user):
    by_session = {time.session.pk: time for time in times}
    held = Booking.objects.visible_to(user).filter(session__in=by_session).holding().select_related("booker", "attendee")
    contacts = {row.user_id: row for row in SafeContact.objects.filter(user__in=[row.booker_id for row in held])}
    now = timezone.now()
    for row in held:
        row.session = by_session[row.session_id].session
        row.may_phone, row.safe_words = safe_contact.words_of(contacts.get(row.booker_id), now)
        row.may_phone = row.may_phone and not row.unnamed
        by_session[row.session_id].booking = row


def patterns(user):
    """Return the weekly patterns that `user` offers."""
    return Timetable.objects.running().filter(host=user, service__taken="appointment").select_related("service__site__center", "room").order_by("starts", "pk")


def counts(user, *, days=30):
    """Return [(service, offered, taken, came)] of appointments in the last `days` at the sites that `user` sees: numbers, no one time of it.

    `taken` and `came` are None where they are below 5, or where one would tell how few the other leaves (SECURITY: cells < 5).
    """
    since = timezone.now() - timedelta(days=days)
    over = Session.objects.visible_to(user).filter(service__taken="appointment", starts_at__gte=since, ends_at__lte=timezone.now())
    over = over.exclude(status=Session.Status.CANCELLED).order_by()
    came = Q(bookings__status=Status.ATTENDED)
    rows = over.values("service__title", "site__center__name").annotate(
        offered=Count("pk", distinct=True), taken=Count("pk", distinct=True, filter=Q(booked__gt=0)), came=Count("bookings", distinct=True, filter=came)
    )
    rows = list(rows.order_by("site__center__name", "service__title"))
    for row in rows:
        (row["came"], _), row["taken"] = hide_small([row["came"], max(row["taken"] - row["came"], 0)])
    return rows
