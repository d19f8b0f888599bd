"""Who looked at a case, and who knocked in vain."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.roles import Reach

from ..querysets import LookQuerySet
from .cases import Case


class AccessLog(models.Model):
    """查阅记录: one read of a case, or one knock at a case that does not open. Who, what, when, from where, why; no values."""

    class What(models.TextChoices):
        CASE = "case", "看了案件"
        CALL = "call", "看了热线登记"
        PARTY = "party", "看了当事人资料"
        PHOTO = "photo", "看了照片"
        DANGER = "danger", "看了风险和保护"
        WRITING = "writing", "打开了填写页"
        FILE = "file", "打开了文件"
        PAPER = "paper", "做了文书"
        SEARCH = "search", "搜到了"
        EXPORT = "export", "导出了"
        PRINT = "print", "打印了"
        REFERRAL = "referral", "看了转介材料"
        GLASS = "glass", "紧急打开"
        REFUSED = "refused", "想看，没有打开"

    class Why(models.TextChoices):
        CONTACT = "contact", "要联系当事人"
        IDENTITY = "identity", "核对是不是本人"
        MEETING = "meeting", "准备调解"
        PAPERS = "papers", "填写文书"
        REFERRAL = "referral", "转介或报警"
        SAFETY = "safety", "有人身危险"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="reads", verbose_name="案件")
    number = models.CharField("编号", max_length=13, blank=True)
    area_code = models.CharField("区划代码", max_length=12)
    what = models.CharField("做了什么", max_length=8, choices=What)
    row = models.UUIDField("哪一位、哪一张", null=True, blank=True)
    why = models.CharField("为什么", max_length=10, choices=Why, blank=True)
    ip = models.GenericIPAddressField("从哪里", null=True, blank=True)
    glass = models.ForeignKey("BreakGlass", models.PROTECT, null=True, blank=True, related_name="reads", verbose_name="紧急打开")
    at = models.DateTimeField("什么时候", default=timezone.now)

    objects = LookQuerySet.as_manager()
    reach = {Reach.AREA: "area_code"}

    class Meta:
        verbose_name = verbose_name_plural = "查阅记录"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["area_code", "-at"], name="mediation_read_where_when"), models.Index(fields=["user", "-at"], name="mediation_read_by")]

    def __str__(self):
        return f"查阅记录 #{self.pk}"
