"""What became of what was sent: asked of the SMS provider by the clock, told by WeChat; and shown beside the row it was about."""

import logging
from datetime import timedelta

from django.utils import timezone

from . import outbox, routes, texts
from .backends import Found
from .models import Channel, Notice

logger = logging.getLogger(__name__)
ASKED_FOR = timedelta(hours=72)  # a provider gives up after that
A_LOOK = 100


def ask_due():
    """Ask the SMS provider about what is on its way, the longer the more rarely. Returns how many are settled."""
    _, find = routes.sms_backend()
    if find is None:
        return 0
    now, settled = timezone.now(), 0
    sent = Notice.objects.filter(state=Notice.State.SENT, channel=Channel.SMS, due_at__lte=now, sent_at__gt=now - ASKED_FOR)
    for notice in sent.select_related("to").order_by("due_at", "pk")[:A_LOOK]:
        try:
            found = find(phone=notice.to.phone, key=notice.key, since=notice.sent_at, receipt=notice.receipt)
        except OSError as error:  # the provider is away: the rest is asked next time
            logger.warning("provider did not say what arrived", extra={"why": str(error)[:80]})
            break
        outbox.learn(notice, found or Found("sent"))
        settled += notice.state != Notice.State.SENT
    return settled


def told(receipt, *, delivered, why=""):
    """Write down what WeChat says of the message with its number `receipt`. Returns whether we know that message."""
    notice = Notice.objects.filter(receipt=receipt, channel=Channel.WECHAT, state=Notice.State.SENT).select_related("to").first()
    if notice is None:
        return False
    outbox.learn(notice, Found("delivered" if delivered else "failed", receipt, why))
    return True


def delivery_of(rows):
    """Return {primary key: newest Notice} of what was told about `rows` (of one model, e.g. bookings), in one or two statements.

    Its `get_state_display()` is the word to show beside the row; of what went out with another one, that one's. Only kinds that
    say `of=` are found (texts.text).
    """
    rows = list(rows)
    if not rows:
        return {}
    found = list(Notice.objects.filter(about__in=[row.pk for row in rows], kind__in=texts.kinds_about(rows[0]._meta.label_lower)).order_by("pk"))
    merged = [notice for notice in found if notice.state == Notice.State.MERGED]
    leads = {}
    if merged:
        whose = {"to__in": {notice.to_id for notice in merged}, "change__in": {notice.change for notice in merged}}
        for lead in Notice.objects.filter(**whose).exclude(state=Notice.State.MERGED).order_by("pk"):
            leads |= {(lead.kind, about): lead for about in lead.also}
    return {notice.about: leads.get((notice.kind, notice.about), notice) for notice in found}
