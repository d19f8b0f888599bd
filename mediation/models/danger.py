"""Danger: how the colour of a case changed, who was alarmed, what the law wants reported, what she wants, and what protects her."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.crypto import EncryptedTextField, RowId
from accounts.querysets import VisibleQuerySet
from accounts.roles import Reach

from ..querysets import AlarmQuerySet, OrderQuerySet
from .cases import Case, Risk
from .parties import Party
from .timeline import CaseEvent


class OfACase(models.Model):
    """A row whose secrets lie sealed with the key of its case."""

    uid = RowId()

    reach = {Reach.AREA: "case__area_id"}

    class Meta:
        abstract = True

    @property
    def data_key(self):
        return self.case.data_key


class RiskChange(models.Model):
    """One change of the colour of a case. Why, who and when are its line of the timeline; like that line it stays as it is."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="risk_changes", verbose_name="案件")
    event = models.OneToOneField(CaseEvent, models.PROTECT, related_name="risk_change", verbose_name="办理记录")
    before = models.PositiveSmallIntegerField("原来的颜色", choices=Risk)
    after = models.PositiveSmallIntegerField("后来的颜色", choices=Risk)

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "case__area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "风险变更"
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(before=F("after")), name="mediation_riskchange_changes")]

    def __str__(self):
        return f"风险变更 #{self.pk}"

    @property
    def reason(self):
        """Why, without the colours that its line of the timeline begins with (danger.risk)."""
        return self.event.words.partition("：")[2]


class AlarmStep(models.Model):
    """After how many minutes, when nobody has opened a red case, who is told. City officers edit the table."""

    class Whom(models.TextChoices):
        MEDIATORS = "mediators", "片区的调解员，再说一次"
        COUNTY = "county", "县级妇联值班干部"
        CITY = "city", "市妇联值班干部"

    minutes = models.PositiveSmallIntegerField("过了几分钟还没人看", help_text="从变成红色那一刻算起。")
    whom = models.CharField("告诉谁", max_length=10, choices=Whom)
    is_used = models.BooleanField("在用", default=True)

    objects = VisibleQuerySet.as_manager()
    reach = {}

    class Meta:
        verbose_name = verbose_name_plural = "红色升级提醒"
        ordering = ["minutes", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "whom"], name="mediation_alarmstep_once", violation_error_message="这一步已经有了。"),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="mediation_alarmstep_later", violation_error_message="至少写 1 分钟。"),
        ]

    def __str__(self):
        return f"{self.minutes} 分钟：{self.get_whom_display()}"


class Alarm(models.Model):
    """A case turned red: since when, by whom, and when somebody else first opened it. It is escalated until then."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="alarms", verbose_name="案件")
    raised_at = models.DateTimeField("什么时候变红", default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁报的")
    minutes_told = models.PositiveSmallIntegerField("升级到第几分钟", default=0)
    ended_at = models.DateTimeField("有人看了", null=True, blank=True)

    objects = AlarmQuerySet.as_manager()
    reach = {Reach.AREA: "case__area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "红色提醒"
        ordering = ["-raised_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["case"], condition=Q(ended_at__isnull=True), name="mediation_alarm_one_open")]

    def __str__(self):
        return f"红色提醒 #{self.pk}"


class MandatoryReport(OfACase):
    """强制报告: that a minor, or a person without full capacity, suffers or may suffer violence was reported (反家庭暴力法 14, 未成年人保护法 11)."""

    class To(models.TextChoices):
        POLICE = "police", "公安"
        CIVIL = "civil", "民政"
        EDUCATION = "education", "教育"

    case = models.ForeignKey(Case, models.PROTECT, related_name="mandatory_reports", verbose_name="案件")
    party = models.ForeignKey(Party, models.PROTECT, related_name="mandatory_reports", verbose_name="为了谁")
    to = models.CharField("报给哪个部门", max_length=10, choices=To)
    at = models.DateTimeField("什么时候报的")
    unit = EncryptedTextField("报给哪个单位、谁接的")
    receipt = EncryptedTextField("回执")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁报的")
    written_at = models.DateTimeField("写下时间", default=timezone.now)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "强制报告"
        ordering = ["at", "pk"]

    def __str__(self):
        return f"强制报告 #{self.pk}"


class Wish(OfACase):
    """本人意愿: what an adult who suffers violence wants and agrees to, before anything of hers goes to another body."""

    class Answer(models.TextChoices):
        AGREES = "agrees", "她同意转给别的部门"
        PARTLY = "partly", "她只同意其中一部分"
        DECLINES = "declines", "她现在不想转"
        URGENT = "urgent", "来不及问，有生命危险"

    ALLOW = (Answer.AGREES, Answer.PARTLY, Answer.URGENT)

    case = models.ForeignKey(Case, models.PROTECT, related_name="wishes_of_parties", verbose_name="案件")
    party = models.ForeignKey(Party, models.PROTECT, related_name="wishes", verbose_name="谁")
    answer = models.CharField("她怎么说", max_length=8, choices=Answer)
    words = EncryptedTextField("她的原话、她同意什么")
    asked_at = models.DateTimeField("什么时候问的")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁问的")

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "本人意愿"
        ordering = ["-asked_at", "-pk"]

    def __str__(self):
        return f"本人意愿 #{self.pk}"


class Order(OfACase):
    """告诫书 of the police (反家庭暴力法 16) or 人身安全保护令 of a court (23-30): until when it holds, and how it is kept."""

    class Kind(models.TextChoices):
        WARNING = "warning", "告诫书"
        PROTECTION = "protection", "人身安全保护令"

    case = models.ForeignKey(Case, models.PROTECT, related_name="orders", verbose_name="案件")
    party = models.ForeignKey(Party, models.PROTECT, related_name="orders", verbose_name="保护谁")
    kind = models.CharField("哪一种", max_length=10, choices=Kind)
    number = EncryptedTextField("文书编号", null=True, blank=True)
    unit = EncryptedTextField("哪里出的")
    forbids = EncryptedTextField("不许做什么")
    issued_on = models.DateField("哪天出的")
    until = models.DateField("到哪天为止", null=True, blank=True)  # a 告诫书 has no end
    renewed_by = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="renews", verbose_name="延长为")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁记的")
    written_at = models.DateTimeField("写下时间", default=timezone.now)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "告诫书、保护令"
        ordering = ["-issued_on", "-pk"]
        indexes = [models.Index(fields=["until"], name="mediation_order_until")]
        constraints = [
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("issued_on")), name="mediation_order_in_order"),
            models.CheckConstraint(condition=~Q(kind="protection") | Q(until__isnull=False), name="mediation_order_protection_ends"),
        ]

    def __str__(self):
        return f"保护文书 #{self.pk}"

    def get_absolute_url(self):
        return f"/mediation/cases/{self.case.number}/orders/{self.uid}/"

    @property
    def days_left(self):
        """Whole days until its last day, 0 on that day, negative afterwards; None when it has no end."""
        return self.until and (self.until - timezone.localdate()).days

    @property
    def days_since(self):
        return max(-self.days_left, 0)


class OrderVisit(OfACase):
    """回访: somebody went to see whether an order is kept (反家庭暴力法 17)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="order_visits", verbose_name="案件")
    order = models.ForeignKey(Order, models.PROTECT, related_name="visits", verbose_name="哪一份")
    at = models.DateTimeField("什么时候")
    is_kept = models.BooleanField("守住了")
    words = EncryptedTextField("看到、听到什么")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁去的")

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "保护令回访"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"保护令回访 #{self.pk}"
