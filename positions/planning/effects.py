"""What moving and cancelling sessions would do to whom: read once, shown as a preview, carried out by `moving`."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from ..booking import minute
from ..duty import people
from ..models import Booking, ChangeLine, Closing, Session
from .generating import words_of_clash

What = ChangeLine.What
UNCHANGED = object()


@dataclass
class Effect:
    """One session and what becomes of it. `is_cancelled`, or the new times and place.

    bookings: those that end or stay; released: {booking pk: the other booking of that person that is in the way};
    hindrance: why it cannot be done, in words, "" when it can.
    """

    session: Session
    starts_at: datetime
    ends_at: datetime
    room: object = None
    host: object = None
    host_name: str = ""
    capacity: int = 0
    occurrence: object = None
    slot: int = 0
    is_cancelled: bool = False
    bookings: list = field(default_factory=list)
    released: dict = field(default_factory=dict)
    hindrance: str = ""
    checked_until: datetime | None = None

    def __post_init__(self):
        self.was_at, self.was_until, self.was_room = self.session.starts_at, self.session.ends_at, self.session.room

    @property
    def changes_time(self):
        return (self.starts_at, self.ends_at) != (self.was_at, self.was_until)

    @property
    def changes_place(self):
        return self.room != self.was_room

    @property
    def is_told(self):
        """Whether who has a place must know: it is gone, or at another time, or elsewhere. Another teacher or more places are no news."""
        return self.is_cancelled or self.changes_time or self.changes_place

    @property
    def staying(self):
        return [row for row in self.bookings if row.pk not in self.released]

    def what(self, row):
        """Return the ChangeLine.What of one of its bookings."""
        if self.is_cancelled:
            return What.CANCELLED
        if row.pk in self.released:
            return What.RELEASED
        return What.MOVED if self.changes_time else What.ELSEWHERE

    def span(self, row):
        """Return (from, to) in minutes of a booking of this session after the change.

        A place by the hour is a part of the session: it keeps its distance from the start, and ends with the session at the latest.
        """
        start, end = minute(self.starts_at), minute(self.ends_at)
        if (row.from_minute, row.to_minute) == (minute(self.was_at), minute(self.was_until)):
            return start, end
        later = start - minute(self.was_at)
        return max(start, row.from_minute + later), min(end, row.to_minute + later)

    def draft(self):
        """Return an unsaved copy of the session as it would be."""
        row = self.session
        copy = Session(
            pk=row.pk, service=row.service, starts_at=self.starts_at, ends_at=self.ends_at, capacity=self.capacity, room=self.room, host=self.host,
            host_name=self.host_name,
        )  # fmt: skip
        copy.kept = row.kept
        copy._state.adding = False
        copy.follow()
        return copy


def moved(session, *, starts_at=None, ends_at=None, room=UNCHANGED, host=UNCHANGED, host_name=None, capacity=None, occurrence=None, slot=None):
    """Return the Effect of a session that takes place at another time or place; what is not said stays."""
    return Effect(
        session=session,
        starts_at=starts_at or session.starts_at,
        ends_at=ends_at or session.ends_at,
        room=session.room if room is UNCHANGED else room,
        host=session.host if host is UNCHANGED else host,
        host_name=session.host_name if host_name is None else host_name,
        capacity=capacity or session.capacity,
        occurrence=occurrence or session.occurrence,
        slot=session.slot if slot is None else slot,
    )


def cancelled(session):
    """Return the Effect of a session that does not take place."""
    effect = moved(session)
    effect.is_cancelled = True
    return effect


def look(effects):
    """Fill in who is concerned, who would be at two places at once, and what is in the way. Five statements, however many sessions.

    Two sessions of `effects` may change places with each other: what counts is where each of them ends up.
    """
    effects = sorted(effects, key=lambda effect: (effect.starts_at, effect.session.pk))
    if not effects:
        return effects
    pks = [effect.session.pk for effect in effects]
    by_session = defaultdict(list)
    live = Booking.objects.live().filter(session__in=pks).select_related("booker", "attendee").order_by("pk")
    for row in live:
        by_session[row.session_id].append(row)
    for effect in effects:
        effect.bookings = by_session[effect.session.pk]
        for row in effect.bookings:
            row.session = effect.session
    moving = [effect for effect in effects if not effect.is_cancelled]
    _find_released(moving, pks)
    _find_hindrances(moving, pks)
    return effects


def _find_released(moving, pks):
    """Whoever has another place at the new time keeps that one: the place that moves onto it is given back."""
    concerned = [effect for effect in moving if effect.changes_time and effect.bookings]
    if not concerned:
        return
    children = {row.attendee_id for effect in concerned for row in effect.bookings}
    first, last = minute(min(effect.starts_at for effect in concerned)), minute(max(effect.ends_at for effect in concerned))
    others = Booking.objects.live().filter(attendee__in=children, from_minute__lt=last, to_minute__gt=first).exclude(session__in=pks)
    taken = defaultdict(list)
    for other in others.select_related("session__service"):
        taken[other.attendee_id].append((other.from_minute, other.to_minute, other))
    for effect in moving:
        for row in effect.bookings:
            start, end = effect.span(row)
            clash = next((other for from_, to, other in taken[row.attendee_id] if from_ < end and to > start), None)
            if row.status in Booking.ENDING and (clash or end <= start):
                effect.released[row.pk] = clash
            else:
                taken[row.attendee_id].append((start, end, row))


def _find_hindrances(moving, pks):
    rooms, hosts = {effect.room.pk for effect in moving if effect.room}, {effect.host.pk for effect in moving if effect.host}
    if not moving:
        return
    first, last = moving[0].starts_at, max(effect.ends_at for effect in moving)
    busy = Session.objects.exclude(status=Session.Status.CANCELLED).exclude(pk__in=pks).filter(Q(room__in=rooms) | Q(host__in=hosts))
    busy = list(busy.filter(starts_at__lt=last, ends_at__gt=first).select_related("service"))
    days = timezone.localdate(first), timezone.localdate(last)
    closings = list(Closing.objects.meeting(*days).filter(Q(site__in={effect.session.site_id for effect in moving}) | Q(room__in=rooms)))
    now, asked = timezone.now(), {}
    for effect in moving:
        effect.hindrance = (
            _in_the_past(effect, now)
            or _taken(effect, busy, [other for other in moving if other is not effect])
            or _closed(effect, closings)
            or _unchecked(effect, asked)
        )


def _in_the_past(effect, now):
    return "新的时间已经过去了" if effect.changes_time and effect.starts_at <= now else ""


def _taken(effect, busy, others):
    for other in busy:
        if other.starts_at < effect.ends_at and other.ends_at > effect.starts_at and _shares(effect, other.room_id, other.host_id):
            return words_of_clash(other, effect.room and effect.room.pk)
    for other in others:
        near = other.starts_at < effect.ends_at and other.ends_at > effect.starts_at
        if near and _shares(effect, other.room and other.room.pk, other.host and other.host.pk):
            return "和一起改的另一场撞在同一个时间"
    return ""


def _shares(effect, room, host):
    return bool((effect.room and effect.room.pk == room) or (effect.host and effect.host.pk == host))


def _closed(effect, closings):
    day, room = timezone.localdate(effect.starts_at), effect.room and effect.room.pk
    row = next((row for row in closings if row.covers(site=effect.session.site_id, room=room, day=day)), None)
    return f"那天停开：{row.reason}" if row else ""


def _unchecked(effect, asked):
    """Who is with children has a record that was asked for; asked once for one person and service, or it would be a statement a session."""
    session = effect.session
    if not session.service.is_for_children:
        return ""
    key = (effect.host and effect.host.pk, effect.host_name, session.service_id)
    if key not in asked:
        try:
            asked[key] = people.require_checked(effect.host, session.service, host_name=effect.host_name, on=timezone.localdate(effect.starts_at))
        except people.NotChecked as refusal:
            asked[key] = str(refusal)
    until = asked[key]
    if isinstance(until, str):
        return until
    effect.checked_until = until
    return "带课的人的记录查询管不到那天" if until and effect.starts_at >= until else ""
