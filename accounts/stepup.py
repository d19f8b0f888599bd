"""Before what matters (number, factor, devices of others): she shows once more that it is she, with the strongest she has.

What she showed counts for ten minutes: a TOTP code or passkey if she has one set up, else a code by SMS.
"""

import time
from functools import wraps

from allauth.account.authentication import get_authentication_records
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from . import second_factor

FRESH = 10 * 60


def is_fresh(request):
    """Return whether she has shown the strongest she has within the last ten minutes."""
    method = "mfa" if second_factor.has_factor(request.user) else "code"
    since = time.time() - FRESH
    return any(record.get("method") == method and record["at"] >= since for record in get_authentication_records(request, request.user))


def required(view):
    """Let a view run only for somebody signed in who is fresh; else she shows it first and comes back."""

    @wraps(view)
    @login_required
    def wrapped(request, *args, **kwargs):
        if is_fresh(request):
            return view(request, *args, **kwargs)
        where = second_factor.next_step(request) if second_factor.has_factor(request.user) else _by_sms(request)
        return HttpResponseRedirect(where)

    return wrapped


def _by_sms(request):
    return f"{reverse('accounts:stepup')}?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}"
