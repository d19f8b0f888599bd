"""待打电话: the list of those whom staff phone, and what came of it. The only place that writes CallEntry."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import safe_contact, trail
from accounts.models import SafeContact
from accounts.refusals import NotAllowed, Refusal

from .models import CallEntry

Outcome = CallEntry.Outcome
AGAIN = timedelta(hours=1)  # nobody answered: it stands on the list again after this
MORNING = time(9)
MOST = 200  # on one page; nobody phones more in a day
KEPT = timedelta(days=14)


class AlreadyDone(Refusal):
    sentence = "这个电话已经有人记下结果了。"


@transaction.atomic
def ask(
    *, area, why, user=None, name="", phone="", site=None, host=None, about=None, notice=None, note="", neutral=False, not_before=None, until=None, key=None
):
    """Put one person on the list of those to be phoned; asked again with the same `key` or `notice`, the entry that is there stays.

    `area` (an Area or its code) and `site` say who phones; with `host` it is a confidential matter that only she sees.
    Either `user` or `phone` (+86…) is given. `note` are words for whoever phones; `until` the moment after which there is nothing to say.
    """
    values = {
        "area_id": getattr(area, "pk", area), "site_id": getattr(site, "pk", site), "host_id": getattr(host, "pk", host), "why": why, "user": user,
        "name": name or None, "phone": phone or None, "about": getattr(about, "pk", about), "note": note or None, "neutral": neutral,
        "not_before": not_before, "until": until, "notice": notice, "key": key,
    }  # fmt: skip
    known = CallEntry.objects.filter(key=key).first() if key else CallEntry.objects.filter(notice=notice).first() if notice else None
    return known or CallEntry.objects.create(**values)


@transaction.atomic
def record(*, entry, outcome, by, day=None):
    """Write down what came of a call. 没人接 and 改天 keep the entry on the list, for later. Raises NotAllowed, AlreadyDone."""
    now = timezone.now()
    if not by.has_perm("notices.change_callentry", entry):
        raise NotAllowed
    values = {"tries": F("tries") + 1, "tried_at": now, "outcome": outcome, "done_by": by}
    if outcome in (Outcome.REACHED, Outcome.NO_MORE):
        values["done_at"] = now
    elif outcome == Outcome.LATER:
        morning = datetime.combine(day or timezone.localdate(now) + timedelta(days=1), MORNING, timezone.get_current_timezone())
        values["not_before"] = morning
    else:
        values["not_before"] = now + AGAIN
    if not CallEntry.objects.filter(pk=entry.pk, done_at=None).update(**values):
        raise AlreadyDone
    trail.note("call", about=entry, by=by, outcome=outcome)
    entry.refresh_from_db()
    return entry


def open_for(user):
    """Return what `user` may phone about, those who asked first before the others, with all that the list shows."""
    return CallEntry.objects.visible_to(user).open().select_related("user__safe_contact", "user__kept", "area", "site__center")[:MOST]


def done_for(user):
    """Return the calls of the last days that are settled, the newest first."""
    since = timezone.now() - KEPT
    return (
        CallEntry.objects.visible_to(user)
        .done()
        .filter(done_at__gte=since)
        .select_related("user__kept", "area", "site__center", "done_by")
        .order_by("-done_at")[:MOST]
    )


def sort(entries, now):
    """Return {"now", "later", "never"}: lists of entries, by when their person may be phoned. Each has `safe`: the rule in words.

    `entries` bring `user__safe_contact`. Of whom may not be phoned at `now`, the page shows no number.
    """
    found = {"now": [], "later": [], "never": []}
    for entry in entries:
        contact = getattr(entry.user, "safe_contact", None) if entry.user_id else None
        allowed, entry.safe = safe_contact.words_of(contact, now)
        entry.opens = safe_contact.next_moment_of(contact, max(now, entry.not_before or now))
        entry.may_call = allowed and (entry.not_before is None or entry.not_before <= now)
        entry.look = "no" if entry.opens is None else "ok" if contact is None or contact.rule == SafeContact.Rule.ANY else ""
        entry.tab = "now" if entry.may_call else "later" if entry.opens else "never"
        entry.number = number_of(entry) if entry.may_call else ""
        found[entry.tab].append(entry)
    return found


def number_of(entry):
    """Return the number to dial, +86 and its digits: of somebody without a phone the one near her; "" when there is none any more."""
    if not entry.user_id:
        return entry.phone
    if entry.user.phone.startswith("+"):
        return entry.user.phone
    near = getattr(entry.user, "kept", None)
    return near.contact_phone if near else ""


def name_of(entry):
    """Return whom staff ask for; of a confidential matter no name stands on the list."""
    if entry.neutral:
        return "一项预约"
    near = getattr(entry.user, "kept", None) if entry.user_id else None
    name, phone = (entry.user.name, entry.user.phone) if entry.user_id else (entry.name, entry.phone)
    return (name or f"尾号 {phone[-4:]}") + (f"（{near.contact_of}的电话）" if near else "")
