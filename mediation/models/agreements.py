"""What the parties agreed, and how it is performed, part by part."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.crypto import EncryptedTextField, RowId
from accounts.querysets import VisibleQuerySet
from accounts.roles import Reach

from .cases import Case


class Agreement(models.Model):
    """协议. Written, it takes effect when all have signed (人民调解法 29); oral, when it was reached (30)."""

    class Form(models.TextChoices):
        WRITTEN = "written", "书面"
        ORAL = "oral", "口头"

    uid = RowId()
    case = models.ForeignKey(Case, models.PROTECT, related_name="agreements", verbose_name="案件")
    number = models.CharField("协议编号", max_length=17, unique=True)
    form = models.CharField("形式", max_length=8, choices=Form)
    facts = EncryptedTextField("主要事实和争议")
    terms = EncryptedTextField("协议内容")
    way = EncryptedTextField("怎么履行", null=True, blank=True)
    place = EncryptedTextField("在哪里履行", null=True, blank=True)
    deadline = models.DateField("履行期限", null=True, blank=True)
    amount = models.DecimalField("涉及金额（元）", max_digits=12, decimal_places=2, null=True, blank=True)
    copies = models.PositiveSmallIntegerField("一式几份", default=3)
    # Whether it says something of marriage, identity or adoption, which no court confirms (法释〔2011〕5 号). Nothing: nobody was asked yet.
    touches_status = models.BooleanField("涉及婚姻、身份、收养", null=True, editable=False)
    reached_at = models.DateTimeField("生效时间", null=True, blank=True)
    written_at = models.DateTimeField("写下时间", default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁写的")

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "case__area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "协议"
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(form="oral") | Q(reached_at__isnull=False), name="mediation_agreement_oral_at_once")]

    def __str__(self):
        return f"协议 #{self.pk}"

    @property
    def data_key(self):
        return self.case.data_key


class Instalment(models.Model):
    """履行: one part of what was promised, by a day. `done_on` is written once, with what proves it."""

    uid = RowId()
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="instalments", verbose_name="协议")
    due_on = models.DateField("最晚哪天")
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2, null=True, blank=True)
    what = EncryptedTextField("做什么")
    done_on = models.DateField("哪天做到", null=True, blank=True)
    proof = EncryptedTextField("凭什么知道", null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "agreement__case__area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "履行"
        ordering = ["due_on", "pk"]

    def __str__(self):
        return f"履行 #{self.pk}"

    @property
    def data_key(self):
        return self.agreement.case.data_key

    @property
    def is_late(self):
        return self.done_on is None and self.due_on < timezone.localdate()
