"""The calendar of one enrollment: a month of days, each with its word, and what may be done on it."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from ..booking import Status
from ..models import Booking, Session
from . import seating

TEN = 10  # days that the elder view lists


@dataclass
class Day:
    """One day: `word` and `css` as the calendar shows them; `booking` is the place of that day, if there is one."""

    date: date
    word: str = ""
    css: str = ""
    says: str = ""  # for screen readers and the elder view
    booking: Booking = None
    may_press: bool = False
    is_today: bool = False
    is_chosen: bool = False


WORDS = {  # status → (word, css, what it says)
    Status.ATTENDED: ("到", "in", "来过"),
    Status.ABSENT: ("缺", "miss", "没来也没请假"),
    Status.WAITING: ("候", "", "在候补"),
    Status.OFFERED: ("问", "", "有空位，等您答复"),
    Status.CONFIRMED: ("约", "", "约好了"),
}


def bookings_between(enrollment, first, last):
    """Return {date: Booking} of an enrollment; of several rows of one day the live one counts."""
    rows = enrollment.bookings.filter(session__in=Session.objects.between(first, last)).select_related("session__service").prefetch_related("strikes")
    found = {}
    for row in rows.order_by("session__starts_at", "pk"):
        day = row.session.day
        if day not in found or row.is_live:
            row.enrollment = enrollment
            found[day] = row
    return found


def of(enrollment, *, year, month, chosen=None):
    """Return the weeks (lists of seven Days, None outside the month) of a month."""
    weeks = Calendar().monthdatescalendar(year, month)
    bookings = bookings_between(enrollment, weeks[0][0], weeks[-1][-1])
    return [[_day(day, bookings.get(day), chosen) if day.month == month else None for day in week] for week in weeks]


def next_days(enrollment, *, chosen=None):
    """Return the next ten Days on which the child has something to do with this term."""
    today = timezone.localdate()
    bookings = bookings_between(enrollment, today, today + timedelta(days=120))
    return [_day(day, row, chosen) for day, row in list(bookings.items())[:TEN]]


def _day(day, booking, chosen):
    today = timezone.localdate()
    found = Day(date=day, booking=booking, is_today=day == today, is_chosen=day == chosen)
    if booking is None:
        found.css = "off"
    elif booking.session.status == Session.Status.CANCELLED:
        found.word, found.css, found.says = "停", "off", "这天停课"
    elif booking.status == Status.CANCELLED:
        is_day_off = booking.ended_as == Booking.EndedAs.DAY_OFF
        found.word, found.css, found.says = ("假", "free", "请了假") if is_day_off else ("", "off", "没有约")
        found.may_press = is_day_off and may_undo(booking)
    else:
        found.word, found.css, found.says = WORDS[booking.status]
        if booking.status == Status.ABSENT and any(strike.excused_at for strike in booking.strikes.all()):
            found.word, found.css, found.says = "免", "free", "没来，不算"
        found.may_press = booking.session.starts_at > timezone.now()
        if booking.status == Status.CONFIRMED and booking.session.ends_at <= timezone.now():
            found.word, found.says = "", "没有签到的记录"
    return found


def may_free(booking):
    """Return whether she may still free this day by herself."""
    return booking.status in (Status.CONFIRMED, Status.OFFERED) and timezone.now() < booking.session.cancel_by


def may_undo(booking):
    """Return whether this day off may be taken back now."""
    session = booking.session
    return booking.ended_as == Booking.EndedAs.DAY_OFF and booking.status == Status.CANCELLED and session.starts_at > timezone.now() and not session.is_full


def missing(enrollment):
    """Return the coming sessions of her weekdays that were not booked, because the child had something else then."""
    timetable = enrollment.timetable
    weekdays = {int(day) for day in enrollment.weekdays}
    if not weekdays:
        return []
    had = set(enrollment.bookings.values_list("session", flat=True))
    sessions = seating.coming(timetable, now=timezone.now())
    return [session for session in sessions if session.pk not in had and seating.belongs(session, timetable, weekdays)]
