"""How many communities have each of the five kinds of site, by county of the city or by street of a county. Computed, never entered."""

from dataclasses import dataclass

from django.db.models import Case, CharField, Count, Q, Value, When
from django.db.models.functions import Substr

from accounts.models import Area
from positions.models import Site, SiteCheck

Kind = Site.Kind
# The five as the notice counts them: 妇女之家, 妇女微家 and 执委工作室 are its first.
FIVE = {
    "women": ("妇女之家", "妇女之家、妇女微家或执委工作室", (Kind.WOMEN, Kind.MICRO, Kind.STUDIO)),
    "mediation": ("调解室", "家事纠纷调解室", (Kind.MEDIATION,)),
    "children": ("儿童之家", "儿童之家", (Kind.CHILDREN,)),
    "parents": ("家长学校", "家长学校", (Kind.PARENTS,)),
    "volunteers": ("志愿服务站", "巾帼志愿服务站", (Kind.VOLUNTEERS,)),
}
DIGITS = {Area.Level.CITY: 4, Area.Level.COUNTY: 6, Area.Level.TOWN: 9, Area.Level.VILLAGE: 12}  # of the code that name a division


@dataclass
class Row:
    """One division: its communities, and in how many of them each of the five is."""

    area: Area
    communities: int
    covered: dict

    @property
    def cells(self):
        return [self.covered[key] for key in FIVE]

    @property
    def gaps(self):
        """How many sites are missing until each community has all five."""
        return sum(self.communities - number for number in self.cells)


def by_division(below):
    """Return a Row for each division one level below the Area `below` (a city or a county). Three statements."""
    digits = DIGITS[Area.Level(below.level + 1)]
    communities = dict(_prefixed(Area.objects.open().under(below.code).filter(level=Area.Level.VILLAGE), "code", digits).annotate(n=Count("pk")))
    found = {}
    sites = Site.objects.open().in_area(below.code).filter(area__level=Area.Level.VILLAGE, area__closed_on=None).annotate(five=_five())
    for prefix, five, number in _prefixed(sites, "area_id", digits, "five").annotate(n=Count("area", distinct=True)):
        found[prefix, five] = number
    rows = []
    for area in Area.objects.open().filter(parent=below):
        prefix = area.code[:digits]
        rows.append(Row(area, communities.get(prefix, 0), {key: found.get((prefix, key), 0) for key in FIVE}))
    return rows


def total(below, rows):
    """Return the Row that sums `rows`."""
    return Row(below, sum(row.communities for row in rows), {key: sum(row.covered[key] for row in rows) for key in FIVE})


def of_communities(areas):
    """Return [(community, {kind of the five: number of open sites})] for each open community in `areas` (a queryset). Two statements."""
    communities = areas.filter(level=Area.Level.VILLAGE, closed_on=None).select_related("parent__parent").order_by("code")
    numbers = {}
    for code, five, number in Site.objects.open().filter(area__in=areas).annotate(five=_five()).order_by().values_list("area", "five").annotate(n=Count("pk")):
        numbers[code, five] = number
    return [(area, {key: numbers.get((area.code, key), 0) for key in FIVE}) for area in communities]


def standards():
    """Return [(kind in words, open sites, those that were looked at, items met, items looked at)] of 规范化建设. Two statements."""
    sites = dict(Site.objects.open().order_by().values_list("kind").annotate(n=Count("pk")))
    looked = {
        kind: (seen, met, items)
        for kind, seen, met, items in SiteCheck.objects.filter(site__in=Site.objects.open())
        .order_by()
        .values_list("site__kind")
        .annotate(seen=Count("site", distinct=True), met=Count("pk", filter=Q(is_met=True)), items=Count("pk"))
    }
    return [(kind.label, sites.get(kind, 0), *looked.get(kind, (0, 0, 0))) for kind in Kind]


def _five():
    return Case(*(When(kind__in=kinds, then=Value(key)) for key, (_, _, kinds) in FIVE.items()), output_field=CharField())


def _prefixed(rows, path, digits, *more):
    """Group rows by the first digits of their area code."""
    return rows.annotate(division=Substr(path, 1, digits)).order_by().values_list("division", *more)
