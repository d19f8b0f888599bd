"""The deeds on a place for a whole term: enrol in one press, leave, and give what becomes free to the next in line.

A weekday has its own line (EnrolledDay.rank): full weekdays put the child there, the others are booked all the same. On the days
of a weekday for which she waits she stands in the line of each session, too, and is asked there like everybody for one day.
"""

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone

from accounts.models import Circle, FamilyMember
from accounts.refusals import NotAllowed
from notices import outbox

from ..booking import Status
from ..fairness import ranks, taking_back
from ..models import Booking, EnrolledDay, Enrollment, Timetable
from ..planning import generating
from ..refusals import AgeUnknown, BusyThen, NotInCircle, NotYourFamily, WrongAge
from . import places, seating, words
from .refusals import AllBusy, NotEnrolled, NoTerm, NoWeekday, TermMoved, TermOver
from .strikes import RULE

TRIES = 5
DayStatus = EnrolledDay.Status


def enrol(*, timetable, attendee, booker, by, weekdays=None, key=None, rank=None, source=Booking.Source.SELF):
    """Give a child the places of all chosen weekdays over the term by one press, however often it is asked.

    `timetable` and `attendee` are primary keys; `attendee` is of the family of the user `booker`; `by` is who presses. `weekdays` are
    numbers (0 Monday; all of the timetable by default); those she has already stay. `rank` is a place in the line from a draw
    (lower comes first), which tells her itself. Returns the Enrollment with `left_out`: the sessions that were not booked.
    Raises a BookingRefused: NoTerm, TermOver, NoWeekday, NotYourFamily, NotInCircle, AgeUnknown, WrongAge, AllBusy,
    BusyThen (another guardian enrolled the child).
    """
    for _ in range(TRIES):
        facts = _read(timetable, attendee, booker, weekdays, key, rank is not None)
        if facts.done:
            return facts.done
        try:
            return _take(facts, booker=booker, by=by, key=key, rank=rank, source=source)
        except TermMoved:
            continue  # read again and say what is so now
        except IntegrityError:  # the same press a moment earlier, or the child was booked elsewhere meanwhile
            continue
    raise TermMoved


class _Facts:
    """What is read before writing: `timetable`, `child`, `enrollment` (a live one or None), `days` {weekday: TermDay}, `sessions`, `done`."""

    done = None


def _read(timetable, attendee, booker, weekdays, key, drawn):
    facts = _Facts()
    facts.now = timezone.now()
    rows = Timetable.objects.for_enrolling() if not drawn else Timetable.objects.running().filter(for_terms=True, service__confidential=False)
    facts.timetable = rows.select_related("service__site").filter(pk=timetable).first()
    if facts.timetable is None:
        raise NoTerm
    service = facts.timetable.service
    facts.child = FamilyMember.objects.of(booker).present().filter(pk=attendee).select_related("guardian").first()
    if facts.child is None:
        raise NotYourFamily
    if service.circle_id and not Circle.members.through.objects.filter(circle=service.circle_id, user=booker).exists():
        raise NotInCircle
    same = Q(attendee=facts.child, timetable=facts.timetable) & ~Q(status=Enrollment.Status.ENDED)
    known = list(Enrollment.objects.filter(same | Q(key=key, key__isnull=False, booker=booker)).select_related("attendee__guardian", "booker"))
    pressed = next((row for row in known if key and row.key == key), None)
    if pressed:
        facts.done = pressed
        pressed.left_out = []
        return facts
    facts.enrollment = known[0] if known else None
    if facts.enrollment and facts.enrollment.booker_id != booker.pk and not drawn:  # another guardian's: its page is hers, and what it grows by
        raise BusyThen("孩子的另一位监护人已经报了这个学期。要改天数，请和对方说。")
    chosen = set(facts.timetable.days_of_week if weekdays is None else weekdays) & set(facts.timetable.days_of_week)
    if not chosen:
        raise NoWeekday
    facts.had = {int(day) for day in facts.enrollment.weekdays} if facts.enrollment else set()
    facts.new = chosen - facts.had
    if not facts.new:
        facts.done = facts.enrollment
        facts.done.left_out = []
        return facts
    facts.days = catch_up(facts.timetable)
    sessions = seating.coming(facts.timetable, now=facts.now)
    after = facts.had | facts.new
    facts.sessions = [s for s in sessions if seating.belongs(s, facts.timetable, after) and not seating.belongs(s, facts.timetable, facts.had)]
    if not facts.sessions:
        raise TermOver
    _require_age(facts)
    return facts


def _require_age(facts):
    service, child = facts.timetable.service, facts.child
    if any(service.fits(child.age_on(session.day)) for session in facts.sessions):
        return
    if child.born_on is None:
        raise AgeUnknown
    age = child.age_on(facts.sessions[0].day)
    raise WrongAge(f"这门课要 {service.ages}，参加的人那时 {age} 岁。请换一位家人，或看看别的课。")


@transaction.atomic
def _take(facts, *, booker, by, key, rank, source):
    timetable, service, now = facts.timetable, facts.timetable.service, facts.now
    taking_back.print_rule(service=service, key=RULE, sentence=words.taking_back(service), now=now)  # what she has just read
    free = {day for day in facts.new if not facts.days[day].is_full}
    full = facts.new - free
    places.take(timetable, free=free, full=full)
    if rank is None:
        now_on = Timetable.objects.for_enrolling().filter(pk=timetable.pk).values_list("weekdays", flat=True).first()
        if now_on is None:  # a draw was announced at this moment
            raise NoTerm
        if now_on != timetable.weekdays:  # its days were changed at this moment
            raise TermMoved
    enrollment = facts.enrollment or Enrollment(
        timetable=timetable, attendee=facts.child, booker=booker, made_by=by, made_at=now, key=key, source=source, status=Enrollment.Status.WAITING
    )
    enrollment.attendee = facts.child
    enrollment.weekdays = "".join(str(day) for day in sorted(facts.had | facts.new))
    if free:
        enrollment.status = Enrollment.Status.ACTIVE
    enrollment.save()
    rows = [EnrolledDay(enrollment=enrollment, weekday=day, status=DayStatus.HELD, held_since=now) for day in sorted(free)]
    if full:
        place = rank if rank is not None else _next_rank(timetable, service, booker)
        rows += [EnrolledDay(enrollment=enrollment, weekday=day, status=DayStatus.WAITING, rank=place) for day in sorted(full)]
    EnrolledDay.objects.bulk_create(rows)
    _, left_out = seating.seat([(enrollment, session) for session in facts.sessions], by=by, service=service, now=now)
    if len(left_out) == len(facts.sessions):
        raise AllBusy
    enrollment.left_out = [session for _, session in left_out]
    if rank is None:  # who was drawn is told by the draw, once for all children of her number
        outbox.tell(booker, "term_booked" if free else "term_waiting", enrollment, again=enrollment.weekdays if facts.had else "")
    return enrollment


def _next_rank(timetable, service, booker):
    """Return a rank behind all who ever joined the line of a weekday here, before those of the next tier.

    Nobody else joins meanwhile: the row of the full weekday was written in this transaction.
    """
    tier = int(service.own_area_first and booker.home_area_id != service.site.area_id)
    rows = EnrolledDay.objects.filter(enrollment__timetable=timetable, rank__gte=tier * ranks.TIER, rank__lt=(tier + 1) * ranks.TIER)
    return (rows.aggregate(last=Max("rank"))["last"] or tier * ranks.TIER) + 1


@generating.after
def seat_new(timetable, sessions):
    """Give the enrolled children their places in sessions that were laid now: who holds the weekday first, then its line in order."""
    if not timetable.for_terms:
        return
    catch_up(timetable)
    enrollments = {}
    days = EnrolledDay.objects.filter(enrollment__timetable=timetable).exclude(status=DayStatus.ENDED)
    for day in days.select_related("enrollment__attendee__guardian", "enrollment__booker").order_by("rank", "held_since", "pk"):
        enrollment, live, held = enrollments.setdefault(day.enrollment_id, (day.enrollment, set(), set()))
        live.add(day.weekday)
        if day.status == DayStatus.HELD:
            held.add(day.weekday)
    pairs = []
    for number, (enrollment, live, held) in enumerate(enrollments.values()):
        for session in sessions:
            if seating.belongs(session, timetable, live):
                pairs.append((not seating.belongs(session, timetable, held), number, enrollment, session))
    pairs.sort(key=lambda pair: pair[:2])
    seating.seat([(enrollment, session) for _, _, enrollment, session in pairs], by=None, service=timetable.service, now=timezone.now())


def catch_up(timetable):
    """Give the places of weekdays that have become more to those in their lines. Returns {weekday: TermDay} as it is then."""
    days = places.of(timetable)
    grown = {weekday for weekday, day in days.items() if day.waiting and not day.is_full}
    if grown:
        with transaction.atomic():
            places.lock(timetable)
            sessions = seating.locked(session.pk for session in seating.coming(timetable, now=timezone.now()))
            _hand_on(timetable, grown, sessions)
        days = places.of(timetable)
    return days


@transaction.atomic
def leave(*, enrollment, by, by_staff=False, weekdays=None, ended_as=None):
    """Give back the places of the chosen weekdays (all by default) from now on; what becomes free goes to the line at once.

    By herself for the sessions whose hour of cancelling has not passed, `by_staff` for all that have not begun.
    Raises NotAllowed, NotEnrolled.
    """
    timetable = Timetable.objects.select_related("service__site").get(pk=enrollment.timetable_id)
    places.lock(timetable)
    enrollment = Enrollment.objects.select_related("attendee__guardian", "booker").get(pk=enrollment.pk)  # as it is now that we hold its weekdays
    if not by_staff and enrollment.booker_id != by.pk:
        raise NotAllowed
    days = {day.weekday: day for day in enrollment.days.exclude(status=DayStatus.ENDED)}
    gone = {weekday for weekday in days if weekdays is None or weekday in weekdays}
    if not gone:
        raise NotEnrolled
    held = {weekday for weekday in gone if days[weekday].status == DayStatus.HELD}
    enrollment.days.filter(pk__in=[days[weekday].pk for weekday in gone]).update(status=DayStatus.ENDED)
    places.give_back(timetable, held=held, waited=gone - held)
    stays = days.keys() - gone
    enrollment.weekdays = "".join(map(str, sorted(stays)))
    _set_status(enrollment, {days[weekday].status for weekday in stays}, by_staff=by_staff, ended_as=ended_as)
    sessions = _free(enrollment, timetable, stays, by_staff=by_staff)
    _hand_on(timetable, held, sessions)
    outbox.tell(enrollment.booker, "term_left", enrollment, again=f"{timezone.now().timestamp()}")
    return enrollment


def _set_status(enrollment, statuses, *, by_staff, ended_as):
    if not statuses:
        enrollment.status, enrollment.ended_at = Enrollment.Status.ENDED, timezone.now()
        enrollment.ended_as = ended_as or (Enrollment.Ended.STAFF if by_staff else Enrollment.Ended.SELF)
    elif DayStatus.HELD in statuses:
        enrollment.status = Enrollment.Status.ACTIVE
    else:
        enrollment.status = Enrollment.Status.WAITING
    enrollment.save(update_fields=["weekdays", "status", "ended_at", "ended_as"])


def _free(enrollment, timetable, stays, *, by_staff):
    """Cancel the coming bookings of the weekdays that were given back. Returns {pk: Session}, locked, with their counters as they are then."""
    now = timezone.now()
    rows = enrollment.bookings.filter(status__in=Booking.ENDING, session__starts_at__gt=now)
    if not by_staff:
        rows = rows.filter(session__cancel_by__gt=now)
    ending = {row.pk for row in rows.select_related("session") if not (stays and seating.belongs(row.session, timetable, stays))}
    sessions = seating.locked(Booking.objects.filter(pk__in=ending).values("session"))
    rows = list(Booking.objects.filter(pk__in=ending, status__in=Booking.ENDING, session__in=sessions))
    for row in rows:
        session = sessions[row.session_id]
        if row.status == Status.WAITING:
            session.waiting -= 1
        else:
            session.booked -= 1
    why = {Enrollment.Ended.RULE: Booking.EndedAs.RULE, Enrollment.Ended.STAFF: Booking.EndedAs.STAFF}
    ended_as = why.get(enrollment.ended_as, Booking.EndedAs.STAFF if by_staff else Booking.EndedAs.SELF)
    Booking.objects.filter(pk__in=[row.pk for row in rows]).update(status=Status.CANCELLED, cancelled_at=now, ended_as=ended_as, offered_until=None)
    return sessions


def _hand_on(timetable, weekdays, sessions):
    """Give free term places of `weekdays` to the first in their lines, at once and for the rest of the term; then what is left of the
    places of single days goes to the lines of those days. `sessions` are locked; their counters are written here."""
    given = {}
    for weekday in sorted(weekdays):
        while places.step_up(timetable, weekday):
            line = EnrolledDay.objects.filter(enrollment__timetable=timetable, weekday=weekday, status=DayStatus.WAITING)
            day = line.select_related("enrollment__booker").order_by("rank", "pk").first()
            EnrolledDay.objects.filter(pk=day.pk).update(status=DayStatus.HELD, held_since=timezone.now())
            enrollment, _ = given.setdefault(day.enrollment_id, (day.enrollment, set()))
            given[day.enrollment_id][1].add(weekday)
    if given:
        Enrollment.objects.filter(pk__in=given).update(status=Enrollment.Status.ACTIVE)
        seating.confirm_first(given.keys(), sessions)
    seating.write_counters(sessions.values())
    seating.offer_rest(sessions, timetable.service)
    for enrollment, days in given.values():
        outbox.tell(enrollment.booker, "term_promoted", enrollment, again="".join(map(str, sorted(days))) + f":{timezone.now().timestamp()}")
