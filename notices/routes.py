"""Which way a notice takes, and when: her choice, her safe contact, the quiet hours of the night.

The rule of the night: from QUIET_FROM to QUIET_UNTIL nothing rings; it waits for the morning. What cannot wait goes at once:
whatever is about a moment before the morning, and a change or cancellation of what begins less than two hours after it,
because she would be on her way before she could read it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts import safe_contact

from . import choices, texts
from .models import Channel, WeChatBinding

ON_HER_WAY = timedelta(hours=2)
NEUTRAL_SIGN = "【邻里中心】"


@dataclass(frozen=True)
class Route:
    """Send by `channel` with `words` now, or not before `hold`; neither: it stays under 我的消息. `by_mouth`: she has no phone."""

    words: texts.Text
    channel: str = ""
    openid: str = ""
    hold: datetime | None = None
    by_mouth: bool = False


def find(notice, words, now):
    """Return the Route of a notice whose Text is `words`. After WeChat could not take it, `notice.channel` is sms already."""
    user, group = notice.to, texts.group_of(notice.kind)
    if not words.sms:
        return Route(words)
    if not user.phone.startswith("+"):  # a site keeps her account (accounts.kept): what matters is said to her
        return Route(words, by_mouth=choices.group(group).essential or group == "offers")
    contact = safe_contact.of(user)
    morning = next_moment(contact, words, essential=choices.group(group).essential, now=now)
    channel, openid = _channel(user, group, notice.channel)
    if morning is None or not channel:
        return Route(words)
    if morning > now:
        return Route(words, hold=morning)
    if safe_contact.is_neutral(contact) and not words.neutral:
        words = neutral(words, group)
    return Route(words, channel=channel, openid=openid)


def next_moment(contact, words, *, essential, now):
    """Return when it may ring first: `now` itself, a later moment, or None when never."""
    moment = now
    for _ in range(4):  # the end of the night may lie outside her hours, and her hours may lie in the night
        safe = safe_contact.next_moment_of(contact, moment)
        if safe is None:
            return None
        loud = safe if _cannot_wait(words, essential, safe) else end_of_night(safe)
        if loud == moment:
            return moment
        moment = loud
    return moment  # her hours lie in the night: what she asked for counts more


def end_of_night(moment):
    """Return `moment` itself by day, or the morning that ends its night."""
    first, last = settings.QUIET_FROM, settings.QUIET_UNTIL
    here = timezone.localtime(moment)
    asleep = first <= here.hour < last if first <= last else here.hour >= first or here.hour < last
    if first == last or not asleep:
        return moment
    day = here.date() + timedelta(days=1) if here.hour >= last else here.date()
    return datetime.combine(day, time(last), here.tzinfo)


def _cannot_wait(words, essential, moment):
    morning = end_of_night(moment)
    if words.urgent:
        return True
    return words.before is not None and words.before < morning + (ON_HER_WAY if essential else timedelta())


def _channel(user, group, tried):
    """Return (channel, openid): WeChat first if it is bound and chosen, else SMS. An essential message always has a way."""
    wanted = choices.wanted(user, group)
    if settings.WECHAT_APP_ID and Channel.WECHAT in wanted and tried != Channel.SMS:
        binding = WeChatBinding.objects.filter(user=user).first()
        if binding:
            return Channel.WECHAT, binding.openid
    if Channel.SMS in wanted or choices.group(group).essential:
        return Channel.SMS, ""
    return "", ""


def neutral(words, group):
    """Return `words` as somebody gets them who asked that only 邻里中心 writes to her, without the matter."""
    if group == "changes":
        sms = "您的一项预约有变动，方便时看一下，或致电邻里中心。"
    elif words.before and group in ("bookings", "reminders", "offers"):
        here = timezone.localtime(words.before)
        sms = f"您有一项预约，{here.month}月{here.day}日{here:%H:%M}。"
    else:
        sms = "您有一条新消息，方便时看一下。"
    return replace(words, title="您有一条新消息", body="", sms=NEUTRAL_SIGN + sms, neutral=True)


def sms_backend():
    """Return the module through which SMS leave."""
    return import_string(f"{settings.SMS_BACKEND}.send"), _optional(f"{settings.SMS_BACKEND}.find")


def _optional(path):
    try:
        return import_string(path)
    except ImportError:
        return None
