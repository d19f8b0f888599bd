"""How far around her community somebody looks: the community, its street, its county, the whole city."""

from dataclasses import dataclass

from accounts.models import Area

LEVELS = (("community", 12, Area.Level.VILLAGE), ("street", 9, Area.Level.TOWN), ("county", 6, Area.Level.COUNTY), ("city", 4, Area.Level.CITY))
START = "street"  # what is shown first: walking distance, and yet more than one door


@dataclass(frozen=True)
class Scope:
    near: str  # community, street, county, city; "" where no area was chosen
    code: str  # 12 digits, "" is everywhere
    title: str  # 丰泽区·东美社区
    choices: tuple  # (near, label), the nearest first
    area: str  # the code that all choices lie around, "" where none was chosen

    @property
    def wider(self):
        """The next wider choice (near, label), or None."""
        names = [near for near, _ in self.choices]
        after = self.choices[names.index(self.near) + 1 :] if self.near in names else ()
        return after[0] if after else None

    def narrow(self, places):
        """Return those of `places` (a queryset with in_area) that lie inside."""
        return places.in_area(self.code) if self.code else places


def around(code, near="", start=START):
    """Return the Scope around the area `code` ("" is none); `near` is what was asked for, `start` what is shown otherwise.

    One statement, none without a code. An area that is not in the table counts as none.
    """
    places = {level: f"{code[:digits]:0<12}" for _, digits, level in LEVELS if code}
    found = {area.code: area for area in Area.objects.filter(code__in=places.values())} if code else {}
    if code not in found:
        return Scope("", "", "全泉州市", (), "")
    own = found[code].level
    steps = [(name, found[places[level]]) for name, _, level in LEVELS if level <= own and places[level] in found]
    names = [name for name, _ in steps]
    chosen = near if near in names else (start if start in names else names[0])
    area = dict(steps)[chosen]
    county = found.get(places[Area.Level.COUNTY])
    title = f"{county.short_name}·{area.short_name}" if county and area.level > Area.Level.COUNTY else area.short_name
    return Scope(chosen, area.code, title, tuple((name, step.short_name) for name, step in steps), code)
