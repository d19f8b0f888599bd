"""The meetings of the mediation: planned, then written down (调解记录: DOMAIN 1)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.crypto import EncryptedTextField, RowId
from accounts.querysets import VisibleQuerySet
from accounts.roles import Reach

from .cases import Case


class Meeting(models.Model):
    """调解: the parties at one table. `record` is written once; what was amiss in it is mended by a line of the timeline."""

    class Result(models.TextChoices):
        AGREED = "agreed", "谈成了"
        AGAIN = "again", "没谈完，下次再谈"
        FAILED = "failed", "谈不拢"
        ABSENT = "absent", "有人没来"
        CALLED_OFF = "called_off", "没有开"

    HELD = (Result.AGREED, Result.AGAIN, Result.FAILED)

    uid = RowId()
    case = models.ForeignKey(Case, models.PROTECT, related_name="meetings", verbose_name="案件")
    session = models.ForeignKey("positions.Session", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="占用的场次")
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    place = EncryptedTextField("地点")
    people = EncryptedTextField("另外请了谁", null=True, blank=True)
    record = EncryptedTextField("调解记录", null=True, blank=True)
    result = models.CharField("结果", max_length=10, choices=Result, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁约的")
    planned_at = models.DateTimeField("约的时间", default=timezone.now)
    recorded_at = models.DateTimeField("写记录的时间", null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "case__area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "调解"
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="mediation_meeting_ends_after_start"),
            models.CheckConstraint(condition=Q(result="") | Q(recorded_at__isnull=False), name="mediation_meeting_recorded_when"),
        ]

    def __str__(self):
        return f"调解 #{self.pk}"

    @property
    def data_key(self):
        return self.case.data_key

    @property
    def is_open(self):
        """Whether nobody has written yet how it went."""
        return not self.result
