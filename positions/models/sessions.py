"""One time at which a service takes place, and one person's place in it."""

import secrets
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts import masks
from accounts.crypto import EncryptedTextField, RowId
from accounts.models import Area, FamilyMember
from accounts.roles import Reach

from ..querysets import BookingQuerySet, SessionQuerySet
from .places import Room, Site
from .services import Service
from .timetables import Closing, Timetable

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is misread aloud or on paper: no 0 O 1 I L
DOOR_CODE = 6  # the first letters of a code, said or typed at the door


def new_code():
    """Return 12 letters that nobody guesses (59 bits); the first six are shown at the door."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(12))


class Session(models.Model):
    """场次: one time at which a service takes place."""

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        PUBLISHED = "published", "已发布"
        CANCELLED = "cancelled", "已取消"

    service = models.ForeignKey(Service, models.PROTECT, related_name="sessions", verbose_name="服务")
    site = models.ForeignKey(Site, models.PROTECT, related_name="sessions", verbose_name="阵地", editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="sessions", verbose_name="所在社区", editable=False)
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    opens_at = models.DateTimeField("开放预约", editable=False)
    closes_at = models.DateTimeField("停止预约", editable=False)
    cancel_by = models.DateTimeField("最晚取消", editable=False)
    room = models.ForeignKey(Room, models.SET_NULL, null=True, blank=True, verbose_name="场地")
    host = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="hosted_sessions", verbose_name="由谁提供")
    host_name = models.CharField("老师", max_length=40, blank=True, help_text="写在页面上的名字。")
    capacity = models.PositiveIntegerField("名额")
    booked = models.PositiveIntegerField("已约", default=0, editable=False)
    waiting = models.PositiveIntegerField("候补", default=0, editable=False)
    # Who is put with children (duty.people): until when her record holds. Without it the database refuses the row.
    with_children = models.BooleanField("有孩子参加", default=False, editable=False)
    checked_until = models.DateTimeField("记录查询管到", null=True, blank=True, editable=False)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    by_draw = models.BooleanField("抽签", default=False, editable=False)  # its places are given by a draw that is not over
    cancel_reason = models.CharField("取消原因", max_length=120, blank=True, editable=False)
    timetable = models.ForeignKey(Timetable, models.SET_NULL, null=True, blank=True, related_name="sessions", verbose_name="排课", editable=False)
    occurrence = models.DateField("排课的哪一天", null=True, blank=True, editable=False)  # stays when the session is moved: it is not laid again
    slot = models.PositiveSmallIntegerField("第几个时段", default=0, editable=False)  # of an occurrence that is cut into slots; else 0
    sequence = models.PositiveIntegerField("改过几次", default=0, editable=False)  # SEQUENCE of its calendar entries
    closing = models.ForeignKey(Closing, models.SET_NULL, null=True, blank=True, related_name="sessions", verbose_name="因停开取消", editable=False)
    changed_at = models.DateTimeField("改动时间", null=True, blank=True, editable=False)
    kept = models.PositiveIntegerField("还留给电话和现场的名额", default=0, editable=False)
    kept_until = models.DateTimeField("留到", null=True, editable=False)
    joined = models.PositiveIntegerField("排过候补的人", default=0, editable=False)  # who ever joined the line: the next rank is given from it
    freed = models.PositiveIntegerField("空出过几回", default=0, editable=False)  # who passed on one freed place is asked again at the next

    objects = SessionQuerySet.as_manager()
    reach = {Reach.AREA: "area_id", Reach.SITE: "site_id", Reach.HOST: "host_id"}

    class Meta:
        verbose_name = verbose_name_plural = "场次"
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["starts_at", "area"], name="positions_session_when_where"),
            models.Index(fields=["site", "starts_at"], name="positions_session_at_site"),
            models.Index(fields=["service", "starts_at"], name="positions_session_of_service"),
            models.Index(fields=["room", "ends_at"], name="positions_session_in_room"),  # the rule of one thing at a time (migration 0005)
            models.Index(fields=["host", "ends_at"], name="positions_session_of_host"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["timetable", "occurrence", "slot"], name="positions_session_once_in_timetable"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="positions_session_ends_after_start", violation_error_message="结束要比开始晚。"
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="positions_session_some_places", violation_error_message="名额至少 1 位。"),
            models.CheckConstraint(
                condition=Q(with_children=False)
                | Q(status="cancelled")
                | Q(host__isnull=True, host_name="")
                | Q(checked_until__isnull=False, starts_at__lt=F("checked_until")),
                name="positions_session_checked_with_children",
                violation_error_message="带孩子的人要先查过违法犯罪记录，一年查一次。请先在“队伍”里登记，或换一位。",
            ),
            models.CheckConstraint(
                condition=Q(booked__lte=F("capacity")),
                name="positions_session_not_oversold",
                violation_error_message="名额不能比已经约好的人少。请先和来不了的人说好，再减名额。",
            ),
        ]

    def __str__(self):
        return f"{self.service.title} {timezone.localtime(self.starts_at):%m-%d %H:%M}"

    def save(self, *args, **kwargs):
        """Keep what follows from others; never write the counters and the state over what a deed wrote meanwhile."""
        self.follow()
        if not self._state.adding and kwargs.get("update_fields") is None:
            counted = {"booked", "waiting", "kept", "joined", "freed", "status", "cancel_reason", "closing", "sequence", "changed_at", "by_draw"}
            kwargs["update_fields"] = [f.name for f in self._meta.concrete_fields if not f.primary_key and f.name not in counted]
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return f"/sessions/{self.pk}/"

    def follow(self):
        """Set site, area and the three moments of the rules from the service and the times."""
        service = self.service
        self.site_id, self.area_id = service.site_id, service.site.area_id
        self.opens_at = self.starts_at - timedelta(days=service.opens_days_before)
        self.closes_at = self.starts_at - timedelta(minutes=service.closes_minutes_before)
        self.cancel_by = self.starts_at - timedelta(minutes=service.cancel_minutes_before)
        if service.hourly_places:  # until the last hour begins, a child may still come for some of them
            self.closes_at = max(self.ends_at - timedelta(hours=1), self.starts_at)
        if self._state.adding:  # a share is promised with the session; a later change of the service keeps to what was printed
            self.kept = min(service.kept_for_counter, self.capacity)
        self.kept_until = self.starts_at - timedelta(minutes=service.kept_until_minutes) if self.kept else None
        if self._state.adding:
            self.with_children = service.is_for_children

    @property
    def day(self):
        return timezone.localdate(self.starts_at)

    @property
    def left(self):
        """Places that anybody may take now: without those that are kept for phone and counter."""
        return max(self.capacity - self.booked - self.kept, 0)

    @property
    def has_begun(self):
        return self.starts_at <= timezone.now()

    @property
    def percent(self):
        """How full it is, 0 to 100, for the bar."""
        return round(100 * self.booked / self.capacity)

    @property
    def is_full(self):
        return self.booked + self.kept >= self.capacity

    @property
    def rush_from(self):
        """From when on a freed place goes to whoever answers first."""
        return self.starts_at - timedelta(minutes=self.service.rush_minutes)

    @property
    def state(self):
        """What a card says now: cancelled, over, draw (a draw gives its places), closed, soon (not open yet), full, few, free."""
        now = timezone.now()
        if self.status == self.Status.CANCELLED:
            return "cancelled"
        if self.ends_at <= now:
            return "over"
        if self.by_draw:
            return "draw"
        if self.status != self.Status.PUBLISHED or self.closes_at <= now:
            return "closed"
        if self.opens_at > now:
            return "soon"
        if self.is_full:
            return "full"
        return "few" if self.left <= 3 else "free"


class Booking(models.Model):
    """预约: one person's place in one session, or her place in the line."""

    class Status(models.TextChoices):
        WAITING = "waiting", "候补"
        OFFERED = "offered", "有空位，等答复"
        CONFIRMED = "confirmed", "已约好"
        CANCELLED = "cancelled", "已取消"
        ATTENDED = "attended", "来了"
        ABSENT = "absent", "没来"

    class Source(models.TextChoices):
        SELF = "self", "自己预约"
        PHONE = "phone", "打电话"
        COUNTER = "counter", "到现场"
        RELATIVE = "relative", "家人代办"

    class EndedAs(models.TextChoices):
        SELF = "self", "自己取消"
        STAFF = "staff", "工作人员取消"
        DAY_OFF = "day_off", "请假"
        PASSED = "passed", "两次没有答复"
        SESSION = "session", "场次取消"
        OVER = "over", "没有等到位子"
        MOVED = "moved", "场次改期"
        RULE = "rule", "按规则收回"

    HOLDING = (Status.OFFERED, Status.CONFIRMED, Status.ATTENDED, Status.ABSENT)  # they count in session.booked
    IN_LINE = (Status.WAITING, Status.OFFERED)  # they have a rank
    ENDING = (Status.WAITING, Status.OFFERED, Status.CONFIRMED)  # they end when she cancels, or the session

    uid = RowId()
    session = models.ForeignKey(Session, models.PROTECT, related_name="bookings", verbose_name="场次")
    booker = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bookings", verbose_name="预约人")
    attendee = models.ForeignKey(FamilyMember, models.CASCADE, related_name="bookings", verbose_name="参加人")
    status = models.CharField("状态", max_length=10, choices=Status)
    code = models.CharField("预约码", max_length=12, unique=True, default=new_code)
    key = models.CharField("提交编号", max_length=36, unique=True, null=True, blank=True)  # one press, one booking
    source = models.CharField("来源", max_length=8, choices=Source, default=Source.SELF)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="谁办的")
    note = EncryptedTextField("要留意的事", blank=True, null=True)
    # A child counts in the household that registered it, whoever of its guardians books (docs/decisions/0013).
    household = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", editable=False, verbose_name="哪一家")
    to_fetch = EncryptedTextField("谁来接", blank=True, null=True)
    unnamed = models.BooleanField("来了再说名字", default=False)  # staff see the code and `called`, neither name nor number
    called = EncryptedTextField("怎么称呼", blank=True, null=True)
    host_note = EncryptedTextField("接待的人记的", blank=True, null=True)
    household_no = models.PositiveSmallIntegerField("账号内第几位", null=True, blank=True)
    from_minute = models.PositiveIntegerField("开始（分）", editable=False)  # minutes since 1970: the database itself refuses two
    to_minute = models.PositiveIntegerField("结束（分）", editable=False)  # live bookings of one person at the same time
    made_at = models.DateTimeField("预约时间", default=timezone.now)
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)
    moved_at = models.DateTimeField("改到这个时段的时间", null=True, blank=True)
    promoted_at = models.DateTimeField("候补转正时间", null=True, blank=True)
    came_at = models.DateTimeField("签到时间", null=True, blank=True)
    left_at = models.DateTimeField("签退时间", null=True, blank=True)
    fetched_by = EncryptedTextField("谁接走的", blank=True, null=True)
    recorded_at = models.DateTimeField("补记时间", null=True, blank=True)  # coming or leaving was written down later than it happened
    together = models.ForeignKey("Together", models.SET_NULL, null=True, blank=True, related_name="bookings", verbose_name="和家人一起")
    # Her place in the line, lower first: given when she joined, never changed (positions/fairness/ranks.py).
    rank = models.BigIntegerField("候补名次", null=True, blank=True, editable=False)
    offered_until = models.DateTimeField("留到", null=True, blank=True, editable=False)
    passes = models.PositiveSmallIntegerField("几次没有答复", default=0, editable=False)
    passed_on = models.PositiveIntegerField("让过第几回", null=True, blank=True, editable=False)  # the session's `freed` when she passed
    ended_as = models.CharField("怎么结束的", max_length=8, choices=EndedAs, blank=True, editable=False)
    enrollment = models.ForeignKey("positions.Enrollment", models.SET_NULL, null=True, blank=True, related_name="bookings", verbose_name="整学期报名")

    objects = BookingQuerySet.as_manager()
    reach = {Reach.AREA: "session__area_id", Reach.SITE: "session__site_id", Reach.HOST: "session__host_id"}

    class Meta:
        verbose_name = verbose_name_plural = "预约"
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["session", "status", "rank"], name="positions_booking_line"),
            models.Index(fields=["offered_until"], condition=Q(status="offered"), name="positions_booking_offers"),
            models.Index(fields=["booker", "-made_at"], name="positions_booking_mine"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "attendee"],
                condition=~Q(status="cancelled"),
                name="positions_booking_one_live",
                violation_error_message="这一场已经约过了。",
            ),
            models.UniqueConstraint(fields=["session", "household", "household_no"], condition=~Q(status="cancelled"), name="positions_booking_household"),
            models.CheckConstraint(condition=Q(to_minute__gt=F("from_minute")), name="positions_booking_minutes"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(status="attended", came_at__isnull=False, left_at__gt=F("came_at")),
                name="positions_booking_left_after_came",
                violation_error_message="签退要比签到晚。",
            ),
            models.UniqueConstraint(fields=["session", "rank"], condition=Q(status__in=("waiting", "offered")), name="positions_booking_one_rank"),
            models.CheckConstraint(condition=~Q(status__in=("waiting", "offered")) | Q(rank__isnull=False), name="positions_booking_line_has_rank"),
            models.CheckConstraint(condition=~Q(status="offered") | Q(offered_until__isnull=False), name="positions_booking_offer_has_end"),
        ]

    def __str__(self):
        return f"预约 #{self.pk}"

    def get_absolute_url(self):
        return f"/bookings/{self.code}/"

    @property
    def ticket_code(self):
        """What she shows at the door: of a family one code for all."""
        return self.together.code if self.together_id else self.code

    @property
    def starts_at(self):
        """From when she has her place: the start of the session, or of her hours."""
        return datetime.fromtimestamp(self.from_minute * 60, UTC)

    @property
    def ends_at(self):
        return datetime.fromtimestamp(self.to_minute * 60, UTC)

    @property
    def door_code(self):
        """The six characters that are said at the door."""
        return self.code[:DOOR_CODE]

    @property
    def shown_name(self):
        """Who comes, as staff may read it: her name, what she wants to be called, or no more than that she will say it herself."""
        if self.unnamed:
            return self.called or "不留名"
        return self.called or self.attendee.name or f"尾号 {self.booker.phone[-4:]}"

    @property
    def shown_masked(self):
        """As shown_name, with a real name masked: for lists in which many people look."""
        if self.unnamed or self.called:
            return self.shown_name
        return masks.name(self.attendee.name) or self.shown_name

    @property
    def shown_booker(self):
        """Who booked, masked: 林** ****1234; nothing for somebody who gives no name."""
        if self.unnamed:
            return "不留名"
        number = f"****{self.booker.phone[-4:]}" if self.booker.has_phone else "没有手机"
        return f"{masks.name(self.booker_name)} {number}".strip()

    @property
    def booker_name(self):
        """The name of the account, as staff may read it: "" where they booked for somebody who is not of it (accounts.callers.named)."""
        return "" if self.attendee.relation == FamilyMember.Relation.GUEST else self.booker.name

    @property
    def is_live(self):
        return self.status != self.Status.CANCELLED

    @property
    def may_cancel(self):
        """Whether the rule of the page still lets her cancel by herself."""
        return self.status in self.ENDING and timezone.now() < self.session.cancel_by
