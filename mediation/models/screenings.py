"""排查: the joint look at the cases of an area with police, procuratorate and court: numbers and colours, never a name."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Area
from accounts.querysets import VisibleQuerySet
from accounts.roles import Reach

from .cases import Case, Risk
from .partners import Partner


class Screening(models.Model):
    """联合排查: one meeting, the cases that were looked at, and with whom. Names stand in the cases only, for whoever may see each."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="screenings", verbose_name="哪一片")
    held_on = models.DateField("哪一天")
    partners = models.ManyToManyField(Partner, related_name="screenings", verbose_name="和谁一起")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁记的")
    made_at = models.DateTimeField("记下时间", default=timezone.now)
    key = models.CharField("提交编号", max_length=36, null=True, blank=True, editable=False)  # noqa: DJ001  one press, one list

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "area_id", Reach.PARTNER: "partners__pk"}

    class Meta:
        verbose_name = verbose_name_plural = "联合排查"
        ordering = ["-held_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["by", "key"], name="mediation_screening_one_press")]

    def __str__(self):
        return f"联合排查 #{self.pk}"

    def get_absolute_url(self):
        return f"/mediation/screenings/{self.pk}/"


class ScreeningLine(models.Model):
    """One case of the list, and the colour on which all agreed."""

    screening = models.ForeignKey(Screening, models.PROTECT, related_name="lines", verbose_name="联合排查")
    case = models.ForeignKey(Case, models.PROTECT, related_name="screened", verbose_name="案件")
    risk = models.PositiveSmallIntegerField("商定的颜色", choices=Risk)

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "case__area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "排查的案件"
        ordering = ["-risk", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["screening", "case"], name="mediation_screened_once"),
            models.CheckConstraint(condition=Q(risk__in=Risk.values), name="mediation_screened_risk_known"),
        ]

    def __str__(self):
        return f"排查的案件 #{self.pk}"

    @property
    def risk_css(self):
        return Risk(self.risk).name.lower()
