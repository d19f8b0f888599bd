"""The deeds on sessions: add one, publish, cancel, copy last week's."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from notices import outbox

from .booking import Status
from .duty import hosts, people
from .fairness import draws
from .models import Booking, Closing, Session
from .refusals import PlaceTaken, SessionChanged, TimesStand


def clashes(session):
    """Return the sessions that use the same room or the same host at an overlapping time (rooms belong to the whole centre)."""
    same = Q(pk__in=[])
    if session.room_id:
        same |= Q(room=session.room_id)
    if session.host_id:
        same |= Q(host=session.host_id)
    others = Session.objects.exclude(status=Session.Status.CANCELLED).exclude(pk=session.pk)
    return others.filter(same, starts_at__lt=session.ends_at, ends_at__gt=session.starts_at)


def require_free(session):
    """Raise PlaceTaken when the room or the host of an unsaved session is busy then, or the site or the room is closed."""
    day = session.day
    where = Q(site=session.site_id) | Q(room=session.room_id) if session.room_id else Q(site=session.site_id)
    closed = Closing.objects.meeting(day, day).filter(where).first()
    if closed:
        raise PlaceTaken(f"那天{'这个场地' if closed.room_id else '这个阵地'}停开（{closed.reason}）。请换日子，或先撤回停开。")
    other = clashes(session).select_related("service").first()
    if other:
        what = "场地" if other.room_id and other.room_id == session.room_id else "老师"
        start = timezone.localtime(other.starts_at)
        raise PlaceTaken(f"{what}在这个时间已经有“{other.service.title}”（{start:%H:%M} 开始）。请换时间、换场地，或换老师。")


def _save(session):
    """Save it unless somebody took the room or the host since we looked: the database itself refuses that (migration 0005)."""
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError as fault:
        if "positions_session_one_" in str(fault):
            raise PlaceTaken from None
        raise


@transaction.atomic
def add(*, service, starts_at, ends_at, capacity, room=None, host=None, host_name="", publish=True):
    """Add one session; with `publish` residents see it at once. Raises PlaceTaken, NotChecked, ValidationError (the row's own rules)."""
    session = Session(service=service, starts_at=starts_at, ends_at=ends_at, capacity=capacity, room=room, host=host, host_name=host_name)
    if publish:
        session.status = Session.Status.PUBLISHED
    session.follow()
    people.vouch(session)
    session.full_clean()
    require_free(session)
    _save(session)
    return session


@transaction.atomic
def publish(*, session):
    """Show a draft to residents. Raises PlaceTaken, NotChecked, SessionChanged."""
    require_free(session)
    people.vouch(session)
    checked = {"with_children": session.with_children, "checked_until": session.checked_until}
    if not Session.objects.filter(pk=session.pk, status=Session.Status.DRAFT).update(status=Session.Status.PUBLISHED, **checked):
        raise SessionChanged
    session.refresh_from_db()
    return session


@transaction.atomic
def rearrange(*, session, starts_at, ends_at, room, host, host_name, by=None):
    """Change where and by whom a session is held; its times too, while it is a draft that nobody has booked.

    Raises SessionChanged (it was cancelled), TimesStand, PlaceTaken, NotChecked, NotToHerself (`by` is who presses), ValidationError.
    """
    session = Session.objects.select_for_update(no_key=True).select_related(None).get(pk=session.pk)
    hosts.require_not_herself(session, host=host, by=by)
    if session.status == Session.Status.CANCELLED:
        raise SessionChanged("这一场已经取消了，不能再改。需要的话请另加一场。")
    if (starts_at, ends_at) != (session.starts_at, session.ends_at) and session.status != Session.Status.DRAFT:
        raise TimesStand
    session.starts_at, session.ends_at = starts_at, ends_at
    session.room, session.host, session.host_name = room, host, host_name
    session.follow()
    people.vouch(session)
    session.full_clean()
    require_free(session)
    _save(session)
    return session


@transaction.atomic
def follow_rules(*, service):
    """Let the coming sessions of `service` follow its rules as they are now: when booking opens, ends, and until when one may cancel."""
    coming = list(Session.objects.filter(service=service).upcoming().exclude(status=Session.Status.CANCELLED))
    for session in coming:
        session.service = service
        session.save()
    return len(coming)


@transaction.atomic
def cancel(*, session, reason):
    """Cancel a session: everybody who has a place or waits is told with the reason. Raises SessionChanged when it is cancelled already."""
    session = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    if session.status == Session.Status.CANCELLED:
        raise SessionChanged("这一场已经取消过了，不用再办。")
    told = Booking.objects.filter(session=session, status__in=Booking.ENDING).select_related("booker")
    for booking in told:
        outbox.tell(booking.booker, "session_cancelled", booking, change=f"session:{session.pk}")
    told.update(status=Status.CANCELLED, cancelled_at=timezone.now(), ended_as=Booking.EndedAs.SESSION)
    came = Booking.objects.filter(session=session).holding().count()  # whoever was checked in already
    Session.objects.filter(pk=session.pk).update(status=Session.Status.CANCELLED, cancel_reason=reason, booked=came, waiting=0)
    session.refresh_from_db()
    draws.session_cancelled(session, reason)
    return session


def week_to_copy(*, sites, monday):
    """Return [(session of the week before, the session in whose way its copy would be, or None)]: what copy_week would do now.

    `monday` is the first day of the week to be filled; what is there already is left out. Each carries `copy_at`, and `is_past`
    when that moment is over.
    """
    week = timedelta(days=7)
    live = Session.objects.exclude(status=Session.Status.CANCELLED)
    last = list(live.filter(site__in=sites).between(monday - week, monday - timedelta(days=1)).select_related("service__site", "site__center", "room", "host"))
    near = Q(site__in=sites) | Q(room__in={old.room_id for old in last}) | Q(host__in={old.host_id for old in last})
    coming = list(live.between(monday, monday + timedelta(days=6)).filter(near))
    there = {(new.service_id, new.starts_at) for new in coming}
    missing = [old for old in last if (old.service_id, old.starts_at + week) not in there]
    for old in missing:
        old.copy_at = old.starts_at + week
        old.is_past = old.copy_at <= timezone.now()
    return [(old, next((new for new in coming if _in_the_way(old, new, week)), None)) for old in missing]


def _in_the_way(old, new, week):
    shares = (old.room_id and old.room_id == new.room_id) or (old.host_id and old.host_id == new.host_id)
    return shares and new.starts_at < old.ends_at + week and new.ends_at > old.starts_at + week


@transaction.atomic
def copy_week(*, site, monday):
    """Copy the sessions that `site` had in the week before `monday` (a date) into the week of it; those that are there already stay.

    Returns (added, left out): lists of sessions; left out is one whose room or host is taken then, whose host may not be
    with children, or whose time is over.
    """
    week, added, left_out = timedelta(days=7), [], []
    for old, in_the_way in week_to_copy(sites=[site], monday=monday):
        if in_the_way or old.is_past:
            left_out.append(old)
            continue
        try:
            with transaction.atomic():
                added.append(
                    add(
                        service=old.service,
                        starts_at=old.copy_at,
                        ends_at=old.ends_at + week,
                        capacity=old.capacity,
                        room=old.room,
                        host=old.host,
                        host_name=old.host_name,
                    )
                )
        except (PlaceTaken, people.NotChecked):
            left_out.append(old)
    return added, left_out
