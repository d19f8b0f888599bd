"""The papers of a dossier: what was made, who signed it, the number of the dossier, and the templates and rules of an office."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from accounts.crypto import RowId, unseal_bytes
from accounts.models import Area
from accounts.querysets import VisibleQuerySet
from accounts.roles import Reach

from .cases import Case

PATTERN = "（{年}）人调字第{号}号"


def is_a_pattern(words):
    """Refuse a pattern of numbers that lacks the running number, or has a hole that nothing fills."""
    holes = re.findall(r"\{([^{}]*)\}", words)
    if holes.count("号") != 1 or not set(holes) <= {"年", "号"} or re.sub(r"\{[^{}]*\}", "", words).strip("{}") != re.sub(r"\{[^{}]*\}", "", words):
        raise ValidationError("卷号里要有一个 {号}，还可以有 {年}，别的花括号不要写。例如：（{年}）鲤妇人调字第{号}号。")


class Form(models.TextChoices):
    """The forms of a dossier, in its order (司法部 2010 年人民调解文书格式; DOMAIN 1)."""

    COVER = "cover", "卷宗封面"
    CONTENTS = "contents", "卷宗目录"
    APPLICATION = "application", "人民调解申请书"
    INTAKE = "intake", "人民调解受理登记表"
    TAKEN = "taken", "受理告知书"
    RIGHTS = "rights", "当事人权利义务告知书"
    IDENTITY = "identity", "当事人身份证明"
    MANDATE = "mandate", "授权委托书"
    INQUIRY = "inquiry", "人民调解调查记录"
    EVIDENCE = "evidence", "证据材料清单"
    MEETING = "meeting", "人民调解记录"
    AGREEMENT = "agreement", "人民调解协议书"
    ORAL = "oral", "人民调解口头协议登记表"
    FULFILMENT = "fulfilment", "协议履行凭证"
    FOLLOW_UP = "follow_up", "人民调解回访记录"
    REPLY = "reply", "答复意见书"
    CONFIRMATION = "confirmation", "司法确认申请书"
    CLOSING = "closing", "结案报告表"
    NOTE = "note", "卷宗情况说明"
    BACK = "back", "卷宗封底"


class SealedFile(models.Model):
    """A file of a case below MEDIA_ROOT, under a random name, sealed with the key of its case."""

    uid = RowId()
    file = models.CharField("文件", max_length=60, unique=True, editable=False)

    class Meta:
        abstract = True

    @property
    def bound_to(self):
        return f"{self._meta.db_table}.file:{self.uid}"

    @property
    def data_key(self):
        return self.case.data_key

    def open(self):
        """Return the bytes. Raises CannotOpen, FileNotFoundError."""
        return unseal_bytes((settings.MEDIA_ROOT / self.file).read_bytes(), bound_to=self.bound_to, key=self.data_key)


class Document(SealedFile):
    """文书: one form as it was made on a day. What was signed stays as it was; made anew it is another row."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents", verbose_name="案件")
    form = models.CharField("哪一种", max_length=12, choices=Form)
    about = models.PositiveBigIntegerField("哪一次", null=True, blank=True)  # the meeting or follow-up that it writes down
    number = models.CharField("卷号", max_length=60, blank=True)
    gaps = models.TextField("待填的项目", blank=True)  # names of fields, one a line
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁做的")
    made_at = models.DateTimeField("什么时候做的", default=timezone.now)

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "case__area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        ordering = ["pk"]

    def __str__(self):
        return f"文书 #{self.pk}"

    @property
    def missing(self):
        return self.gaps.split("\n") if self.gaps else []


class Signature(SealedFile):
    """签名: drawn on the screen at one place of a document, or a photo of the whole paper that was signed by hand."""

    class Kind(models.TextChoices):
        DRAWN = "drawn", "在屏幕上签的"
        SCAN = "scan", "签好的纸的照片"

    document = models.ForeignKey(Document, models.PROTECT, related_name="signatures", verbose_name="文书")
    kind = models.CharField("怎么签的", max_length=5, choices=Kind)
    place = models.CharField("签在哪里", max_length=20, blank=True)
    width = models.PositiveIntegerField("宽")
    height = models.PositiveIntegerField("高")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="在谁面前签的")
    signed_at = models.DateTimeField("什么时候签的", default=timezone.now)

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "document__case__area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "签名"
        ordering = ["pk"]
        constraints = [
            # who signed has signed: another try needs the form made anew
            models.UniqueConstraint(fields=["document", "place"], condition=models.Q(kind="drawn"), name="mediation_signature_once_a_place")
        ]

    def __str__(self):
        return f"签名 #{self.pk}"

    @property
    def case(self):
        return self.document.case


class DossierRule(models.Model):
    """卷宗规则: how an office numbers its dossiers and how long it keeps them. ⚠ local, so officers write it (DOMAIN 1)."""

    area = models.OneToOneField(Area, models.PROTECT, related_name="+", verbose_name="哪里用")
    office = models.CharField("调解组织全称", max_length=60, help_text="印在文书上，例如：鲤城区婚姻家庭纠纷人民调解委员会。")
    pattern = models.CharField("卷号写法", max_length=40, default=PATTERN, validators=[is_a_pattern], help_text="{年} 是立卷的年份，{号} 是这一年的顺序号。")
    kept_for = models.CharField("保管期限", max_length=20, blank=True, help_text="印在封面上，例如：短期（五年）。")

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "卷宗规则"
        ordering = ["area_id"]

    def __str__(self):
        return f"{self.area.name}的卷宗规则"


class DossierCount(models.Model):
    """How many dossiers an office has numbered in a year: the next one is drawn from here by one UPDATE."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="哪里")
    year = models.PositiveSmallIntegerField("年")
    last = models.PositiveIntegerField("用到几号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "卷号用到哪里"
        constraints = [models.UniqueConstraint(fields=["area", "year"], name="mediation_dossiercount_one_a_year")]

    def __str__(self):
        return f"{self.year} #{self.pk}"


class Dossier(models.Model):
    """卷宗: the number that a case has for good once its first paper was made after it was accepted."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="dossier", verbose_name="案件")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="哪里编的号")
    year = models.PositiveSmallIntegerField("年")
    serial = models.PositiveIntegerField("顺序号")
    number = models.CharField("卷号", max_length=60)
    given_at = models.DateTimeField("什么时候编的", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "卷宗"
        constraints = [models.UniqueConstraint(fields=["area", "year", "serial"], name="mediation_dossier_one_number")]

    def __str__(self):
        return f"卷宗 #{self.pk}"


class FormTemplate(models.Model):
    """文书模板: an office's own .docx for one form. Without one, the form is laid out by `documents.layouts`."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="哪里用")
    form = models.CharField("哪一种文书", max_length=12, choices=Form)
    content = models.BinaryField("模板文件", editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁换的", editable=False)
    changed_at = models.DateTimeField("什么时候换的", default=timezone.now, editable=False)

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "文书模板"
        ordering = ["area_id", "form"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "form"], name="mediation_formtemplate_one_a_form", violation_error_message="这里已经有这种文书的模板，请在那一条里换文件。"
            )
        ]

    def __str__(self):
        return f"{self.get_form_display()}模板"
