"""What happens at the door of one session: who is in charge of how many, and every tick of a member of staff."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.crypto import EncryptedTextField, RowId
from accounts.querysets import VisibleQuerySet
from accounts.roles import Reach

from .sessions import Booking, Session


class Door(models.Model):
    """门口: what concerns a session's door as a whole. Made with the first thing that happens there."""

    session = models.OneToOneField(Session, models.CASCADE, related_name="door", verbose_name="场次")
    adults = models.PositiveSmallIntegerField("在场的大人", null=True, blank=True)
    heads = models.PositiveIntegerField("没有留名的人数", default=0)
    closed_at = models.DateTimeField("关门", null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="谁关的门")
    absences_at = models.DateTimeField("缺席记下", null=True, blank=True)  # once a session; taken back, it stays, so that no job sets them again

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "session__area_id", Reach.SITE: "session__site_id", Reach.HOST: "session__host_id"}

    class Meta:
        verbose_name = verbose_name_plural = "门口"
        constraints = [
            models.CheckConstraint(condition=Q(adults__isnull=True) | Q(adults__lte=99), name="positions_door_adults"),
            models.CheckConstraint(condition=Q(heads__lte=9999), name="positions_door_heads"),
        ]

    def __str__(self):
        return f"门口 #{self.pk}"


class DoorTick(models.Model):
    """签到记录: one press at the door, from which phone and when it ever came. Its key makes it count once. Rows are never changed."""

    class Kind(models.TextChoices):
        IN = "in", "签到"
        OUT = "out", "签退"
        BACK = "back", "撤回"
        STOP = "stop", "拦下"
        PAPER = "paper", "补录"
        HEADS = "heads", "计数"

    class Outcome(models.TextChoices):
        """What became of it: the one that counts, one that came after another, or one that could not be done, and why."""

        DONE = "done", "记下了"
        ELSEWHERE = "elsewhere", "别处先记了"
        CANCELLED = "cancelled", "预约已取消"
        NO_PLACE = "no_place", "还在候补"
        NOT_IN = "not_in", "还没签到"
        NOT_LISTED = "not_listed", "不在名单上"
        TOO_OLD = "too_old", "隔得太久"

    uid = RowId()
    key = models.CharField("提交编号", max_length=36, unique=True)
    session = models.ForeignKey(Session, models.CASCADE, related_name="ticks", verbose_name="场次")
    booking = models.ForeignKey(Booking, models.CASCADE, null=True, blank=True, related_name="ticks", verbose_name="预约")
    kind = models.CharField("做了什么", max_length=8, choices=Kind)
    outcome = models.CharField("结果", max_length=12, choices=Outcome, default=Outcome.DONE)
    words = EncryptedTextField("写下的话", blank=True, null=True)  # who fetched, who was stopped, what the guardian said on the phone
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="谁记的")
    happened_at = models.DateTimeField("发生时间")
    recorded_at = models.DateTimeField("记下时间", default=timezone.now)

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "session__area_id", Reach.SITE: "session__site_id", Reach.HOST: "session__host_id"}

    class Meta:
        verbose_name = verbose_name_plural = "签到记录"
        ordering = ["pk"]
        indexes = [models.Index(fields=["session", "recorded_at"], name="positions_tick_of_session")]
        constraints = [models.CheckConstraint(condition=Q(happened_at__lte=F("recorded_at")), name="positions_tick_not_ahead")]

    def __str__(self):
        return f"签到记录 #{self.pk}"
