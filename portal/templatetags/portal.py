"""The small tags that every template of the site may use without loading them."""

from dataclasses import dataclass
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from accounts import masks

register = template.Library()
WEEKDAYS = "一二三四五六日"


@register.simple_tag
@cache
def icon(name, css="i", label=""):
    """{% icon "pin" %}: a line icon of the sprite, hidden from screen readers; with `label` it speaks.

    A bare name is a UI icon (i-pin); names with a prefix (k- site kind, p- programme, a- picture, mark) are taken as they are:
    {% icon site.icon "ki" %}.
    """
    if name != "mark" and name[:2] not in ("i-", "k-", "p-", "a-"):
        name = f"i-{name}"
    speak = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="{}" {} focusable="false"><use href="{}#{}"/></svg>', css, speak, static("sprite.svg"), name)


@dataclass(frozen=True)
class Problem:
    words: str
    anchor: str


@register.filter
def problems(form):
    """What is to be changed in a form, in its order: words and the id of the field to jump to (frame/errsum.html)."""
    first = next((_anchor(field) for field in form.visible_fields()), "")
    found = [Problem(words, _anchor(field)) for field in form for words in field.errors]
    return found + [Problem(words, first) for words in form.non_field_errors()]


def _anchor(field):
    return field.id_for_label or (field.subwidgets[0].id_for_label if len(field.subwidgets) else "")


@register.filter
def short_center(name):
    """东美“党建+”邻里中心, 东美邻里中心 → 东美, for the small line of a card."""
    return name.removesuffix("邻里中心").removesuffix("“党建+”") or name


@register.filter
def weekday(moment):
    """周三, of a date or moment."""
    return "周" + WEEKDAYS[_day(moment).weekday()]


@register.filter
def near_day(moment):
    """今天, 明天 or 周三."""
    days = (_day(moment) - timezone.localdate()).days
    return {0: "今天", 1: "明天"}.get(days) or weekday(moment)


@register.filter
def day_words(moment):
    """今天 周二, 明天 周三 or 周四: the first line of a ticket's day."""
    near, day = near_day(moment), weekday(moment)
    return day if near == day else f"{near} {day}"


@register.filter
def month_day(moment):
    """11月25日."""
    day = _day(moment)
    return f"{day.month}月{day.day}日"


@register.filter
def full_day(moment):
    """2026年11月25日 (星期三)."""
    day = _day(moment)
    return f"{day.year}年{day.month}月{day.day}日 (星期{WEEKDAYS[day.weekday()]})"


@register.filter
def clock(moment):
    """16:30."""
    return f"{timezone.localtime(moment):%H:%M}"


@register.filter
def long(span):
    """1 小时 52 分 or 40 分钟, of a timedelta, whole minutes."""
    hours, minutes = divmod(max(int(span.total_seconds()) // 60, 0), 60)
    if not hours:
        return f"{minutes} 分钟"
    return f"{hours} 小时 {minutes} 分" if minutes else f"{hours} 小时"


@register.filter
def span(session):
    """16:30–18:30, of anything with starts_at and ends_at."""
    return f"{clock(session.starts_at)}–{clock(session.ends_at)}"


@register.filter
def mask_phone(number):
    """138****1234."""
    return masks.phone(number) if number else ""


@register.filter
def mask_name(name):
    """陈*满."""
    return masks.name(name) if name else ""


@register.filter
def plain_phone(number):
    """+8613812341234 → 138 1234 1234."""
    digits = number[-11:]
    return f"{digits[:3]} {digits[3:7]} {digits[7:]}"


@register.filter
def in_threes(code):
    """7K2M9Q → 7K2 M9Q."""
    return f"{code[:3]} {code[3:6]}"


def _day(moment):
    return timezone.localdate(moment) if hasattr(moment, "hour") else moment
