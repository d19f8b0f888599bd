"""The door: found by her code, written down as having come, taken back when that was a slip."""

from django.db import transaction
from django.utils import timezone

from accounts.refusals import NotAllowed

from ..models import DOOR_CODE, Booking
from ..refusals import NotLive
from .counting import Status

NOT_YET = {Status.WAITING: "候补的人还没有位子，请先腾出名额。", Status.OFFERED: "空出的位子还在等她答复，请先问她要不要。"}


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
