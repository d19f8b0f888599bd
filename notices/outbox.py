"""Write what is to be told (in the caller's transaction), and send what is due (the worker).

How nothing is lost and nothing sent twice: a worker claims a notice for a lease, writes "unsure" before it gives it to the
provider, and "sent" afterwards. Whoever finds an unsure one (the worker died, the answer did not come) asks the provider by the
notice's key before it sends again (docs/decisions/0015). A provider that cannot be asked is given the same key again.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts import kept

from . import calls, routes, texts
from .backends import Refused, Unsure
from .models import CallEntry, Channel, Notice

logger = logging.getLogger(__name__)
State = Notice.State
BACK_OFF = timedelta(seconds=30)
LONGEST = timedelta(minutes=20)
TRIES = 16  # with these pauses nearly four hours
GROUP = "group_message"  # the kind of what staff wrote to many
SAID_BY_PHONE = {"changes", "offers"}  # to whoever has no phone: what she cannot know from her slip
NOT_PHONED = {"ratings", "work"}  # nobody is phoned to be asked how she liked it, and no site phones about cases


def tell(to, kind, about, *, again="", sms=True, not_before=None, change=""):
    """Write one notice for user `to` about row `about` (a saved model instance), in the caller's transaction.

    `again` tells apart two notices of one kind about one row (a second change). Without `sms` it stays under 我的消息.
    `change` names the one thing that several rows of hers are told about ("session:12"): those of one kind that fall due
    together go out as one message, if the kind says how (texts.together).
    """
    return Notice.objects.create(**_row(to, kind, about, again, sms, not_before, change))


def tell_once(rows):
    """As tell() for many, [{"to", "kind", "about", and what else tell() takes}]; what was told before is left. Returns how many are new."""
    notices = [Notice(**_row(**{"again": "", "sms": True, "not_before": None, "change": "", **row})) for row in rows]
    known = set(Notice.objects.filter(key__in=[notice.key for notice in notices]).values_list("key", flat=True))
    fresh = [notice for notice in notices if notice.key not in known]
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _row(to, kind, about, again, sms, not_before, change):
    if not connection.in_atomic_block:
        raise RuntimeError("a notice is written in the transaction of what it tells")
    now = timezone.now()
    return {
        "to": to, "kind": kind, "about": about.pk, "key": f"{kind}:{about.pk}:{to.pk}:{again}", "state": State.WAITING if sms else State.INSIDE,
        "created_at": now, "due_at": not_before or now, "lease_until": now, "change": change,
    }  # fmt: skip


def take_back(*, to, of, about):
    """Forget what `to` was told, or would be, of rows of the model `of` ("positions.booking") with these primary keys."""
    Notice.objects.filter(to=to, kind__in=texts.kinds_about(of), about__in=about).delete()


def due(now):
    """Return the notices that wait to be sent, or to be asked for, at `now` and that no worker holds."""
    return Notice.objects.filter(state__in=(State.WAITING, State.UNSURE), due_at__lte=now, lease_until__lte=now).order_by("due_at", "pk")


def claim(limit=20):
    """Take up to `limit` due notices for settings.NOTICE_LEASE; two workers never hold the same one. Returns the Notices.

    A worker that dies keeps its lease until it runs out; then another one takes the notice up again.
    """
    now = timezone.now()
    if not due(now).exists():  # most looks find nothing: they take no lock
        return []
    with transaction.atomic():
        notices = list(due(now).select_for_update(skip_locked=True, of=("self",)).select_related("to")[:limit])
        notices = _merged(notices, now)
        for notice in notices:
            notice.lease_until = now + settings.NOTICE_LEASE
            notice.attempts += 1
        Notice.objects.bulk_update(notices, ["lease_until", "attempts", "also"])
    return notices


def _merged(notices, now):
    """Let those of one person, kind and change go out as one: the first takes the rows of the others. Returns the first ones."""
    leads = {}
    for notice in notices:
        fresh = notice.change and notice.state == State.WAITING and not notice.attempts and texts.may_merge(notice.kind)
        leads.setdefault((notice.to_id, notice.kind, notice.change) if fresh else notice.pk, notice)
    for key, lead in leads.items():
        if isinstance(key, tuple):
            same = due(now).filter(to=lead.to_id, kind=lead.kind, change=lead.change, state=State.WAITING, attempts=0).exclude(pk=lead.pk)
            others = list(same.select_for_update(skip_locked=True, of=("self",)))
            lead.also = list(dict.fromkeys([*lead.also, *(other.about for other in others if other.about != lead.about)]))
            Notice.objects.filter(pk__in=[other.pk for other in others]).update(state=State.MERGED)
    return list(leads.values())


def send_due(limit=20):
    """Send what is due, each by its route. Returns (how many were taken up, how many did not go out)."""
    notices = claim(limit)
    held = 0
    for number, notice in enumerate(notices):
        # A slow provider may eat up the lease of those at the end: they are given back for the next look, not sent twice.
        if notice.lease_until - timezone.now() < settings.NOTICE_LEASE / 4:
            for left in notices[number:]:
                Notice.objects.filter(pk=left.pk, lease_until=left.lease_until).update(lease_until=timezone.now(), attempts=left.attempts - 1)
            break
        held += not deliver(notice)
    return len(notices), held


def deliver(notice):
    """Send one claimed notice, or ask what became of it, and write that down. Returns whether it needs no further look."""
    words, notice.asking = None, notice.state == State.UNSURE
    try:
        words = texts.words_of(notice)
        if notice.state == State.UNSURE and _ask(notice, words):
            return notice.state != State.UNSURE
        if words is None:
            return _write(notice, state=State.INSIDE)
        return _send(notice, words)
    except Unsure as unsure:
        logger.warning("provider did not answer", extra={"notice": notice.pk, "attempts": notice.attempts, "why": str(unsure)[:80]})
        return _later(notice, words, state=State.UNSURE)
    except Refused as refused:
        logger.warning("provider refused", extra={"notice": notice.pk, "why": str(refused)[:80]})
        return _refused(notice, words)
    except Exception:  # whatever a provider or a text does, the others must go out
        logger.exception("notice did not go out", extra={"notice": notice.pk, "attempts": notice.attempts})
        return _later(notice, words, state=State.UNSURE if notice.asking else State.WAITING)


def _send(notice, words):
    if not notice.to.has_phone:  # a site keeps her account: what changed is said by phone to somebody near her
        must_know = words.sms and (notice.kind == GROUP or texts.group_of(notice.kind) in SAID_BY_PHONE)
        return _failed(notice, words) if must_know else _write(notice, state=State.INSIDE)
    now = timezone.now()
    route = routes.find(notice, words, now)
    if route.hold:
        _write(notice, state=State.WAITING, due_at=route.hold, attempts=0)
        return False
    if route.by_mouth:
        return _failed(notice, words)
    if not route.channel:
        return _write(notice, state=State.INSIDE)
    # Before it is given: whoever finds this row after a crash knows that it may have gone.
    if not _write(notice, state=State.UNSURE, given_at=now, channel=route.channel):
        return True
    notice.asking = False
    receipt = _give(notice, route)
    sent = timezone.now()
    return _write(notice, state=State.SENT, sent_at=sent, receipt=receipt or "", due_at=sent + timedelta(minutes=1))


def _give(notice, route):
    if route.channel == Channel.WECHAT:
        from .backends import wechat

        return wechat.send(openid=route.openid, words=route.words, key=notice.key, kind=notice.kind)
    send, _ = routes.sms_backend()
    return send(phone=notice.to.phone, words=route.words.sms, key=notice.key)


def _ask(notice, words):
    """Ask the provider what became of an unsure notice. Returns whether that settles this look; False: send it (again)."""
    _, find = routes.sms_backend()
    if notice.channel == Channel.WECHAT:
        return _unsure_wechat(notice)
    if find is None or notice.given_at is None:
        return False
    found = find(phone=notice.to.phone, key=notice.key, since=notice.given_at, receipt=notice.receipt)
    if found is None:
        if timezone.now() - notice.given_at < settings.NOTICE_UNSURE:  # it may not be in the provider's list yet
            _later(notice, words, state=State.UNSURE)
            return True
        return False
    learn(notice, found, words=words)
    return True


def _unsure_wechat(notice):
    """WeChat cannot be asked: within its ten minutes the same number is taken once only, afterwards the SMS goes."""
    from .backends import wechat

    if timezone.now() - notice.given_at >= wechat.SAME_NUMBER_FOR:
        notice.channel = Channel.SMS
    return False


def learn(notice, found, *, words=None):
    """Write down what the provider says of a notice (a backends.Found). Returns whether it is settled."""
    if found.state == "failed":
        logger.warning("message did not arrive", extra={"notice": notice.pk, "why": found.why[:80]})
        return _refused(notice, words or texts.words_of(notice))
    now, state = timezone.now(), State.DELIVERED if found.state == "delivered" else State.SENT
    sent = notice.sent_at or now
    # The longer it is on its way, the more rarely we ask.
    return _write(notice, state=state, sent_at=sent, receipt=found.receipt or notice.receipt, due_at=now + max(timedelta(minutes=1), now - sent))


def _refused(notice, words):
    """WeChat said no: the SMS goes. SMS said no: staff phone."""
    if notice.channel == Channel.WECHAT:
        now = timezone.now()
        _write(notice, state=State.WAITING, channel=Channel.SMS, attempts=0, due_at=now, lease_until=now)
        return True
    return _failed(notice, words)


def _later(notice, words, *, state):
    """Try again after a pause that doubles each time, up to LONGEST; after TRIES it has failed. Returns whether it is settled."""
    if notice.attempts >= TRIES:
        return _failed(notice, words)
    pause = min(BACK_OFF * 2 ** min(notice.attempts, 10), LONGEST)
    if state == State.UNSURE:
        pause = min(pause, settings.NOTICE_UNSURE)
    _write(notice, state=state, due_at=timezone.now() + pause)
    return False


@transaction.atomic
def _failed(notice, words):
    """Nothing more is sent; whoever works there phones her, if there is somebody who works there and still something to say."""
    if not _write(notice, state=State.FAILED):
        return True
    area = (words and words.area) or notice.to.home_area_id
    if words and area and texts.group_of(notice.kind) not in NOT_PHONED:
        why = CallEntry.Why.GROUP if notice.kind == GROUP else CallEntry.Why.FAILED
        note = "。".join(part.rstrip("。") for part in (words.title, words.body) if part)
        near = kept.contact(notice.to)
        who = {"name": f"{notice.to.name}（{near[1]}的电话）", "phone": near[0]} if near else {"user": notice.to}
        calls.ask(
            area=area,
            site=words.site,
            host=words.host,
            why=why,
            **who,
            about=notice.about,
            notice=notice,
            note=note,
            neutral=words.neutral,
            until=words.before,
        )
    return True


def _write(notice, **fields):
    """Write what became of a notice, only while the lease is ours: after it, the row belongs to whoever took it up."""
    ours = Notice.objects.filter(pk=notice.pk, lease_until=notice.lease_until).update(**fields)
    for name, value in fields.items():
        setattr(notice, name, value)
    return bool(ours)


def read_all(user):
    """Mark every notice of `user` as read. Returns how many were new."""
    return Notice.objects.of(user).unread().update(read_at=timezone.now())
