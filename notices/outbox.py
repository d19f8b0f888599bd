"""Write what is to be told (in the caller's transaction), and send what is due (the worker)."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from . import texts
from .models import Notice

logger = logging.getLogger(__name__)
BACK_OFF = timedelta(seconds=30)
TRIES = 8


def tell(to, kind, about, *, again="", sms=True, not_before=None, change=""):
    """Write one notice for user `to` about row `about` (a saved model instance), in the caller's transaction.

    `again` tells apart two notices of one kind about one row (a second change). Without `sms` it stays under 我的消息.
    `change` names the one thing that several rows of hers are told about ("session:12"): those of one kind that fall due
    together go out as one message, if the kind says how (texts.together).
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a notice is written in the transaction of what it tells")
    now = timezone.now()
    state = Notice.State.WAITING if sms else Notice.State.INSIDE
    key = f"{kind}:{about.pk}:{to.pk}:{again}"
    return Notice.objects.create(
        to=to, kind=kind, about=about.pk, key=key, state=state, created_at=now, due_at=not_before or now, lease_until=now, change=change
    )


def due(now):
    """Return the notices that wait to be sent at `now` and that no worker holds."""
    return Notice.objects.filter(state=Notice.State.WAITING, due_at__lte=now, lease_until__lte=now).order_by("due_at", "pk")


def claim(limit=20):
    """Take up to `limit` due notices for settings.NOTICE_LEASE; two workers never hold the same one. Returns the Notices.

    A worker that dies keeps its lease until it runs out; then another one takes the notice up again.
    """
    now = timezone.now()
    if not due(now).exists():  # most looks find nothing: they take no lock
        return []
    with transaction.atomic():
        notices = list(due(now).select_for_update(skip_locked=True, of=("self",)).select_related("to")[:limit])
        for notice in notices:
            notice.lease_until = now + settings.NOTICE_LEASE
            notice.attempts += 1
        Notice.objects.bulk_update(notices, ["lease_until", "attempts"])
    return notices


def send_due(limit=20):
    """Send what is due through the SMS backend of the settings. Returns (how many were taken up, how many did not go out)."""
    send = import_string(f"{settings.SMS_BACKEND}.send")
    notices = claim(limit)
    held = 0
    for notice in notices:
        # A slow provider may eat up the lease of those at the end: they are left for the next look, not sent twice.
        if notice.lease_until - timezone.now() < settings.NOTICE_LEASE / 4:
            break
        held += not deliver(notice, send)
    return len(notices), held


def deliver(notice, send):
    """Send one claimed notice and write down what became of it. Returns whether it needs no further try."""
    lease, fields = notice.lease_until, {}
    try:
        words = texts.words_of(notice)
        if words is None or not words.sms:
            fields["state"] = Notice.State.INSIDE
        else:
            send(phone=notice.to.phone, words=words.sms, key=notice.key)
            fields |= {"state": Notice.State.SENT, "sent_at": timezone.now()}
    except Exception:  # whatever a provider or a text does, the others must go out
        logger.exception("notice did not go out", extra={"notice": notice.pk, "attempts": notice.attempts})
        fields["due_at"] = timezone.now() + BACK_OFF * 2**notice.attempts
        if notice.attempts >= TRIES:
            fields["state"] = Notice.State.FAILED
    # Only while the lease is ours: after it, the row belongs to whoever took it up.
    Notice.objects.filter(pk=notice.pk, lease_until=lease).update(**fields)
    return "due_at" not in fields


def read_all(user):
    """Mark every notice of `user` as read. Returns how many were new."""
    return Notice.objects.of(user).unread().update(read_at=timezone.now())
