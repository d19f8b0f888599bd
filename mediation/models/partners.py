"""The bodies that stand around mediation: police, court, justice office and the others that a case can be referred to."""

from django.db import models

from accounts.models import Area, Post
from accounts.querysets import VisibleQuerySet
from accounts.roles import Reach, lineage


class PartnerQuerySet(VisibleQuerySet):
    def serving(self, code):
        """Return the bodies in use whose area holds the area `code`."""
        return self.filter(is_used=True, area__in=lineage(code))

    def reading(self):
        """Return the bodies of which somebody can sign in today: nothing is handed to a door behind which nobody is."""
        return self.filter(models.Exists(Post.objects.live().filter(partner=models.OuterRef("pk"), user__is_active=True)))


class Partner(models.Model):
    """合作单位: one body to which a case can be referred. Its people hold a Post of it and see what was handed to it."""

    class Kind(models.TextChoices):
        """Referral targets (DOMAIN 1), and the bodies that the notice names beside them."""

        POLICE = "police", "公安"
        COURT = "court", "法院"
        PROCURATORATE = "procuratorate", "检察院"
        JUSTICE = "justice", "司法所"
        LEGAL_AID = "legal_aid", "法律援助"
        SHELTER = "shelter", "民政、庇护"
        HOSPITAL = "hospital", "医疗"
        COUNSEL = "counsel", "心理"
        EDUCATION = "education", "教育"
        LABOUR = "labour", "人社"
        CENTRE = "centre", "大调解、综治中心"

    name = models.CharField("名称", max_length=60, help_text="写全称，例如“丰泽公安分局”。")
    kind = models.CharField("是哪一类", max_length=14, choices=Kind)
    area = models.ForeignKey(Area, models.PROTECT, related_name="partners", verbose_name="管哪一片", help_text="这一片和下面各社区的案件，可以转给它。")
    is_used = models.BooleanField("在用", default=True, help_text="取消勾选，就不能再转新的给它；交过的还看得到。")

    objects = PartnerQuerySet.as_manager()
    reach = {Reach.AREA: "area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "合作单位"
        ordering = ["kind", "area", "name"]
        constraints = [
            models.UniqueConstraint(fields=["name", "area"], name="mediation_partner_once", violation_error_message="这一片已经有这个单位了。"),
        ]

    def __str__(self):
        return self.name
