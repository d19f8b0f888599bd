"""What is on near somebody: her community first, then wider, until there is something to choose from."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.cache import caches
from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.utils import timezone

from accounts.models import Area
from positions.models import Session, Site

DAYS = 7
WIDE = 10  # times as many are looked through where the same class stands in the list of every centre
ENOUGH = 3  # with fewer than these in her own community, the street is shown, then the county, then the city


@dataclass(frozen=True)
class Week:
    sessions: list
    total: int  # in `place`
    place: Area | None  # None: the whole city
    own: Area | None  # the community that was chosen, when it had too few and a wider place is shown
    own_total: int


def chain(area):
    """Return the area and all above it, the nearest first (Area with its parents loaded)."""
    found = []
    while area is not None:
        found.append(area)
        area = area.parent
    return found


def within(area, path="area_id"):
    low, high = area.subtree
    return Q(**{f"{path}__gte": low, f"{path}__lt": high})


def this_week(*, area, user, limit):
    """Return the Week of somebody who chose `area` (None: nowhere yet). Two statements.

    Confidential talks are left out: they have their own way, and this page is read by whoever holds the phone. How many there are in each
    area is the same for everybody, and is counted once in PUBLIC_PAGE_SECONDS.
    """
    now = timezone.now()
    week = Session.objects.public().upcoming(now).filter(starts_at__lt=now + timedelta(days=DAYS), service__confidential=False)
    counts = caches["pages"].get_or_set("week", lambda: dict(week.values_list("area_id").annotate(Count("pk")).order_by()), settings.PUBLIC_PAGE_SECONDS)
    places = chain(area)
    totals = [_inside(counts, place) for place in places]
    shown = next((n for n, total in enumerate(totals) if total >= ENOUGH), None)
    place, total = (places[shown], totals[shown]) if shown is not None else (None, sum(counts.values()))
    if place:
        week = week.filter(within(place))
    is_wide = place is None or place.level < Area.Level.TOWN  # many centres, which hold the same class at the same hour
    sessions = list(week.for_cards().with_mine(user)[: limit * WIDE if is_wide else limit]) if total else []
    return Week(_different(sessions, limit), total, place, area if place != area else None, totals[0] if totals else 0)


def _different(sessions, limit):
    """Return the first `limit` of different name; only where there are too few of them, the others fill up."""
    named = {}
    for session in sessions:
        named.setdefault(session.service.title, session)
    first = list(named.values())[:limit]
    rest = [session for session in sessions if session not in first][: limit - len(first)]
    return sorted([*first, *rest], key=lambda session: (session.starts_at, session.pk))


def _inside(counts, place):
    low, high = place.subtree
    return sum(count for code, count in counts.items() if low <= code < high)


def kinds(area):
    """Return {kind: how many open sites} in the county of `area`, in the whole city without one. One statement."""
    county = next((place for place in chain(area) if place.level == Area.Level.COUNTY), None)
    sites = Site.objects.open()
    if county:
        sites = sites.filter(within(county))
    return county, dict(sites.values_list("kind").annotate(Count("pk")).order_by())


def closeness(area, path="area_id"):
    """Return an expression to order by: 0 in her community, 1 in its street, and so on outward."""
    if area is None:
        return Value(0, output_field=IntegerField())
    places = chain(area)
    return Case(*(When(within(place, path), then=Value(n)) for n, place in enumerate(places)), default=Value(len(places)), output_field=IntegerField())
