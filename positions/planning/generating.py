"""Lay the sessions of timetables ahead of time, however often it is asked.

What is laid carries (timetable, occurrence, slot), which the database holds unique: a session that was moved or cancelled is not laid
again. A session of the same service at the same time that somebody laid by hand is taken in, with its bookings, not doubled.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from ..duty import people
from ..models import Session, Timetable
from . import days, pattern

AT_MOST = timedelta(days=400)  # ahead of today, whatever is asked
BATCH = 500  # rows a statement
TRIES = 3

_after = []


@dataclass(frozen=True)
class LeftOut:
    """A time of the rule at which no session was laid, and why, in words."""

    starts_at: datetime
    why: str

    @property
    def day(self):
        return timezone.localdate(self.starts_at)


def after(function):
    """Call `function(timetable, sessions)` for each batch that was laid, in the same transaction. Usable as a decorator."""
    if function not in _after:
        _after.append(function)
    return function


def horizon(timetable, today=None):
    """Return the date until which its sessions are laid: some weeks ahead, a whole term for those who enrol for a term."""
    ahead = (today or timezone.localdate()) + timedelta(weeks=settings.TIMETABLE_WEEKS)
    if timetable.for_terms and timetable.until:
        return timetable.until
    return min(ahead, timetable.until or ahead)


@transaction.atomic
def generate(timetable, *, until=None):
    """Lay the missing sessions of `timetable` from now to the date `until` (its horizon by default).

    Returns (made, left_out): Sessions and LeftOuts. A time whose room or host is taken is left out and named; so is the first day of a
    year whose holidays nobody has filled in, where laying stops.
    """
    # Two who press at once, or a worker and a press, come one after the other.
    timetable = Timetable.objects.select_for_update(no_key=True, of=("self",)).select_related("service__site", "room", "host").get(pk=timetable.pk)
    if timetable.status != Timetable.Status.ACTIVE:
        return [], []
    now = timezone.now()
    today = timezone.localdate(now)
    until = min(until or horizon(timetable, today), today + AT_MOST)
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                made, taken_in, left_out, until = _lay(timetable, today, until, now)
            break
        except IntegrityError:  # somebody took a room or a host between looking and laying
            if attempt == TRIES - 1:
                raise
    if timetable.generated_until is None or until > timetable.generated_until:
        Timetable.objects.filter(pk=timetable.pk).update(generated_until=until)
    if made or taken_in:
        for function in _after:
            function(timetable, made + taken_in)
    return made, left_out


def _lay(timetable, today, until, now):
    wanted, left_out, until = _wanted(timetable, today, until, now)
    free, taken_in, not_free = sift(timetable, wanted)
    for session, occurrence, slot in taken_in:
        session.timetable, session.occurrence, session.slot = timetable, occurrence, slot
    taken_in = [session for session, _, _ in taken_in]
    Session.objects.bulk_update(taken_in, ["timetable", "occurrence", "slot"], batch_size=BATCH)
    made = Session.objects.bulk_create([_fresh(timetable, *row) for row in free], batch_size=BATCH)
    return made, taken_in, sorted(left_out + not_free, key=lambda row: row.starts_at), until


def sift(timetable, wanted, *, own=True):
    """Sort the times (occurrence, slot, start, end) of `wanted`, in order. Three statements.

    Returns (times at which a session can be laid, each with until when its host is checked; [(session laid by hand, occurrence,
    slot)] to take in; [LeftOut] whose room or host is taken). Without `own`, sessions of the timetable itself are in nobody's way:
    they are about to move.
    """
    if not wanted:
        return [], [], []
    others, by_hand = _busy(timetable, wanted, own), _by_hand(timetable, wanted)
    checked_until, unchecked = _checked(timetable, wanted)
    free, taken_in, left_out = [], [], []
    for occurrence, slot, start, end in wanted:
        if start in by_hand:
            taken_in.append((by_hand[start], occurrence, slot))
            continue
        other = next((row for row in others[timezone.localdate(start)] if row.starts_at < end and row.ends_at > start), None)
        if other:
            left_out.append(LeftOut(start, words_of_clash(other, timetable.room_id)))
        elif unchecked or (checked_until and start >= checked_until):
            left_out.append(LeftOut(start, unchecked or f"带课的人的记录查询只管到 {timezone.localtime(checked_until):%Y-%m-%d}，查过再排"))
        else:
            free.append((occurrence, slot, start, end, checked_until))
    return free, taken_in, left_out


def _wanted(timetable, today, until, now):
    """Return ([(occurrence, slot, start, end)] that are not there yet, [LeftOut], the day until which it is laid)."""
    found = days.of(timetable, today, until)
    left_out = [LeftOut(_start(timetable, row.date), row.why) for row in found.skipped]
    if found.unknown:
        until = date(found.unknown - 1, 12, 31)
        left_out.append(LeftOut(_start(timetable, date(found.unknown, 1, 1)), found.unknown_words))
    there = set(Session.objects.filter(timetable=timetable, occurrence__gte=today).values_list("occurrence", "slot"))
    wanted = []
    for day in found.held:
        for slot, start, end in pattern.times(day, starts=timetable.starts, minutes=timetable.minutes, **timetable.cut):
            if (day, slot) not in there and start > now:
                wanted.append((day, slot, start, end))
    return wanted, left_out, until


def _start(timetable, day):
    return timezone.make_aware(datetime.combine(day, timetable.starts))


def _fresh(timetable, occurrence, slot, start, end, checked_until):
    session = Session(
        service=timetable.service, starts_at=start, ends_at=end, capacity=timetable.capacity, room=timetable.room, host=timetable.host,
        host_name=timetable.host_name, status=Session.Status.PUBLISHED, timetable=timetable, occurrence=occurrence, slot=slot,
    )  # fmt: skip
    session.follow()
    session.checked_until = checked_until
    return session


def _busy(timetable, wanted, own):
    """Return {day: [sessions]} that hold its room or its host on the days of `wanted`, in one statement."""
    same = Q()
    if timetable.room_id:
        same |= Q(room=timetable.room_id)
    if timetable.host_id:
        same |= Q(host=timetable.host_id)
    by_day = defaultdict(list)
    if not same:
        return by_day
    rows = Session.objects.exclude(status=Session.Status.CANCELLED).filter(same, starts_at__lt=wanted[-1][3], ends_at__gt=wanted[0][2])
    if not own:
        rows = rows.exclude(timetable=timetable)
    for row in rows.select_related("service").order_by("starts_at"):
        for day in pattern.days(timezone.localdate(row.starts_at) - pattern.DAY, timezone.localdate(row.ends_at)):
            by_day[day].append(row)
    return by_day


def _checked(timetable, wanted):
    """Return (until when its host may be with children or None, "" or the words why she may not be at all). One statement at most."""
    try:
        return people.require_checked(timetable.host, timetable.service, host_name=timetable.host_name, on=wanted[0][0]), ""
    except people.NotChecked as refusal:
        return None, str(refusal)


def _by_hand(timetable, wanted):
    """Return {start: session} of this service that belong to no timetable and stand at a time of `wanted`."""
    rows = Session.objects.exclude(status=Session.Status.CANCELLED).filter(service=timetable.service_id, timetable=None)
    rows = rows.filter(starts_at__in=[start for _, _, start, _ in wanted]) if len(wanted) < 50 else rows.filter(starts_at__gte=wanted[0][2])
    ends = {start: end for _, _, start, end in wanted}
    same = (row for row in rows.order_by("-pk") if row.ends_at == ends.get(row.starts_at) and row.room_id == timetable.room_id)
    return {row.starts_at: row for row in same if row.host_id == timetable.host_id}


def words_of_clash(other, room_id):
    """Say why nothing can be laid there: 场地已有“广场舞”（19:00 开始）. A confidential service is not named."""
    what = "场地" if other.room_id and other.room_id == room_id else "老师"
    name = "别的安排" if other.service.confidential else f"“{other.service.title}”"
    return f"{what}已有{name}（{timezone.localtime(other.starts_at):%H:%M} 开始）"


def generate_all(say=None, *, until=None):
    """Lay the sessions of every running timetable, one transaction each. Returns (timetables, made, left out) as numbers.

    `say(done, of, timetable)` is called after each one, for the progress.
    """
    running = list(Timetable.objects.running().order_by("pk"))
    made = left_out = 0
    for done, timetable in enumerate(running, 1):
        new, not_laid = generate(timetable, until=until)
        made, left_out = made + len(new), left_out + len(not_laid)
        if say:
            say(done, len(running), timetable)
    return len(running), made, left_out
