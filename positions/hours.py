"""When a centre is open, in words: the week, and whether it is open at this moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class OpenState:
    is_open: bool
    words: str  # 现在开着，21:00 关门


def week(stretches):
    """Return [(days, times)] of a centre's OpeningHours, days that open alike together: [("周一至周五", "8:00–21:00"), …]."""
    by_day = {}
    for stretch in sorted(stretches, key=lambda s: (s.weekday, s.opens)):
        by_day.setdefault(stretch.weekday, []).append(f"{_clock(stretch.opens)}–{_clock(stretch.closes)}")
    lines = []
    for day in range(7):
        times = "、".join(by_day.get(day, [])) or "不开"
        if lines and lines[-1][1] == times:
            lines[-1][0].append(day)
        else:
            lines.append(([day], times))
    return [(_days(days), times) for days, times in lines] if by_day else []


def now(stretches, at=None):
    """Return the OpenState at `at` (an aware moment, now by default), or None where no hours are written down."""
    stretches = sorted(stretches, key=lambda s: (s.weekday, s.opens))
    if not stretches:
        return None
    at = timezone.localtime(at)
    for ahead in range(8):
        day = at.date() + timedelta(days=ahead)
        for stretch in stretches:
            if stretch.weekday != day.weekday() or (ahead == 0 and stretch.closes <= at.time()):
                continue
            opens = datetime.combine(day, stretch.opens, at.tzinfo)
            if opens <= at:
                return OpenState(True, f"现在开着，{_clock(stretch.closes)} 关门")
            when = ("今天", "明天")[ahead] if ahead < 2 else f"周{WEEKDAYS[day.weekday()]}"
            return OpenState(False, f"现在关着，{when} {_clock(stretch.opens)} 开门")
    return None


def _clock(time):
    return f"{time.hour}:{time.minute:02d}"


def _days(days):
    """[0, 1, 2, 3, 4] → 周一至周五, [5, 6] → 周六、周日."""
    if days == list(range(7)):
        return "每天"
    if len(days) > 2:
        return f"周{WEEKDAYS[days[0]]}至周{WEEKDAYS[days[-1]]}"
    return "、".join(f"周{WEEKDAYS[day]}" for day in days)
