"""转介: what of a case was handed to another body, as it was on that day, and what came back.

The copy is sealed with a key of its own. Nothing that is written in the case afterwards can reach the body, and it can be
destroyed by itself. `open_to` alone opens it: empty before the hand-over and from the moment it is taken back.
"""

import json

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.crypto import EncryptedTextField, HasDataKey, RowId, unseal_bytes
from accounts.querysets import VisibleQuerySet
from accounts.roles import Reach, may_ever

from .cases import Case, new_number
from .evidence import Evidence
from .parties import Party
from .partners import Partner


class ReferralQuerySet(VisibleQuerySet):
    def visible_to(self, user, perm=None):
        """Return what a Post of hers opens, without the cases that concern herself: that beats every role, also in another body."""
        perm = perm or "mediation.view_referral"
        rows = super().visible_to(user, perm)
        return rows.filter(case__in=Case.objects.all().without_conflict(user).order_by().values("pk")) if may_ever(user, perm) else rows

    def without_content(self):
        """Leave the sealed columns in the database: for lists."""
        return self.defer("content", "consent_words", "sealed_key")


class Referral(HasDataKey):
    """转介: chosen parts of a case for one body. Asked for, looked at, agreed to, handed over, answered, given back, ended."""

    class State(models.TextChoices):
        ASKED = "asked", "还没有交出"
        HANDED = "handed", "交出了，等对方接"
        ANSWERED = "answered", "对方在办"
        RETURNED = "returned", "对方交回了"
        ENDED = "ended", "收回了"

    class Consent(models.TextChoices):
        GIVEN = "given", "本人同意"
        URGENT = "urgent", "情况紧急，来不及问"
        LAW = "law", "法律要求报告，不用问"

    OPEN = (State.HANDED, State.ANSWERED, State.RETURNED)
    RUNNING = (State.HANDED, State.ANSWERED)

    number = models.CharField("转介编号", max_length=13, unique=True, default=new_number, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals", verbose_name="案件")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="referrals", verbose_name="转给")
    open_to = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="现在谁能看")
    state = models.CharField("办到哪一步", max_length=8, choices=State, default=State.ASKED, editable=False)
    content = EncryptedTextField("交出的内容")
    revision = models.PositiveIntegerField("改过几次", default=1, editable=False)
    due_on = models.DateField("请在哪天前交回")
    consent = models.CharField("同意", max_length=6, choices=Consent, blank=True)
    consent_by = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁同意的")
    consent_words = EncryptedTextField("怎么说的", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁转的")
    asked_at = models.DateTimeField("写下时间", default=timezone.now)
    handed_at = models.DateTimeField("交出时间", null=True, blank=True, editable=False)
    returned_at = models.DateTimeField("交回时间", null=True, blank=True, editable=False)
    ended_at = models.DateTimeField("收回时间", null=True, blank=True, editable=False)
    key = models.CharField("提交编号", max_length=36, null=True, blank=True, editable=False)  # noqa: DJ001  one press, one referral

    objects = ReferralQuerySet.as_manager()
    reach = {Reach.AREA: "case__area_id", Reach.PARTNER: "open_to_id"}

    class Meta:
        verbose_name = verbose_name_plural = "转介"
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["open_to", "due_on"], name="mediation_referral_open")]
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="mediation_referral_one_press"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "ended"], open_to__isnull=True)
                | Q(state__in=["handed", "answered", "returned"], open_to=F("partner"), handed_at__isnull=False),
                name="mediation_referral_open_while_handed",
            ),
            # DOMAIN 1: consent is recorded before any referral, or why it could not wait.
            models.CheckConstraint(
                condition=Q(state="asked") | Q(consent="given", consent_by__isnull=False) | Q(consent__in=["urgent", "law"], consent_words__isnull=False),
                name="mediation_referral_agreed_or_why",
            ),
            models.CheckConstraint(condition=~Q(state="ended") | Q(ended_at__isnull=False), name="mediation_referral_ended_when"),
        ]

    def __str__(self):
        return f"转介 #{self.pk}"

    @property
    def parts(self):
        """What was chosen, as `referral.content.compose` wrote it."""
        return json.loads(self.content)

    @property
    def is_draft(self):
        return self.state == self.State.ASKED

    @property
    def is_running(self):
        return self.state in self.RUNNING

    @property
    def is_open(self):
        return self.state in self.OPEN

    @property
    def days_left(self):
        return (self.due_on - timezone.localdate()).days

    @property
    def days_over(self):
        return max(-self.days_left, 0)


class ReferralPhoto(models.Model):
    """One photo of the copy: the same picture as in the case, sealed anew with the key of the referral, in a file of its own."""

    uid = RowId()
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="photos", verbose_name="转介")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+", verbose_name="原来的照片")
    file = models.CharField("文件", max_length=60, unique=True, editable=False)  # below MEDIA_ROOT
    width = models.PositiveIntegerField("宽")
    height = models.PositiveIntegerField("高")

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "referral__case__area_id", Reach.PARTNER: "referral__open_to_id"}

    class Meta:
        verbose_name = verbose_name_plural = "转介的照片"
        ordering = ["pk"]

    def __str__(self):
        return f"转介的照片 #{self.pk}"

    @property
    def bound_to(self):
        return f"{self._meta.db_table}.file:{self.uid}"

    def open(self):
        """Return the JPEG. Raises CannotOpen, FileNotFoundError."""
        return unseal_bytes((settings.MEDIA_ROOT / self.file).read_bytes(), bound_to=self.bound_to, key=self.referral.data_key)


class ReferralAnswer(models.Model):
    """答复: what the body wrote back. It stays as it was written; more is another answer."""

    class Kind(models.TextChoices):
        TAKEN = "taken", "我们接了，正在办"
        DONE = "done", "办好了，交回"
        DECLINED = "declined", "不归我们办，退回"

    GIVING_BACK = (Kind.DONE, Kind.DECLINED)

    uid = RowId()
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="answers", verbose_name="转介")
    kind = models.CharField("怎么样", max_length=8, choices=Kind)
    words = EncryptedTextField("说明")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁答的")
    at = models.DateTimeField("什么时候", default=timezone.now)
    key = models.CharField("提交编号", max_length=36, null=True, blank=True, editable=False)  # noqa: DJ001  one press, one answer

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "referral__case__area_id", Reach.PARTNER: "referral__open_to_id"}

    class Meta:
        verbose_name = verbose_name_plural = "转介的答复"
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["referral", "key"], name="mediation_answer_one_press")]

    def __str__(self):
        return f"转介的答复 #{self.pk}"

    @property
    def data_key(self):
        return self.referral.data_key

    @property
    def gives_back(self):
        return self.kind in self.GIVING_BACK
