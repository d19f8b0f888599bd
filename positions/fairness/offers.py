"""Freed places: given or offered to the first in rank whom they fit; accepted, passed on, run out; near the start, first who answers.

Whoever frees places holds the session's row and calls `offer_places` in her transaction. An offered place counts as taken
(`session.booked`) until it is answered, so nobody else gets it. The rule in words: positions/rules.py.
"""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.refusals import NotAllowed
from notices import outbox

from ..models import Booking, Session
from ..refusals import AdultNeeded, NotLive, OfferOver, PlaceGone, TooFewPlaces
from . import line

Status = Booking.Status
SILENT = 2  # so many offers that nobody answered end an entry
MORNING, NIGHT = time(7), time(22)  # between them no message goes out, so these hours don't count


def held_until(session, now):
    """Return until when a place freed at `now` is held: the service's minutes, the night not counted, the start at the latest."""
    left = timedelta(minutes=session.service.offer_minutes)
    at = timezone.localtime(now)
    if at.time() >= NIGHT:
        at = _clock(at + timedelta(days=1), MORNING)
    elif at.time() < MORNING:
        at = _clock(at, MORNING)
    while at + left > _clock(at, NIGHT):
        left -= _clock(at, NIGHT) - at
        at = _clock(at + timedelta(days=1), MORNING)
    return min(at + left, session.starts_at)


def _clock(day, at):
    return datetime.combine(day.date(), at, day.tzinfo)


def is_rush(session, now):
    """Whether a freed place goes to whoever answers first."""
    return bool(session.service.offer_minutes) and now >= session.rush_from


def offer_places(session, *, anew=True, passed=()):
    """Give or offer the free places of `session` to those who wait, by rank; save its counters `booked`, `waiting`, `kept`.

    `session` is a locked row (select_for_update) whose counters are as they should be. `anew`: a place became free just now, so
    everybody may be asked again; without it a place is passed on, and who passed on it since is left out. `passed`: bookings
    that passed just now.
    """
    now = timezone.now()
    if session.status == Session.Status.PUBLISHED and session.ends_at > now and (session.waiting or passed):
        session.freed += anew or is_rush(session, now)
        if passed:
            Booking.objects.filter(pk__in=[row.pk for row in passed]).update(passed_on=session.freed)
        if session.left and session.waiting:
            _go_down(session, now)
    counters = {name: getattr(session, name) for name in ("booked", "waiting", "kept", "freed")}
    Session.objects.filter(pk=session.pk).update(**counters)


def _go_down(session, now):
    """Walk down the line with the free places: each goes to the first whom it fits."""
    at_once, rush = not session.service.offer_minutes, is_rush(session, now)
    for entry in line.of(session):
        if not session.left:
            return
        if entry.lead.passed_on == session.freed:
            continue
        if rush:
            if session.starts_at > now:
                outbox.tell(entry.lead.booker, "booking_rush", entry.lead, again=str(session.freed))
            continue
        chosen = entry.takes(session.left)
        if not chosen:
            continue
        rows = Booking.objects.filter(pk__in=[row.pk for row in chosen])
        if at_once:
            rows.update(status=Status.CONFIRMED, promoted_at=now)
            outbox.tell(entry.lead.booker, "booking_promoted", chosen[0])
        else:
            until = held_until(session, now)
            rows.update(status=Status.OFFERED, offered_until=until)
            if entry.has_place:  # what the family was offered before runs out together with this
                Booking.objects.filter(together=entry.lead.together_id, status=Status.OFFERED).update(offered_until=until)
            outbox.tell(entry.lead.booker, "booking_offered", chosen[0], again=f"{session.freed}:{until.timestamp():.0f}")
        session.booked += len(chosen)
        session.waiting -= len(chosen)


def _locked(booking):
    session = Session.objects.select_for_update(no_key=True).select_related(None).get(pk=booking.session_id)
    rows = Booking.objects.filter(session=session, status__in=(*Booking.ENDING, Status.ATTENDED))
    mine = rows.filter(together=booking.together_id) if booking.together_id else rows.filter(pk=booking.pk)
    family = list(mine.select_related("attendee", "booker").order_by("rank", "pk"))
    for row in family:
        row.session = session
    return session, family


def _require_hers(booking, by, by_staff):
    if not by_staff and booking.booker_id != by.pk:
        raise NotAllowed


@transaction.atomic
def accept(*, booking, by, who=None, by_staff=False):
    """Take the offered place; of a family, those whose booking's pk is in `who` (by default as many as were offered) go.

    `booking` is any of the family's. Who is not chosen keeps her rank. Returns the confirmed Bookings.
    Raises OfferOver (it ran out, or the session ended meanwhile), TooFewPlaces, AdultNeeded, NotAllowed.
    """
    _require_hers(booking, by, by_staff)
    now = timezone.now()
    if not booking.together_id:
        # Accepting and running out are both one conditional UPDATE of the same row: exactly one of them changes it.
        if not Booking.objects.filter(pk=booking.pk, status=Status.OFFERED, offered_until__gt=now).update(
            status=Status.CONFIRMED, promoted_at=now, offered_until=None
        ):
            raise _over(booking)
        booking.refresh_from_db()
        outbox.tell(booking.booker, "booking_promoted", booking)
        return [booking]
    session, family = _locked(booking)
    offered = [row for row in family if row.status == Status.OFFERED and row.offered_until > now]
    if not offered:
        raise _over(booking)
    chosen = _chosen(session, family, offered, who)
    left_out = [row for row in offered if row not in chosen]
    Booking.objects.filter(pk__in=[row.pk for row in chosen]).update(status=Status.CONFIRMED, promoted_at=now, offered_until=None)
    Booking.objects.filter(pk__in=[row.pk for row in left_out]).update(status=Status.WAITING, offered_until=None)
    session.booked += len(chosen) - len(offered)
    session.waiting -= len(chosen) - len(offered)
    rest = [row for row in family if row.status in Booking.IN_LINE and row not in chosen]
    offer_places(session, anew=False, passed=rest if len(chosen) < len(offered) else ())
    outbox.tell(booking.booker, "booking_promoted", chosen[0])
    return list(Booking.objects.filter(pk__in=[row.pk for row in chosen]))


def _chosen(session, family, offered, who):
    """Return which of the family go: as many as were offered, or those that she named."""
    chosen = offered if who is None else [row for row in family if row.status in Booking.IN_LINE and row.pk in who]
    if not chosen:
        raise TooFewPlaces("还没有选谁去，请至少选一位。")
    if len(chosen) > len(offered):
        raise TooFewPlaces(f"这次空出 {len(offered)} 个位子，请选 {len(offered)} 位。没选上的人名次还在。")
    _require_pairs(session, family, chosen)
    return chosen


def _require_pairs(session, family, chosen):
    if line.parted(session, [row for row in family if row.status in (Status.CONFIRMED, Status.ATTENDED)] + chosen):
        raise AdultNeeded


def _over(booking):
    now = Booking.objects.filter(pk=booking.pk).values_list("status", "session__status").first()
    if now == (Status.CONFIRMED, Session.Status.PUBLISHED):
        return NotLive("这个位子您已经要了，不用再办。")
    if now and now[1] == Session.Status.CANCELLED:
        return OfferOver("这一场刚刚取消了，原因写在“我的预约”里。")
    return OfferOver()


@transaction.atomic
def pass_on(*, booking, by, by_staff=False):
    """Let the next one have the offered place. The rank stays; at the next freed place she is asked again. Raises OfferOver, NotAllowed."""
    _require_hers(booking, by, by_staff)
    session, family = _locked(booking)
    offered = [row for row in family if row.status == Status.OFFERED]
    if not offered or not _back(session, offered):
        raise _over(booking)
    offer_places(session, anew=False, passed=[row for row in family if row.status in Booking.IN_LINE])


def _back(session, offered, **where):
    """Put offered bookings of a locked session back into the line. Returns how many were (one accepted meanwhile is not)."""
    count = Booking.objects.filter(pk__in=[row.pk for row in offered], status=Status.OFFERED, **where).update(status=Status.WAITING, offered_until=None)
    session.booked -= count
    session.waiting += count
    return count


@transaction.atomic
def claim(*, booking, by, who=None, by_staff=False):
    """Take free places that nobody before her wanted, or any near the start: whoever answers first gets them.

    Of a family those in `who` (pks of bookings; by default all who wait). Returns the confirmed Bookings.
    Raises PlaceGone (somebody was quicker), NotLive, AdultNeeded, NotAllowed.
    """
    _require_hers(booking, by, by_staff)
    now = timezone.now()
    family = line.family(booking)
    chosen = [row for row in family if row.status == Status.WAITING and (row.pk in who if who is not None else True)]
    if not chosen:
        raise NotLive
    _require_pairs(booking.session, family, chosen)
    # One conditional UPDATE decides between all who press; its row is locked until the next two statements are through.
    count = len(chosen)
    row = Session.objects.filter(pk=booking.session_id, status=Session.Status.PUBLISHED, ends_at__gt=now, waiting__gte=count)
    if not row.filter(booked__lte=F("capacity") - F("kept") - count).update(booked=F("booked") + count, waiting=F("waiting") - count):
        raise PlaceGone
    pks = [row.pk for row in chosen]
    if Booking.objects.filter(pk__in=pks, status=Status.WAITING).update(status=Status.CONFIRMED, promoted_at=now) != count:
        raise PlaceGone
    outbox.tell(booking.booker, "booking_promoted", chosen[0])
    return list(Booking.objects.filter(pk__in=pks))


def expire_due(now=None):
    """Pass on every offer that ran out by `now`; who let a second one run out leaves the line, and is told. Returns how many families."""
    now = now or timezone.now()
    due = Booking.objects.filter(status=Status.OFFERED, offered_until__lte=now)
    return sum(_expire(pk, now) for pk in sorted(set(due.values_list("session", flat=True))))


@transaction.atomic
def _expire(pk, now):
    session = Session.objects.select_for_update(no_key=True).select_related(None).get(pk=pk)
    in_line = Booking.objects.filter(session=session, status__in=Booking.IN_LINE).select_related("booker").order_by("rank")
    groups = {}
    for row in in_line:
        groups.setdefault(row.together_id or -row.pk, []).append(row)
    passed, ended = [], 0
    for rows in groups.values():
        offered = [row for row in rows if row.status == Status.OFFERED and row.offered_until <= now]
        if not offered or not _back(session, offered, offered_until__lte=now):
            continue
        ended += 1
        mine = Booking.objects.filter(pk__in=[row.pk for row in rows])
        if rows[0].passes + 1 >= SILENT:
            mine.update(status=Status.CANCELLED, cancelled_at=now, ended_as=Booking.EndedAs.PASSED, passes=F("passes") + 1)
            session.waiting -= len(rows)
            outbox.tell(rows[0].booker, "booking_line_ended", rows[0])
        else:
            mine.update(passes=F("passes") + 1)
            passed += rows
            outbox.tell(rows[0].booker, "booking_offer_over", rows[0], sms=False)
    if ended:
        offer_places(session, anew=False, passed=passed)
    return ended


def release_kept(now=None):
    """Open for all what was kept for phone and counter, where its hour has come. Returns how many sessions."""
    now = now or timezone.now()
    due = Session.objects.filter(kept__gt=0, kept_until__lte=now, starts_at__gt=now, status=Session.Status.PUBLISHED)
    return sum(_release(pk) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _release(pk):
    session = Session.objects.select_for_update(no_key=True).select_related(None).get(pk=pk)
    if not session.kept:
        return 0
    session.kept = 0
    offer_places(session)
    return 1
