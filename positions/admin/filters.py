"""Filters of the lists: which days, which site."""

from datetime import timedelta

from django.contrib import admin
from django.utils import timezone

from ..planning import on_holidays

DAYS = [("today", "今天"), ("tomorrow", "明天"), ("week", "这一周"), ("next", "下一周"), ("past", "过去的"), ("all", "全部")]


class DayFilter(admin.SimpleListFilter):
    """On which days the session is. `path` leads from the list's model to the session ("" when it is one)."""

    title, parameter_name, path = "日子", "day", ""

    def lookups(self, request, model_admin):
        return DAYS

    def choices(self, changelist):
        """What is coming is what people look for: it is shown when nothing is chosen."""
        first, *others = super().choices(changelist)
        yield {**first, "display": "今天起"}
        yield from others

    def queryset(self, request, queryset):
        value, today = self.value(), timezone.localdate()
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        if value == "all" or (value is None and request.GET.get("q")):
            return queryset
        if value == "past":
            return queryset.filter(**{f"{self.path}starts_at__lt": midnight})
        monday = today - timedelta(days=today.weekday())
        spans = {"today": (today, 1), "tomorrow": (today + timedelta(days=1), 1), "week": (monday, 7), "next": (monday + timedelta(days=7), 7)}
        if value not in spans:
            return queryset.filter(**{f"{self.path}starts_at__gte": midnight})
        first, days = spans[value]
        start = midnight + timedelta(days=(first - today).days)
        return queryset.filter(**{f"{self.path}starts_at__gte": start, f"{self.path}starts_at__lt": start + timedelta(days=days)})


class BookingDayFilter(DayFilter):
    path = "session__"


class FullFilter(admin.SimpleListFilter):
    title, parameter_name = "名额", "places"

    def lookups(self, request, model_admin):
        return [("waiting", "有人候补"), ("free", "还有名额")]

    def queryset(self, request, queryset):
        if self.value() == "waiting":
            return queryset.filter(waiting__gt=0)
        return queryset.with_places() if self.value() == "free" else queryset


class HolidayFilter(admin.SimpleListFilter):
    title, parameter_name = "放假", "holiday"

    def lookups(self, request, model_admin):
        return [("on", "排在放假那天")]

    def queryset(self, request, queryset):
        return on_holidays.laid(queryset) if self.value() == "on" else queryset
