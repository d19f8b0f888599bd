"""What runs inside a portal for the races at the door, and the requests that are sent there."""

import http.client
import json
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from .clients import CSRF

PHONE, RIGHT, WRONG = "+8613800138000", "280417", "111111"


@dataclass
class Answer:
    status: int
    location: str
    body: str


def post(url, path, data, *, session="", address="203.0.113.1"):
    """Send one form from `address` (the portal trusts one proxy, us). Returns the Answer."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    cookies = f"csrf={CSRF}" + (f"; session={session}" if session else "")
    head = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies, "X-Forwarded-For": f"198.51.100.99, {address}"}
    try:
        connection.request("POST", path, urlencode({"csrfmiddlewaretoken": CSRF, **data}), head)
        answer = connection.getresponse()
        return Answer(answer.status, answer.getheader("Location", ""), answer.read().decode(errors="replace"))
    finally:
        connection.close()


def addresses(count):
    return [f"203.0.{at // 250}.{at % 250 + 1}" for at in range(count)]


def codes_sent(count):
    """Lay `count` codes for PHONE, each in a session of its own; all of them are RIGHT. Returns the session keys."""
    from datetime import timedelta
    from importlib import import_module

    from django.conf import settings
    from django.utils import timezone

    from accounts import codes
    from accounts.models import SignInAttempt

    keys = []
    for _ in range(count):
        attempt = SignInAttempt(purpose="sign_in", phone=PHONE, expires_at=timezone.now() + timedelta(minutes=5))
        attempt.code_hmac = codes._hmac(attempt, PHONE, RIGHT)
        attempt.save()
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session["door"] = {"attempt": str(attempt.uid), "next": "", "public": False}
        session.save()
        keys.append(session.session_key)
    return keys


def staff_with_app(sessions):
    """Make a person with a TOTP app and `sessions` sessions of hers that have not shown it. Returns [session keys, code of now]."""
    from allauth.mfa.models import Authenticator

    from accounts import second_factor
    from accounts.models import User
    from tests.people import session_key

    user = User.objects.create_user(PHONE, phone_verified=True)
    second_factor.enrol_totp(user)
    code, _ = second_factor.code_now(Authenticator.objects.get(user=user))
    return [[session_key(user) for _ in range(sessions)], code]


def sms_sent():
    from django.conf import settings

    return [json.loads(line)["phone"] for line in settings.SMS_FILE.read_text().splitlines()] if settings.SMS_FILE.exists() else []


def accounts():
    from accounts.models import User

    return User.objects.count()
