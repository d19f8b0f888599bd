"""What must be done by when: the table of clocks that officers edit, and the deadlines that run on each case."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.crypto import EncryptedTextField, RowId
from accounts.querysets import VisibleQuerySet
from accounts.roles import Reach

from .cases import Case, Kind, Risk


class What(models.TextChoices):
    """What is due (DOMAIN 1, Deadlines)."""

    CONTACT = "contact", "第一次联系"
    ACCEPT = "accept", "决定受不受理"
    CONCLUDE = "conclude", "应结案"
    CONFIRM = "confirm", "申请司法确认"
    REVISIT = "revisit", "回访"
    RETURN = "return", "转错的退回去"
    INFORM = "inform", "书面告知受不受理"
    ANSWER = "answer", "办结、书面答复"


class Clock(models.Model):
    """One rule: how long there is for something. A row that names a kind, a colour or a source goes before one that names none."""

    class Count(models.TextChoices):
        WORKING = "working", "工作日"
        DAYS = "days", "天"
        MONTHS = "months", "个月"

    what = models.CharField("办什么", max_length=10, choices=What)
    kind = models.CharField("只管这一类", max_length=12, choices=Kind, blank=True)
    risk = models.PositiveSmallIntegerField("只管这个颜色", choices=[(0, "各种颜色"), *Risk.choices], default=0)
    source = models.CharField("只管这个来源", max_length=14, choices=Case.Source, blank=True, help_text="选“信访移交”，各处来的投诉也按它算。")
    amount = models.PositiveSmallIntegerField("多久", null=True, blank=True, help_text="从开始那天的第二天起算；0 是当天。空着：这一类不设这个期限，也不能办。")
    count = models.CharField("按什么算", max_length=8, choices=Count, default=Count.WORKING, help_text="工作日按国家的放假安排。")
    warn_days = models.PositiveSmallIntegerField("提前几天提醒经办人", default=1)
    officer_days = models.PositiveSmallIntegerField("过了几天告诉妇联干部", default=1, validators=[MinValueValidator(1)])
    longest_extension = models.PositiveSmallIntegerField("最多延长几天", default=0, help_text="0：不能延长。")
    basis = models.CharField("依据", max_length=80, blank=True)
    is_used = models.BooleanField("在用", default=True)

    objects = VisibleQuerySet.as_manager()
    reach = {}

    class Meta:
        verbose_name = verbose_name_plural = "办理期限"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["what", "kind", "risk", "source"], name="mediation_clock_once", violation_error_message="这一种已经有一行了，请改那一行。"
            ),
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__lte=400), name="mediation_clock_amount"),
            models.CheckConstraint(condition=Q(longest_extension__lte=400), name="mediation_clock_extension"),
        ]

    def __str__(self):
        return f"办理期限 #{self.pk}"


class Deadline(models.Model):
    """期限: one thing that is due on one case. It runs until it is done; of each kind one runs at a time."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="deadlines", verbose_name="案件")
    what = models.CharField("办什么", max_length=10, choices=What)
    clock = models.ForeignKey(Clock, models.PROTECT, related_name="+", verbose_name="按哪一行算")
    due_on = models.DateField("最晚哪一天")
    started_at = models.DateTimeField("从什么时候算", default=timezone.now)
    done_at = models.DateTimeField("什么时候办了", null=True, blank=True)
    lapsed = models.BooleanField("过期没办", default=False)
    warned_at = models.DateTimeField("提醒过经办人", null=True, blank=True)
    officer_told_at = models.DateTimeField("告诉过妇联干部", null=True, blank=True)
    extended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁办的延长")

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "case__area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "期限"
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["due_on"], condition=Q(done_at__isnull=True), name="mediation_deadline_running")]
        constraints = [models.UniqueConstraint(fields=["case", "what"], condition=Q(done_at__isnull=True), name="mediation_deadline_one_runs")]

    def __str__(self):
        return f"期限 #{self.pk}"

    @property
    def days_left(self):
        return (self.due_on - timezone.localdate()).days

    @property
    def days_over(self):
        return max(-self.days_left, 0)

    @property
    def was_kept(self):
        """Whether it was done in time; None while it runs."""
        return None if self.done_at is None else not self.lapsed and timezone.localdate(self.done_at) <= self.due_on


class Extension(models.Model):
    """延长: until when one deadline was put off, who agreed and how. Written once; nobody changes it."""

    class How(models.TextChoices):
        PAPER = "paper", "签了字"
        TALK = "talk", "当面说好"
        PHONE = "phone", "电话里说好"

    uid = RowId()
    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="extensions", verbose_name="期限")
    before = models.DateField("原来最晚哪一天")
    until = models.DateField("延到哪一天")
    agreed_on = models.DateField("哪天同意的")
    how = models.CharField("怎么同意的", max_length=8, choices=How)
    parties = models.ManyToManyField("mediation.Party", related_name="+", verbose_name="同意的各方")
    words = EncryptedTextField("为什么要延长")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁记的")
    at = models.DateTimeField("什么时候记的", default=timezone.now)

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "deadline__case__area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "延长"
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=Q(until__gt=F("before")), name="mediation_extension_is_later")]

    def __str__(self):
        return f"延长 #{self.pk}"

    @property
    def data_key(self):
        return self.deadline.case.data_key
