"""For machines: is the process alive (/healthz), is everything there that it needs (/readyz).

A load balancer asks /healthz, the watch that wakes somebody asks /readyz: a late SMS must not take the site away from everybody.
"""

import logging
import shutil
import tempfile
from datetime import timedelta

from django.conf import settings
from django.db import Error, connection
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.crypto import CannotOpen
from accounts.rotation import marks
from notices.models import Notice

logger = logging.getLogger("portal.health")
OUTBOX_LATE = timedelta(minutes=10)
DISK_LEFT = 200 * 1024 * 1024
_proved = None  # the key ring that has opened what is sealed: it does not change while a process lives


class NotReady(Exception):
    """A part is there, but not as it has to be."""


@never_cache
@require_safe
def alive(request):
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request):
    """Answer {"database": "ok", …}; 503 if any part is not. It says which part, never why: the reason is in the log."""
    parts = {name: state_of(name, check) for name, check in CHECKS.items()}
    return JsonResponse(parts, status=200 if set(parts.values()) == {"ok"} else 503)


def state_of(name, check):
    try:
        check()
    except (NotReady, CannotOpen, Error, OSError):
        logger.exception("not ready", extra={"part": name})
        return "bad"
    return "ok"


def database_answers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def keys_open_what_is_sealed():
    """The newest cell of each sealed field opens; after a restore beside the wrong keys it does not."""
    global _proved  # noqa: PLW0603
    if _proved == settings.ENCRYPTION_KEYS:
        return
    marks.open_newest()
    _proved = settings.ENCRYPTION_KEYS


def disk_takes_more():
    with tempfile.TemporaryFile(dir=settings.DATA_DIR) as file:
        file.write(b"x")
    if shutil.disk_usage(settings.DATA_DIR).free < DISK_LEFT:
        raise NotReady


def outbox_is_not_late():
    if Notice.objects.filter(state__in=(Notice.State.WAITING, Notice.State.UNSURE), due_at__lt=timezone.now() - OUTBOX_LATE).exists():
        raise NotReady


CHECKS = {
    "database": database_answers,
    "keys": keys_open_what_is_sealed,
    "disk": disk_takes_more,
    "outbox": outbox_is_not_late,
}
