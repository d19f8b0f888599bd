"""Who opened a case that is not hers to open, and how long what a case says is kept."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.crypto import EncryptedTextField, RowId
from accounts.querysets import VisibleQuerySet
from accounts.roles import Reach

from ..querysets import OfCaseQuerySet
from .cases import Case, Kind


class BreakGlass(models.Model):
    """紧急打开: one hour in which an officer may read a case that lies outside her reach (docs/decisions/0027)."""

    class Why(models.TextChoices):
        DANGER = "danger", "人身有危险，等不到经办人"
        SHELTER = "shelter", "当事人到了我这里求助"
        ABSENT = "absent", "经办人联系不上，期限就在今天"
        INQUIRY = "inquiry", "上级或司法机关依法来查"

    uid = RowId()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁")
    case = models.ForeignKey(Case, models.PROTECT, related_name="glasses", verbose_name="案件")
    number = models.CharField("编号", max_length=13)
    area_code = models.CharField("区划代码", max_length=12)
    office = models.CharField("单位", max_length=60)
    why = models.CharField("为什么", max_length=8, choices=Why)
    words = EncryptedTextField("说明")
    at = models.DateTimeField("什么时候", default=timezone.now)
    until = models.DateTimeField("到什么时候")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁叫停的")

    objects = OfCaseQuerySet.as_manager()
    reach = {Reach.AREA: "area_code"}

    class Meta:
        verbose_name = verbose_name_plural = "紧急打开"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["user", "number", "until"], name="mediation_glass_live")]

    def __str__(self):
        return f"紧急打开 #{self.pk}"

    @property
    def data_key(self):
        return self.case.data_key

    @property
    def is_live(self):
        return self.until > timezone.now()


class Retention(models.Model):
    """保管期限: for how many years what a closed case says is kept; then its key is destroyed and only figures stay."""

    kind = models.CharField("类型", max_length=12, choices=Kind, unique=True)
    years = models.PositiveSmallIntegerField("保管几年", help_text="从办结那天算起。满了年数，夜里销毁内容，统计数字留着。")

    objects = VisibleQuerySet.as_manager()
    reach = {}

    class Meta:
        verbose_name = verbose_name_plural = "保管期限"
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=models.Q(years__gte=1), name="mediation_retention_some_years", violation_error_message="至少 1 年。")]

    def __str__(self):
        return self.get_kind_display()
