"""The case, its kind, its colour, and the signs of danger that the colour comes from. States are written only by `casework`."""

import secrets
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.crypto import EncryptedTextField, HasDataKey
from accounts.models import Area
from accounts.querysets import VisibleQuerySet
from accounts.roles import Reach

from ..querysets import CaseQuerySet

NO_DAY = date(9999, 12, 31)  # of a case on which something is left to do, but nothing by a certain day
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is misread aloud or on paper: no 0 O 1 I L


def new_number():
    """Return 261124-K7M2QP: the day and six letters that nobody guesses. It tells neither place nor how many there are."""
    return f"{timezone.localdate():%y%m%d}-" + "".join(secrets.choice(LETTERS) for _ in range(6))


class Kind(models.TextChoices):
    """Sub-kinds of family disputes (DOMAIN 1)."""

    COUPLE = "couple", "夫妻"
    VIOLENCE = "violence", "家暴"
    DIVORCE = "divorce", "离婚"
    AFFAIR = "affair", "婚外情、同居"
    CUSTODY = "custody", "抚养、探望"
    SUPPORT = "support", "赡养"
    IN_LAWS = "in_laws", "婆媳"
    CHILDREN = "children", "亲子、监护"
    PROPERTY = "property", "财产"
    INHERITANCE = "inheritance", "继承"
    BETROTHAL = "betrothal", "彩礼、婚约"
    INTERFERENCE = "interference", "干涉婚姻"
    NEIGHBORS = "neighbors", "邻里"
    OTHER = "other", "其他"


class Risk(models.IntegerChoices):
    """How soon somebody must act. No national standard was found; which sign means which colour is data (RiskSign)."""

    BLUE = 1, "蓝"
    YELLOW = 2, "黄"
    RED = 3, "红"


class RiskSign(models.Model):
    """One sign of danger that the grid worker ticks, or that follows from the kind, and its colour. City officers edit the table."""

    words = models.CharField("迹象", max_length=40, unique=True)
    risk = models.PositiveSmallIntegerField("颜色", choices=Risk)
    kind = models.CharField("由类型得出", max_length=12, choices=Kind, blank=True, help_text="选了类型，就不再要网格员勾；报这一类时自动算上。")
    position = models.PositiveSmallIntegerField("次序", default=0)
    is_used = models.BooleanField("在用", default=True, help_text="不用了就取消勾选；以前报的案件仍然记着它。")
    violent = models.BooleanField("说明有家暴", default=False, help_text="勾了它的案件留下“家暴”的记号，改类型去不掉。")
    minor = models.BooleanField("说明涉及孩子或做不了主的人", default=False, help_text="和家暴一起出现，就要写强制报告才能结案。")

    objects = VisibleQuerySet.as_manager()
    reach = {}

    class Meta:
        verbose_name = verbose_name_plural = "风险情形"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.words


class Purpose(models.TextChoices):
    """What she came for. A complaint has its own clocks and ends with an answer in writing (信访条例)."""

    ADVICE = "advice", "咨询"
    HELP = "help", "求助"
    COMPLAINT = "complaint", "投诉（要书面答复）"


class Case(HasDataKey):
    """案件: one family dispute that was reported, and where its handling stands."""

    class Source(models.TextChoices):
        APPLICATION = "application", "当事人申请"
        INITIATIVE = "initiative", "主动调解"
        COURT = "court", "法院移交"
        POLICE = "police", "公安移交"
        GOVERNMENT = "government", "政府部门移交"
        PROCURATORATE = "procuratorate", "检察院移交"
        PETITION = "petition", "信访移交"
        TRANSFER = "transfer", "其他移交"
        HOTLINE = "hotline", "12338 热线"
        GRID = "grid", "网格上报"
        MICRO = "micro", "妇女微家"
        SITE = "site", "本网站"
        APPOINTMENT = "appointment", "预约"

    HANDED_OVER = (Source.COURT, Source.POLICE, Source.GOVERNMENT, Source.PROCURATORATE, Source.PETITION, Source.TRANSFER)

    class Status(models.TextChoices):
        WAITING = "waiting", "待受理"
        REFUSED = "refused", "不予受理"
        ACCEPTED = "accepted", "已受理"
        INQUIRY = "inquiry", "调查"
        MEDIATION = "mediation", "调解中"
        WRITTEN = "written", "达成书面协议"
        ORAL = "oral", "达成口头协议"
        FAILED = "failed", "调解不成"
        ENDED = "ended", "终止"
        FULFILMENT = "fulfilment", "履行中"
        FOLLOW_UP = "follow_up", "回访"
        CLOSED = "closed", "结案"
        FILED = "filed", "归档"

    class RefusalReason(models.TextChoices):
        """Why a case is not taken up (人民调解法 17; 人民调解工作若干规定 22)."""

        NOT_FAMILY = "not_family", "不是家事纠纷"
        UNWILLING = "unwilling", "有一方明确不愿意调解"
        ELSEWHERE = "elsewhere", "法院、公安或别的部门已经在办，或已经办结"
        OUTSIDE = "outside", "不在本片区"
        TWICE = "twice", "和已经报过的是同一件"
        SETTLED = "settled", "已经自己说好了"
        OTHER = "other", "其他"

    class Outcome(models.TextChoices):
        """What came of it, apart from how far the work has come: closed is not solved."""

        AGREED = "agreed", "达成协议"
        KEPT = "kept", "协议做到了"
        PARTLY = "partly", "协议做到一部分"
        BROKEN = "broken", "协议没有做到"
        FAILED = "failed", "调解不成"
        WITHDRAWN = "withdrawn", "当事人不再要调解"
        REFERRED = "referred", "转给别的部门办"
        JOINED = "joined", "并入另一件"

    class DeskWhy(models.TextChoices):
        """Why an officer must give it to somebody."""

        UNSOLVED = "unsolved", "回访说没有解决"
        CONFLICT = "conflict", "经办人回避"
        LEFT = "left", "经办人离岗"

    TRANSITIONS = {
        Status.WAITING: {Status.ACCEPTED, Status.REFUSED},
        Status.ACCEPTED: {Status.INQUIRY, Status.MEDIATION, Status.ENDED},
        Status.INQUIRY: {Status.MEDIATION, Status.ENDED},
        Status.MEDIATION: {Status.WRITTEN, Status.ORAL, Status.FAILED, Status.ENDED},
        Status.WRITTEN: {Status.FULFILMENT},
        Status.ORAL: {Status.FULFILMENT},
        Status.FULFILMENT: {Status.FOLLOW_UP},
        Status.FOLLOW_UP: {Status.MEDIATION, Status.FULFILMENT, Status.CLOSED},  # back: the revisit said "not solved"
        Status.FAILED: {Status.CLOSED},
        Status.ENDED: {Status.CLOSED},
        Status.CLOSED: {Status.FILED},
    }
    CARRIED = (
        Status.ACCEPTED, Status.INQUIRY, Status.MEDIATION, Status.WRITTEN, Status.ORAL, Status.FAILED, Status.ENDED,
        Status.FULFILMENT, Status.FOLLOW_UP,
    )  # fmt: skip
    OPEN = (Status.WAITING, *CARRIED)
    DEEDS = {Risk.RED: "马上联系", Risk.YELLOW: "当天联系", Risk.BLUE: "按期联系"}

    number = models.CharField("编号", max_length=13, unique=True, default=new_number, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="cases", verbose_name="所在社区")
    source = models.CharField("来源", max_length=14, choices=Source, default=Source.GRID)
    purpose = models.CharField("来做什么", max_length=10, choices=Purpose, default=Purpose.HELP, editable=False)
    kind = models.CharField("类型", max_length=12, choices=Kind)
    signs = models.ManyToManyField(RiskSign, related_name="cases", verbose_name="风险情形", blank=True)
    # Lasting marks: what the law asks hangs on them, not on the kind, which can be rewritten (danger.marks alone writes them).
    violent = models.BooleanField("涉及家暴", default=False, editable=False)
    minor = models.BooleanField("涉及孩子，或自己做不了主的人", default=False, editable=False)
    # Kinds that it was once, or that a mark taken away stood for: how long it is kept goes by the longest (secrecy.retention alone writes it).
    kinds_before = models.CharField("曾经的类型", max_length=200, blank=True, default="", editable=False)
    risk = models.PositiveSmallIntegerField("风险", choices=Risk)
    status = models.CharField("办到哪一步", max_length=10, choices=Status, default=Status.WAITING, editable=False)
    narrative = EncryptedTextField("怎么回事")
    wishes = EncryptedTextField("他们要什么", null=True, blank=True)
    place = EncryptedTextField("具体位置", null=True, blank=True)
    place_print = models.CharField(max_length=64, blank=True, default="", db_index=True, editable=False)  # keyed, of community and place
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="reported_cases", verbose_name="上报人")
    mediator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="carried_cases", verbose_name="经办人")
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="joined", editable=False, verbose_name="并入哪一件")
    created_at = models.DateTimeField("上报时间", default=timezone.now)
    accepted_at = models.DateTimeField("受理时间", null=True, blank=True, editable=False)
    refused_at = models.DateTimeField("不予受理时间", null=True, blank=True, editable=False)
    refusal = models.CharField("不受理的原因", max_length=12, choices=RefusalReason, blank=True, editable=False)
    erased_at = models.DateTimeField("内容销毁时间", null=True, blank=True, editable=False)  # with its key; the figures stay
    outcome = models.CharField("结果", max_length=10, choices=Outcome, blank=True, editable=False)
    desk_at = models.DateTimeField("等派人，从", null=True, blank=True, editable=False)
    desk_why = models.CharField("为什么等派人", max_length=10, choices=DeskWhy, blank=True, editable=False)
    closed_at = models.DateTimeField("结案时间", null=True, blank=True, editable=False)
    filed_at = models.DateTimeField("归档时间", null=True, blank=True, editable=False)
    version = models.PositiveIntegerField("第几次改写", default=1, editable=False)  # of two who edit its facts the second is asked
    key = models.CharField("提交编号", max_length=36, null=True, blank=True, editable=False)  # noqa: DJ001  one press, one case
    # The first day on which something is due, NO_DAY when nothing is, nothing when all is done. `clocks` alone writes it.
    due_on = models.DateField("先到的期限", null=True, blank=True, editable=False, default=NO_DAY)
    digest = models.CharField("内容指纹", max_length=64, blank=True, editable=False)  # keyed: the same press, or another case under its key

    objects = CaseQuerySet.as_manager()
    reach = {Reach.AREA: "area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "案件"
        ordering = ["-risk", "created_at", "pk"]
        indexes = [
            models.Index(fields=["area", "status"], name="mediation_case_here"),
            models.Index(fields=["reporter", "-created_at"], name="mediation_case_reported"),
            # What is left to do lies in one index, in the order of the list, and what is done in another: neither list reads the other's rows.
            models.Index(F("due_on"), F("risk").desc(), "created_at", "id", condition=Q(due_on__isnull=False), name="mediation_case_due"),
            models.Index(
                F("due_on"), F("risk").desc(), "created_at", "id", condition=Q(due_on__isnull=False, purpose="complaint"), name="mediation_case_complaints"
            ),
            models.Index(F("created_at").desc(), F("id").desc(), condition=Q(due_on__isnull=True), name="mediation_case_done"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["reporter", "key"], name="mediation_case_one_press"),
            models.CheckConstraint(condition=Q(risk__in=Risk.values), name="mediation_case_risk_known"),
            models.CheckConstraint(condition=~Q(kind="violence") | Q(violent=True), name="mediation_case_violence_is_marked"),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "refused"]) | Q(mediator__isnull=False, accepted_at__isnull=False), name="mediation_case_somebody_carries_it"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["closed", "filed"]) | (Q(closed_at__isnull=False) & ~Q(outcome="")), name="mediation_case_closed_how"
            ),
            models.CheckConstraint(condition=~Q(status="refused") | (Q(refused_at__isnull=False) & ~Q(refusal="")), name="mediation_case_refused_why"),
        ]

    def __str__(self):
        return f"案件 #{self.pk}"

    def get_absolute_url(self):
        return f"/mediation/cases/{self.number}/"

    @property
    def short_number(self):
        """K7M2QP, to tell two apart in a list of one day."""
        return self.number[-6:]

    @property
    def risk_css(self):
        return Risk(self.risk).name.lower()

    @property
    def risk_deed(self):
        return self.DEEDS[self.risk]

    @property
    def goes_on_in(self):
        """The case in which it goes on: itself, or the one that it was joined to."""
        case, seen = self, {self.pk}
        while case.joined_to_id and case.joined_to_id not in seen:
            case = case.joined_to
            seen.add(case.pk)
        return case

    @property
    def carrier(self):
        """Who hears of it: its mediator, but not one who stood back (回避) while somebody else is looked for."""
        return None if self.desk_at and self.desk_why == self.DeskWhy.CONFLICT else self.mediator

    @property
    def is_complaint(self):
        return self.purpose == Purpose.COMPLAINT

    @property
    def is_waiting(self):
        return self.status == self.Status.WAITING

    @property
    def is_carried(self):
        return self.status in self.CARRIED

    @property
    def days_left(self):
        """Days until the first thing that is due on it; None when nothing is."""
        return None if self.due_on in (None, NO_DAY) else (self.due_on - timezone.localdate()).days
