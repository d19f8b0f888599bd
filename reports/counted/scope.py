"""Which area and which quarter somebody asks about. Quarters do not overlap, so that none can be subtracted from another."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q
from django.utils import timezone

from accounts import roles
from accounts.models import Area

QUARTERS = 8


@dataclass(frozen=True)
class Quarter:
    year: int
    number: int  # 1 to 4

    def __str__(self):
        return f"{self.year}-{self.number}"

    @property
    def words(self):
        return f"{self.year} 年第{'一二三四'[self.number - 1]}季度"

    @property
    def bounds(self):
        """(first moment, first moment of the next quarter), in Shanghai."""
        return _midnight(date(self.year, 3 * self.number - 2, 1)), _midnight(date(self.next.year, 3 * self.next.number - 2, 1))

    @property
    def next(self):
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    @property
    def previous(self):
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)


@dataclass(frozen=True)
class Scope:
    """What is counted: one area, which lies at or below `top`, the area of her own Post."""

    top: Area
    area: Area
    quarter: Quarter
    itself: bool = False  # only what was written down for the area as a whole, for no part of it

    def below(self, codes):
        """Return the areas that have a row: those one level down, and any other of `codes` (its first digits) where something was received."""
        wanted = Q(parent=self.area, closed_on=None) | Q(pk__in=[code.ljust(12, "0") for code in codes])
        return list(Area.objects.filter(wanted).order_by("pk"))

    def within(self, rows):
        """Return those of `rows` (with an area) that lie in it."""
        low, high = roles.subtree(self.area.pk)
        return rows.filter(area=self.area) if self.itself else rows.filter(area__gte=low, area__lt=high)


def quarters(today=None):
    """Return this quarter and those before it, the newest first."""
    today = today or timezone.localdate()
    found = [Quarter(today.year, (today.month + 2) // 3)]
    while len(found) < QUARTERS:
        found.append(found[-1].previous)
    return found


def read(user, asked, perm):
    """Return the Scope that `asked` (a QueryDict) names where `user` has `perm`; her own area and this quarter by default. None: nowhere."""
    tops = Area.objects.filter(pk__in=[post.area_id for post in user.live_posts if post.area_id and _counts(post, perm)]).order_by("level", "pk")
    tops = list(tops)
    if not tops:
        return None
    quarter = next((one for one in quarters() if str(one) == asked.get("quarter")), quarters()[0])
    area = Area.objects.visible_to(user, perm).filter(pk=asked.get("area", "")[:12]).first() if asked.get("area") else None
    area = area or tops[0]
    top = next((one for one in tops if _holds(one.pk, area.pk)), None)
    return top and Scope(top, area, quarter)


def _counts(post, perm):
    return perm in roles.GRANTS[post.role].get(roles.Reach.AREA, ())


def _holds(upper, code):
    low, high = roles.subtree(upper)
    return low <= code < high


def _midnight(day):
    return datetime.combine(day, time.min, timezone.get_current_timezone())
