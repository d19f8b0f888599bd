"""A place for a whole term: the child's enrollment, its weekdays, and what was missed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.crypto import EncryptedTextField, RowId
from accounts.models import FamilyMember
from accounts.roles import Reach

from ..querysets import EnrollmentQuerySet, StrikeQuerySet
from .sessions import Booking, new_code
from .timetables import WEEKDAYS, Timetable, words_of_weekdays


class TermDay(models.Model):
    """The places of one weekday of a timetable that are given for the whole term. `terms.places` keeps its counters."""

    timetable = models.ForeignKey(Timetable, models.CASCADE, related_name="term_days", verbose_name="排课")
    weekday = models.PositiveSmallIntegerField("星期几")  # 0 Monday
    capacity = models.PositiveIntegerField("名额")
    taken = models.PositiveIntegerField("已约", default=0)
    waiting = models.PositiveIntegerField("候补", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "整学期的名额"
        ordering = ["timetable_id", "weekday"]
        constraints = [
            models.UniqueConstraint(fields=["timetable", "weekday"], name="positions_termday_once"),
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="positions_termday_not_oversold"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="positions_termday_weekday"),
        ]

    def __str__(self):
        return f"周{WEEKDAYS[self.weekday]}"

    @property
    def left(self):
        return max(self.capacity - self.taken, 0)

    @property
    def is_full(self):
        return self.taken >= self.capacity


class Enrollment(models.Model):
    """报名: a child's place in all sessions of some weekdays of a term, or her place in the line of those that are full."""

    class Status(models.TextChoices):
        WAITING = "waiting", "候补"
        ACTIVE = "active", "在上"
        ENDED = "ended", "退了"

    class Ended(models.TextChoices):
        """Why it ended."""

        SELF = "self", "自己退的"
        STAFF = "staff", "工作人员办的"
        RULE = "rule", "按规则收回"

    uid = RowId()
    timetable = models.ForeignKey(Timetable, models.PROTECT, related_name="enrollments", verbose_name="排课")
    attendee = models.ForeignKey(FamilyMember, models.CASCADE, related_name="enrollments", verbose_name="参加人")
    booker = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="enrollments", verbose_name="预约人")
    status = models.CharField("状态", max_length=8, choices=Status)
    weekdays = models.CharField("星期几", max_length=7, blank=True)  # "034": the live ones, held or waited for
    code = models.CharField("报名码", max_length=12, unique=True, default=new_code)
    key = models.CharField("提交编号", max_length=36, unique=True, null=True, blank=True)  # one press, one enrollment
    source = models.CharField("来源", max_length=8, choices=Booking.Source, default=Booking.Source.SELF)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="谁办的")
    made_at = models.DateTimeField("报名时间", default=timezone.now)
    ended_at = models.DateTimeField("退出时间", null=True, blank=True)
    ended_as = models.CharField("怎么退的", max_length=8, choices=Ended, blank=True)

    objects = EnrollmentQuerySet.as_manager()
    reach = {Reach.AREA: "timetable__service__site__area_id", Reach.SITE: "timetable__service__site_id"}

    class Meta:
        verbose_name = verbose_name_plural = "整学期报名"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["timetable", "attendee"], condition=~Q(status="ended"), name="positions_enrollment_one_live"),
            models.CheckConstraint(condition=Q(status="ended") | ~Q(weekdays=""), name="positions_enrollment_some_weekday"),
        ]

    def __str__(self):
        return f"整学期报名 #{self.pk}"

    def get_absolute_url(self):
        return f"/enrollments/{self.code}/"

    @property
    def is_live(self):
        return self.status != self.Status.ENDED

    @property
    def weekdays_words(self):
        """周一至周五, 周一、周二、周四."""
        return words_of_weekdays(self.weekdays)


class EnrolledDay(models.Model):
    """One weekday of an enrollment: held, or waited for. A row is never given to another; a day taken up again is a new row."""

    class Status(models.TextChoices):
        WAITING = "waiting", "候补"
        HELD = "held", "约好了"
        ENDED = "ended", "退了"

    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="days", verbose_name="报名")
    weekday = models.PositiveSmallIntegerField("星期几")
    status = models.CharField("状态", max_length=8, choices=Status)
    rank = models.BigIntegerField("候补次序", null=True, blank=True)  # the stored place in the line; lower comes first
    held_since = models.DateTimeField("约上的时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报名的星期"
        ordering = ["weekday"]
        indexes = [models.Index(fields=["weekday", "status", "rank"], name="positions_enrolledday_line")]
        constraints = [models.UniqueConstraint(fields=["enrollment", "weekday"], condition=~Q(status="ended"), name="positions_enrolledday_once")]

    def __str__(self):
        return f"周{WEEKDAYS[self.weekday]}"


class Strike(models.Model):
    """One time that counts against the place: not there without a day off, or fetched late. Excused, it counts no more."""

    class Kind(models.TextChoices):
        ABSENCE = "absence", "没来也没请假"
        LATE = "late", "晚接"

    uid = RowId()
    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="strikes", verbose_name="报名")
    booking = models.ForeignKey(Booking, models.CASCADE, related_name="strikes", verbose_name="预约")
    kind = models.CharField("哪一种", max_length=8, choices=Kind)
    on = models.DateField("哪一天")
    minutes = models.PositiveSmallIntegerField("晚了几分钟", null=True, blank=True)
    noted_at = models.DateTimeField("记下的时间", default=timezone.now)
    words = EncryptedTextField("家长说的原因", blank=True, null=True)  # may tell of an illness
    said_at = models.DateTimeField("说明的时间", null=True, blank=True)
    excused_at = models.DateTimeField("不算的时间", null=True, blank=True)
    answer = models.CharField("回复", max_length=120, blank=True)
    answered_at = models.DateTimeField("回复的时间", null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="谁回复的")

    objects = StrikeQuerySet.as_manager()
    reach = {Reach.AREA: "enrollment__timetable__service__site__area_id", Reach.SITE: "enrollment__timetable__service__site_id"}

    class Meta:
        verbose_name = verbose_name_plural = "缺席和晚接"
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["booking", "kind"], name="positions_strike_once"),
            models.CheckConstraint(condition=Q(kind="late", minutes__isnull=False) | Q(kind="absence", minutes__isnull=True), name="positions_strike_minutes"),
        ]

    def __str__(self):
        return f"缺席和晚接 #{self.pk}"

    @property
    def awaits_answer(self):
        return self.said_at is not None and self.answered_at is None
