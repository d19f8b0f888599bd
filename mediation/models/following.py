"""Closed is not solved: what was found when somebody asked again."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.crypto import EncryptedTextField, RowId
from accounts.querysets import VisibleQuerySet
from accounts.roles import Reach

from .cases import Case


class FollowUp(models.Model):
    """回访: one visit or call after the agreement. Planned with a day; whoever made it writes once what she found."""

    class Kept(models.TextChoices):
        KEPT = "kept", "都做到了"
        PARTLY = "partly", "做到一部分"
        BROKEN = "broken", "没有做到"

    class Satisfied(models.TextChoices):
        YES = "yes", "满意"
        FAIR = "fair", "还可以"
        NO = "no", "不满意"
        UNSAID = "unsaid", "没有说"

    uid = RowId()
    case = models.ForeignKey(Case, models.PROTECT, related_name="followups", verbose_name="案件")
    due_on = models.DateField("哪天以前")
    done_at = models.DateTimeField("回访时间", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁回访的")
    kept = models.CharField("履行", max_length=8, choices=Kept, blank=True)
    satisfied = models.CharField("满意吗", max_length=8, choices=Satisfied, blank=True)
    escalation = models.BooleanField("有激化的苗头", default=False)
    solved = models.BooleanField("解决了吗", null=True, blank=True)
    words = EncryptedTextField("情况", null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "case__area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "回访"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(done_at=None), name="mediation_followup_one_planned"),
            models.CheckConstraint(condition=Q(done_at=None) | Q(solved__isnull=False), name="mediation_followup_says_solved"),
        ]

    def __str__(self):
        return f"回访 #{self.pk}"

    @property
    def data_key(self):
        return self.case.data_key
