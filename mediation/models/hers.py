"""What a party may see of her own case, on her own account and behind her own PIN.

No row here names her account in clear: who has only the database cannot tell which resident has a case.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.crypto import EncryptedTextField, RowId
from accounts.roles import Reach

from ..querysets import OfCaseQuerySet
from .cases import Case
from .parties import Party
from .reading import AccessLog


class DeskCode(models.Model):
    """当面号码: eight digits that the mediator hands to a party in person; with them she sets her PIN, once."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="+", verbose_name="当事人")
    code_print = models.CharField(max_length=64, db_index=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁给的")
    made_at = models.DateTimeField("什么时候", default=timezone.now)
    expires_at = models.DateTimeField("到什么时候")
    used_at = models.DateTimeField("用掉的时候", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "当面号码"

    def __str__(self):
        return f"当面号码 #{self.pk}"


class Pin(models.Model):
    """口令: her own, hashed, five tries. Found by a fingerprint of her account only. A row without a hash only counts tries."""

    uid = RowId()
    whose = models.CharField(max_length=64, unique=True)
    account = EncryptedTextField("账号")
    hash = models.CharField(max_length=128, blank=True)
    wrong = models.PositiveSmallIntegerField("错了几次", default=0)
    set_at = models.DateTimeField("什么时候设的", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "口令"

    def __str__(self):
        return f"口令 #{self.pk}"


class Binding(models.Model):
    """本人的案件: this account belongs to this party; the mediator saw it herself."""

    uid = RowId()
    case = models.ForeignKey(Case, models.PROTECT, related_name="bindings", verbose_name="案件")
    party = models.ForeignKey(Party, models.CASCADE, related_name="+", verbose_name="当事人")
    whose = models.CharField(max_length=64, db_index=True)
    account = EncryptedTextField("账号")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁当面认的")
    at = models.DateTimeField("什么时候", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "本人的案件"
        constraints = [models.UniqueConstraint(fields=["case", "whose"], name="mediation_binding_once")]

    def __str__(self):
        return f"本人的案件 #{self.pk}"

    @property
    def data_key(self):
        return self.case.data_key


class Question(models.Model):
    """问一问: a party asks why her case was opened; the data-protection officer answers, on her page only."""

    uid = RowId()
    case = models.ForeignKey(Case, models.PROTECT, related_name="questions", verbose_name="案件")
    read = models.ForeignKey(AccessLog, models.PROTECT, related_name="questions", verbose_name="哪一次查阅")
    whose = models.CharField(max_length=64)
    area_code = models.CharField("区划代码", max_length=12)
    words = EncryptedTextField("她问的", null=True, blank=True)
    asked_at = models.DateTimeField("什么时候问的", default=timezone.now)
    answer = EncryptedTextField("答复", null=True, blank=True)
    answered_at = models.DateTimeField("什么时候答的", null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁答的")

    objects = OfCaseQuerySet.as_manager()
    reach = {Reach.AREA: "area_code"}

    class Meta:
        verbose_name = verbose_name_plural = "问一问"
        ordering = ["-asked_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["read", "whose"], name="mediation_question_once")]

    def __str__(self):
        return f"问一问 #{self.pk}"

    @property
    def data_key(self):
        return self.case.data_key
