"""打电话给我: one press puts her on the call list of the centre near her, once an hour, and says when somebody will call."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts import limits, safe_contact
from accounts.models import SafeContact
from accounts.refusals import Refusal
from accounts.roles import lineage
from notices import calls
from notices.models import CallEntry

from ..models import Center
from ..rules import WEEKDAYS

ABOUT = {"book": "想约活动", "change": "想改或取消预约", "other": "有别的事要问"}
SOON = timedelta(minutes=30)  # staff see the entry at once; that long they may take
ONCE = limits.Limit("call-me", 1, timedelta(hours=1), "已经记下了，我们会打给您。{wait}以后还没接到，再按一次。")
CITY = "350500000000"


class NoCallsWanted(Refusal):
    sentence = "您在“安全联系”里选了不打电话。想让我们打，请先到那里改一改。"


@transaction.atomic
def ask(*, user, about):
    """Put `user` on the list; `about` is a key of ABOUT. Returns the CallEntry. Raises TooOften (once an hour), NoCallsWanted."""
    contact = safe_contact.of(user)
    if contact and contact.rule == SafeContact.Rule.NEVER:
        raise NoCallsWanted
    limits.take((ONCE, str(user.pk)))
    center = center_of(user)
    site = center.sites.filter(closed_on=None).order_by("pk").first() if center else None
    area = center.area_id if center else user.home_area_id or CITY
    return calls.ask(area=area, site=site, why=CallEntry.Why.CALLBACK, user=user, note=f"按了“打电话给我”，{ABOUT.get(about, ABOUT['other'])}")


def asked(user, now=None):
    """Return her open entry, or None."""
    now = now or timezone.now()
    return CallEntry.objects.open(now).filter(user=user, why=CallEntry.Why.CALLBACK, asked_at__gt=now - timedelta(days=3)).order_by("-asked_at").first()


def center_of(user):
    """Return the open centre nearest to her community, or None when she chose none."""
    return center_near(user.home_area_id)


def center_near(code):
    """Return the open centre nearest to the community `code` (12 digits, or nothing): in it, in its street, in its county; or None."""
    if not code:
        return None
    for around in lineage(code)[:3]:
        found = Center.objects.open().in_area(around).prefetch_related("opening_hours").order_by("pk").first()
        if found:
            return found
    return None


def when(center, at=None):
    """Return when somebody will call, in words: 今天 16:30 以前, 明天 9:00 以后. Without hours written down: 工作日 9:00–17:00."""
    at = timezone.localtime(at)
    stretches = sorted(center.opening_hours.all(), key=lambda row: (row.weekday, row.opens)) if center else []
    for ahead in range(8):
        day = at.date() + timedelta(days=ahead)
        for stretch in (row for row in stretches if row.weekday == day.weekday()):
            opens, closes = (datetime.combine(day, moment, at.tzinfo) for moment in (stretch.opens, stretch.closes))
            if opens <= at and at + SOON <= closes:
                soon = at + SOON
                return f"今天 {soon.hour}:{soon.minute:02d} 以前"
            if opens > at:
                word = ("今天", "明天")[ahead] if ahead < 2 else f"周{WEEKDAYS[day.weekday()]}"
                return f"{word} {opens.hour}:{opens.minute:02d} 以后"
    return "工作日 9:00–17:00"
