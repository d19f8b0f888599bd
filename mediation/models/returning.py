"""What somebody without an account leaves and comes back with: her request before it counts, the return code, words both ways."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.crypto import EncryptedTextField, HasDataKey, RowId
from accounts.querysets import VisibleQuerySet
from accounts.roles import Reach

from .cases import Case


class HelpDraft(HasDataKey):
    """A request that does not count yet: its code was shown, its last four digits were not typed back. After a day it is gone."""

    ticket_print = models.CharField(max_length=64, unique=True, editable=False)  # by what the page of the code finds it again
    code_print = models.CharField(max_length=64, unique=True, editable=False)
    last_print = models.CharField(max_length=64, editable=False)
    told = EncryptedTextField("写了什么")  # JSON
    made_at = models.DateTimeField("什么时候", default=timezone.now, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "没有交上的求助"

    def __str__(self):
        return f"没有交上的求助 #{self.pk}"


class ReturnCode(models.Model):
    """查询码 of a case: 16 digits that look like a phone number. Only its fingerprint is kept; it counts once its end was typed back."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="codes", verbose_name="案件")
    code_print = models.CharField(max_length=64, unique=True, editable=False)
    last_print = models.CharField(max_length=64, editable=False)
    tail = models.CharField("尾号", max_length=4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁给的")
    made_at = models.DateTimeField("什么时候", default=timezone.now)
    confirmed_at = models.DateTimeField("核对过", null=True, blank=True)
    ended_at = models.DateTimeField("不再用", null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "case__area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "查询码"
        ordering = ["pk"]

    def __str__(self):
        return f"查询码 #{self.pk}"


class HelpMessage(models.Model):
    """给她的话, or hers: sealed with the key of the case. Her page shows only what is for her."""

    uid = RowId()
    case = models.ForeignKey(Case, models.PROTECT, related_name="words", verbose_name="案件")
    from_her = models.BooleanField("她写的")
    words = EncryptedTextField("话")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁写的")
    at = models.DateTimeField("什么时候", default=timezone.now)
    seen_at = models.DateTimeField("什么时候看的", null=True, blank=True)
    key = models.CharField(max_length=36, null=True, blank=True, editable=False)  # noqa: DJ001  one press, one message

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "case__area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "来往的话"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="mediation_words_one_press"),
            models.CheckConstraint(
                condition=models.Q(from_her=True, by__isnull=True) | models.Q(from_her=False, by__isnull=False), name="mediation_words_whose"
            ),
        ]

    def __str__(self):
        return f"来往的话 #{self.pk}"

    @property
    def data_key(self):
        return self.case.data_key
