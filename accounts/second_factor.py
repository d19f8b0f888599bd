"""The second factor: what staff must have shown in this session before anything of theirs opens.

A TOTP secret is sealed to its user; one of its codes works once, over all processes (the row in SpentCode is unique).
"""

import base64
import time
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from . import crypto, devices
from .models import SpentCode

TYPES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
_whose = ContextVar("whose_secret", default=None)


def is_satisfied(request):
    """Return whether this session has shown a TOTP code, a passkey or a recovery code. No statement is sent."""
    user = request.user
    if not user.is_authenticated or not user.is_active:
        return False
    shown = any(record.get("method") == "mfa" for record in get_authentication_records(request, user))
    if shown:
        devices.keep_staff_hours(request)
    return shown


def next_step(request, wanted=""):
    """Return the address at which she does what is missing: sign in, set up a factor, or show it. It leads to `wanted`, or back here."""
    user = request.user
    if not user.is_authenticated:
        name = "account_login"
    else:
        types = set(Authenticator.objects.filter(user=user, type__in=TYPES).values_list("type", flat=True))
        name = "mfa_activate_totp" if not types else "mfa_reauthenticate" if Authenticator.Type.TOTP in types else "mfa_reauthenticate_webauthn"
    return f"{reverse(name)}?{urlencode({REDIRECT_FIELD_NAME: wanted or request.get_full_path()})}"


def required(view):
    """Let a view run only when the second factor was shown; otherwise send her to the next step. After it she is back."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        return view(request, *args, **kwargs) if is_satisfied(request) else HttpResponseRedirect(next_step(request))

    return wrapped


def has_factor(user):
    """Return whether `user` has set up a TOTP app or a passkey."""
    return Authenticator.objects.filter(user=user, type__in=TYPES).exists()


def enrol_totp(user, secret=None):
    """Give `user` a TOTP authenticator with `secret` (base32, made up if none). Returns the secret. Twice keeps the first."""
    existing = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if existing:
        return unseal(existing.data["secret"], user.pk)
    secret = secret or totp.generate_totp_secret()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": seal(secret, user.pk)})
    return secret


def code_now(authenticator):
    """Return (code, seconds it stays the newest) that `authenticator` shows and that has not been used yet: for the demo page."""
    secret = unseal(authenticator.data["secret"], authenticator.user_id)
    now = int(time.time())
    step = now // 30
    spent = set(SpentCode.objects.filter(user=authenticator.user_id, counter__gte=step).values_list("counter", flat=True))
    free = next((counter for counter in (step, step + 1) if counter not in spent), None)
    return None if free is None else totp.format_hotp_value(totp.hotp_value(secret, free)), 30 - now % 30


def spend_totp(*, user_id, secret, code):
    """Return whether `code` is one of `secret` for now, and use it up: of any number who show it at once, one gets True."""
    for counter in totp.yield_hotp_counters_from_time():
        if totp.compare_user_code(actual=code, expected=totp.format_hotp_value(totp.hotp_value(secret, counter))):
            return _spend(user_id, counter)
    return False


def accept(user, code):
    """Return the Authenticator of `user` that `code` is of (TOTP or recovery), using the code up; None if of none."""
    for authenticator in Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.WEBAUTHN):
        authenticator.user = user
        if authenticator.type == Authenticator.Type.TOTP:
            right = spend_totp(user_id=user.pk, secret=unseal(authenticator.data["secret"], user.pk), code=code)
        else:
            with secrets_of(user):
                right = authenticator.wrap().validate_code(code)
        if right:
            return authenticator
    return None


def forget_gone(request):
    """Take back in this session what was shown with factors that exist no more."""
    living = set(Authenticator.objects.filter(user=request.user).values_list("pk", flat=True))
    records = get_authentication_records(request, request.user)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [one for one in records if one.get("method") != "mfa" or one.get("id") in living]


@transaction.atomic
def reset(user):
    """Remove every factor of `user`, who lost them and came in person, and end all her sessions. She sets up a new one."""
    Authenticator.objects.filter(user=user).delete()
    devices.end_all(user)


@contextmanager
def secrets_of(user):
    """Within it, the MFA adapter seals and opens for `user` (allauth does not tell it for whom)."""
    token = _whose.set(user.pk)
    try:
        yield
    finally:
        _whose.reset(token)


def whose(request):
    """Return the pk for whom the adapter seals now."""
    pk = _whose.get()
    return pk if pk is not None else request.user.pk


def seal(text, user_pk):
    return base64.b64encode(crypto.seal(text, bound_to=f"mfa_authenticator:{user_pk}")).decode()


def unseal(sealed, user_pk):
    return crypto.unseal(base64.b64decode(sealed), bound_to=f"mfa_authenticator:{user_pk}")


def _spend(user_id, counter):
    """Return whether this is the first use of a step: the row is unique, so of two at once one writes it."""
    return SpentCode.objects.get_or_create(user_id=user_id, counter=counter)[1]
