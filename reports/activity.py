"""What took place lately: sessions and attendances by county. Confidential services are not counted at all."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.db.models.functions import Substr
from django.utils import timezone

from accounts.models import Area
from positions.after.suppression import hide_small
from positions.models import Booking, Session

LATELY = timedelta(days=30)


@dataclass
class Row:
    area: Area
    sessions: int
    attendances: int | None  # None: too few to be shown, or by them others could be worked out


def by_county(city, at=None):
    """Return (rows, number of sessions, number of attendances or None) of the 30 days before `at`, a Row for each county. Three statements."""
    at = at or timezone.now()
    held = Session.objects.published().in_area(city.code).filter(ends_at__lte=at, ends_at__gt=at - LATELY, service__confidential=False)
    sessions = dict(_by_county(held, "area_id"))
    came = dict(_by_county(Booking.objects.filter(session__in=held, status=Booking.Status.ATTENDED), "session__area_id"))
    counties = list(Area.objects.open().filter(parent=city))
    active = [county for county in counties if sessions.get(county.code[:6])]
    shown, total = hide_small([came.get(county.code[:6], 0) for county in active])
    attendances = dict(zip((county.code for county in active), shown, strict=True))
    rows = [Row(county, sessions.get(county.code[:6], 0), attendances.get(county.code, 0)) for county in counties]
    return rows, sum(sessions.values()), total


def _by_county(rows, path):
    return rows.annotate(county=Substr(path, 1, 6)).order_by().values_list("county").annotate(n=Count("pk"))
