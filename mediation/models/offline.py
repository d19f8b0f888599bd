"""What came in from phones that had no network, and the words of the 综治 system into which she copies."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.querysets import VisibleQuerySet

from .cases import Case, Kind


class Parcel(models.Model):
    """离线上报: one sealed report that arrived. What it said is the case; here stands only who wrote it, who brought it, and when."""

    digest = models.CharField("封口指纹", max_length=64, unique=True, editable=False)  # of the sealed bytes: the same again is the same case
    case = models.ForeignKey(Case, models.PROTECT, related_name="parcels", verbose_name="案件")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁写的")
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="送到时谁登录着")
    saved_at = models.DateTimeField("在手机里存下的时间")
    received_at = models.DateTimeField("收到的时间", default=timezone.now)
    post_ended = models.BooleanField("写的人任职已结束", default=False)
    unread = models.PositiveSmallIntegerField("没能放进格子的", default=0)  # what was typed wrong stands in the narrative instead

    objects = VisibleQuerySet.as_manager()
    reach = {}

    class Meta:
        verbose_name = verbose_name_plural = "离线上报"
        ordering = ["-received_at", "-pk"]

    def __str__(self):
        return f"离线上报 #{self.pk}"


class GridWord(models.Model):
    """综治对照: what the 综治 system of the grid calls a kind of dispute. City officers edit the table; no row, no text for that kind."""

    kind = models.CharField("我们的类型", max_length=12, choices=Kind, unique=True)
    words = models.CharField("综治平台里选", max_length=60, help_text="照综治平台的选项写。家暴也写成一般的类别，别人看了不会多想。")
    is_used = models.BooleanField("在用", default=True, help_text="不用了就取消勾选：这一类报完以后不再给可以复制的文字。")

    objects = VisibleQuerySet.as_manager()
    reach = {}

    class Meta:
        verbose_name = verbose_name_plural = "综治对照"
        ordering = ["pk"]

    def __str__(self):
        return self.get_kind_display()
