"""What holds for every answer: the headers of the web's own safety, no stray copies, plain error pages, cached public pages."""

from django.conf import settings
from django.core.exceptions import BadRequest

from . import errors, page_cache

PERMISSIONS = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=(), interest-cohort=()"
CALM = ("/help/", "/slots/")  # the help zone leaves no copy anywhere and is found by no search engine


def headers(get_response):
    """Outermost: put the headers on every answer, the 500 and the static file included."""

    def middleware(request):
        response = get_response(request)
        out = response.headers
        out.setdefault("X-Frame-Options", "DENY")
        out.setdefault("X-Content-Type-Options", "nosniff")
        out.setdefault("Referrer-Policy", "no-referrer")
        out.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        out.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        out.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    return middleware


def gate(get_response):
    """Refuse what no view could answer: a NUL byte (PostgreSQL stores none), a body that is too large to be read."""

    def middleware(request):
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", "") or any("\0" in value for value in request.COOKIES.values()):
            raise BadRequest
        if _length(request) > settings.MAX_BODY:
            return errors.too_large(request)
        response = get_response(request)
        if response.status_code == 405 and not response.content:
            response = errors.wrong_method(request, allowed=response.headers["Allow"])
        return response

    return middleware


def _length(request):
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def copies(get_response):
    """Say who may keep a copy: nobody of a page for somebody signed in or of the help zone, the visitor alone of the rest.

    Whoever signs out leaves no page in the browser's cache either (SECURITY: "sign-out clears cookies, cache").
    """

    def middleware(request):
        calm = request.path.startswith(CALM)
        personal = bool(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
        kept = None if calm or personal else page_cache.find(request)
        response = kept or get_response(request)
        cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if personal or calm or cookie is not None or request.method not in ("GET", "HEAD"):
            response.headers["Cache-Control"] = "no-store, private"
        elif kept is None:
            response = page_cache.keep(request, response)
        if calm:
            response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        if personal and cookie is not None and cookie["max-age"] == 0:
            response.headers.setdefault("Clear-Site-Data", '"cache"')  # the sign-out page clears more
        return response

    return middleware
