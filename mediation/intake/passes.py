"""A pass for a quarter of an hour: what the page of her case carries in its forms instead of a cookie or the code itself."""

import base64
import secrets
import time

from accounts.crypto import CannotOpen, seal, unseal

from ..models import ReturnCode
from .refusals import PassOver

LASTS = 15 * 60  # seconds
PLACE = "mediation.help.pass"


def give(code):
    """Return the pass (str) for a ReturnCode that was opened just now; one that came by a pass stays the same visit (`code.visit`)."""
    code.visit = getattr(code, "visit", "") or secrets.token_hex(8)
    return base64.urlsafe_b64encode(seal(f"{code.pk}:{int(time.time())}:{code.visit}", bound_to=PLACE)).decode()


def use(word):
    """Return the ReturnCode of a pass. Raises PassOver (too old, made up, the code has ended meanwhile)."""
    try:
        pk, given, visit = unseal(base64.urlsafe_b64decode((word or "")[:200].encode()), bound_to=PLACE).split(":")
    except (CannotOpen, ValueError, IndexError):
        raise PassOver from None
    code = ReturnCode.objects.filter(pk=pk, ended_at=None, confirmed_at__isnull=False).select_related("case__area", "case__mediator").first()
    if code is None or not 0 <= time.time() - int(given) <= LASTS:
        raise PassOver
    code.visit = visit
    return code
