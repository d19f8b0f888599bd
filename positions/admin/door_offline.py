"""What the door's phone needs when the network is gone: an empty page to open, the list with the clock, the way in for what it kept.

What lies on the phone is sealed with a key that the browser holds in a cookie until the end of the day; signing out takes both away
(docs/decisions/0016). The page that is kept for a dead network holds no name at all.
"""

import json
import secrets
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.headers import private
from accounts.refusals import Refusal

from ..door import lists, sheets, signing, words
from ..models import Booking, DoorTick

COOKIE = "door_key"
SCOPE = "/admin/today/door/"
MOST = 200  # ticks in one go
FILES = ("tokens.css", "extra.css", "more.css", "admin.css", "door.css", "sprite.svg", "admin.js", "door-queue.js", "door.js")
AFTER_END = timedelta(hours=3)


def urls(site):
    pages = [
        ("today/door/<int:pk>/list/", fresh, "door_list"), ("today/door/ticks/", ticks, "door_ticks"), ("today/door/shell/", shell, "door_shell"),
        ("today/door/worker.js", worker, "door_worker"),
    ]  # fmt: skip
    return [path(where, site.admin_view(view), name=name) for where, view, name in pages]


# --- the key ---------------------------------------------------------------------------------------
def give_key(request, response, session):
    """Give the browser the key of this day, if it has none. Scripts read it; it is worth nothing without what lies on this very phone."""
    if len(request.COOKIES.get(COOKIE, "")) == 43:
        return response
    key = urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    midnight = timezone.make_aware(datetime.combine(session.day + timedelta(days=1), time.min))
    until = max(midnight, session.ends_at + AFTER_END)
    response.set_cookie(COOKIE, key, expires=until.astimezone(UTC), path=SCOPE, secure=settings.HTTPS, httponly=False, samesite="Strict")
    return response


def clock(request):
    """What every answer to the phone carries: the server's clock (ms), the form's token, who is signed in."""
    return {"now": int(timezone.now().timestamp() * 1000), "csrf": get_token(request), "owner": lists.owner(request.user)}


# --- pages -----------------------------------------------------------------------------------------
@require_safe
@private
def shell(request):
    """The page that the phone keeps for when the network is gone: frame and words, no name, no list."""
    if not request.user.has_perm("positions.check_in_booking"):
        raise Http404
    return render(request, "admin/door/shell.html", {"title": "门口"})


@require_safe
def worker(request):
    """The service worker: its scope is the door and nothing else."""
    facts = json.dumps({"shell": reverse("admin:door_shell"), "files": [static(name) for name in FILES]})
    return HttpResponse(render(request, "admin/door/worker.js", {"facts": facts}).content, content_type="text/javascript; charset=utf-8")


@require_safe
def fresh(request, pk):
    """The list as it is now, for the phone to keep; never of a confidential service."""
    from .door import session_of

    session = session_of(request, pk)
    if session.service.confidential or session.day != timezone.localdate():
        raise Http404
    listed = lists.read(session=session, user=request.user)
    return give_key(request, JsonResponse({**lists.kept(listed, request.user), **clock(request)}), session)


# --- what was kept comes in ------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def ticks(request):
    """Take what a phone has kept: each by its key once, at the time at which it happened. Answers in words, one a tick.

    GET says hello: the clock and the form's token. Body of a POST: {"owner": …, "ticks": [{"key", "kind": in/out/heads,
    "booking" or "session", "ref", "more", "at": ms of the server's clock}]}
    """
    if not request.user.has_perm("positions.check_in_booking"):
        raise Http404
    if request.method != "POST":
        return JsonResponse(clock(request))
    told = _read(request)
    if told is None:
        return JsonResponse({**clock(request), "results": []}, status=400)
    if told.get("owner") != lists.owner(request.user):  # somebody else kept them on this phone: hers to send
        return JsonResponse({**clock(request), "results": [], "other": True}, status=409)
    results = [_take(request, each) for each in told["ticks"]]
    return JsonResponse({**clock(request), "results": results})


def _read(request):
    try:
        told = json.loads(request.body)
    except ValueError:
        return None
    if not (isinstance(told, dict) and isinstance(told.get("ticks"), list) and len(told["ticks"]) <= MOST):
        return None
    return told if all(_is_tick(each) for each in told["ticks"]) else None


def _is_tick(each):
    if not isinstance(each, dict):
        return False
    key, at, number = each.get("key"), each.get("at"), each.get("session" if each.get("kind") == "heads" else "booking")
    has_key = isinstance(key, str) and 16 <= len(key) <= 36 and key.isascii() and key.replace("-", "").isalnum()
    numbers = all(isinstance(n, int) and not isinstance(n, bool) and 0 <= n < 2**53 for n in (at, number))
    more = each.get("more", 1)
    return (
        has_key
        and numbers
        and each.get("kind") in ("in", "out", "heads")
        and isinstance(each.get("ref", ""), str)
        and isinstance(more, int)
        and abs(more) <= sheets.MOST_HEADS
    )


def _take(request, each):
    """Do what one tick says. Returns {"key", "outcome", "words"}; what is not in her reach is not there."""
    at = datetime.fromtimestamp(each["at"] / 1000, tz=UTC) if each["at"] < 10**13 else timezone.now()
    try:
        if each["kind"] == "heads":
            return _count(request, each, at)
        row = Booking.objects.visible_to(request.user, "positions.check_in_booking").select_related("attendee").filter(pk=each["booking"]).first()
        if row is None:
            return {"key": each["key"], "outcome": "gone", "words": "有一条对应的预约不在了，没有记。请对着纸质名单看一看。"}
        if each["kind"] == "in":
            made = signing.sign_in(booking=row, by=request.user, at=at, key=each["key"])
        else:
            made = signing.sign_out(booking=row, by=request.user, ref=each.get("ref", "")[:24], at=at, key=each["key"], happened=True)
        row.refresh_from_db(fields=["status", "came_at", "left_at"])
    except Refusal as refusal:
        return {"key": each["key"], "outcome": "refused", "words": str(refusal)}
    return {"key": each["key"], "outcome": made.outcome, "words": words.of(made, row, lists.shown(row)), "booking": row.pk, "at": _shown(made, row)}


def _shown(made, row):
    at = row.left_at if made.kind == DoorTick.Kind.OUT else row.came_at
    return words.clock(at) if at else ""


def _count(request, each, at):
    from .door import session_of

    try:
        session = session_of(request, each["session"])
    except Http404:  # called off meanwhile, or not hers any more: the presses behind it must still come in
        return {"key": each["key"], "outcome": "gone", "words": "有一条计数对应的场次不在了，没有记。请对着纸质名单看一看。"}
    heads = sheets.count(session=session, by=request.user, more=each.get("more", 1), key=each["key"], at=at)
    return {"key": each["key"], "outcome": "done", "words": f"一共 {heads} 位。"}
