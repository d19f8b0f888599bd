"""A window instead of a race: who entered a draw, what was published when, and what came out. Written only by fairness.draws."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.crypto import EncryptedTextField, RowId
from accounts.models import Area, FamilyMember
from accounts.roles import Reach

from ..querysets import DrawEntryQuerySet, DrawQuerySet
from .places import Site
from .services import Service
from .sessions import Booking, Session
from .timetables import Timetable


class Draw(models.Model):
    """抽签: the places of one session, or of one timetable for its whole term, given by a draw that anybody can work out again (docs/draw.md).

    What has been published cannot be changed any more: a trigger (migration `draws_and_after`) refuses it, whoever asks.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        OPEN = "open", "已公布"
        CLOSED = "closed", "名单已锁"
        DRAWN = "drawn", "已抽出"
        CALLED_OFF = "called_off", "不抽了"

    class Lottery(models.TextChoices):
        """A public lottery whose numbers nobody can foresee: state lotteries with a notary, on fixed weekdays."""

        SSQ = "ssq", "双色球"
        DLT = "dlt", "大乐透"

    TRANSITIONS = {
        State.DRAFT: {State.OPEN, State.CALLED_OFF},
        State.OPEN: {State.CLOSED, State.CALLED_OFF},
        State.CLOSED: {State.DRAWN, State.CALLED_OFF},
        State.DRAWN: set(),
        State.CALLED_OFF: set(),
    }

    uid = RowId()
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="draws", verbose_name="场次")
    timetable = models.ForeignKey(Timetable, models.PROTECT, null=True, blank=True, related_name="draws", verbose_name="整个学期的课")
    service = models.ForeignKey(Service, models.PROTECT, related_name="draws", verbose_name="服务", editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="+", verbose_name="阵地", editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="所在社区", editable=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT, editable=False)
    places = models.PositiveIntegerField("抽几个位子")
    kept_places = models.PositiveIntegerField("其中留给困境儿童", default=0, help_text="这几个位子在登记过的孩子里另外抽，写在页面上。")
    opens_at = models.DateTimeField("报名开始")
    closes_at = models.DateTimeField("报名截止")
    lottery = models.CharField("用哪个开奖号", max_length=3, choices=Lottery, default=Lottery.SSQ)
    lottery_day = models.DateField("哪天的开奖号", help_text="要在截止以后：双色球周二、四、日，大乐透周一、三、六。")
    answer_hours = models.PositiveSmallIntegerField("抽中以后几小时内答复", default=72, help_text="0 是不用答复，位子直接给。不答复，位子让给候补。")
    # --- published when it is announced
    secret = EncryptedTextField("密数", null=True, editable=False)  # sealed until drawn
    secret_hash = models.CharField("密数的指纹", max_length=64, blank=True, editable=False)
    announced_at = models.DateTimeField("公布时间", null=True, editable=False)
    entered = models.PositiveIntegerField("发出的号", default=0, editable=False)
    # --- published when it is closed
    numbers = models.TextField("号码表", blank=True, editable=False)
    list_hash = models.CharField("号码表的指纹", max_length=64, blank=True, editable=False)
    closed_at = models.DateTimeField("锁名单时间", null=True, editable=False)
    # --- typed by an officer
    lottery_number = models.CharField("开奖号", max_length=40, blank=True, editable=False)
    lottery_source = models.CharField("开奖公告", max_length=300, blank=True, editable=False)
    lottery_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="谁录入", editable=False)
    lottery_at = models.DateTimeField("录入时间", null=True, editable=False)
    # --- published when it is drawn
    shown_secret = models.CharField("公开的密数", max_length=64, blank=True, editable=False)
    seed = models.CharField("种子", max_length=64, blank=True, editable=False)
    result = models.JSONField("结果", null=True, editable=False)  # {"kept": [numbers], "won": [numbers], "waiting": [numbers]}
    drawn_at = models.DateTimeField("抽出时间", null=True, editable=False)
    off_reason = models.CharField("不抽的原因", max_length=120, blank=True, editable=False)

    objects = DrawQuerySet.as_manager()
    reach = {Reach.AREA: "area_id", Reach.SITE: "site_id"}

    class Meta:
        verbose_name = verbose_name_plural = "抽签"
        ordering = ["-closes_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(session__isnull=False, timetable__isnull=True) | Q(session__isnull=True, timetable__isnull=False),
                name="positions_draw_of_one_thing",
                violation_error_message="抽一场的位子，或抽整个学期的位子，只选一样。",
            ),
            models.UniqueConstraint(
                fields=["timetable"],
                condition=Q(state__in=["draft", "open", "closed"]),
                name="positions_draw_one_a_timetable",
                violation_error_message="这门课已经有抽签了。",
            ),
            models.UniqueConstraint(
                fields=["session"], condition=~Q(state="called_off"), name="positions_draw_one_a_session", violation_error_message="这一场已经有抽签了。"
            ),
            models.CheckConstraint(condition=Q(places__gte=1), name="positions_draw_some_places", violation_error_message="至少抽 1 个位子。"),
            models.CheckConstraint(
                condition=Q(kept_places__lte=F("places")), name="positions_draw_kept_of_places", violation_error_message="留的位子不能比全部位子多。"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="positions_draw_closes_after_open", violation_error_message="截止要比开始晚。"
            ),
            models.CheckConstraint(condition=Q(state="draft") | Q(state="called_off") | ~Q(secret_hash=""), name="positions_draw_hashed"),
            models.CheckConstraint(condition=~Q(state__in=["closed", "drawn"]) | ~Q(list_hash=""), name="positions_draw_listed"),
            models.CheckConstraint(condition=~Q(state="drawn") | ~Q(lottery_number=""), name="positions_draw_by_lottery"),
        ]

    def __str__(self):
        return f"抽签 #{self.pk}"

    def save(self, *args, **kwargs):
        service = (self.session or self.timetable).service
        self.service_id, self.site_id, self.area_id = service.pk, service.site_id, service.site.area_id
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return f"/draws/{self.pk}/"

    @property
    def first_day(self):
        """The day by which ages are counted: of the session, or the first of the term."""
        return self.session.day if self.session_id else max(self.timetable.since, self.lottery_day)

    @property
    def answer_by(self):
        """Until when winners answer, None where they need not or nothing is drawn yet."""
        return self.drawn_at + timedelta(hours=self.answer_hours) if self.drawn_at and self.answer_hours else None

    @property
    def is_announced(self):
        return self.state != self.State.DRAFT

    @property
    def takes_entries(self):
        return self.state == self.State.OPEN and self.opens_at <= timezone.now() < self.closes_at

    @property
    def lines(self):
        """The locked list, a line a number."""
        return self.numbers.split("\n") if self.numbers else []


class DrawEntry(models.Model):
    """One number in a draw: one account, for one child or for brothers and sisters who win together."""

    class Outcome(models.TextChoices):
        WON = "won", "抽中"
        WAITING = "waiting", "候补"
        BUSY = "busy", "那个时间有别的预约"

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="entries", verbose_name="抽签")
    booker = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="draw_entries", verbose_name="报名人")
    number = models.PositiveIntegerField("号")
    kept = models.BooleanField("另外抽", default=False)
    source = models.CharField("来源", max_length=8, choices=Booking.Source, default=Booking.Source.SELF)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="谁办的")
    key = models.CharField("提交编号", max_length=36, unique=True, null=True, blank=True)
    made_at = models.DateTimeField("报名时间", default=timezone.now)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    order = models.PositiveIntegerField("抽出第几", null=True, blank=True)
    outcome = models.CharField("结果", max_length=8, choices=Outcome, blank=True)

    objects = DrawEntryQuerySet.as_manager()
    reach = {Reach.AREA: "draw__area_id", Reach.SITE: "draw__site_id"}

    class Meta:
        verbose_name = verbose_name_plural = "抽签报名"
        ordering = ["draw_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "number"], name="positions_drawentry_number_once"),
            models.UniqueConstraint(fields=["draw", "booker"], condition=Q(withdrawn_at__isnull=True), name="positions_drawentry_one_an_account"),
        ]

    def __str__(self):
        return f"抽签报名 #{self.pk}"

    @property
    def shown(self):
        """028."""
        return f"{self.number:03d}"


class DrawChild(models.Model):
    """One person who would come if the number of `entry` wins."""

    entry = models.ForeignKey(DrawEntry, models.CASCADE, related_name="children", verbose_name="报名")
    draw = models.ForeignKey(Draw, models.PROTECT, related_name="+", verbose_name="抽签")
    attendee = models.ForeignKey(FamilyMember, models.CASCADE, related_name="draw_entries", verbose_name="参加人")
    is_in = models.BooleanField("还在", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "抽签的孩子"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["draw", "attendee"], condition=Q(is_in=True), name="positions_drawchild_once")]

    def __str__(self):
        return f"抽签的孩子 #{self.pk}"
