"""Search over all that is public: services and their next session, sites, centres, brand projects.

Each word must stand in a name or its one line (no index: a few thousand rows of each, read with LIKE). What lies nearest to
the chosen community comes first. The help zone is not searched (UI: Quick exit): the page says where it is instead.
"""

import re
from collections import Counter
from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from accounts import text
from positions.models import Center, Service, Session, Site
from programs.models import Project

from .nearby import closeness

LONGEST = 100
MOST_WORDS = 6
MOST = 60  # hits of each sort; whoever finds more needs another word
SORTS = (("services", "活动和服务"), ("sites", "阵地"), ("centers", "中心"), ("projects", "项目"))


@dataclass
class Hit:
    sort: str
    title: str
    href: str
    words: str
    icon: str
    facts: list


def clean(typed):
    """Return the words of a search as one line: at most LONGEST characters, no NUL, no direction marks."""
    return text.clean_line(typed or "")[:LONGEST].strip()


def split(words):
    """Return the words to look for; what is only punctuation or a picture is none."""
    return [word for word in words.split() if re.search(r"\w", word)][:MOST_WORDS]


def find(words, *, area):
    """Return {sort: [Hit, …]} for the words of a search, the nearest to `area` first. One statement for each sort."""
    parts = split(words)
    if not parts:
        return {sort: [] for sort, _ in SORTS}
    return {"services": _services(parts, area), "sites": _sites(parts, area), "centers": _centers(parts, area), "projects": _projects(parts)}


def _all_in(parts, *columns, also=None):
    """Return the Q of rows where each part stands in one of the columns, or is matched by also(part)."""
    where = Q()
    for part in parts:
        somewhere = also(part) if also else Q()
        for column in columns:
            somewhere |= Q(**{f"{column}__icontains": part})
        where &= somewhere
    return where


def _services(parts, area):
    coming = Session.objects.filter(service=OuterRef("pk")).bookable().order_by("starts_at")
    themes = dict(Service.Theme.choices)
    found = (
        Service.objects.public()
        .filter(_all_in(parts, "title", "summary", "site__center__name", also=lambda part: Q(theme__in=[v for v, label in themes.items() if part in label])))
        .select_related("site__center")
        .annotate(next_at=Subquery(coming.values("starts_at")[:1]), near=closeness(area, "site__area_id"))
        .order_by("near", F("next_at").asc(nulls_last=True), "title", "pk")[:MOST]
    )
    return [Hit("services", s.title, s.get_absolute_url(), s.summary, s.site.icon, _facts(s)) for s in found]


def _facts(service):
    when = timezone.localtime(service.next_at) if service.next_at else None
    next_time = f"最近一场 {when.month}月{when.day}日 {when:%H:%M}" if when else "现在没有排好的场次"
    return [next_time, service.site.center.name, service.site.title, "保密" if service.confidential else service.ages]


def _sites(parts, area):
    kinds = Site.Kind.choices
    found = (
        Site.objects.open()
        .filter(_all_in(parts, "name", "mark", "center__name", "area__name", also=lambda part: Q(kind__in=[v for v, label in kinds if part in label])))
        .select_related("center", "area__parent")
        .annotate(near=closeness(area))
        .order_by("near", "center__name", "kind", "name")[:MOST]
    )
    return [
        Hit("sites", s.title, s.get_absolute_url(), s.mark or s.center.name, s.icon, [s.get_kind_display(), s.center.name, s.area.short_name]) for s in found
    ]


def _centers(parts, area):
    found = (
        Center.objects.open()
        .filter(_all_in(parts, "name", "address", "area__name", "area__parent__name"))
        .select_related("area__parent__parent")
        .annotate(near=closeness(area))
        .order_by("near", "name")[:MOST]
    )
    return [
        Hit("centers", c.name, c.get_absolute_url(), c.address, "k-home", ["邻里中心", c.area.parent.short_name if c.area.parent else "", c.area.short_name])
        for c in found
    ]


def _projects(parts):
    found = Project.objects.for_lists().filter(_all_in(parts, "title", "summary", "program__title")).order_by("program__number", "position")[:MOST]
    return [Hit("projects", p.title, p.get_absolute_url(), p.summary, p.program.icon, [p.program.short]) for p in found]


def similar(words):
    """Return a word of the services' names that differs from `words` in one character (瑜珈 → 瑜伽), or "". One statement."""
    length = len(words)
    if not 2 <= length <= 12:
        return ""
    seen = Counter()
    for title in Service.objects.public().values_list("title", flat=True).distinct()[:2000]:
        for start in range(len(title) - length + 1):
            piece = title[start : start + length]
            if sum(a != b for a, b in zip(piece, words, strict=True)) == 1 and (length > 2 or piece[0] == words[0]):
                seen[piece] += 1
    return seen.most_common(1)[0][0] if seen else ""


def marked(sentence, words):
    """Return the sentence as HTML with the words of the search in <mark>."""
    parts = sorted(set(split(words)), key=len, reverse=True)
    if not parts:
        return escape(sentence)
    pieces = re.split(f"({'|'.join(re.escape(part) for part in parts)})", sentence, flags=re.I)
    return mark_safe("".join(format_html("<mark>{}</mark>", piece) if n % 2 else escape(piece) for n, piece in enumerate(pieces)))  # noqa: S308
