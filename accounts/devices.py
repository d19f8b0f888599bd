"""The devices somebody is signed in on: how long each may stay, which ones she knows, and how she ends them.

The session itself holds the facts (key "device"): whether it is her own, a member of staff's or a public phone, since when, and
when it was seen last. They are written anew at most once a minute (staff, public phone) or every ten minutes (her own).
"""

import time
from datetime import timedelta

from allauth.account.internal import flows
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout, update_session_auth_hash
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.http import urlencode

from . import crypto
from .limits import Caller, address_of
from .models import User

OWN, STAFF, PUBLIC = "own", "staff", "public"
IDLE = {STAFF: timedelta(minutes=30), PUBLIC: timedelta(minutes=15)}
IN_ALL = {STAFF: timedelta(hours=12), PUBLIC: timedelta(hours=12)}
WRITE_EVERY = {OWN: timedelta(minutes=10), STAFF: timedelta(minutes=1), PUBLIC: timedelta(minutes=1)}
FACTS = "device"
KNOWN_COOKIE = "__Host-known" if settings.HTTPS else "known"
KNOWN_FOR = timedelta(days=180)
ENDED = "ended"  # in the query of the sign-in page: she was signed out because the time was up

MACHINES = (  # a mark in the User-Agent → what people call it; the first that fits
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("HarmonyOS", "鸿蒙手机"),
    ("Android", "安卓手机"),
    ("Windows", "电脑"),
    ("Macintosh", "苹果电脑"),
    ("Linux", "电脑"),
)
BROWSERS = (
    ("MicroMessenger", "微信里打开"),
    ("HuaweiBrowser", "华为浏览器"),
    ("MiuiBrowser", "小米浏览器"),
    ("QQBrowser", "QQ 浏览器"),
    ("UCBrowser", "UC 浏览器"),
    ("Edg", "Edge 浏览器"),
    ("Firefox", "火狐浏览器"),
    ("Chrome", "谷歌浏览器"),
    ("Safari", "苹果浏览器"),
)


class DevicesMiddleware:
    """End a session whose time is up, before any view sees it; note that a living one was seen."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        ended = settings.SESSION_COOKIE_NAME in request.COOKIES and _look_after(request)
        response = self.get_response(request)
        if ended and response.status_code == 302 and response["Location"].startswith(str(settings.LOGIN_URL)):
            response["Location"] += ("&" if "?" in response["Location"] else "?") + urlencode({ENDED: 1})
        return response


def begin(request, user, *, public):
    """Write down what kind of session has just begun (the caller has given it a new id)."""
    kind = PUBLIC if public else STAFF if user.is_staff else OWN
    now = int(time.time())
    request.session[FACTS] = {"kind": kind, "since": now, "seen": now}
    if kind == PUBLIC:
        request.session.set_expiry(0)  # the cookie goes with the browser
    elif kind == STAFF:
        request.session.set_expiry(int(IN_ALL[STAFF].total_seconds()))


def keep_staff_hours(request):
    """Whoever enters as staff gets the hours of staff, also if her post began after she had signed in."""
    facts = request.session.get(FACTS)
    if facts and facts["kind"] == OWN:
        request.session[FACTS] = {**facts, "kind": STAFF, "since": int(time.time())}


def note_kind(request):
    """Let the list of devices know a public phone, and a session that ends by itself."""
    kind = request.session[FACTS]["kind"]
    if kind != OWN:
        UserSession.objects.filter(session_key=request.session.session_key).update(data={"kind": kind})


def renew(request):
    """Give the session a new id, as at every step up; her list of devices follows."""
    old = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)


def end_one(*, user, pk, but=None):
    """End one session of `user`, if it is not the one with key `but`. Returns whether there was one."""
    session = UserSession.objects.filter(user=user, pk=pk).exclude(session_key=but).first()
    if session:
        session.end()
    return session is not None


@transaction.atomic
def end_all(user):
    """End every session of `user`, at once and together."""
    User.objects.filter(pk=user.pk).update(epoch=F("epoch") + 1)
    for session in UserSession.objects.filter(user=user):
        session.end()


@transaction.atomic
def end_others(request):
    """End every session of the user but this one, at once and together: the epoch in their hash is a thing of the past."""
    old = request.session.session_key
    User.objects.filter(pk=request.user.pk).update(epoch=F("epoch") + 1)
    request.user.refresh_from_db(fields=["epoch"])
    for session in UserSession.objects.filter(user=request.user).exclude(session_key=old):
        session.end()
    keep_this(request)


def keep_this(request):
    """After her number or epoch changed: this session goes on, under a new id."""
    old = request.session.session_key
    update_session_auth_hash(request, request.user)
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)


def leave(request):
    """Sign out here and take the session off the list of devices."""
    key = request.session.session_key
    flows.logout.logout(request, show_message=False)
    UserSession.objects.filter(session_key=key).delete()


def of(user, current_key):
    """Return the living sessions of `user`, the current one first, then the last seen first."""
    living = []
    for session in UserSession.objects.purge_and_list(user):
        kind = session.data.get("kind", OWN)
        if kind in IDLE and session.session_key != current_key and session.last_seen_at < timezone.now() - IDLE[kind] - WRITE_EVERY[kind]:
            session.end()  # its time was up; nobody has come back to be told
        else:
            living.append(session)
    return sorted(living, key=lambda session: (session.session_key != current_key, -session.last_seen_at.timestamp()))


def caller(request, phone=""):
    """Return the Caller that limits count for: known only if this device once signed in with `phone` and nothing ended that."""
    return Caller(address=address_of(request), device=_known_device(request, phone) if phone else "")


def remember(response, user):
    """Let this device have its own allowance of tries from now on. The cookie names nobody."""
    value = signing.dumps([get_random_string(12), _owner(user.phone, user.epoch)], salt="known device")
    response.set_cookie(KNOWN_COOKIE, value, max_age=KNOWN_FOR, secure=settings.HTTPS, httponly=True, samesite="Lax")


def name_of(user_agent):
    """Return (words, is it a phone) for a User-Agent: 安卓手机，微信里打开."""
    agent = user_agent or ""
    mobile = any(word in agent for word in ("Mobile", "Android", "iPhone", "HarmonyOS"))
    machine = next((word for mark, word in MACHINES if mark in agent), "手机" if mobile else "一台设备")
    browser = next((word for mark, word in BROWSERS if mark in agent), "")
    return machine, browser, mobile


def _look_after(request):
    """Sign out a session whose time is up (returns True), or note now and then that it was seen."""
    facts = request.session.get(FACTS)
    if not facts:
        return False
    now, kind = time.time(), facts["kind"]
    idle, whole = IDLE.get(kind), IN_ALL.get(kind)
    if (idle and now - facts["seen"] > idle.total_seconds()) or (whole and now - facts["since"] > whole.total_seconds()):
        leave(request) if request.user.is_authenticated else logout(request)
        return True
    if now - facts["seen"] >= WRITE_EVERY[kind].total_seconds() and request.user.is_authenticated:
        request.session[FACTS] = {**facts, "seen": int(now)}
        UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())
    return False


def _known_device(request, phone):
    try:
        device, owner = signing.loads(request.COOKIES.get(KNOWN_COOKIE, ""), salt="known device", max_age=KNOWN_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    epoch = User.objects.filter(phone=phone).values_list("epoch", flat=True).first()
    return device if epoch is not None and owner == _owner(phone, epoch) else ""


def _owner(phone, epoch):
    return crypto.fingerprint(f"{phone}:{epoch}", purpose="known device")[:32]
