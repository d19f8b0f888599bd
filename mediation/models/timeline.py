"""The timeline of a case: lines that the database lets nobody change."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.crypto import EncryptedTextField, RowId
from accounts.querysets import VisibleQuerySet
from accounts.roles import Reach

from .cases import Case
from .parties import Party


class CaseEvent(models.Model):
    """办理记录: one line of the timeline. The database lets nobody change or remove it; a slip is mended by another line."""

    class Kind(models.TextChoices):
        REPORTED = "reported", "上报"
        ACCEPTED = "accepted", "受理"
        REFUSED = "refused", "不予受理"
        PHONE = "phone", "电话联系"
        VISIT = "visit", "上门"
        TALK = "talk", "来访面谈"
        MESSAGE = "message", "短信、微信"
        CORRECTION = "correction", "更正"
        ASSIGNED = "assigned", "派给调解员"
        RECUSED = "recused", "回避"
        INQUIRY = "inquiry", "开始调查"
        MEDIATION = "mediation", "开始调解"
        PLANNED = "planned", "约调解会"
        MEETING = "meeting", "调解会"
        AGREED = "agreed", "达成协议"
        SIGNED = "signed", "协议生效"
        PERFORMED = "performed", "履行一笔"
        PERFORMANCE = "performance", "记下履行情况"
        FAILED = "failed", "调解不成"
        ENDED = "ended", "终止调解"
        REVISIT = "revisit", "约回访"
        REVISITED = "revisited", "回访"
        REOPENED = "reopened", "重新办理"
        EDITED = "edited", "改写基本情况"
        CLOSED = "closed", "结案"
        FILED = "filed", "归档"
        JOINED = "joined", "并案"
        CODE = "code", "给了查询码"
        PROOF = "proof", "要了一张凭证"
        STOP = "stop", "说不想往下办了"
        RAISED = "raised", "提高风险颜色"
        LOWERED = "lowered", "降低风险颜色"
        UNMARKED = "unmarked", "撤下记号"
        HARMED = "harmed", "写下谁受到伤害"
        MANDATORY = "mandatory", "强制报告"
        WISHES = "wishes", "问了本人的意愿"
        ORDER = "order", "告诫书、保护令"
        ORDER_VISIT = "order_visit", "保护令回访"
        EXTENDED = "extended", "延长期限"
        CONFIRMATION = "confirmation", "申请司法确认"
        HANDED = "handed", "转介"
        ANSWERED = "answered", "转介答复"
        HANDED_BACK = "handed_back", "转介交回"
        TAKEN_BACK = "taken_back", "收回转介"
        PARTY_NEW = "party_new", "加了一位当事人"
        PARTY_MENDED = "party_mended", "更正当事人资料"
        EVIDENCE = "evidence", "加了证据"
        WAY = "way", "改了联系方式"
        OPINION = "opinion", "写下答复意见"
        INFORMED = "informed", "送达受理告知书"
        REPLIED = "replied", "送达答复意见书"

    OF_PARTIES = (Kind.PARTY_NEW, Kind.PARTY_MENDED)
    CONTACTS = (Kind.PHONE, Kind.VISIT, Kind.TALK, Kind.MESSAGE, Kind.CORRECTION)

    class Whom(models.TextChoices):
        ONE = "one", "一位当事人"
        ALL = "all", "各方一起"
        OTHERS = "others", "其他人"

    uid = RowId()
    case = models.ForeignKey(Case, models.PROTECT, related_name="events", verbose_name="案件")
    kind = models.CharField("做了什么", max_length=12, choices=Kind)
    before = models.CharField("原来的状态", max_length=10, choices=Case.Status, blank=True)
    after = models.CharField("后来的状态", max_length=10, choices=Case.Status, blank=True)
    happened_at = models.DateTimeField("什么时候", default=timezone.now)
    whom = models.CharField("和谁", max_length=8, choices=Whom, blank=True)
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="哪一位")
    words = EncryptedTextField("说了什么", null=True, blank=True)
    # What was called otherwise before a correction, as JSON: names and numbers, so the timeline shows it to nobody; the party's page does.
    former = EncryptedTextField("原来的写法", null=True, blank=True, editable=False)
    # Nobody: she did it herself, without a name, at /help/ or by her return code.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁写的")
    written_at = models.DateTimeField("写下时间", default=timezone.now)
    key = models.CharField(max_length=36, null=True, blank=True, editable=False)  # noqa: DJ001  one press, one line

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "case__area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ["-happened_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="mediation_event_one_press")]

    def __str__(self):
        return f"办理记录 #{self.pk}"

    @property
    def data_key(self):
        return self.case.data_key

    @property
    def is_step(self):
        return bool(self.after)

    @property
    def is_of_party(self):
        """Whether it says what was written of a party, not what was said with her."""
        return self.kind in self.OF_PARTIES

    @property
    def was_written_later(self):
        """Whether it was written on another day than it happened."""
        return timezone.localdate(self.written_at) != timezone.localdate(self.happened_at)
