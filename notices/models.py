"""What people are told, and the jobs that the worker does by the clock."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class NoticeQuerySet(models.QuerySet):
    def of(self, user):
        """Return what `user` may read under 我的消息, newest first."""
        return self.filter(to=user).order_by("-created_at", "-pk")

    def unread(self):
        return self.filter(read_at=None)


class Notice(models.Model):
    """One thing that one person is told: a line under 我的消息, and an SMS if its kind has one.

    It is written in the transaction of what it tells (an outbox). Its words are made when it is sent or shown, from the rows
    as they are then (`notices.texts`), so nothing private is stored here: only the kind and the number of the row it is about.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "等待发送"
        SENT = "sent", "已交给短信商"
        FAILED = "failed", "没有发出"
        INSIDE = "inside", "只在站内"

    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name="发给")
    kind = models.CharField("种类", max_length=40)
    about = models.BigIntegerField("关于哪一行")
    key = models.CharField("唯一键", max_length=120, unique=True)  # the same notice is never sent twice
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField("写下时间", default=timezone.now)
    due_at = models.DateTimeField("最早发送", default=timezone.now)
    lease_until = models.DateTimeField("租约到", default=timezone.now)
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    read_at = models.DateTimeField("读过时间", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()
    reach = {}

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        indexes = [models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="notices_to_send")]

    def __str__(self):
        return f"消息 #{self.pk}"


class Job(models.Model):
    """A periodic job of the worker; the row says when it runs next."""

    name = models.CharField("任务", max_length=60, primary_key=True)
    next_run = models.DateTimeField("下次", default=timezone.now)
    last_run = models.DateTimeField("上次", null=True, blank=True)
    last_result = models.CharField("结果", max_length=200, blank=True)

    reach = {}

    class Meta:
        verbose_name = verbose_name_plural = "定时任务"

    def __str__(self):
        return self.name
