"""Several of one account who come together, the rules that may take a place away, and what became of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.crypto import EncryptedTextField, RowId
from accounts.models import FamilyMember
from accounts.querysets import VisibleQuerySet
from accounts.roles import Reach

from .services import Service
from .sessions import Booking, Session, new_code


class Together(models.Model):
    """一家人: bookings of one account in one session that were made together and are asked together."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="+", verbose_name="场次")
    booker = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="预约人")
    at_least = models.PositiveSmallIntegerField("至少几位就去", null=True, blank=True, help_text="空着是少一个都不去。")
    code = models.CharField("一家的预约码", max_length=12, unique=True, default=new_code, editable=False)
    made_at = models.DateTimeField("预约时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "一家人的预约"
        constraints = [models.CheckConstraint(condition=Q(at_least__isnull=True) | Q(at_least__gte=1), name="positions_together_some")]

    def __str__(self):
        return f"一家人 #{self.pk}"

    def get_absolute_url(self):
        return f"/bookings/{self.code}/"


class PrintedRule(models.Model):
    """写明的规则: a sentence that stood on the page of a service, since when. Only such a rule may take a place away."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="printed_rules", verbose_name="服务")
    key = models.SlugField("规则", max_length=30)
    sentence = models.CharField("写在页面上的话", max_length=200)
    since = models.DateTimeField("从什么时候起", default=timezone.now)
    until = models.DateTimeField("到什么时候", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "写明的规则"
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["service", "key"], condition=Q(until__isnull=True), name="positions_rule_once"),
        ]

    def __str__(self):
        return self.sentence


class TakenBack(models.Model):
    """收回的名额: a confirmed place that was taken away, by which printed sentence, and what she and the staff said of it."""

    class Answer(models.TextChoices):
        UPHELD = "upheld", "维持"
        GIVEN_BACK = "given_back", "还给她"

    uid = RowId()
    code = models.CharField("编号", max_length=12, unique=True, default=new_code, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", verbose_name="服务")
    booking = models.ForeignKey(Booking, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="预约")
    enrollment = models.ForeignKey("positions.Enrollment", models.SET_NULL, null=True, blank=True, related_name="taken_back", verbose_name="整学期报名")
    booker = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="预约人")
    attendee = models.ForeignKey(FamilyMember, models.CASCADE, related_name="+", verbose_name="参加人")
    rule = models.ForeignKey(PrintedRule, models.PROTECT, related_name="+", verbose_name="按哪条规则")
    facts = EncryptedTextField("依据", blank=True, null=True)
    taken_at = models.DateTimeField("收回时间", default=timezone.now)
    held_until = models.DateTimeField("位子留到", null=True)  # she may appeal until then, and while an appeal is open the place stays hers
    ended_at = models.DateTimeField("办完时间", null=True, blank=True)  # the place went on, or stays hers
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="谁办的")
    appeal = EncryptedTextField("她怎么说", blank=True, null=True)
    appealed_at = models.DateTimeField("申诉时间", null=True, blank=True)
    answer = models.CharField("处理", max_length=10, choices=Answer, blank=True)
    answer_words = EncryptedTextField("答复", blank=True, null=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="谁答复的")

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "service__site__area_id", Reach.SITE: "service__site_id"}

    class Meta:
        verbose_name = verbose_name_plural = "收回的名额"
        ordering = ["-taken_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrollment"], condition=Q(ended_at__isnull=True), name="positions_takenback_one_of_term"),
            models.UniqueConstraint(fields=["booking"], condition=Q(ended_at__isnull=True), name="positions_takenback_one_of_booking"),
            models.CheckConstraint(condition=Q(booking__isnull=False) | Q(enrollment__isnull=False) | Q(ended_at__isnull=False), name="positions_takenback_of"),
        ]

    def __str__(self):
        return f"收回的名额 #{self.pk}"

    def get_absolute_url(self):
        return f"/my/taken/{self.code}/"

    @property
    def awaits_answer(self):
        return self.appealed_at is not None and self.ended_at is None

    @property
    def may_appeal(self):
        return self.appealed_at is None and self.ended_at is None and timezone.now() < self.held_until
