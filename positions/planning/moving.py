"""Move and cancel sessions with all that hangs on them, in one transaction; each person hears of it once.

The bookings' minutes follow their session, and the database refuses two places of one person at the same time: who would be at two
places keeps the other one and is told (`effects.look` says who). Whoever presses 预约 meanwhile: `booking.book` counts a place only on
the times that it has read, so either she is on the list that is moved, or she reads the new times.
"""

from collections import defaultdict

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from notices import outbox

from .. import booking as bookings
from ..duty import hosts
from ..fairness import draws, offers
from ..models import Booking, ChangeLine, ChangeTold, Session
from ..refusals import PlaceTaken, SessionChanged
from ..rules import moment
from . import effects

Status = Booking.Status
TRIES = 3


def move(*, session, starts_at, ends_at, by, tell=True, reason="", **place):
    """Move one session that has not begun; `place` may say room, host, host_name. Returns the session as it is then.

    Raises SessionChanged (cancelled, or begun), PlaceTaken (room, host or closing; the sentence says which), NotChecked.
    """
    carry_out([effects.moved(session, starts_at=starts_at, ends_at=ends_at, **place)], by=by, tell=tell, reason=reason)
    session.refresh_from_db()
    return session


def carry_out(changes, *, by, reason="", tell=True, closing=None):
    """Do what the Effects in `changes` say, all of it or nothing. Returns them as they were done, looked at under the locks.

    Raises SessionChanged, PlaceTaken, NotToHerself.
    """
    for attempt in range(TRIES):
        try:
            return _carry_out(changes, by=by, reason=reason, tell=tell, closing=closing)
        except IntegrityError:  # a room, a host or one of the people got something else between looking and writing
            if attempt == TRIES - 1:
                raise PlaceTaken from None
    raise AssertionError


@transaction.atomic
def _carry_out(changes, *, by, reason, tell, closing):
    now = timezone.now()
    pks = sorted(effect.session.pk for effect in changes)
    rows = Session.objects.select_for_update(no_key=True, of=("self",)).select_related("service__site", "room", "host")
    locked = {row.pk: row for row in rows.filter(pk__in=pks).order_by("pk")}
    for effect in changes:
        row = locked[effect.session.pk]
        if (
            row.status == Session.Status.CANCELLED
            or row.starts_at <= now
            or (row.starts_at, row.ends_at, row.room) != (effect.was_at, effect.was_until, effect.was_room)
        ):
            raise SessionChanged("有一场刚刚改过、取消了，或已经开始。请重新看一看再改。")
        if not effect.is_cancelled:
            hosts.require_not_herself(row, host=effect.host, by=by)
        effect.session, effect.bookings, effect.released = row, [], {}
    done = effects.look(changes)
    stuck = next((effect for effect in done if effect.hindrance), None)
    if stuck:
        raise PlaceTaken(f"{moment(stuck.starts_at)}：{stuck.hindrance}。请换时间、换场地，或换老师。")
    _end(done, now)
    _cancel_sessions([effect for effect in done if effect.is_cancelled], reason, closing, now)
    _write([effect for effect in done if not effect.is_cancelled], now)
    if tell:
        _tell(done, reason)
    return done


def _end(done, now):
    """End the bookings of what is cancelled, and the released ones; who came already stays written down as having come."""
    ended = [row for effect in done if effect.is_cancelled for row in effect.bookings if row.status in Booking.ENDING]
    _end_as(ended, Booking.EndedAs.SESSION, now)
    _end_as([row for effect in done for row in effect.bookings if row.pk in effect.released], Booking.EndedAs.MOVED, now)


def _end_as(rows, why, now):
    Booking.objects.filter(pk__in=[row.pk for row in rows]).update(status=Status.CANCELLED, cancelled_at=now, ended_as=why)


def _cancel_sessions(done, reason, closing, now):
    for effect in done:
        came = sum(row.status not in Booking.ENDING for row in effect.bookings)
        Session.objects.filter(pk=effect.session.pk).update(
            status=Session.Status.CANCELLED, cancel_reason=reason, closing=closing, booked=came, waiting=0, sequence=F("sequence") + 1, changed_at=now
        )
        draws.session_cancelled(effect.session, reason)


def _write(done, now):
    """Write the new times and places. Several at once step aside first: each may go where another one has just been."""
    shifting = [effect for effect in done if effect.changes_time]
    if len(done) > 1:
        Session.objects.filter(pk__in=[effect.session.pk for effect in done]).update(room=None, host=None)
        for turn, effect in enumerate(shifting):
            if effect.bookings:
                Booking.objects.live().filter(session=effect.session).update(from_minute=2 * turn, to_minute=2 * turn + 1)
    for effect in done:
        row, new = effect.session, effect.draft()
        news = {"sequence": F("sequence") + 1, "changed_at": now} if effect.is_told else {}
        lost = [booking for booking in effect.bookings if booking.pk in effect.released]
        held = sum(booking.status in Booking.HOLDING for booking in lost)
        Session.objects.filter(pk=row.pk).update(
            starts_at=new.starts_at, ends_at=new.ends_at, opens_at=new.opens_at, closes_at=new.closes_at, cancel_by=new.cancel_by,
            kept_until=new.kept_until, room=new.room, host=new.host, host_name=new.host_name, occurrence=effect.occurrence, slot=effect.slot,
            checked_until=effect.checked_until, booked=row.booked - held, waiting=row.waiting - (len(lost) - held), **news,
        )  # fmt: skip
        if effect.changes_time:
            _follow(effect)
        Booking.objects.filter(session=row, status=Status.OFFERED, offered_until__gt=new.starts_at).update(offered_until=new.starts_at)
        row.refresh_from_db()
        if lost:
            offers.offer_places(row)
        if effect.capacity != row.capacity:
            bookings.change_capacity(session=row, capacity=max(effect.capacity, row.booked))


def _follow(effect):
    """Bring the bookings' minutes along: one statement for all who have the whole time, one for each place by the hour."""
    spans = defaultdict(list)
    for row in effect.staying:
        spans[effect.span(row)].append(row.pk)
    for (start, end), pks in spans.items():
        Booking.objects.filter(pk__in=pks).update(from_minute=start, to_minute=end)


def _tell(done, reason):
    """Write one notice a person, about all of her places that changed."""
    lines = defaultdict(list)
    for effect in done:
        for row in effect.bookings if effect.is_told else ():
            if row.status in Booking.ENDING:
                lines[row.booker_id].append((effect, row))
    for hers in lines.values():
        told = ChangeTold.objects.create(booker=hers[0][1].booker, reason=reason)
        ChangeLine.objects.bulk_create(ChangeLine(told=told, booking=row, what=effect.what(row), was_at=effect.was_at) for effect, row in hers)
        outbox.tell(told.booker, "sessions_changed" if len(hers) > 1 else "session_moved", told)
