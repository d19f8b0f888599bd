"""What ties people of two accounts together: a second guardian of a child, who may fetch it, a mandate to act for an elder.

Whoever is invited is named by her number only; it becomes an account when the person with that number, signed in, says yes.
Until then the number is kept sealed, with an index by which it is found again exactly. Nobody learns whether a number has an account.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .crypto import EncryptedTextField, RowId
from .querysets import GuardianshipQuerySet, MandateQuerySet, PickUpQuerySet, VisibleQuerySet
from .roles import Reach

OPEN_FOR = timedelta(days=7)  # that long an invitation can be accepted


def in_a_week():
    return timezone.now() + OPEN_FOR


class Invited(models.Model):
    """A tie that begins when the person whose number was named says yes, signed in. Either side, or staff, ends it at once."""

    uid = RowId()
    phone = EncryptedTextField("手机号")
    phone_index = models.CharField("手机号（HMAC）", max_length=64, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="谁请的")
    invited_at = models.DateTimeField("邀请时间", default=timezone.now)
    expires_at = models.DateTimeField("有效到", default=in_a_week)
    since = models.DateTimeField("接受时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    # On paper, in staff's presence: where it was written down, and the photo of what was signed.
    site = models.ForeignKey("positions.Site", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="在哪里记下")
    paper = models.BinaryField("纸面", null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def on_paper(self):
        return self.site_id is not None

    @property
    def bound_to(self):
        """What its photo is sealed to."""
        return f"{self._meta.db_table}.paper:{self.uid}"


class Guardianship(Invited):
    """另一位监护人: who, besides the account that registered a child, looks after it, and what of it she is shown."""

    class Shares(models.TextChoices):
        BOOKINGS = "bookings", "预约和接送"
        PICKUP = "pickup", "只有接送"

    class Relation(models.TextChoices):
        FATHER = "father", "爸爸"
        MOTHER = "mother", "妈妈"
        FATHERS_PARENT = "paternal", "爷爷或奶奶"
        MOTHERS_PARENT = "maternal", "外公或外婆"
        OTHER = "other", "其他监护人"

    member = models.ForeignKey("accounts.FamilyMember", models.CASCADE, related_name="guardianships", verbose_name="孩子")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="guardianships", verbose_name="监护人")
    relation = models.CharField("是孩子的", max_length=10, choices=Relation)
    shares = models.CharField("看得到什么", max_length=10, choices=Shares)

    objects = GuardianshipQuerySet.as_manager()
    reach = {Reach.SITE: "site_id", Reach.AREA: "member__guardian__home_area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "另一位监护人"
        indexes = [models.Index(fields=["user", "member"], condition=Q(ended_at=None), name="accounts_guardian_live")]
        constraints = [
            models.UniqueConstraint(fields=["member", "phone_index"], condition=Q(ended_at=None), name="accounts_guardianship_once"),
            models.CheckConstraint(condition=Q(since=None) | Q(user__isnull=False), name="accounts_guardianship_by_somebody"),
        ]

    def __str__(self):
        return f"另一位监护人 #{self.pk}"


class Mandate(Invited):
    """代办委托: an elder lets a relative book and cancel for her, until a day; she ends it whenever she likes."""

    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mandates_given", verbose_name="委托人")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="mandates_held", verbose_name="受托人")
    until = models.DateField("到（含当天）")

    objects = MandateQuerySet.as_manager()
    reach = {Reach.SITE: "site_id", Reach.AREA: "giver__home_area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "代办委托"
        constraints = [
            models.UniqueConstraint(fields=["giver", "phone_index"], condition=Q(ended_at=None), name="accounts_mandate_once"),
            models.CheckConstraint(condition=Q(since=None) | Q(holder__isnull=False), name="accounts_mandate_by_somebody"),
            models.CheckConstraint(condition=Q(holder=None) | ~Q(holder=F("giver")), name="accounts_mandate_to_another"),
        ]

    def __str__(self):
        return f"代办委托 #{self.pk}"

    @property
    def is_over(self):
        return self.until < timezone.localdate()


class PickUpPerson(models.Model):
    """接送人: who may fetch a child, or never may. The names of both are sealed: who is kept from a child is nobody's to read."""

    class May(models.TextChoices):
        YES = "yes", "能接"
        NEVER = "never", "不能接"

    uid = RowId()
    member = models.ForeignKey("accounts.FamilyMember", models.CASCADE, related_name="pick_up_people", verbose_name="孩子")
    name = EncryptedTextField("姓名")
    phone = EncryptedTextField("手机号", null=True, blank=True)
    relation = models.CharField("是孩子的", max_length=20, blank=True)
    id_tail = EncryptedTextField("身份证末四位", null=True, blank=True)
    may = models.CharField("能不能接", max_length=5, choices=May)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="谁加的")
    added_at = models.DateTimeField("加上时间", default=timezone.now)
    removed_at = models.DateTimeField("移走时间", null=True, blank=True)

    objects = PickUpQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "接送人"
        ordering = ["pk"]

    def __str__(self):
        return f"接送人 #{self.pk}"


class KeptPerson(models.Model):
    """Somebody without a phone of her own: her account signs nobody in, a site keeps it, and calls go to a number near her."""

    uid = RowId()
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="kept", verbose_name="居民")
    site = models.ForeignKey("positions.Site", models.CASCADE, related_name="+", verbose_name="由哪个阵地代管")
    contact_phone = EncryptedTextField("联系电话")
    contact_index = models.CharField("联系电话（HMAC）", max_length=64, editable=False)
    contact_of = models.CharField("这是谁的电话", max_length=20)

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.SITE: "site_id", Reach.AREA: "site__area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "没有手机的居民"
        indexes = [models.Index(fields=["contact_index"], name="accounts_kept_by_contact")]

    def __str__(self):
        return f"没有手机的居民 #{self.pk}"
