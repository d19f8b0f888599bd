"""Close a site or a room for a stretch of days or for good: nothing is laid there, what was laid is cancelled, whoever had a place is told.

Taken back, the sessions come back without their bookings: those were told to be cancelled, so whoever had a place is invited to book anew.
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.refusals import NotAllowed, Refusal
from notices import outbox

from ..models import Booking, Closing, Session, Site, Timetable
from ..timetables import clashes
from . import effects, moving
from .changing import PlanChanged, digest_of


class ClosedAlready(Refusal):
    sentence = "这几天已经停开了，不用再办。要改日子，先撤回再停一次。"


class ReopenedAlready(Refusal):
    sentence = "这次停开已经撤回了，不用再办。"


def concerned(*, place, first, last=None):
    """Return the coming sessions at a site or in a room on the days first..last (None: for good), as a queryset."""
    where = {"site": place} if isinstance(place, Site) else {"room": place}
    rows = Session.objects.exclude(status=Session.Status.CANCELLED).filter(starts_at__gt=timezone.now(), **where)
    return rows.between(first, last or date(9000, 1, 1)).select_related("service__site", "site__center", "room", "host")


def look(*, place, first, last=None):
    """Return the Effects of closing, for the preview."""
    return effects.look([effects.cancelled(session) for session in concerned(place=place, first=first, last=last)])


@transaction.atomic
def close(place, *, first, by, last=None, reason, digest=None):
    """Close a Site or a Room on the days first..last (None: for good). Returns (Closing, the Effects that were carried out).

    A site that closes for good from today or earlier is no longer shown, and its timetables end. `by` must be allowed to cancel each
    session concerned: a room is shared. Raises ClosedAlready, NotAllowed, SessionChanged, PlanChanged (`digest` is that of the preview).
    """
    where = {"site": place} if isinstance(place, Site) else {"room": place}
    if Closing.objects.live().filter(first__lte=first, **where).filter(last=None).exists() or _covered(where, first, last):
        raise ClosedAlready
    sessions = list(concerned(place=place, first=first, last=last))
    if by is not None and sessions:
        allowed = Session.objects.visible_to(by, "positions.cancel_session").filter(pk__in=[session.pk for session in sessions]).count()
        if allowed < len(sessions):
            raise NotAllowed("这个场地还有别的阵地的课，您的岗位不能取消。请所在社区的妇联干部来办。")
    if digest is not None and digest != digest_of(effects.look([effects.cancelled(session) for session in sessions])):
        raise PlanChanged
    row = Closing.objects.create(first=first, last=last, reason=reason, made_by=by, **where)
    done = moving.carry_out([effects.cancelled(session) for session in sessions], by=by, reason=reason, closing=row) if sessions else []
    if last is None and isinstance(place, Site):
        _end_timetables(place, first)
    finish()
    return row, done


def _covered(where, first, last):
    return last is not None and Closing.objects.live().filter(first__lte=first, last__gte=last, **where).exists()


def _end_timetables(site, first):
    """Let the rules of a site that closes for good end with it; a rule that begins later never does."""
    rows = Timetable.objects.filter(service__site=site, status=Timetable.Status.ACTIVE)
    rows.filter(since__gte=first).update(status=Timetable.Status.ENDED)
    rows.filter(since__lt=first).exclude(until__lt=first).update(until=first - timedelta(days=1))


def finish():
    """Take sites off the pages whose last day has come (the worker, every day). Returns how many."""
    today = timezone.localdate()
    return Site.objects.filter(closed_on=None, closings__in=Closing.objects.live().filter(last=None, first__lte=today)).update(closed_on=today)


@transaction.atomic
def reopen(closing, *, by):
    """Take a closing back. Returns (sessions that take place again, sessions whose room or time went to others or is over).

    Timetables that ended with a site do not come back by themselves. Raises ReopenedAlready, NotAllowed.
    """
    now = timezone.now()
    if not Closing.objects.filter(pk=closing.pk, ended_at=None).update(ended_at=now):
        raise ReopenedAlready
    if closing.site_id and closing.last is None:
        Site.objects.filter(pk=closing.site_id, closed_on__gte=closing.first).update(closed_on=None)
    rows = Session.objects.select_for_update(no_key=True, of=("self",)).filter(closing=closing, status=Session.Status.CANCELLED).order_by("starts_at")
    back, lost = [], []
    for session in rows:
        if by is not None and not by.has_perm("positions.cancel_session", session):
            raise NotAllowed
        if session.starts_at <= now or clashes(session).exists() or _still_closed(session):
            lost.append(session)
            continue
        Session.objects.filter(pk=session.pk).update(status=Session.Status.PUBLISHED, cancel_reason="", closing=None, changed_at=now)
        back.append(session)
    _invite(back)
    return back, lost


def _still_closed(session):
    rows = Closing.objects.meeting(session.day, session.day)
    return any(row.covers(site=session.site_id, room=session.room_id, day=session.day) for row in rows)


def _invite(back):
    """Tell whoever lost a place by the closing, once each, about her first session that takes place again."""
    gone = Booking.objects.filter(session__in=back, ended_as=Booking.EndedAs.SESSION).select_related("booker").order_by("session__starts_at", "pk")
    seen = set()
    for row in gone:
        if row.booker_id not in seen:
            seen.add(row.booker_id)
            outbox.tell(row.booker, "session_reopened", row, again=f"{timezone.now():%y%m%d%H%M%S}")
