"""A list that was kept on paper, typed later: both times stay, the one that happened and the one of the typing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts import trail
from accounts.refusals import NotAllowed

from ..models import Booking, DoorTick
from . import sheets, signing, strikes
from .refusals import WrongTime

Status = Booking.Status
BEFORE, AFTER = timedelta(hours=3), timedelta(hours=8)  # people come and leave that long before and after the printed times


@dataclass
class Line:
    """What the paper says of one person. `came` and `left` are datetime.time or None; `fetched_by` words."""

    booking: Booking
    came: object = None
    left: object = None
    fetched_by: str = ""


def moment(session, time):
    """Return the moment of a time of day on paper: of the session's day, or of the next one when the session runs over midnight."""
    if time is None:
        return None
    at = timezone.make_aware(datetime.combine(session.day, time))
    if at < session.starts_at - BEFORE:
        at += timedelta(days=1)
    return at


def changed(line):
    """Return whether the paper says something else than what is known."""
    row = line.booking
    known = [None if at is None else timezone.localtime(at).time().replace(second=0, microsecond=0) for at in (row.came_at, row.left_at)]
    return [line.came, line.left, line.fetched_by] != [*known, row.fetched_by or ""]


def require_sense(session, line):
    """Raise WrongTime when the times of a line cannot be: leaving without or before coming, far from the session, in the future."""
    came, left = moment(session, line.came), moment(session, line.left)
    if left and not came:
        raise WrongTime("有走的时间，没有来的时间。请把来的时间也写上。")
    for at in filter(None, (came, left)):
        if not session.starts_at - BEFORE <= at <= min(session.ends_at + AFTER, timezone.now()):
            raise WrongTime(f"{timezone.localtime(at):%H:%M} 离这一场太远，或还没到。请对着纸再看一次。")
    if left and left <= came:
        raise WrongTime("走的时间要比来的时间晚。")


@transaction.atomic
def write(*, session, lines, by):
    """Write down the Lines that say something new. Returns how many. Raises NotAllowed, WrongTime."""
    if not by.has_perm("positions.check_in_booking", sheets.touch(session)):
        raise NotAllowed
    written = 0
    for said in lines:
        row = Booking.objects.select_for_update(of=("self",)).select_related("session__service").get(pk=said.booking.pk)
        line = Line(row, said.came, said.left, said.fetched_by)  # as the row is now
        if row.status in (Status.CANCELLED, *Booking.IN_LINE) or not changed(line):
            continue
        require_sense(session, line)
        _write(row, line, by)
        written += 1
    if written:
        trail.note("paper", about=session, by=by, rows=written)
    return written


def _write(row, line, by):
    now = timezone.now()
    came, left = moment(row.session, line.came), moment(row.session, line.left)
    if row.status == Status.ABSENT and came:
        strikes.take_back(row, strikes.Kind.ABSENCE)
    row.status = Status.ATTENDED if came else Status.CONFIRMED
    row.came_at, row.left_at, row.fetched_by, row.recorded_at = came, left, (line.fetched_by if left else "") or None, now
    row.save(update_fields=["status", "came_at", "left_at", "fetched_by", "recorded_at"])
    words = f"来 {line.came:%H:%M}" if came else "没来"
    words += (f"，走 {line.left:%H:%M}" if left else "") + (f"，{line.fetched_by}" if left and line.fetched_by else "")
    signing.tick(DoorTick.Kind.PAPER, booking=row, by=by, at=left or came or now, words=words)
    if left and row.session.service.needs_pickup:
        strikes.note_late(row, signing.minutes_late(row))
