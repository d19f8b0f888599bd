"""Whether the door is open when the page says so: who said that the hours are right, who found it closed, on which days it was opened."""

from datetime import datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import Post, User
from accounts.refusals import NotAllowed
from accounts.roles import Role
from notices import outbox

from .. import hours
from ..models import Booking, Center, FoundClosed, HoursAsked, OpenedDay, OpeningHours
from .refusals import NotPromised

ASKED_EVERY = timedelta(days=30)
STALE = timedelta(days=60)  # after it the public page shows the hours in grey
CHANCE = timedelta(minutes=10)  # the keeper may still be coming up the street


@transaction.atomic
def ask_due(now):
    """Ask the staff of each open centre with hours, when nobody has confirmed them for a month. Returns how many centres were asked."""
    recent = HoursAsked.objects.filter(center=OuterRef("pk"), asked_at__gt=now - ASKED_EVERY)
    unanswered = HoursAsked.objects.filter(center=OuterRef("pk"), confirmed_at=None)
    promised = OpeningHours.objects.filter(center=OuterRef("pk"))
    due = Center.objects.open().filter(Exists(promised)).exclude(Exists(recent)).exclude(Exists(unanswered))
    asked = 0
    for center in due:
        row = HoursAsked.objects.create(center=center, asked_at=now)
        for user in _staff(center):
            outbox.tell(user, "hours_to_confirm", row, sms=False)
        asked += 1
    return asked


def _staff(center):
    posts = Post.objects.live().filter(role=Role.SITE_STAFF, site__center=center)
    return User.objects.filter(pk__in=posts.values("user"), is_active=True)


@transaction.atomic
def confirm(*, center, by):
    """Say that the hours on the page are right. Raises NotAllowed."""
    if not by.has_perm("positions.open_center", center):
        raise NotAllowed
    now = timezone.now()
    if not HoursAsked.objects.filter(center=center, confirmed_at=None).update(confirmed_at=now, confirmed_by=by):
        HoursAsked.objects.create(center=center, asked_at=now, confirmed_at=now, confirmed_by=by)


def is_stale(confirmed_at, now=None):
    """Return whether the hours have not been confirmed for so long that nobody should rely on them."""
    return confirmed_at is None or confirmed_at + STALE <= (now or timezone.now())


def is_promised(center, at, stretches=None):
    """Return whether the page promises that `center` is open at the moment `at`, the first minutes left out."""
    stretches = list(center.opening_hours.all()) if stretches is None else stretches
    state, late = hours.now(stretches, at), hours.now(stretches, at - CHANCE)
    return bool(state and state.is_open and late and late.is_open)


@transaction.atomic
def found_closed(*, center, user):
    """Write down that `user` stands before a closed door; once for a person, place and day. Returns the row. Raises NotPromised."""
    now = timezone.now()
    if not is_promised(center, now):
        raise NotPromised
    row, _ = FoundClosed.objects.get_or_create(center=center, user=user, day=timezone.localdate(now), defaults={"at": now})
    return row


@transaction.atomic
def opened(*, center, by):
    """Write down that the door was opened today; the first press stays. Raises NotAllowed."""
    if not by.has_perm("positions.open_center", center):
        raise NotAllowed
    now = timezone.now()
    try:
        with transaction.atomic():
            OpenedDay.objects.create(center=center, day=timezone.localdate(now), opened_at=now, by=by)
    except IntegrityError:
        pass  # pressed already, perhaps by a colleague


def days_of(centers, first, last):
    """Return {center pk: (days promised, of them opened, times found closed)} for the days first..last. Six statements.

    A day is promised when its weekday has hours; it counts as opened when staff pressed so or somebody was checked in. Public holidays
    are not promised ("以门口告示为准"), nor days that are not over.
    """
    from ..planning import calendar

    pks = [center.pk for center in centers]
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    known = calendar.read(first, last)
    days = [day for day in span if not (known.knows(day.year) and known.kind_of(day) == calendar.HOLIDAY)]
    weekdays = {}
    for center, weekday in OpeningHours.objects.filter(center__in=pks).values_list("center", "weekday"):
        weekdays.setdefault(center, set()).add(weekday)
    seen = {}
    for center, day in OpenedDay.objects.filter(center__in=pks, day__gte=first, day__lte=last).values_list("center", "day"):
        seen.setdefault(center, set()).add(day)
    here = timezone.get_current_timezone()
    start, end = datetime.combine(first, time.min, here), datetime.combine(last + timedelta(days=1), time.min, here)
    came = Booking.objects.filter(session__site__center__in=pks, came_at__gte=start, came_at__lt=end, session__starts_at__gte=start, session__starts_at__lt=end)
    for center, moment in came.order_by().values_list("session__site__center", "session__starts_at").distinct():
        seen.setdefault(center, set()).add(timezone.localdate(moment))
    closed = {}
    for (center,) in FoundClosed.objects.filter(center__in=pks, day__gte=first, day__lte=last).values_list("center"):
        closed[center] = closed.get(center, 0) + 1
    found = {}
    for pk in pks:
        promised = {day for day in days if day.weekday() in weekdays.get(pk, ())}
        found[pk] = len(promised), len(promised & seen.get(pk, set())), closed.get(pk, 0)
    return found
