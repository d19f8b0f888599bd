"""Coming and leaving. Each press is one row (DoorTick) with a key of its own: sent twice it counts once, kept offline it keeps its time.

What cannot be done is no exception here: the press happened, so the row stays and says in `outcome` what became of it. Only what
staff can still mend before the child goes (the wrong person) raises.
"""

from datetime import timedelta
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.refusals import NotAllowed
from notices import outbox

from ..models import Booking, DoorTick
from . import people, strikes
from .refusals import DoorRefused, NotListed

Status, Kind, Outcome = Booking.Status, DoorTick.Kind, DoorTick.Outcome
LATE = timedelta(minutes=2)  # what arrives later than that after it happened was written down afterwards
OLDEST = timedelta(hours=36)  # a press older than that is a matter for the paper list
IS_IN = (Outcome.DONE, Outcome.ELSEWHERE)  # she is inside, whoever wrote it down
SKEW = timedelta(minutes=5)  # two phones' clocks differ: leaving right after coming is believed


def require_may(by, booking):
    """Raise NotAllowed unless `by` may check in at this booking's door."""
    if not by.has_perm("positions.check_in_booking", booking):
        raise NotAllowed


def once(key, booking, write):
    """Return the DoorTick of `key`: the one that is there, or the one that `write()` makes; two requests make one row.

    A key belongs to one booking: with another one it is refused (NotAllowed).
    """
    for _ in range(2):
        made = DoorTick.objects.filter(key=key).first() if key else None
        if made:
            if made.booking_id != booking.pk:
                raise NotAllowed
            return made
        try:
            with transaction.atomic():
                return write()
        except IntegrityError:
            if not DoorTick.objects.filter(key=key).exists():
                raise
    raise AssertionError


def tick(kind, *, booking, by, at, key=None, outcome=Outcome.DONE, words=None):
    """Write one row; `at` is when it happened."""
    now = timezone.now()
    return DoorTick.objects.create(
        key=key or uuid4().hex, session_id=booking.session_id, booking=booking, kind=kind, outcome=outcome, words=words or None, by=by,
        happened_at=min(at, now), recorded_at=now,
    )  # fmt: skip


def _locked(booking):
    return Booking.objects.select_for_update(of=("self",)).select_related("session__service", "attendee__guardian", "booker").get(pk=booking.pk)


def _when(at):
    """Return (moment that counts, moment of recording or None): a clock that runs ahead is taken back to now."""
    now = timezone.now()
    at = min(at or now, now)
    return at, (now if now - at > LATE else None)


def sign_in(*, booking, by, at=None, key=None):
    """Write down that somebody came, at the moment `at` (now by default). Returns the DoorTick.

    Signed in at two phones, the earlier time counts and both rows stay. Its outcome may be ELSEWHERE, CANCELLED, NO_PLACE, TOO_OLD.
    Raises NotAllowed.
    """
    require_may(by, booking)

    def write():
        row = _locked(booking)
        came, late = _when(at)
        outcome = Outcome.DONE
        if timezone.now() - came > OLDEST:
            outcome = Outcome.TOO_OLD
        elif row.status == Status.CANCELLED:
            outcome = Outcome.CANCELLED
        elif row.status == Status.ATTENDED:
            outcome = Outcome.ELSEWHERE
            if came < row.came_at:
                row.came_at, row.recorded_at = came, late or row.recorded_at
                row.save(update_fields=["came_at", "recorded_at"])
        elif row.status in (Status.CONFIRMED, Status.ABSENT):
            if row.status == Status.ABSENT:
                strikes.take_back(row, strikes.Kind.ABSENCE)
            row.status, row.came_at, row.recorded_at = Status.ATTENDED, came, late
            row.save(update_fields=["status", "came_at", "recorded_at"])
        else:
            outcome = Outcome.NO_PLACE
        return tick(Kind.IN, booking=row, by=by, at=came, key=key, outcome=outcome)

    return once(key, booking, write)


def sign_out(*, booking, by, ref="", name="", said="", at=None, key=None, happened=False):
    """Write down that somebody left. Returns the DoorTick, its outcome DONE, ELSEWHERE, NOT_IN, TOO_OLD, NOT_LISTED.

    Where children are handed over, `ref` is the listed person (people.Person.ref, or people.ALONE); somebody else by `name` only
    with what the guardian `said` on the phone. `happened`: the child is gone already (a phone that had no network tells it later);
    then nothing is refused, and a person who is not on the list any more is marked NOT_LISTED, so that staff call the guardian.
    Raises NotAllowed, NotListed, NotAlone, MustNotFetch.
    """
    require_may(by, booking)

    def write():
        row = _locked(booking)
        left, late = _when(at)
        if timezone.now() - left > OLDEST:
            return tick(Kind.OUT, booking=row, by=by, at=left, key=key, outcome=Outcome.TOO_OLD)
        if row.status != Status.ATTENDED:
            return tick(Kind.OUT, booking=row, by=by, at=left, key=key, outcome=Outcome.NOT_IN)
        if row.left_at:
            return tick(Kind.OUT, booking=row, by=by, at=left, key=key, outcome=Outcome.ELSEWHERE)
        if left <= row.came_at:
            if row.came_at - left > SKEW:
                return tick(Kind.OUT, booking=row, by=by, at=left, key=key, outcome=Outcome.NOT_IN)
            left = row.came_at + timedelta(seconds=1)
        who, outcome = _who(row, ref, name, said, happened)
        row.left_at, row.fetched_by, row.recorded_at = left, who or None, late or row.recorded_at
        row.save(update_fields=["left_at", "fetched_by", "recorded_at"])
        made = tick(Kind.OUT, booking=row, by=by, at=min(left, timezone.now()), key=key, outcome=outcome, words="；".join(filter(None, [who, said])))
        _after_leaving(row)
        return made

    return once(key, booking, write)


def _who(row, ref, name, said, happened):
    """Return (words of who fetched, outcome)."""
    if not row.session.service.needs_pickup:
        return "", Outcome.DONE
    if name:
        people.require_not_barred(row.attendee, name)  # "never" wins over what anybody says at the door
        if not said:
            raise NotListed
        return f"{name}（名单外，监护人电话同意）", Outcome.DONE
    try:
        return people.chosen(row.attendee, ref, row.session.day), Outcome.DONE
    except DoorRefused:
        if not happened:
            raise
        return "名单外的人，要核实", Outcome.NOT_LISTED


def _after_leaving(row):
    """Tell who booked and the guardian who took the child home, and keep the minutes of a late pick-up."""
    if not row.session.service.needs_pickup:
        return
    for user in {row.booker_id: row.booker, row.attendee.guardian_id: row.attendee.guardian}.values():
        outbox.tell(user, "child_left", row, again=f"{row.left_at:%Y%m%d%H%M%S}")
    strikes.note_late(row, minutes_late(row))


def minutes_late(booking, now=None):
    """Return by how many whole minutes a child left, or is still here, after the end of its session."""
    left = booking.left_at or now or timezone.now()
    return max(int((left - booking.session.ends_at).total_seconds() // 60), 0)


def undo(*, booking, by, key=None):
    """Take back what was pressed last by a slip: the leaving, else the coming. Returns the DoorTick (outcome NOT_IN: nothing was there).

    Raises NotAllowed.
    """
    require_may(by, booking)

    def write():
        row = _locked(booking)
        outcome = Outcome.DONE
        if row.status != Status.ATTENDED:
            outcome = Outcome.NOT_IN
        elif row.left_at:
            row.left_at = row.fetched_by = None
            row.save(update_fields=["left_at", "fetched_by"])
            strikes.take_back(row, strikes.Kind.LATE)
        else:
            row.status, row.came_at, row.recorded_at = Status.CONFIRMED, None, None
            row.save(update_fields=["status", "came_at", "recorded_at"])
        return tick(Kind.BACK, booking=row, by=by, at=timezone.now(), key=key, outcome=outcome)

    return once(key, booking, write)


@transaction.atomic
def stop(*, booking, by, name, key=None):
    """Write down that somebody who may not was about to take a child, and tell the others who work at this site. Returns the DoorTick.

    Raises NotAllowed.
    """
    require_may(by, booking)
    made = DoorTick.objects.filter(key=key, booking=booking).first() if key else None
    if made:
        return made
    barred = people.of(booking.attendee).bars(name)
    made = tick(Kind.STOP, booking=booking, by=by, at=timezone.now(), key=key, outcome=Outcome.DONE if barred else Outcome.NOT_LISTED, words=name)
    for user in _others_at(booking.session.site_id, by):
        outbox.tell(user, "door_stop", made)
    return made


def _others_at(site, by):
    from accounts.models import User
    from accounts.roles import Role

    posts = User._meta.get_field("posts").related_model.objects.live().filter(role=Role.SITE_STAFF, site=site)
    return User.objects.filter(pk__in=posts.values("user"), is_active=True).exclude(pk=by.pk).order_by("pk")
