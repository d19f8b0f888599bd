"""When a service takes place as a rule, which dates differ, and what a year's holidays are."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.querysets import VisibleQuerySet
from accounts.roles import Reach

from .places import Center, Room, Site
from .services import Service

SCHOOL_DAYS = "01234"
WEEKDAYS = "一二三四五六日"


class HolidayYear(models.Model):
    """放假安排: the public holidays and make-up workdays of one year, as the State Council publishes them every autumn.

    For the years that the package chinesecalendar knows, its days hold and the days here go before them. For other years the days
    here are all there is, once somebody has said that the year is complete.
    """

    year = models.PositiveSmallIntegerField("年份", primary_key=True, validators=[MinValueValidator(2020), MaxValueValidator(2100)])
    source = models.CharField("依据", max_length=120, blank=True, help_text="例如：国务院办公厅关于 2027 年部分节假日安排的通知。")
    is_complete = models.BooleanField("填完了", default=False, help_text="勾上以后，排课就按这一年的安排走。没勾，排课停在上一年年底。")

    objects = VisibleQuerySet.as_manager()
    reach = {}

    class Meta:
        verbose_name = verbose_name_plural = "放假安排"
        ordering = ["-year"]

    def __str__(self):
        return f"{self.year} 年放假安排"


class Holiday(models.Model):
    """One day of a year's holidays: off, or a weekend day on which people work instead."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", "放假"
        MAKEUP = "makeup", "调休上班"

    year = models.ForeignKey(HolidayYear, models.CASCADE, related_name="days", verbose_name="年份")
    date = models.DateField("日期", unique=True, error_messages={"unique": "这一天已经填过了。"})
    name = models.CharField("名称", max_length=20, help_text="例如：元旦、春节。")
    kind = models.CharField("怎么过", max_length=8, choices=Kind, default=Kind.HOLIDAY)

    objects = VisibleQuerySet.as_manager()
    reach = {}

    class Meta:
        verbose_name = verbose_name_plural = "日子"
        ordering = ["date"]

    def __str__(self):
        return f"{self.date} {self.name}"

    def clean(self):
        if self.date and self.year_id and self.date.year != self.year_id:
            raise ValidationError({"date": f"这一天不在 {self.year_id} 年。"})


def words_of_weekdays(days):
    """ "01234" → 周一至周五, "013" → 周一、周二、周四. Takes a string of digits, or numbers (0 Monday)."""
    numbers = sorted({int(day) for day in days})
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"周{WEEKDAYS[numbers[0]]}至周{WEEKDAYS[numbers[-1]]}"
    return "、".join(f"周{WEEKDAYS[day]}" for day in numbers)


class TimetableQuerySet(VisibleQuerySet):
    def running(self, day=None):
        """Return timetables that lay sessions on or after `day` (a date, today by default)."""
        return self.filter(status=self.model.Status.ACTIVE).filter(Q(until=None) | Q(until__gte=day or timezone.localdate()))

    def for_enrolling(self):
        """Return the timetables whose whole term anybody may press for: running, of an open service, not given by a draw just now."""
        offered = self.running().filter(for_terms=True, service__is_offered=True, service__confidential=False, service__site__closed_on=None)
        draws = self.model._meta.get_field("draws").related_model.objects
        return offered.exclude(Exists(draws.filter(timetable=OuterRef("pk"), state__in=("open", "closed"))))


class Timetable(models.Model):
    """排课: the rule by which a service takes place again and again; `planning.generating` lays its sessions.

    Times are those of the wall clock in Asia/Shanghai; a session may run over midnight. The status is written by `planning` only.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", "在排"
        ENDED = "ended", "已停"

    class Every(models.IntegerChoices):
        WEEK = 1, "每周"
        OTHER_WEEK = 2, "隔一周"

    class Nth(models.IntegerChoices):
        FIRST = 1, "第一个"
        SECOND = 2, "第二个"
        THIRD = 3, "第三个"
        FOURTH = 4, "第四个"
        FIFTH = 5, "第五个"
        LAST = -1, "最后一个"

    service = models.ForeignKey(Service, models.PROTECT, related_name="timetables", verbose_name="服务")
    weekdays = models.CharField("星期", max_length=7, validators=[RegexValidator(r"^0?1?2?3?4?5?6?$")])  # "01234": Monday is 0
    every = models.PositiveSmallIntegerField("隔多久", choices=Every, default=Every.WEEK)
    nth = models.SmallIntegerField("每月第几个", choices=Nth, null=True, blank=True)
    starts = models.TimeField("开始")
    minutes = models.PositiveSmallIntegerField("多长（分钟）", validators=[MinValueValidator(10), MaxValueValidator(1440)])
    slot_minutes = models.PositiveSmallIntegerField("每个时段（分钟）", null=True, blank=True)
    break_minutes = models.PositiveSmallIntegerField("时段之间歇（分钟）", default=0, validators=[MaxValueValidator(240)])
    since = models.DateField("从哪天起")  # every other week is counted from the week of this day
    until = models.DateField("到哪天", null=True, blank=True, help_text="包括这一天。不写就一直排下去。")
    rule_from = models.DateField("这样排从哪天起", null=True, blank=True, editable=False)  # the day of the last change "from now on"
    room = models.ForeignKey(Room, models.SET_NULL, null=True, blank=True, related_name="timetables", verbose_name="场地")
    host = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="由谁提供")
    host_name = models.CharField("老师", max_length=40, blank=True, help_text="写在页面上的名字。")
    capacity = models.PositiveIntegerField("名额", validators=[MinValueValidator(1)])
    skip_holidays = models.BooleanField("放假不上课", default=True)
    on_workdays = models.BooleanField("调休上班日上课", default=False, help_text="周末补班的那天：周一至周五都上的课加一次，周末的课照上。不勾就不上。")
    for_terms = models.BooleanField("整个学期报名", default=False, help_text="报一次名，整个学期的位子都留着。")
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.ACTIVE, editable=False)
    generated_until = models.DateField("已排到", null=True, blank=True, editable=False)

    objects = TimetableQuerySet.as_manager()
    reach = {Reach.AREA: "service__site__area_id", Reach.SITE: "service__site_id", Reach.HOST: "host_id"}

    class Meta:
        verbose_name = verbose_name_plural = "排课"
        ordering = ["service__site_id", "weekdays", "starts", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(weekdays=""), name="positions_timetable_some_weekday", violation_error_message="至少选一天。"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="positions_timetable_until", violation_error_message="结束的日期要比开始的晚。"
            ),
            models.CheckConstraint(
                condition=Q(nth__isnull=True) | Q(every=1), name="positions_timetable_one_rhythm", violation_error_message="隔一周和每月第几个只能选一样。"
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1, minutes__gte=1), name="positions_timetable_some_places"),
            models.CheckConstraint(
                condition=Q(slot_minutes__isnull=True) | Q(slot_minutes__gte=5, slot_minutes__lte=F("minutes")),
                name="positions_timetable_slots",
                violation_error_message="每个时段至少 5 分钟，不能比整段时间长。",
            ),
        ]

    def __str__(self):
        return f"{self.service.title} {str(self.starts)[:5]}"

    @property
    def cut(self):
        """How each stretch is cut into slots, as pattern.times() takes it."""
        return {"slot_minutes": self.slot_minutes, "break_minutes": self.break_minutes}

    @property
    def days_of_week(self):
        """The weekdays as numbers, Monday 0."""
        return [int(day) for day in self.weekdays]

    @property
    def weekdays_words(self):
        """周一至周五, 周一、周二、周四."""
        return words_of_weekdays(self.weekdays)

    @property
    def ends(self):
        """The time of day at which it ends (the next day, when it runs over midnight)."""
        return (datetime.combine(date(2000, 1, 3), self.starts) + timedelta(minutes=self.minutes)).time()

    @property
    def is_every_school_day(self):
        return self.every == self.Every.WEEK and self.nth is None and set(SCHOOL_DAYS) <= set(self.weekdays)


class TimetableDate(models.Model):
    """One date on which a timetable does not follow its rule: left out, or added."""

    class Kind(models.TextChoices):
        LEFT_OUT = "left_out", "不上"
        ADDED = "added", "加一次"

    timetable = models.ForeignKey(Timetable, models.CASCADE, related_name="dates", verbose_name="排课")
    date = models.DateField("日期")
    kind = models.CharField("怎么办", max_length=8, choices=Kind, default=Kind.LEFT_OUT)
    words = models.CharField("说明", max_length=40, blank=True, help_text="例如：学校运动会。")

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "timetable__service__site__area_id", Reach.SITE: "timetable__service__site_id"}

    class Meta:
        verbose_name = verbose_name_plural = "单独的日子"
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["timetable", "date"], name="positions_timetable_date_once", violation_error_message="这一天已经写过了。")
        ]

    def __str__(self):
        return f"{self.date} {self.get_kind_display()}"


class ClosingQuerySet(VisibleQuerySet):
    def live(self):
        """Return closings that nobody has taken back."""
        return self.filter(ended_at=None)

    def meeting(self, first, last):
        """Return live closings that touch the dates first..last."""
        return self.live().filter(first__lte=last).filter(Q(last=None) | Q(last__gte=first))


class Closing(models.Model):
    """停开: a site or a room is not used for a stretch of days, or from a day on for good (`last` is None).

    No session is laid there then; those that were laid are cancelled with it and come back when it is taken back.
    """

    center = models.ForeignKey(Center, models.CASCADE, related_name="closings", verbose_name="邻里中心", editable=False)
    site = models.ForeignKey(Site, models.CASCADE, null=True, blank=True, related_name="closings", verbose_name="阵地")
    room = models.ForeignKey(Room, models.CASCADE, null=True, blank=True, related_name="closings", verbose_name="场地")
    first = models.DateField("从哪天起")
    last = models.DateField("到哪天", null=True, blank=True, help_text="包括这一天。不写就是一直停下去。")
    reason = models.CharField("原因", max_length=60, help_text="会写进发给大家的通知，例如：装修、停电。")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="谁办的")
    made_at = models.DateTimeField("办理时间", default=timezone.now)
    ended_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = ClosingQuerySet.as_manager()
    reach = {Reach.AREA: "center__area_id", Reach.SITE: "center__sites"}

    class Meta:
        verbose_name = verbose_name_plural = "停开"
        ordering = ["-first", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(site__isnull=False, room__isnull=True) | Q(site__isnull=True, room__isnull=False), name="positions_closing_of_one"
            ),
            models.CheckConstraint(
                condition=Q(last__isnull=True) | Q(last__gte=F("first")), name="positions_closing_last", violation_error_message="结束的日期要比开始的晚。"
            ),
        ]

    def __str__(self):
        return f"停开 #{self.pk}"

    def save(self, *args, **kwargs):
        self.center_id = (self.site or self.room).center_id
        super().save(*args, **kwargs)

    @property
    def place(self):
        return self.site or self.room

    def covers(self, *, site, room, day):
        """Return whether something at the site (pk) in the room (pk or None) on `day` falls under it."""
        is_there = site == self.site_id if self.site_id else room is not None and room == self.room_id
        return is_there and self.first <= day and (self.last is None or day <= self.last)


class ChangeTold(models.Model):
    """What one change did to one person's places: a notice tells all of it at once, with the words made from these rows."""

    booker = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reason = models.CharField("原因", max_length=120, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "改动通知"

    def __str__(self):
        return f"改动通知 #{self.pk}"


class ChangeLine(models.Model):
    """One booking in a change: when it was before, and whether it was moved, taken elsewhere, cancelled or released.

    Released: the new time meets another booking of the same person, so this place was given back.
    """

    class What(models.TextChoices):
        MOVED = "moved", "改时间"
        ELSEWHERE = "elsewhere", "换地方"
        CANCELLED = "cancelled", "取消"
        RELEASED = "released", "时间冲突"

    told = models.ForeignKey(ChangeTold, models.CASCADE, related_name="lines")
    booking = models.ForeignKey("positions.Booking", models.CASCADE, related_name="+")
    what = models.CharField(max_length=10, choices=What)
    was_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "改动"
        ordering = ["was_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["told", "booking"], name="positions_change_line_once")]

    def __str__(self):
        return f"改动 #{self.pk}"
