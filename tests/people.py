"""Sessions of people, as the door leaves them, without walking through it."""

import time
from importlib import import_module

from django.conf import settings
from django.test import Client

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def sign_in(client, user, *, mfa=True, kind=None):
    """Sign `user` in on `client` (a django.test.Client); with `mfa` her second factor has been shown in this session. Returns the client."""
    client.force_login(user, backend=BACKEND)
    session = client.session
    session.update(facts(user, mfa=mfa, kind=kind))
    session.save()
    return client


def session_key(user, *, mfa=False, kind=None):
    """Return the key of a session of `user`: the value of the cookie settings.SESSION_COOKIE_NAME."""
    return sign_in(Client(), user, mfa=mfa, kind=kind).session.session_key


def facts(user, *, mfa, kind=None, at=None):
    """Return what a session holds after signing in: what she has shown, and what kind of device it is."""
    at = time.time() if at is None else at
    records = [{"method": "code", "at": at}]
    if mfa:
        records.append({"method": "mfa", "at": at, "type": "totp", "reauthenticated": True})
    return {
        "account_authentication_methods": records,
        "account_authentication_methods_user": str(user.pk),
        "device": {"kind": kind or ("staff" if user.is_staff else "own"), "since": int(at), "seen": int(at)},
    }


def stored(key):
    """Return the session with this key as the server holds it."""
    return import_module(settings.SESSION_ENGINE).SessionStore(key)
