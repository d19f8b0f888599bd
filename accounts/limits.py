"""How often somebody may try: counted in the database by one conditional UPDATE, so it holds over threads, processes and restarts.

A limit that is reached says so and until when; nothing is locked for good. A device on which she signed in before has its own
allowance, so that whoever attacks her number from elsewhere cannot keep her out.
"""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, DateTimeField, F, PositiveIntegerField, Q, Value, When
from django.utils import timezone

from . import client, crypto
from .models import Tally
from .refusals import Refusal

NOWHERE = "0.0.0.0"  # noqa: S104  a caller without an address, e.g. a socket


@dataclass(frozen=True)
class Limit:
    """At most `count` in `window`, which begins with the first. `sentence` has a place for how long to wait: {wait}."""

    name: str
    count: int
    window: timedelta
    sentence: str


SMS_MINUTE = Limit("sms-minute", 1, timedelta(minutes=1), "刚刚发过一条短信。请再等 {wait}，还没收到就再按一次。")
SMS_HOUR = Limit("sms-hour", 5, timedelta(hours=1), "这个号码一小时里已经发了 5 条短信。请等 {wait}再试，也请看看拦截短信。")
SMS_DAY = Limit("sms-day", 10, timedelta(days=1), "这个号码今天已经发了 10 条短信。请等 {wait}再试，着急就打 {hotline}，工作人员帮您办。")
SMS_ADDRESS = Limit("sms-address", 30, timedelta(hours=1), "这里的网络一小时里要了太多验证码。请等 {wait}再试，或者关掉无线网、用手机流量试试。")
GUESS_HOUR = Limit("guess-hour", 10, timedelta(hours=1), "这个号码一小时里试了太多次。请等 {wait}再试，着急就打 {hotline}。")
GUESS_HERE = Limit("guess-here", 5, timedelta(minutes=15), "这里连着试错了几次，先停一停。请等 {wait}再试，着急就打 {hotline}。")
FACTOR_HERE = Limit("factor-here", 5, timedelta(minutes=15), "动态码连着试错了几次，先停一停。请等 {wait}再试，着急就找管理员。")
FACTOR_HOUR = Limit("factor-hour", 20, timedelta(hours=1), "这个账号一小时里试了太多次动态码。请等 {wait}再试。")
PASSKEY_ADDRESS = Limit("passkey-address", 30, timedelta(minutes=1), "按得太快了。请等 {wait}再试。")


class TooOften(Refusal):
    """A limit is reached; nothing was counted. `wait` is how long it lasts yet (timedelta)."""

    sentence = "试得太勤了。请过一会儿再试。"

    def __init__(self, limit, wait):
        self.limit, self.wait = limit, wait
        super().__init__(limit.sentence.format(wait=in_words(wait), hotline=settings.HOTLINE))


@dataclass(frozen=True)
class Caller:
    """Who asks, as far as limits care: her address, and the name of a device on which she signed in before ("" if none)."""

    address: str
    device: str = ""

    def of(self, subject):
        """Return the name under which this caller's tries on `subject` are counted apart from everybody's."""
        return f"{subject}|{self.device}" if self.device else subject

    def here(self, subject):
        """Return the name under which tries on `subject` from this place are counted."""
        return f"{subject}|{self.device or self.address}"


def address_of(request):
    """Return the client's address as limits count it: what a client writes into X-Forwarded-For is never believed (client.ip_of).

    An IPv6 network (/64) counts as one.
    """
    given = client.ip_of(request)
    if given is None:
        return NOWHERE
    address = ipaddress.ip_address(given)
    if address.version == 6 and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.version == 6:
        address = ipaddress.ip_network(f"{address}/64", strict=False).network_address
    return str(address)


def take(*wanted):
    """Count one try under each (limit, subject), all of them or none, in the order given. Raises TooOften."""
    with transaction.atomic():
        for limit, subject in wanted:
            if not _take_one(limit, subject):
                raise TooOften(limit, _wait(limit, subject))


def taken(limit, subject):
    """Count one try. Returns whether it was within the limit; never raises, so it can stand in a transaction that must stay."""
    return _take_one(limit, subject)


def refusal(limit, subject):
    """Return the TooOften for a limit that `taken` found reached."""
    return TooOften(limit, _wait(limit, subject))


def forget(limit, subject):
    """Begin anew: the tries were honest ones."""
    Tally.objects.filter(pk=_key(limit, subject)).delete()


def give_back(limit, subject):
    """Uncount one try that was taken: it was a right one. Those that were wrong stay counted."""
    Tally.objects.filter(pk=_key(limit, subject), count__gt=0).update(count=F("count") - 1)


def wait_for(limit, subject):
    """Return how long it takes until one more is possible; zero when it is now."""
    tally = Tally.objects.filter(pk=_key(limit, subject), count__gte=limit.count).first()
    return max(tally.until - timezone.now(), timedelta(0)) if tally else timedelta(0)


def in_words(wait):
    """Return 40 秒, 12 分钟 or 3 小时, rounded up; a full-width context follows without a blank."""
    seconds = max(1, int(wait.total_seconds()) + (wait.microseconds > 0))
    if seconds < 60:
        return f"{seconds} 秒"
    if seconds <= 90 * 60:
        return f"{-(-seconds // 60)} 分钟"
    return f"{-(-seconds // 3600)} 小时"


def _take_one(limit, subject):
    key, now = _key(limit, subject), timezone.now()
    if _count_up(key, limit, now):
        return True
    # Either the limit is reached or there is no row yet. Two that lay it at once end with one row and both count in it.
    Tally.objects.bulk_create([Tally(key=key, count=0, until=now)], ignore_conflicts=True)
    return _count_up(key, limit, now)


def _count_up(key, limit, now):
    over = Q(until__lte=now)
    return Tally.objects.filter(Q(pk=key) & (over | Q(count__lt=limit.count))).update(
        count=Case(When(over, then=Value(1)), default=F("count") + 1, output_field=PositiveIntegerField()),
        until=Case(When(over, then=Value(now + limit.window)), default=F("until"), output_field=DateTimeField()),
    )


def _wait(limit, subject):
    return wait_for(limit, subject) or timedelta(seconds=1)


def _key(limit, subject):
    return f"{limit.name}:{crypto.fingerprint(subject, purpose='limit')[:40]}"
