"""How a session's day and times are written where staff read them."""

from django.utils import timezone

WEEKDAYS = "一二三四五六日"


def day_words(day):
    """11月25日 周三."""
    return f"{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"


def times(session):
    """16:30–18:30."""
    return f"{timezone.localtime(session.starts_at):%H:%M}–{timezone.localtime(session.ends_at):%H:%M}"


def when(session):
    """11月25日 周三 16:30–18:30."""
    return f"{day_words(timezone.localdate(session.starts_at))} {times(session)}"
