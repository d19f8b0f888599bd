"""What is known afterwards: how it was, whether the door was open, and the addresses by which a calendar follows along."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.crypto import EncryptedTextField, RowId
from accounts.roles import Reach

from ..querysets import FeedbackQuerySet, PlaceQuerySet
from .places import Center
from .services import Service
from .sessions import Booking


class Feedback(models.Model):
    """评价: how it was for somebody who came, in words. It speaks of the service, never of a person, and ranks nobody."""

    class Mark(models.IntegerChoices):
        VERY_GOOD = 5, "很好"
        GOOD = 4, "好"
        FAIR = 3, "一般"
        POOR = 2, "不太好"
        BAD = 1, "很不好"

    class State(models.TextChoices):
        WAITING = "waiting", "等人看"
        SHOWN = "shown", "已公开"
        REPORTED = "reported", "有人提意见"
        HIDDEN = "hidden", "不公开"
        WORDLESS = "wordless", "没写话"

    TRANSITIONS = {
        State.WAITING: {State.SHOWN, State.HIDDEN},
        State.SHOWN: {State.REPORTED, State.HIDDEN},
        State.REPORTED: {State.SHOWN, State.HIDDEN},
        State.HIDDEN: {State.SHOWN},
        State.WORDLESS: set(),
    }

    uid = RowId()
    booking = models.OneToOneField(Booking, models.CASCADE, related_name="feedback", verbose_name="预约")
    service = models.ForeignKey(Service, models.PROTECT, related_name="feedback", verbose_name="服务", editable=False)
    mark = models.PositiveSmallIntegerField("觉得怎么样", choices=Mark)
    words = EncryptedTextField("说的话", null=True, blank=True)
    state = models.CharField("状态", max_length=8, choices=State, editable=False)
    made_at = models.DateTimeField("评价时间", default=timezone.now, editable=False)
    moderated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="谁看的", editable=False)
    moderated_at = models.DateTimeField("看的时间", null=True, editable=False)
    hidden_reason = models.CharField("不公开的原因", max_length=120, blank=True)
    reported_at = models.DateTimeField("提意见时间", null=True, editable=False)
    report_words = EncryptedTextField("意见", null=True, blank=True)

    objects = FeedbackQuerySet.as_manager()
    reach = {Reach.AREA: "service__site__area_id", Reach.SITE: "service__site_id", Reach.HOST: "booking__session__host_id"}

    class Meta:
        verbose_name = verbose_name_plural = "评价"
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["service", "state", "-made_at"], name="positions_feedback_shown")]
        constraints = [models.CheckConstraint(condition=Q(mark__gte=1, mark__lte=5), name="positions_feedback_mark")]

    def __str__(self):
        return f"评价 #{self.pk}"


class HoursAsked(models.Model):
    """开放时间确认: once a month the staff of a centre are asked whether the hours on its page are right; who said so, and when."""

    center = models.ForeignKey(Center, models.CASCADE, related_name="hours_asked", verbose_name="邻里中心")
    asked_at = models.DateTimeField("问的时间", default=timezone.now)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="谁确认")

    objects = PlaceQuerySet.as_manager()
    reach = {Reach.AREA: "center__area_id", Reach.SITE: "center__sites"}

    class Meta:
        verbose_name = verbose_name_plural = "开放时间确认"
        ordering = ["-asked_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["center"], condition=Q(confirmed_at__isnull=True), name="positions_hoursasked_one_open")]

    def __str__(self):
        return f"开放时间确认 #{self.pk}"


class OpenedDay(models.Model):
    """实际开门: a centre was opened on a day; staff pressed so, or somebody was checked in there."""

    center = models.ForeignKey(Center, models.CASCADE, related_name="opened_days", verbose_name="邻里中心")
    day = models.DateField("日子")
    opened_at = models.DateTimeField("开门时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="谁按的")

    objects = PlaceQuerySet.as_manager()
    reach = {Reach.AREA: "center__area_id", Reach.SITE: "center__sites"}

    class Meta:
        verbose_name = verbose_name_plural = "实际开门"
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["center", "day"], name="positions_openedday_once")]

    def __str__(self):
        return f"实际开门 #{self.pk}"


class FoundClosed(models.Model):
    """门没开: somebody stood before a closed door in the hours that the page promises. Once for a person, place and day."""

    center = models.ForeignKey(Center, models.CASCADE, related_name="found_closed", verbose_name="邻里中心")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="found_closed", verbose_name="谁说的")
    day = models.DateField("日子")
    at = models.DateTimeField("时间", default=timezone.now)

    objects = PlaceQuerySet.as_manager()
    reach = {Reach.AREA: "center__area_id", Reach.SITE: "center__sites"}

    class Meta:
        verbose_name = verbose_name_plural = "门没开"
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["center", "user", "day"], name="positions_foundclosed_once")]

    def __str__(self):
        return f"门没开 #{self.pk}"


class CalendarAddress(models.Model):
    """The private address at which a calendar app reads what somebody has booked. Whoever has the address reads it: it can be ended."""

    uid = RowId()
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_address", verbose_name="谁的")
    token = EncryptedTextField("地址里的密字")
    token_hash = models.CharField("密字（HMAC）", max_length=64, unique=True)
    made_at = models.DateTimeField("生成时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "日历地址"

    def __str__(self):
        return f"日历地址 #{self.pk}"
