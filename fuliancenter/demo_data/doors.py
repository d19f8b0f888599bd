"""The door as staff find it today: some children in the room, one that was fetched, two adults, a few readers who gave no name."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import FamilyMember
from accounts.refusals import Refusal
from positions import booking
from positions.door import sheets, signing
from positions.models import Booking, Service, Session

from . import clock
from .people import staff_of

PLACES = ("双塔", "东美")
INSIDE, FETCHED = 5, 1


def load(centers, people):
    """Bring today's children through the doors of PLACES, as far as the day has come. Returns how many came."""
    return sum(_fill(centers[short], people) for short in PLACES)


def _fill(center, people):
    now, by = timezone.now(), staff_of(center, people)
    on = Session.objects.published().on_day(timezone.localdate()).filter(site__center=center, starts_at__lt=now - timedelta(minutes=10))
    room = on.filter(service__title="儿童之家：自由活动").select_related("service").first()
    corner = on.filter(service__taken=Service.Taken.WALK_IN).select_related("service").first()
    if corner and not sheets.of(corner).heads:
        sheets.count(session=corner, by=by, more=7, key=f"demo-{corner.pk}")
    if room is None or Booking.objects.filter(session=room).exists():
        return 0
    with transaction.atomic():
        rows = list(_booked(room, center))
        for number, row in enumerate(rows):
            came = max(room.starts_at - timedelta(minutes=5), now - timedelta(minutes=95 - 9 * number))
            with clock.at(came):
                signing.sign_in(booking=row, by=by)
        for row in rows[:FETCHED]:
            with clock.at(now - timedelta(minutes=4)):
                signing.sign_out(booking=row, by=by, ref=f"g{row.booker_id}")
        sheets.set_adults(session=room, by=by, adults=2)
    return len(rows)


def _booked(room, center):
    """Yield the bookings of children, those of this community first, who have nothing else today; two more than come, for the list of who is missing."""
    made = 0
    children = FamilyMember.objects.present().others().filter(guardian__posts=None).select_related("guardian").order_by("pk")
    for child in sorted(children, key=lambda child: child.guardian.home_area_id != center.area_id):
        if made == INSIDE + FETCHED + 2:
            return
        age = child.age_on(room.day)
        if (
            child.guardian.phone.endswith(("0000001", "0000002"))
            or not room.service.fits(age)
            or Booking.objects.live().filter(attendee=child, session__starts_at__lt=room.ends_at, session__ends_at__gt=room.starts_at).exists()
        ):
            continue
        try:
            with clock.at(room.starts_at - timedelta(hours=20 + made)):
                row = booking.book(session=room.pk, attendee=child.pk, booker=child.guardian, by=child.guardian)
        except Refusal:
            continue
        made += 1
        if made <= INSIDE + FETCHED:
            yield row
