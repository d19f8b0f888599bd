"""Write what is to be told (in the caller's transaction), and send what is due (the worker)."""

from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from . import texts
from .models import Notice

LEASE = timedelta(seconds=60)
BACK_OFF = timedelta(seconds=30)
TRIES = 8


def tell(to, kind, about, *, again="", sms=True, not_before=None):
    """Write one notice for user `to` about row `about` (a saved model instance), in the caller's transaction.

    `again` tells apart two notices of one kind about one row (a second change). Without `sms` it stays under 我的消息.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a notice is written in the transaction of what it tells")
    now = timezone.now()
    state = Notice.State.WAITING if sms else Notice.State.INSIDE
    key = f"{kind}:{about.pk}:{to.pk}:{again}"
    return Notice.objects.create(to=to, kind=kind, about=about.pk, key=key, state=state, created_at=now, due_at=not_before or now, lease_until=now)


def claim(limit=20):
    """Take up to `limit` due notices for LEASE; two workers never hold the same one. Returns the Notices.

    A worker that dies keeps its lease until it runs out; then another one takes the notice up again.
    """
    now = timezone.now()
    with transaction.atomic():
        due = Notice.objects.filter(state=Notice.State.WAITING, due_at__lte=now, lease_until__lte=now).order_by("due_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True, of=("self",))
        notices = list(due.select_related("to")[:limit])
        for notice in notices:
            notice.lease_until = now + LEASE
            notice.attempts += 1
        Notice.objects.bulk_update(notices, ["lease_until", "attempts"])
    return notices


def send_due(limit=20):
    """Send what is due through the SMS backend of the settings. Returns how many notices were taken up."""
    send = import_string(f"{settings.SMS_BACKEND}.send")
    notices = claim(limit)
    for notice in notices:
        deliver(notice, send)
    return len(notices)


def deliver(notice, send):
    """Send one claimed notice and write down what became of it."""
    words = texts.words_of(notice)
    if words is None or not words.sms:
        notice.state = Notice.State.INSIDE
    else:
        try:
            send(phone=notice.to.phone, words=words.sms, key=notice.key)
        except OSError:
            notice.due_at = timezone.now() + BACK_OFF * 2**notice.attempts
            notice.state = Notice.State.FAILED if notice.attempts >= TRIES else Notice.State.WAITING
        else:
            notice.state, notice.sent_at = Notice.State.SENT, timezone.now()
    notice.save(update_fields=["state", "due_at", "sent_at"])


def read_all(user):
    """Mark every notice of `user` as read. Returns how many were new."""
    return Notice.objects.of(user).unread().update(read_at=timezone.now())
