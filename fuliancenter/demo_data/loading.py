"""Lay the demo, or carry it on to today."""

from pathlib import Path

from auditlog.context import disable_auditlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import divisions, second_factor
from accounts.models import Area
from accounts.roles import STAFF_ROLES
from notices.models import Channel, Notice
from positions.models import Booking, Center, Service, Session, Site

from . import (
    afterwards,
    bookings,
    calls,
    cases,
    doors,
    draws,
    families,
    intake,
    offers,
    papers,
    partners,
    people,
    places,
    secrecy,
    team,
    teams,
    terms,
    wanted,
    weeks,
)

DIVISIONS = Path(settings.BASE_DIR) / "data" / "quanzhou-divisions.csv"
UNREAD = 2  # of each demo account, the newest


def load(say=lambda words: None):
    """Add what is missing, a part at a time, each in one transaction. `say` gets a line after each part."""
    first = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    # The trail is for what staff change in the admin: laying the scene would only fill it.
    with disable_auditlog():
        with transaction.atomic():
            if not Area.objects.filter(pk=places.CENTERS[0][0]).exists():
                divisions.load(table=divisions.read(DIVISIONS))
        say(f"{Area.objects.count()} divisions of Quanzhou")
        with transaction.atomic():
            centers = places.load()
            laid = offers.load(centers)
        say(f"{Center.objects.count()} centres, {Site.objects.count()} sites")
        with transaction.atomic():
            crowd = people.load(centers)
            laid += teams.load(centers, crowd)
            team.load(centers, crowd)
            for user in crowd.values():
                if user.posts.filter(role__in=STAFF_ROLES).exists():
                    second_factor.enrol_totp(user)
            wanted.load(centers, crowd)
        say(f"{len(crowd)} people, {Service.objects.count()} services")
        with transaction.atomic():
            added = weeks.load(laid, crowd)
            wanted.orders(centers, crowd)
        say(f"{Session.objects.count()} sessions ({len(added)} new)")
        # Her own places first, or a neighbour would have the last one.
        before = Booking.objects.count()
        with transaction.atomic():
            terms.load(centers, crowd)
        bookings.stories(centers, crowd)
        bookings.load(added, crowd)
        families.load(centers, crowd)
        came = doors.load(centers, crowd)  # first: in the evening its session is over as well
        came += bookings.check_in(centers, crowd)
        say(f"{Booking.objects.count()} bookings ({Booking.objects.count() - before} new), {came} people checked in")
        draws.load(centers, crowd)
        afterwards.load(centers, crowd)
        with transaction.atomic():
            calls.load(crowd)
        reported = cases.load(crowd) + intake.load(crowd)
        with transaction.atomic():
            partners.load(crowd)
            papers.load(crowd)
            secrecy.load(crowd)
        say(f"{reported} new cases")
        _deliver_quietly(first, crowd)


def _deliver_quietly(first, crowd):
    """What the demo told is in the past: no worker sends it. The demo accounts keep a few unread; all else has been read."""
    told = Notice.objects.filter(pk__gt=first)
    told.filter(state=Notice.State.WAITING).update(state=Notice.State.DELIVERED, channel=Channel.SMS, sent_at=timezone.now())
    fresh = set()
    for user in crowd.values():
        fresh.update(told.filter(to=user).order_by("-created_at", "-pk").values_list("pk", flat=True)[:UNREAD])
    told.exclude(pk__in=fresh).update(read_at=timezone.now())


def accounts():
    """Return [(number, who)] of the demo accounts."""
    return [(people.phone_of(account.number)[3:], f"{account.name}，{account.who}") for account in people.ACCOUNTS]
