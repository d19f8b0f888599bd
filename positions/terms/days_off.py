"""The deeds on a day off 请假: free one day or a stretch of days, and take a day back while its place is still free.

A day off is no absence. The place of that day goes to the line of that day; all other days stay. Who enrolled the child may free a
day, and so may its other guardians who see its bookings: she who enrolled it is told.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import FamilyMember
from accounts.refusals import NotAllowed
from notices import outbox

from ..booking import Status
from ..models import Booking, Session
from ..refusals import BusyThen
from . import seating
from .refusals import NoDayOff, NotEnrolled, PlaceGone, TooLateForDayOff

MAY_FREE = (Status.CONFIRMED, Status.OFFERED)


@transaction.atomic
def day_off(*, booking, by, by_staff=False):
    """Free the place of one day of a term. By herself until the session's `cancel_by`, `by_staff` until it begins.

    Returns the Booking. Raises NoDayOff, TooLateForDayOff, NotAllowed.
    """
    rows = Booking.objects.filter(pk=booking.pk)
    freed, late = _free(rows, by=by, by_staff=by_staff)
    if late:
        raise TooLateForDayOff
    if not freed:
        raise NoDayOff
    _tell(freed[0].enrollment, by=by, by_staff=by_staff)
    booking.refresh_from_db()
    return booking


@transaction.atomic
def stretch(*, enrollment, first, last, by, by_staff=False):
    """Free all days first..last (dates) of one enrollment by one press. Returns (bookings freed, bookings too late for it).

    Raises NoDayOff when there is none in that stretch, TooLateForDayOff when it is too late for all, NotAllowed.
    """
    rows = enrollment.bookings.filter(session__in=Session.objects.between(first, last))
    freed, late = _free(rows, by=by, by_staff=by_staff)
    if not freed:
        raise TooLateForDayOff if late else NoDayOff
    _tell(freed[0].enrollment, by=by, by_staff=by_staff)
    return freed, late


def _free(rows, *, by, by_staff):
    now = timezone.now()
    found = list(rows.filter(status__in=MAY_FREE, session__starts_at__gt=now).select_related("session").order_by("session__starts_at"))
    sessions = seating.locked(row.session_id for row in found)
    rows = Booking.objects.filter(pk__in=[row.pk for row in found], status__in=MAY_FREE, session__in=sessions)  # as they are now that we hold them
    rows = list(rows.select_related("enrollment__timetable__service", "enrollment__booker").order_by("session__starts_at"))
    if any(row.enrollment is None for row in rows):
        raise NotAllowed
    if not by_staff:
        _require_guardian(rows, by)
    late = [row for row in rows if not by_staff and sessions[row.session_id].cancel_by <= now]
    freed = [row for row in rows if row not in late]
    if freed:
        Booking.objects.filter(pk__in=[row.pk for row in freed]).update(
            status=Status.CANCELLED, cancelled_at=now, ended_as=Booking.EndedAs.DAY_OFF, offered_until=None
        )
        changed = {row.session_id: sessions[row.session_id] for row in freed}
        for session in changed.values():
            session.booked -= 1
        seating.write_counters(changed.values())
        seating.offer_rest(changed, freed[0].enrollment.timetable.service)
    return freed, late


def _require_guardian(rows, by):
    others = {row.attendee_id for row in rows if row.booker_id != by.pk}
    if others and FamilyMember.objects.of(by).present().filter(pk__in=others).count() != len(others):
        raise NotAllowed


def _tell(enrollment, *, by, by_staff):
    """One note for the whole stretch; under 我的消息 only, where she has just done it or asked for it herself."""
    is_anothers = not by_staff and enrollment.booker_id != by.pk
    outbox.tell(enrollment.booker, "term_day_off", enrollment, again=f"{timezone.now().timestamp()}", sms=is_anothers)


@transaction.atomic
def undo(*, booking, by, by_staff=False):
    """Come after all on a day that was freed, while its place is still free. Raises NotAllowed, NoDayOff, NotEnrolled, PlaceGone, BusyThen."""
    session = Session.objects.select_for_update(no_key=True).get(pk=booking.session_id)
    booking = Booking.objects.select_related("enrollment", "attendee").get(pk=booking.pk)
    if not by_staff:
        _require_guardian([booking], by)
    if booking.status != Status.CANCELLED or booking.ended_as != Booking.EndedAs.DAY_OFF or booking.enrollment is None:
        raise NoDayOff("这一天没有请假，不用撤回。")
    if not booking.enrollment.is_live:
        raise NotEnrolled
    if session.status != Session.Status.PUBLISHED or session.starts_at <= timezone.now():
        raise PlaceGone("这一天已经开始或取消了，不能再改。")
    if session.is_full:
        raise PlaceGone
    household_no = _number(booking, session.service.household_limit)
    try:
        with transaction.atomic():
            Booking.objects.filter(pk=booking.pk).update(status=Status.CONFIRMED, cancelled_at=None, ended_as="", rank=None, household_no=household_no)
    except IntegrityError:  # the database itself knows what else the child has at that time
        raise BusyThen from None
    session.booked += 1
    seating.write_counters([session])
    booking.refresh_from_db()
    return booking


def _number(booking, limit):
    """Return a number that the household has free in this session again; somebody else of it may have come meanwhile."""
    if not limit:
        return None
    live = Booking.objects.live().filter(session=booking.session_id, household=booking.household_id)
    taken = set(live.values_list("household_no", flat=True))
    number = next((n for n in range(limit) if n not in taken), None)
    if number is None:
        raise PlaceGone("一个账号在这一场能约的人数已经到了。请先取消一位，再约这一天。")
    return number
