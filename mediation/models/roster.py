"""家事纠纷调解员队伍: who mediates, what she can, when she is on duty; and from which cases somebody stays away."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from accounts.models import Area
from accounts.querysets import VisibleQuerySet
from accounts.roles import Reach

from ..querysets import MediatorQuerySet
from .cases import Case

WEEKDAYS = "一二三四五六日"


class Mediator(models.Model):
    """调解员: what an officer has to know to give her a case. Of her ID number only the fingerprint is kept (casework.conflicts)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="roster", verbose_name="谁")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="在哪里")
    skills = models.CharField("擅长", max_length=120, blank=True, help_text="例如：婆媳、彩礼、抚养探望。")
    languages = models.CharField("会说", max_length=60, blank=True, help_text="例如：闽南话、普通话。")
    duty_days = models.CharField(
        "值班的星期", max_length=7, blank=True, validators=[RegexValidator(r"^0?1?2?3?4?5?6?$")], help_text="星期一写 0，星期日写 6；一三五写 024。"
    )
    most = models.PositiveSmallIntegerField("手上最多几件", default=10, help_text="到了这个数，派案时会提醒。")
    id_print = models.CharField(max_length=64, blank=True, editable=False)
    note = models.CharField("备注", max_length=120, blank=True)

    objects = MediatorQuerySet.as_manager()
    reach = {Reach.AREA: "area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "调解员"
        ordering = ["area", "pk"]

    def __str__(self):
        return f"调解员 #{self.pk}"

    @property
    def duty_words(self):
        return "周" + "、".join(WEEKDAYS[int(day)] for day in self.duty_days) if self.duty_days else ""


class ConflictOfInterest(models.Model):
    """回避: a person who must not touch a case, as she or an officer said. What the numbers show is found without a row (casework.conflicts)."""

    class Why(models.TextChoices):
        PARTY = "party", "是当事人"
        RELATIVE = "relative", "是当事人的亲属"
        HOUSEHOLD = "household", "和当事人住在一起"
        OTHER = "other", "有别的关系，可能影响公正"

    case = models.ForeignKey(Case, models.PROTECT, related_name="conflicts", verbose_name="案件")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁回避")
    why = models.CharField("为什么", max_length=10, choices=Why)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁说的")
    at = models.DateTimeField("什么时候", default=timezone.now)

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "case__area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "回避"
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="mediation_conflict_once")]

    def __str__(self):
        return f"回避 #{self.pk}"
