"""待打电话: the list of those whom staff phone, and what came of it. The only place that writes CallEntry."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import safe_contact, trail
from accounts.refusals import NotAllowed, Refusal

from .models import CallEntry

Outcome = CallEntry.Outcome
AGAIN = timedelta(hours=1)  # nobody answered: it stands on the list again after this
MORNING = time(9)


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


def may_see(user):
    """Return the entries that `user` may work through: of her area or site, and confidential ones that she carries out herself."""
    return CallEntry.objects.visible_to(user).filter(host=None) | CallEntry.objects.visible_to(user).filter(host=user)


@transaction.atomic
def record(*, entry, outcome, by, day=None):
    """Write down what came of a call. 没人接 and 改天 keep the entry on the list, for later. Raises NotAllowed, AlreadyDone."""
    now = timezone.now()
    if not (by.has_perm("notices.change_callentry") and may_see(by).filter(pk=entry.pk).exists()):
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
        found["now" if entry.may_call else "later" if entry.opens else "never"].append(entry)
    return found
