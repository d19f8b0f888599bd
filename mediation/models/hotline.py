"""A call to 12338 as it was registered (DOMAIN 1, "12338 registration")."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.crypto import EncryptedTextField, HasDataKey
from accounts.models import Area
from accounts.roles import Reach

from ..querysets import CallQuerySet
from .cases import Case, Kind, Purpose, Risk, RiskSign, new_number
from .contact import SafeWay


class HotlineCall(HasDataKey):
    """热线登记: who called, about what, what was answered. Who she is and what she said lies sealed with a key of the call."""

    class Channel(models.TextChoices):
        CALL = "call", "来电"
        VISIT = "visit", "来访"
        LETTER = "letter", "来信"
        WEB = "web", "网络"

    class Caller(models.TextChoices):
        HERSELF = "herself", "本人"
        FAMILY = "family", "家人"
        OTHER = "other", "别人"

    class Relation(models.TextChoices):
        HUSBAND = "husband", "丈夫"
        WIFE = "wife", "妻子"
        PARTNER = "partner", "同居的人"
        FORMER = "former", "前夫、前妻"
        IN_LAWS = "in_laws", "公婆、岳父母"
        PARENTS = "parents", "父母"
        CHILDREN = "children", "子女"
        WORK = "work", "单位、同事"
        OTHER = "other", "其他"

    class Handling(models.TextChoices):
        DRAFT = "draft", "先放着"
        ANSWERED = "answered", "当场答复"
        PASSED = "passed", "转办"
        CASE = "case", "立案"
        POLICE = "police", "报警"

    class Unit(models.TextChoices):
        """Whom it is passed on to (DOMAIN 1, referral targets)."""

        POLICE = "police", "公安"
        COURT = "court", "法院"
        PROCURATORATE = "procuratorate", "检察院"
        JUSTICE = "justice", "司法所"
        LEGAL_AID = "legal_aid", "法律援助"
        CIVIL = "civil", "民政、庇护"
        MEDICAL = "medical", "医疗"
        MIND = "mind", "心理"
        EDUCATION = "education", "教育"
        LABOUR = "labour", "人社"
        FEDERATION = "federation", "当地妇联"

    class Satisfied(models.TextChoices):
        YES = "yes", "满意"
        FAIR = "fair", "基本满意"
        NO = "no", "不满意"
        UNSAID = "unsaid", "没有说"

    number = models.CharField("编号", max_length=13, unique=True, default=new_number, editable=False)
    called_at = models.DateTimeField("来电时间", default=timezone.now)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="接听人")
    # Who goes on with it: whoever answered, or who took over from her. That she answered stays as it was.
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="谁接着办")
    channel = models.CharField("渠道", max_length=8, choices=Channel, default=Channel.CALL)
    caller = models.CharField("来电人", max_length=8, choices=Caller, default=Caller.HERSELF)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="属地")
    name = EncryptedTextField("称呼", null=True, blank=True)  # none: anonymous
    phone = EncryptedTextField("电话", null=True, blank=True)
    phone_print = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    about = EncryptedTextField("性别、年龄、民族、文化、婚姻、职业", null=True, blank=True)  # JSON
    relation = models.CharField("对方是她的", max_length=10, choices=Relation, blank=True)
    purpose = models.CharField("来做什么", max_length=10, choices=Purpose, default=Purpose.HELP)
    kind = models.CharField("类别", max_length=12, choices=[*Kind.choices, ("labour", "劳动")])
    signs = models.ManyToManyField(RiskSign, related_name="+", verbose_name="危险迹象", blank=True)
    risk = models.PositiveSmallIntegerField("风险", choices=Risk, default=Risk.BLUE)
    minor = models.BooleanField("涉未成年", default=False)
    violence = models.BooleanField("涉家暴", default=False)
    safe_rule = models.CharField("能不能打回去", max_length=8, choices=SafeWay.Rule, default=SafeWay.Rule.HOURS)
    safe_parts = models.CharField("什么时候", max_length=40, blank=True)
    narrative = EncryptedTextField("她说的")
    wishes = EncryptedTextField("诉求", null=True, blank=True)
    answer = EncryptedTextField("您答复的", null=True, blank=True)
    handling = models.CharField("处理", max_length=10, choices=Handling, default=Handling.DRAFT)
    unit = models.CharField("承办", max_length=14, choices=Unit, blank=True)
    case = models.OneToOneField(Case, models.PROTECT, null=True, blank=True, related_name="call", verbose_name="案件")
    result = EncryptedTextField("结果", null=True, blank=True)
    satisfied = models.CharField("满意度", max_length=8, choices=Satisfied, blank=True)
    ended_at = models.DateTimeField("办完时间", null=True, blank=True)
    key = models.CharField(max_length=36, null=True, blank=True, editable=False)  # noqa: DJ001  one press, one call

    objects = CallQuerySet.as_manager()
    reach = {Reach.AREA: "area_id", Reach.HOST: "holder_id"}

    class Meta:
        verbose_name = verbose_name_plural = "热线登记"
        ordering = ["-called_at", "-pk"]
        indexes = [models.Index(fields=["area", "-called_at"], name="mediation_call_where_when")]
        constraints = [
            models.UniqueConstraint(fields=["answered_by", "key"], name="mediation_call_one_press"),
            models.CheckConstraint(
                condition=models.Q(handling="case", case__isnull=False) | (~models.Q(handling="case") & models.Q(case__isnull=True)),
                name="mediation_call_case_is_there",
            ),
            models.CheckConstraint(condition=~models.Q(handling="passed") | ~models.Q(unit=""), name="mediation_call_passed_to_somebody"),
        ]

    def __str__(self):
        return f"热线登记 #{self.pk}"

    def save(self, **kwargs):
        self.holder_id = self.holder_id or self.answered_by_id
        super().save(**kwargs)

    def get_absolute_url(self):
        return f"/mediation/calls/{self.number}/"

    @property
    def is_draft(self):
        return self.handling == self.Handling.DRAFT

    @property
    def risk_css(self):
        return Risk(self.risk).name.lower()

    @property
    def risk_deed(self):
        return Case.DEEDS[self.risk]
