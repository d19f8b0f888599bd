"""/areas/: choose my community, level by level or by name."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from . import areas, paths
from .models import Area


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request):
    """GET shows the picker (`?in=` a county or street, `?q=` a name); POST `code` remembers it and goes back to `next`."""
    if request.method == "POST":
        return _remember(request)
    current = areas.chosen(request)
    words = areas.query(request.GET.get("q"))
    hits = areas.search(words)
    context = {
        "next": paths.local(request.GET.get("next"), ""),
        "chosen": current,
        "q": words,
        "hits": [_with_mark(area, words) for area in hits[: areas.MOST_HITS]],
        "more_hits": len(hits) > areas.MOST_HITS,
        "lately": areas.lately(request) or ([current] if current else []),  # a new device knows at least what the account knows
        "columns": _columns(_place(request.GET.get("in", ""), current)),
    }
    return render(request, "accounts/areas.html", context)


def _remember(request):
    code = request.POST.get("code", "")
    if not areas.CODE.fullmatch(code):
        raise Http404
    area = get_object_or_404(Area.objects.open().filter(level__gte=Area.Level.COUNTY), pk=code)
    response = redirect(paths.local(request.POST.get("next"), "/"))
    areas.choose(request=request, response=response, area=area)
    messages.success(request, f"记住了：{area.short_name}。附近的活动和阵地会排在前面。")
    return response


def _with_mark(area, words):
    """Return {"area", "before", "mark", "after"}: the short name, cut where the last word of the search stands in it."""
    name, word = area.short_name, words.split()[-1]
    at = name.lower().find(word.lower())
    if at < 0:
        return {"area": area, "before": name, "mark": "", "after": ""}
    return {"area": area, "before": name[:at], "mark": name[at : at + len(word)], "after": name[at + len(word) :]}


def _place(code, current):
    """Return the county or street whose inside is shown: the one asked for, else that of the chosen community."""
    if areas.CODE.fullmatch(code):
        place = Area.objects.open().with_parents().filter(pk=code).first()
        if place:
            return place.parent if place.level == Area.Level.VILLAGE else place
    return current.parent if current and current.level == Area.Level.VILLAGE else current


def _columns(place):
    """Return {"city", "county", "street", "counties", "streets", "communities"} around `place` (None: the counties only)."""
    line = []
    while place is not None:
        line.insert(0, place)
        place = place.parent
    city, county, street = ([area for area in line if area.level == level] for level in (Area.Level.CITY, Area.Level.COUNTY, Area.Level.TOWN))
    counties = list(Area.objects.open().filter(level=Area.Level.COUNTY).with_communities().select_related("parent"))
    found = {"city": (city or [counties[0].parent] if counties else [None])[0], "counties": counties, "county": None, "street": None}
    if county:
        found |= {"county": county[0], "streets": Area.objects.open().filter(parent=county[0]).with_communities()}
    if street:
        found |= {"street": street[0], "communities": Area.objects.open().filter(parent=street[0]).with_center_count()}
    return found
