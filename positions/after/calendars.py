"""Addresses that a calendar app follows: a private one for what somebody has booked, a public one for what a site offers.

Whoever has a private address can read it, without signing in: it is unguessable, kept sealed, and its owner ends it by one press. What
is confidential says nothing there but its time, as everywhere (SECURITY, "The shared phone").
"""

import secrets
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from icalendar import Event

from accounts.crypto import fingerprint

from .. import tickets
from ..models import Booking, CalendarAddress, Session

HERE = ZoneInfo("Asia/Shanghai")
KEPT = timedelta(days=60)  # what is over, or was cancelled, stays so long, so that every app has read it
MOST = 400
PURPOSE = "positions.calendar"
NAME, SITE_NAME = "邻里中心的预约", "{}的活动"


@transaction.atomic
def make_address(*, user):
    """Give `user` a private address; one that she had before ends with it. Returns the CalendarAddress."""
    token = secrets.token_urlsafe(32)
    CalendarAddress.objects.filter(user=user).delete()
    return CalendarAddress.objects.create(user=user, token=token, token_hash=fingerprint(token, purpose=PURPOSE))


def end_address(*, user):
    """Let her address lead nowhere from now on."""
    CalendarAddress.objects.filter(user=user).delete()


def owner_of(token):
    """Return the user whose address holds `token`, or None. One statement."""
    rows = CalendarAddress.objects.filter(token_hash=fingerprint(token, purpose=PURPOSE), user__is_active=True)
    row = rows.select_related("user").only("user").first()
    return row and row.user


def of_user(user):
    """Return the .ics bytes of what `user` has booked, what was cancelled lately among it. One statement."""
    rows = Booking.objects.of(user).for_tickets().filter(session__ends_at__gt=timezone.now() - KEPT).order_by("session__starts_at", "pk")
    return tickets.book([tickets.entry(booking) for booking in rows[:MOST]], name=NAME)


def of_site(site):
    """Return the .ics bytes of the public sessions of `site`, cancelled ones among them. One statement."""
    rows = Session.objects.exclude(status=Session.Status.DRAFT).filter(site=site, service__circle=None, service__confidential=False)
    rows = rows.filter(ends_at__gt=timezone.now() - KEPT).select_related("service", "site__center", "room").order_by("starts_at", "pk")
    return tickets.book([_event(session) for session in rows[:MOST]], name=SITE_NAME.format(f"{site.center.name}{site.title}"))


def _event(session):
    is_off = session.status == Session.Status.CANCELLED
    event, center = Event(), session.site.center
    event.add("uid", f"session-{session.pk}@fuliancenter")
    event.add("dtstamp", session.changed_at or session.opens_at)
    event.add("dtstart", session.starts_at.astimezone(HERE))
    event.add("dtend", session.ends_at.astimezone(HERE))
    event.add("summary", session.service.title)
    event.add("location", f"{center.name} {session.room or session.site.title}，{center.address}")
    event.add("description", f"{session.service.for_whom}。" + (f"取消了：{session.cancel_reason}" if is_off else "免费。"))
    event.add("class", "PUBLIC")
    event.add("sequence", session.sequence + is_off)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    return event
