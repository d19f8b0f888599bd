"""安全联系: when and as whom somebody may be phoned or written to (SECURITY, "The shared phone").

Whoever sends an SMS or shows a number to staff asks here first. Somebody who said nothing may be reached at any time.
"""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from .models import SafeContact
from .refusals import Refusal

Rule = SafeContact.Rule
AS_WHOM = "自称“邻里中心”，别人接就说打错了"


class HoursMissing(Refusal):
    sentence = "请写上从几点到几点，后一个要比前一个晚。"


def of(user):
    """Return the SafeContact of `user`, or None when she said nothing."""
    return SafeContact.objects.filter(user=user).first() if user else None


def allows_sms(user, now):
    """Return whether an SMS may go to her, or her number be dialled, at `now`."""
    return allows(of(user), now)


def allows(contact, now):
    """As allows_sms(), of a SafeContact that is at hand (or None)."""
    if contact is None or contact.rule == Rule.ANY:
        return True
    if contact.rule == Rule.NEVER:
        return False
    return contact.starts is None or contact.starts <= timezone.localtime(now).time() < contact.ends


def next_moment(user, now):
    """Return the first moment from `now` on at which she may be reached, or None when never."""
    return next_moment_of(of(user), now)


def next_moment_of(contact, now):
    """As next_moment(), of a SafeContact that is at hand (or None)."""
    if allows(contact, now):
        return now
    if contact.rule == Rule.NEVER:
        return None
    here = timezone.localtime(now)
    day = here.date() if here.time() < contact.starts else here.date() + timedelta(days=1)
    return datetime.combine(day, contact.starts, timezone.get_current_timezone())


def is_neutral(contact):
    """Return whether who writes or phones calls herself 邻里中心 and says nothing of the matter."""
    return contact is not None and contact.rule == Rule.AS_CENTER


def words_for_staff(user):
    """Return (may be phoned now, the rule in words) to stand beside her number."""
    return words_of(of(user), timezone.now())


def words_of(contact, now):
    """As words_for_staff(), of a SafeContact that is at hand (or None)."""
    if contact is None or contact.rule == Rule.ANY:
        return True, "随时能打"
    if contact.rule == Rule.NEVER:
        return False, "不要打，不要发"
    words = [f"只在 {contact.starts:%H:%M}–{contact.ends:%H:%M}"] if contact.starts else []
    if is_neutral(contact):
        words.append(AS_WHOM)
    return allows(contact, now), "，".join(words)


@transaction.atomic
def choose(*, user, rule, starts=None, ends=None):
    """Write down how `user` may be reached; `starts` and `ends` (datetime.time) for the hours. Raises HoursMissing."""
    if rule in (Rule.ANY, Rule.NEVER):
        starts = ends = None
    if rule == Rule.HOURS and not (starts and ends):
        raise HoursMissing
    if bool(starts) != bool(ends) or (starts and not _in_order(starts, ends)):
        raise HoursMissing
    contact, _ = SafeContact.objects.update_or_create(user=user, defaults={"rule": rule, "starts": starts, "ends": ends, "changed_at": timezone.now()})
    return contact


def _in_order(starts: time, ends: time):
    return starts < ends
