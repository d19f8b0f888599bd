"""Who is to be phoned: one whom no SMS reached, one who asked for it, and three with a rule of their own."""

from datetime import time

from accounts import safe_contact
from accounts.models import User
from notices import calls
from notices.models import CallEntry

Why, Rule = CallEntry.Why, safe_contact.Rule
# (key, why, what to say, only "one booking", rule of the person, its hours)
ENTRIES = [
    ("demo-1", Why.FAILED, "剪纸课周四停一次，短信没送到", False, None, ()),
    ("demo-2", Why.FAILED, "改到周五 14:30", True, Rule.AS_CENTER, (time(8), time(21))),
    ("demo-3", Why.FAILED, "提醒明天的时间", True, Rule.HOURS, (time(19), time(20))),
    ("demo-4", Why.OTHER, "老师病了，周五 9:00 的要换", True, Rule.NEVER, ()),
]


def load(people):
    """Lay the list of the site of the demo's member of staff, once."""
    site = people["11"].posts.order_by("pk").first().site
    calls.ask(area=site.area_id, site=site, why=Why.CALLBACK, user=people["02"], note="长辈版按了“打电话给我”，想约周五的大讲堂", key="demo-0")
    neighbors = User.objects.filter(posts=None, home_area=site.area_id).exclude(pk__in=[people[number].pk for number in ("01", "02")]).order_by("-pk")
    for user, (key, why, note, neutral, rule, hours) in zip(neighbors, ENTRIES, strict=False):
        if CallEntry.objects.filter(key=key).exists():
            continue
        if rule and safe_contact.of(user) is None:
            starts, ends = hours or (None, None)
            safe_contact.choose(user=user, rule=rule, starts=starts, ends=ends)
        calls.ask(area=site.area_id, site=site, why=why, user=user, note=note, neutral=neutral, key=key)
