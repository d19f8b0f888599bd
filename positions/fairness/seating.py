"""Places for those whose number came out: winners in the order drawn, then the line, whose ranks are the order drawn."""

from django.db import transaction

from notices import outbox

from ..models import Booking, DrawEntry, Session, Together
from ..refusals import BookingRefused

Status, Outcome = Booking.Status, DrawEntry.Outcome


def busy(members, session):
    """Return whether one of `members` has a live booking elsewhere at the time of `session`."""
    return _busy_pks([member.pk for member in members], session) != set()


def _busy_pks(members, session):
    live = Booking.objects.live().filter(attendee__in=members).exclude(session=session)
    return set(live.filter(session__starts_at__lt=session.ends_at, session__ends_at__gt=session.starts_at).values_list("attendee", flat=True))


def term_faults(draw):
    """Return why the places of a term cannot be drawn, as sentences."""
    from ..terms import places

    timetable, found = draw.timetable, []
    if not timetable.for_terms or timetable.status != timetable.Status.ACTIVE:
        found.append("这门课不收整个学期的报名，不能抽整个学期的位子。")
    if timetable.enrollments.exclude(status="ended").exists():
        found.append("这门课已经有孩子报了整个学期，不能再改成抽签。")
    free = min(day.left for day in places.of(timetable).values())
    if draw.places != free:
        found.append(f"这门课整个学期给 {free} 个位子，要抽就一起抽。")
    return found


def hold_term(draw):
    """Lock the places of the term until the draw is announced: whoever enrols at this moment finds the draw afterwards."""
    from ..terms import places

    places.lock(draw.timetable)


def seat(draw, *, won, waiting, by):
    """Give places to the entries `won`, a place in the line to `waiting`, and tell each; in the transaction of the draw."""
    if draw.session_id:
        seat_drawn(session=draw.session_id, won=won, waiting=waiting, by=by, until=draw.answer_by)
    else:
        _enrol(draw, won=won, waiting=waiting, by=by)
    DrawEntry.objects.bulk_update(won + waiting, ["outcome"])
    kinds = {Outcome.WON: "draw_won", Outcome.WAITING: "draw_waits", Outcome.BUSY: "draw_busy"}
    for entry in won + waiting:
        outbox.tell(entry.booker, kinds[entry.outcome], entry)


def seat_drawn(*, session, won, waiting, by, until=None):
    """Book `won` and then `waiting` (DrawEntries with their children) into a session (a primary key), in this order.

    With `until` a place is held for the winner's answer; else it is hers at once. Whoever has another booking at that time is passed
    over: the page of the draw says so before anybody enters. Sets the outcome of each entry.
    """
    row = Session.objects.select_for_update(no_key=True).select_related("service").get(pk=session)
    people = {child.attendee_id for entry in won + waiting for child in entry.children.all() if child.is_in}
    elsewhere, taken = _busy_pks(people, row), {}
    for group, outcome in ((won, Outcome.WON), (waiting, Outcome.WAITING)):
        for entry in group:
            members = [child.attendee for child in entry.children.all() if child.is_in]
            is_free = not elsewhere & {member.pk for member in members}
            entry.outcome = outcome if is_free else Outcome.BUSY
            if is_free:
                _take(row, entry, members, by=by, until=until, taken=taken)
    row.by_draw = False
    Session.objects.filter(pk=row.pk).update(booked=row.booked, waiting=row.waiting, joined=row.joined, by_draw=False)
    _fill(row)


def _take(session, entry, members, *, by, until, taken):
    from ..booking import minute  # booking leans on this package

    is_won = entry.outcome == Outcome.WON
    status = (Status.OFFERED if until else Status.CONFIRMED) if is_won else Status.WAITING
    together = Together.objects.create(session=session, booker=entry.booker) if len(members) > 1 else None
    rows = []
    for member in members:
        number = None
        if session.service.household_limit:
            number = taken[member.guardian_id] = taken.get(member.guardian_id, -1) + 1
        if status in Booking.IN_LINE:
            session.joined += 1
        rows.append(
            Booking(
                session=session, booker=entry.booker, attendee=member, made_by=by, source=entry.source, status=status, household_id=member.guardian_id,
                household_no=number, from_minute=minute(session.starts_at), to_minute=minute(session.ends_at), together=together,
                rank=session.joined if status in Booking.IN_LINE else None, offered_until=until if status == Status.OFFERED else None,
            )
        )  # fmt: skip
    Booking.objects.bulk_create(rows)
    if is_won:
        session.booked += len(rows)
    else:
        session.waiting += len(rows)


def _fill(session):
    """Places that nobody took (a number was taken back, a winner is busy) go to those who wait."""
    from .offers import offer_places

    offer_places(session)


def _enrol(draw, *, won, waiting, by):
    """Enrol for the whole term, in the order drawn: whoever finds a place free has it, the others wait with their place in the order.

    A number that is passed over leaves its places to the first who waits; a family for which too few are left lets the next ones go first.
    What nobody after it wants is given to the first of its children, the others wait next (draw_words.rules).
    """
    from ..terms import places  # terms lean on this package

    too_large, rank = [], 0
    for entry in won + waiting:
        members = [child.attendee for child in entry.children.all() if child.is_in]
        rank += len(members)
        free = min((day.left for day in places.of(draw.timetable).values()), default=0)
        if 0 < free < len(members):
            too_large.append((entry, members, rank))
        else:
            _enrol_family(draw, entry, members, rank, by)
    for entry, members, rank_of in too_large:
        _enrol_family(draw, entry, members, rank_of, by)


def _enrol_family(draw, entry, members, rank, by):
    from ..terms import enrolling  # terms lean on this package

    states = set()
    for place, member in enumerate(members, rank - len(members) + 1):
        try:
            with transaction.atomic():
                made = enrolling.enrol(timetable=draw.timetable_id, attendee=member.pk, booker=entry.booker, by=by, rank=place, source=entry.source)
            states.add(made.status)
        except BookingRefused:
            states.add("")
    entry.outcome = Outcome.WON if "active" in states else Outcome.WAITING if "waiting" in states else Outcome.BUSY
