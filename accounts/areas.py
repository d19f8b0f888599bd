"""The community that somebody chose: remembered by her browser, and in her account when she is signed in."""

import re

from django.conf import settings
from django.db.models import Q

from . import text
from .models import Area

COOKIE = "area"  # the 12-digit code of the chosen area
LATELY = "areas"  # the last few, newest first, joined by "."
YEAR = 365 * 24 * 3600
REMEMBERED = 3
CODE = re.compile(r"[0-9]{12}", re.ASCII)
LONGEST_QUERY = 30
MOST_HITS = 30
MOST_FOUND = 300  # sorted here; a single common character finds many more


def chosen_code(request):
    """Return the code of the chosen area, or "": the cookie of this browser, else the home of her account. No statement."""
    code = request.COOKIES.get(COOKIE, "")
    if CODE.fullmatch(code):
        return code
    return (request.user.home_area_id if request.user.is_authenticated else None) or ""


def chosen(request):
    """Return the chosen Area with its parents, or None. One statement, once a request."""
    if not hasattr(request, "_chosen_area"):
        code = chosen_code(request)
        request._chosen_area = Area.objects.open().with_parents().filter(pk=code).first() if code else None
    return request._chosen_area


def lately(request):
    """Return up to REMEMBERED areas that this browser chose, the newest first."""
    codes = _codes_lately(request)
    found = Area.objects.open().with_parents().in_bulk(codes) if codes else {}
    return [found[code] for code in codes if code in found]


def _codes_lately(request):
    codes = request.COOKIES.get(LATELY, "").split(".")
    return [code for code in dict.fromkeys(codes) if CODE.fullmatch(code)][:REMEMBERED]


def choose(*, request, response, area):
    """Remember `area` in the browser, and as her home when she is signed in."""
    codes = [area.code, *(code for code in _codes_lately(request) if code != area.code)][:REMEMBERED]
    for name, value in ((COOKIE, area.code), (LATELY, ".".join(codes))):
        response.set_cookie(name, value, max_age=YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax")
    if request.user.is_authenticated and request.user.home_area_id != area.code:
        request.user.home_area = area
        request.user.save(update_fields=["home_area"])


def query(typed):
    """Return the words of a search, cleaned: at most LONGEST_QUERY characters."""
    return text.clean_line(typed or "")[:LONGEST_QUERY].strip()


def search(words):
    """Return the open areas below the city for `words`, best first: the last word is in its name, the others there or above.

    Those whose name begins with the word come first, then those that have a centre. At most MOST_HITS + 1.
    """
    *above, name = words.split() or [""]
    if not name:
        return []
    hits = Area.objects.open().filter(level__gte=Area.Level.COUNTY, name__icontains=name).with_parents().with_center_count()
    for part in above:
        hits = hits.filter(Q(name__icontains=part) | Q(parent__name__icontains=part) | Q(parent__parent__name__icontains=part))
    found = list(hits[:MOST_FOUND])
    found.sort(key=lambda area: (not area.name.startswith(name), -area.center_count, area.code))
    return found[: MOST_HITS + 1]
