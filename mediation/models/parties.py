"""The people of a case. What they are called and how they are reached lies sealed."""

from django.db import models

from accounts.crypto import EncryptedTextField, RowId
from accounts.roles import Reach

from ..prints import id_print, phone_print
from ..querysets import PartyQuerySet
from .cases import Case


class Party(models.Model):
    """当事人. Name and numbers lie sealed; a number can be looked up exactly by its fingerprint, a name never."""

    class Side(models.TextChoices):
        APPLICANT = "applicant", "求助的一方"
        RESPONDENT = "respondent", "另一方"
        OTHER = "other", "有关的人"

    class Harmed(models.TextChoices):
        """Who suffers violence. For the last two the law wants a report to the police (反家庭暴力法 14)."""

        ADULT = "adult", "成年人"
        MINOR = "minor", "不满 18 岁"
        LIMITED = "limited", "因病、残疾或年老，自己说不清、做不了主"

    PROTECTED = (Harmed.MINOR, Harmed.LIMITED)

    uid = RowId()
    case = models.ForeignKey(Case, models.PROTECT, related_name="parties", verbose_name="案件")
    side = models.CharField("是哪一方", max_length=12, choices=Side)
    name = EncryptedTextField("姓名或称呼")
    phone = EncryptedTextField("电话", null=True, blank=True)
    id_number = EncryptedTextField("身份证号", null=True, blank=True)
    harmed = models.CharField("受到伤害的人", max_length=8, choices=Harmed, blank=True, editable=False)  # written by danger.harm
    # what the forms of the dossier ask besides; gender and age follow from the ID number where there is one
    gender = EncryptedTextField("性别", null=True, blank=True)
    ethnicity = EncryptedTextField("民族", null=True, blank=True)
    age = EncryptedTextField("年龄", null=True, blank=True)
    occupation = EncryptedTextField("职业或职务", null=True, blank=True)
    address = EncryptedTextField("单位或住址", null=True, blank=True)
    phone_print = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    id_print = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    objects = PartyQuerySet.as_manager()
    reach = {Reach.AREA: "case__area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "当事人"
        ordering = ["pk"]

    def __str__(self):
        return f"当事人 #{self.pk}"

    def make_prints(self):
        """Work out anew by what this party is found again. Whoever writes a number asks for it, and saves."""
        self.phone_print = phone_print(self.phone) if self.phone else ""
        self.id_print = id_print(self.id_number) if self.id_number else ""

    @property
    def is_protected(self):
        """Whether a report to the police and others may not be left out for this person."""
        return self.harmed in self.PROTECTED

    @property
    def data_key(self):
        return self.case.data_key
