"""What the holder of a Post has offered there: her hours, her times, her classes. Registered with accounts.holdings; nothing stays with whoever is gone.

Whoever takes over carries it on; a time for talks that nobody takes over is called off, and whoever booked it is told and led to the others.
"""

from collections import Counter

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts import trail
from accounts.models import Post, User
from accounts.roles import subtree
from notices import outbox

from .. import timetables
from ..models import Booking, Service, Session, Site, Timetable
from ..planning import words
from ..refusals import PlaceTaken
from . import hosts, people

APPOINTMENT = Service.Taken.APPOINTMENT
CHANGE = "positions.change_session"


def held_sessions(post):
    """Return the coming sessions that the holder of `post` carries out in its reach, unless another Post of hers reaches them too."""
    coming = Session.objects.exclude(status=Session.Status.CANCELLED).filter(host=post.user_id, starts_at__gt=timezone.now())
    return coming.filter(site__in=_sites(post)).select_related("service", "site__center").order_by("starts_at", "pk")


def held_hours(post):
    """Return the running Timetables that lay sessions for her there."""
    return Timetable.objects.running().filter(host=post.user_id, service__site__in=_sites(post)).select_related("service__site").order_by("pk")


def lines(post, by):
    """Which hours, and how many times: that somebody booked one is said, never who."""
    sessions = list(held_sessions(post).values_list("service__taken", "status", "booked"))
    talks = [booked for taken, status, booked in sessions if taken == APPOINTMENT and status == Session.Status.PUBLISHED]
    counts = {
        "有人约了的时段": sum(booked > 0 for booked in talks),
        "还空着的时段": talks.count(0),
        "要带的课": sum(taken != APPOINTMENT for taken, *_ in sessions),
        "没有公开、占着房间的": sum(taken == APPOINTMENT and status == Session.Status.DRAFT for taken, status, _ in sessions),
    }
    return [f"{row.service.title}：{words.weekly(row)}" for row in held_hours(post)] + [f"{what} {count} 场" for what, count in counts.items() if count]


def heirs(post, by):
    """Return who could carry it out instead; nobody for whoever may not change sessions there."""
    services = {row.service_id for row in [*held_hours(post), *held_sessions(post)]}
    sites = Site.objects.filter(services__in=services).distinct()
    if not sites or Site.objects.visible_to(by, "positions.view_site").filter(pk__in=sites).count() < len(sites) or not by.has_perm(CHANGE):
        return User.objects.none()
    return hosts.at(sites).exclude(pk__in=(post.user_id, by.pk))


@transaction.atomic
def pass_on(post, to, by):
    """Give her hours and times to the User `to` where she may and can. Returns in words what became of it.

    What nobody takes over: hours end, a time for talks is called off, a class and a room that is kept stay without a name.
    """
    became = Counter()
    may = {} if to is None or to == by else {service.pk for service in hosts.services_of(to)}
    for row in held_hours(post):
        became[_hours(row, to if row.service.taken != APPOINTMENT or row.service_id in may else None)] += 1
    for session in held_sessions(post).select_for_update(no_key=True, of=("self",)):
        became[_time(session, to if to is not None and to != by and _may(session, to, may) else None, by)] += 1
    given = f"{became['given']} 样交给了{to.get_full_name()}" if became["given"] else ""
    ended = f"{became['ended']} 样值班不再排" if became["ended"] else ""
    off = f"{became['off']} 个时段取消了，约了的人都会收到消息" if became["off"] else ""
    bare = f"{became['bare']} 样还没有人带" if became["bare"] else ""
    return "，".join(filter(None, (given, ended, off, bare)))


def lead(session, to):
    """Let `to` (a User, or None for nobody yet) carry out a session. Returns whether she can: she is free then, and may be with those who come."""
    was = session.host, session.host_name
    session.host, session.host_name = to, ""
    try:
        with transaction.atomic():
            timetables.require_free(session)
            people.vouch(session)
            session.save(update_fields=["host", "host_name", "with_children", "checked_until"])
    except (PlaceTaken, people.NotChecked, IntegrityError):
        session.host, session.host_name = was
        return False
    return True


def _may(session, to, may):
    """Whether the times of `session` may be hers: talks only of a service that she may offer, a class only at a site where she has a Post."""
    if session.service.taken == APPOINTMENT:
        return session.service_id in may
    return hosts.at([session.site]).filter(pk=to.pk).exists()


def _hours(row, to):
    if to is None and row.service.taken == APPOINTMENT:
        row.status = Timetable.Status.ENDED
    elif to is not None and row.service.is_for_children:
        to = to if people.TeamMember.objects.present().checked(timezone.localdate()).filter(user=to).exists() else None
    row.host, row.host_name = to, ""
    row.save(update_fields=["host", "host_name", "status"])
    return "given" if to else "ended" if row.status == Timetable.Status.ENDED else "bare"


def _time(session, to, by):
    if to is not None and lead(session, to):
        for held in Booking.objects.filter(session=session, status=Booking.Status.CONFIRMED).select_related("booker"):
            outbox.tell(held.booker, "host_changed", held, again=f"{to.pk}:{timezone.now():%y%m%d%H%M%S}")
        trail.note("hand_over", about=session, by=by, to=to.pk)
        return "given"
    if session.service.taken == APPOINTMENT and session.status == Session.Status.PUBLISHED:
        timetables.cancel(session=session, reason="接待的人换了岗")
        return "off"
    Session.objects.filter(pk=session.pk).update(host=None, host_name="")
    return "bare"


def _sites(post):
    """Return the Sites of the reach of `post` that no other live Post of its holder reaches, as far as it lets her carry anything out."""
    if post.role not in hosts.ROLES:
        return Site.objects.none()
    others = Post.objects.live().filter(user=post.user_id, role__in=hosts.ROLES).exclude(pk=post.pk)
    kept = Q(pk__in=[])
    for other in others:
        kept |= _reach(other)
    return Site.objects.filter(_reach(post)).exclude(kept)


def _reach(post):
    if post.site_id:
        return Q(pk=post.site_id)
    low, high = subtree(post.area_id)
    return Q(area_id__gte=low, area_id__lt=high)
