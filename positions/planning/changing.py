"""Change a timetable from a day on: what that does to each session that is laid already, seen first, then done.

The timetable stays one row, so whoever is enrolled stays enrolled. Sessions before the day are laid by the old rule, the row takes the
new rule, and those from the day on are brought to it: a date that both rules name stays, one that fell away is paired with a new one
of the same week (of the same month, for the first Saturday and the like).
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256

from django.db import models, transaction
from django.utils import timezone

from accounts.refusals import Refusal

from ..booking import minute
from ..models import Booking, Session, Timetable, TimetableDate
from ..models.timetables import words_of_weekdays
from ..terms import following, places
from . import days, effects, generating, moving, pattern

RHYTHM = ("weekdays", "every", "nth", "starts", "minutes", "slot_minutes")
FIELDS = (*RHYTHM, "since", "until", "skip_holidays", "on_workdays", "room", "host", "host_name", "capacity", "for_terms")
GONE = "排课改了，这一场不再有"


class Booked(models.TextChoices):
    """What becomes of sessions that somebody has a place in."""

    MOVE = "move", "跟着改，通知大家"
    KEEP = "keep", "这些场次照旧，不改"
    CANCEL = "cancel", "取消，通知大家"


class PlanChanged(Refusal):
    sentence = "您看的这会儿，有人预约或改了场次。请再看一遍，没问题就再按一次。"


class NothingToChange(Refusal):
    sentence = "和现在的一样，没有要改的。"


@dataclass(frozen=True)
class Single:
    """A date that does not follow the rule; `kind` "" takes back what was said of it."""

    date: date
    kind: str
    words: str = ""


@dataclass
class Plan:
    """What a change does. Each list is in the order of time."""

    timetable: Timetable  # as it would be, unsaved
    first: date
    last: date
    changes: list = field(default_factory=list)  # Effects: moved, altered, cancelled and told
    removed: list = field(default_factory=list)  # sessions that fall away and that nobody has booked
    kept: list = field(default_factory=list)  # [(session, why, the time that it stands for or None)]
    added: list = field(default_factory=list)  # times (occurrence, slot, start, end) that are laid anew
    left_out: list = field(default_factory=list)  # [LeftOut or Skipped], each with day and why
    unknown_words: str = ""
    weekdays: dict = field(default_factory=dict)  # {old: new} of the weekdays that children hold for the term

    @property
    def follows(self):
        """[(周三, 周四)]: which weekdays of the term become which."""
        return [(words_of_weekdays(str(old)), words_of_weekdays(str(new))) for old, new in self.weekdays.items()]

    @property
    def told(self):
        """Return {booker: [(effect, booking)]} of all who get a message."""
        found = defaultdict(list)
        for effect in self.changes:
            for row in effect.bookings if effect.is_told else ():
                if row.status in Booking.ENDING:
                    found[row.booker].append((effect, row))
        return found

    @property
    def digest(self):
        """A few letters that are the same for two plans that do the same: what was previewed, and what would be done now."""
        return digest_of(
            self.changes, *(f"-{session.pk}" for session in self.removed), *(f"={session.pk}" for session, _, _ in self.kept), str(len(self.added))
        )

    @property
    def is_empty(self):
        return not (self.changes or self.removed or self.added or self.kept)


def digest_of(changes, *more):
    """Return the digest of some Effects and whatever else counts."""
    parts = list(more)
    for effect in changes:
        people = sorted(row.pk for row in effect.bookings), sorted(effect.released)
        parts.append(f"{effect.session.pk} {minute(effect.was_at)} {minute(effect.starts_at)} {effect.room} {effect.is_cancelled} {people}")
    return sha256("|".join(parts).encode()).hexdigest()[:16]


def altered(timetable, said):
    """Return an unsaved copy of `timetable` with the values of `said` ({field: value})."""
    copy = Timetable.objects.select_related("service__site__center", "room", "host").get(pk=timetable.pk)
    for name in FIELDS:
        if name in said:
            setattr(copy, name, said[name])
    return copy


def look(*, timetable, said, first=None, booked=Booked.MOVE, single=None):
    """Return the Plan of changing `timetable` to `said` from the date `first` on (None: all that is to come).

    `single` (a Single) says of one date that it is left out or added. Raises TermNotFollowed.
    """
    now, today = timezone.now(), timezone.localdate()
    first = max(first or today, today)
    new = altered(timetable, said)
    laid = Session.objects.filter(timetable=timetable, occurrence__gte=first, starts_at__gt=now).select_related("service__site__center", "room", "host")
    laid = list(laid.order_by("occurrence", "slot"))
    gone = {(row.occurrence, row.slot) for row in laid if row.status == Session.Status.CANCELLED}
    laid = [row for row in laid if row.status != Session.Status.CANCELLED]
    last = max([generating.horizon(new, today), *(row.occurrence for row in laid), *([single.date] if single else [])])
    plan = Plan(new, first, min(last, today + generating.AT_MOST))
    singles = days.read_singles(timetable)
    if single:
        singles |= {single.date: (single.kind, single.words)}
        gone = {row for row in gone if row[0] != single.date} if single.kind == TimetableDate.Kind.ADDED else gone
    found = days.of(new, first, plan.last, singles={day: said for day, said in singles.items() if said[0]})
    plan.left_out, plan.unknown_words = found.skipped, found.unknown_words
    wanted = [
        (day, slot, start, end)
        for day in found.held
        for slot, start, end in pattern.times(day, starts=new.starts, minutes=new.minutes, **new.cut)
        if start > now and (day, slot) not in gone
    ]
    pairs, lost, free = _pair(new, laid, wanted)
    _decide(plan, pairs, lost, free, booked)
    plan.weekdays = following.weekdays(
        was=Timetable.objects.values_list("weekdays", flat=True).get(pk=timetable.pk), now=new.weekdays, timetable=timetable.pk,
        moves=[(row.occurrence, time[0]) for row, time in pairs], cancels=booked == Booked.CANCEL,
    )  # fmt: skip
    fresh, taken_in, not_free = generating.sift(new, sorted(free), own=False)
    plan.added = [row[:4] for row in fresh] + [(occurrence, slot, row.starts_at, row.ends_at) for row, occurrence, slot in taken_in]
    plan.left_out = sorted([*plan.left_out, *not_free], key=lambda row: row.day)
    return plan


def _pair(new, laid, wanted):
    """Return ([(session, time)], [session without a time], [time without a session])."""
    times = {row[:2]: row for row in wanted}
    pairs, rest, free = [], defaultdict(list), defaultdict(list)
    for session in laid:
        same = times.pop((session.occurrence, session.slot), None)
        if same:
            pairs.append((session, same))
        else:
            rest[_window(new, session.occurrence)].append(session)
    for row in times.values():
        free[_window(new, row[0])].append(row)
    lost = []
    for window, sessions in rest.items():
        for session in sessions:
            if free[window]:
                pairs.append((session, free[window].pop(0)))
            else:
                lost.append(session)
    return pairs, lost, [row for rows in free.values() for row in rows]


def _window(timetable, day):
    return (day.year, day.month) if timetable.nth else pattern.monday_of(day)


def _decide(plan, pairs, lost, free, booked):
    """Say for each session: changed, cancelled, removed or kept. One that cannot be changed is kept and says why.

    A time that a cancelled session leaves is laid anew: it joins `free`.
    """
    new, wanted, times = plan.timetable, [], {}
    for session, (occurrence, slot, start, end) in pairs:
        effect = effects.moved(
            session,
            starts_at=start,
            ends_at=end,
            room=new.room,
            host=new.host,
            host_name=new.host_name,
            capacity=new.capacity,
            occurrence=occurrence,
            slot=slot,
        )
        times[session.pk] = (occurrence, slot, start, end)
        if not _differs(effect):
            continue
        concerns_people = _has_people(session) and effect.is_told
        if concerns_people and booked == Booked.KEEP:
            plan.kept.append((session, "有人约了，照旧", times[session.pk]))
        elif concerns_people and booked == Booked.CANCEL:
            wanted.append(effects.cancelled(session))
            free.append(times[session.pk])
        else:
            wanted.append(effect)
    for session in lost:
        if not _has_people(session):
            plan.removed.append(session)
        elif booked == Booked.KEEP:
            plan.kept.append((session, "有人约了，照旧", None))
        else:
            wanted.append(effects.cancelled(session))
    plan.changes = effects.look(wanted)
    # One whose new room or time is taken stays where it is; that may be in the way of another one, so look again.
    while stuck := [effect for effect in plan.changes if effect.hindrance]:
        plan.kept += [(effect.session, effect.hindrance, times[effect.session.pk]) for effect in stuck]
        plan.changes = effects.look([effect for effect in plan.changes if not effect.hindrance])
    plan.kept.sort(key=lambda row: row[0].starts_at)


def _has_people(session):
    return session.booked + session.waiting > 0


def _differs(effect):
    row = effect.session
    same = (effect.host == row.host, effect.host_name == row.host_name, effect.capacity == row.capacity, effect.occurrence == row.occurrence)
    return effect.changes_time or effect.changes_place or not all(same)


@transaction.atomic
def apply(*, timetable, said, by, first=None, booked=Booked.MOVE, reason="", single=None, digest=None):
    """Change the timetable as `look` shows it. Returns (Plan as it was done, sessions laid anew, LeftOuts).

    Raises PlanChanged when `digest` is not that of what would be done now, NothingToChange, TermNotFollowed, PlaceTaken, ValidationError.
    """
    timetable = Timetable.objects.select_for_update(no_key=True, of=("self",)).get(pk=timetable.pk)
    places.lock(timetable)  # nobody enrols between looking and changing
    today = timezone.localdate()
    first = max(first or today, today)
    if first > today:  # what lies before keeps the old rule, whether it is laid already or not
        generating.generate(timetable, until=first - timedelta(days=1))
    plan = look(timetable=timetable, said=said, first=first, booked=booked, single=single)
    if digest is not None and digest != plan.digest:
        raise PlanChanged
    new = plan.timetable
    differing = [name for name in FIELDS if getattr(new, name) != getattr(timetable, name)]
    if not (differing or single or plan.changes or plan.removed or plan.added):
        raise NothingToChange
    if set(differing) & set(RHYTHM):
        new.rule_from = first
    if new.until and new.until < new.since:  # stopped before it began
        new.until, new.status = new.since, Timetable.Status.ENDED
    elif new.until and new.until <= today:
        new.status = Timetable.Status.ENDED
    new.full_clean()
    new.save()
    if plan.weekdays or "weekdays" in differing:
        following.follow(new, plan.weekdays)
    if single:
        _say(new, single)
    _remove(plan.removed)
    for session, _, time in plan.kept:
        if time:
            Session.objects.filter(pk=session.pk).update(occurrence=time[0], slot=time[1])
    if plan.changes:
        moving.carry_out(plan.changes, by=by, reason=reason)
        # Cancelled by the change, not by hand: should the rule name that date again, it is laid again.
        Session.objects.filter(pk__in=[effect.session.pk for effect in plan.changes if effect.is_cancelled]).update(occurrence=None)
    made, left_out = generating.generate(new, until=plan.last)
    return plan, made, left_out


def _say(timetable, single):
    if single.kind:
        TimetableDate.objects.update_or_create(timetable=timetable, date=single.date, defaults={"kind": single.kind, "words": single.words})
        # A date that is added by name is laid, even if its session was cancelled before.
        if single.kind == TimetableDate.Kind.ADDED:
            Session.objects.filter(timetable=timetable, occurrence=single.date, status=Session.Status.CANCELLED).update(occurrence=None)
    else:
        TimetableDate.objects.filter(timetable=timetable, date=single.date).delete()


def _remove(sessions):
    """Delete what nobody has ever booked; whatever carries a history is cancelled and stays."""
    for session in sessions:
        row = Session.objects.filter(pk=session.pk, booked=0, waiting=0)
        try:
            with transaction.atomic():
                row.delete()
        except models.ProtectedError:
            row.update(status=Session.Status.CANCELLED, cancel_reason=GONE, occurrence=None)


def to_stop(data):
    """Return what `look` and `apply` are told to end a timetable after the date data["last"]."""
    return {"said": {"until": data["last"]}, "first": data["last"] + timedelta(days=1)}


def stop(*, timetable, by, last=None, booked=Booked.CANCEL, reason="", digest=None):
    """End a timetable after the date `last` (today): what is laid after it falls away as in any change. Returns the Plan."""
    how = to_stop({"last": last or timezone.localdate()})
    return apply(timetable=timetable, by=by, booked=booked, reason=reason, digest=digest, **how)[0]
