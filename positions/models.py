"""The nouns of the sites: centre, site, room, service, session, booking, and the facts of one row.

Everything that a person can take a place in is a Session of a Service at a Site, and the place is a Booking.
The counters and states of sessions and bookings are written only by `booking` and `timetables`.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.crypto import EncryptedTextField, RowId
from accounts.models import Area, Circle, FamilyMember
from accounts.roles import Reach

from .querysets import BookingQuerySet, CenterQuerySet, PlaceQuerySet, ServiceQuerySet, SessionQuerySet, SiteQuerySet

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is misread aloud or on paper: no 0 O 1 I L
DOOR_CODE = 6  # the first letters of a code, said or typed at the door


def new_code():
    """Return 12 letters that nobody guesses (59 bits); the first six are shown at the door."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(12))


class Center(models.Model):
    """“党建+”邻里中心."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="centers", verbose_name="所在社区")
    name = models.CharField("名称", max_length=60, unique=True)
    about = models.TextField("介绍", blank=True)
    party_organization = models.CharField("党组织", max_length=60, blank=True)
    address = models.CharField("地址", max_length=120)
    directions = models.TextField("怎么来", blank=True, help_text="公交、路口、坡道、电梯，用大白话写。")
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    phone = models.CharField("电话", max_length=20, blank=True)
    sketch = models.ImageField("示意图", upload_to="centers/", blank=True)
    sketch_words = models.CharField("示意图说明", max_length=120, blank=True, help_text="给看不见图的人读。")
    closed_on = models.DateField("关闭日期", null=True, blank=True)

    objects = CenterQuerySet.as_manager()
    reach = {Reach.AREA: "area_id", Reach.SITE: "sites"}

    class Meta:
        verbose_name = verbose_name_plural = "邻里中心"
        ordering = ["area_id", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True) | Q(latitude__isnull=False, longitude__isnull=False),
                name="positions_center_both_coordinates",
                violation_error_message="经度和纬度要么都填，要么都不填。",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"/centers/{self.pk}/"

    @property
    def sketch_url(self):
        return f"/centers/{self.pk}/sketch/"


class OpeningHours(models.Model):
    """One stretch of one weekday in which a centre is open."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, "周一"
        TUESDAY = 1, "周二"
        WEDNESDAY = 2, "周三"
        THURSDAY = 3, "周四"
        FRIDAY = 4, "周五"
        SATURDAY = 5, "周六"
        SUNDAY = 6, "周日"

    center = models.ForeignKey(Center, models.CASCADE, related_name="opening_hours", verbose_name="邻里中心")
    weekday = models.PositiveSmallIntegerField("星期", choices=Weekday)
    opens = models.TimeField("开门")
    closes = models.TimeField("关门")

    objects = PlaceQuerySet.as_manager()
    reach = {Reach.AREA: "center__area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "开放时间"
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="positions_hours_close_after_open", violation_error_message="关门要比开门晚。")
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {str(self.opens)[:5]}–{str(self.closes)[:5]}"


class Room(models.Model):
    """场地: a room of the centre, shared by its sites."""

    center = models.ForeignKey(Center, models.CASCADE, related_name="rooms", verbose_name="邻里中心")
    name = models.CharField("名称", max_length=40)
    floor = models.CharField("楼层", max_length=10, blank=True)
    seats = models.PositiveSmallIntegerField("能坐几人", null=True, blank=True)

    objects = PlaceQuerySet.as_manager()
    reach = {Reach.AREA: "center__area_id", Reach.SITE: "center__sites"}

    class Meta:
        verbose_name = verbose_name_plural = "场地"
        ordering = ["center_id", "name"]
        constraints = [models.UniqueConstraint(fields=["center", "name"], name="positions_room_once_in_center")]

    def __str__(self):
        return f"{self.floor} {self.name}".strip()


class Site(models.Model):
    """阵地: one of the five kinds of service site (seven with 微家 and 执委工作室) in a centre."""

    class Kind(models.TextChoices):
        WOMEN = "women", "妇女之家"
        MICRO = "micro", "妇女微家"
        STUDIO = "studio", "执委工作室"
        MEDIATION = "mediation", "家事纠纷调解室"
        CHILDREN = "children", "儿童之家"
        PARENTS = "parents", "家长学校"
        VOLUNTEERS = "volunteers", "巾帼志愿服务站"

    ICONS = {
        Kind.WOMEN: "k-home", Kind.MICRO: "k-micro", Kind.STUDIO: "k-studio", Kind.MEDIATION: "k-mediate",
        Kind.CHILDREN: "k-child", Kind.PARENTS: "k-school", Kind.VOLUNTEERS: "k-volunteer",
    }  # fmt: skip

    center = models.ForeignKey(Center, models.PROTECT, related_name="sites", verbose_name="邻里中心")
    area = models.ForeignKey(Area, models.PROTECT, related_name="sites", verbose_name="所在社区", editable=False)
    kind = models.CharField("类型", max_length=12, choices=Kind)
    name = models.CharField("名称", max_length=60, blank=True, help_text="不写就用类型的名字；微家、工作室请写名字。")
    mark = models.CharField("品牌标识", max_length=30, blank=True, help_text="例如：泉家福家庭教育驿站、巾帼志愿服务驿站。")
    room = models.ForeignKey(Room, models.SET_NULL, null=True, blank=True, verbose_name="场地")
    keeper = models.CharField("负责人", max_length=40, blank=True)
    phone = models.CharField("电话", max_length=20, blank=True)
    about = models.TextField("介绍", blank=True)
    rules = models.TextField("制度", blank=True)
    opened_on = models.DateField("启用日期", null=True, blank=True)
    closed_on = models.DateField("关闭日期", null=True, blank=True)

    objects = SiteQuerySet.as_manager()
    reach = {Reach.AREA: "area_id", Reach.SITE: "pk"}

    class Meta:
        verbose_name = verbose_name_plural = "阵地"
        ordering = ["center_id", "kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["center", "kind", "name"], name="positions_site_once_in_center", violation_error_message="这个中心已经有同名的阵地了。"
            )
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.area_id = self.center.area_id
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return f"/sites/{self.pk}/"

    @property
    def title(self):
        return self.name or self.get_kind_display()

    @property
    def icon(self):
        return self.ICONS[self.kind]


class ChecklistItem(models.Model):
    """One item that a site of a kind should meet (五亮四有, 六有 …). The federation edits the list: wording varies by place."""

    kind = models.CharField("阵地类型", max_length=12, choices=Site.Kind)
    group = models.CharField("组", max_length=20, help_text="例如：五亮、四有、六有。")
    words = models.CharField("内容", max_length=60)
    position = models.PositiveSmallIntegerField("次序", default=0)

    objects = PlaceQuerySet.as_manager()
    reach = {}

    class Meta:
        verbose_name = verbose_name_plural = "规范化清单"
        ordering = ["kind", "position"]
        constraints = [models.UniqueConstraint(fields=["kind", "group", "words"], name="positions_checklist_item_once")]

    def __str__(self):
        return f"{self.group}：{self.words}"


class SiteCheck(models.Model):
    """Whether a site meets one item, seen on a day, with a photo as evidence."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="checks", verbose_name="阵地")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, verbose_name="内容")
    is_met = models.BooleanField("达到", default=False)
    checked_on = models.DateField("查看日期", default=timezone.localdate)
    photo = models.ImageField("照片", upload_to="checks/", blank=True)
    note = models.CharField("说明", max_length=120, blank=True)

    objects = PlaceQuerySet.as_manager()
    reach = {Reach.AREA: "site__area_id", Reach.SITE: "site_id"}

    class Meta:
        verbose_name = verbose_name_plural = "规范化建设"
        ordering = ["item__position"]
        constraints = [models.UniqueConstraint(fields=["site", "item"], name="positions_check_once")]

    def __str__(self):
        return f"规范化建设 #{self.pk}"

    @property
    def photo_url(self):
        return f"/admin/positions/site/{self.site_id}/checks/{self.pk}/photo/"


class Service(models.Model):
    """服务: what a site offers, to whom, and by which rules its places are given. It is always free."""

    class Audience(models.TextChoices):
        EVERYBODY = "everybody", "所有人"
        WOMEN = "women", "妇女"
        CHILDREN = "children", "孩子"
        PAIRS = "pairs", "大人带孩子"
        PARENTS = "parents", "家长"
        ELDERS = "elders", "老人"
        VOLUNTEERS = "volunteers", "志愿者"

    class Theme(models.TextChoices):
        """The forms that the notice names for the sites."""

        CARE = "care", "课后托管"
        HOMEWORK = "homework", "课业辅导"
        INTEREST = "interest", "兴趣培养"
        GROWTH = "growth", "成长教育"
        PAIR = "pair", "亲子活动"
        LECTURE = "lecture", "公益讲座"
        GUIDANCE = "guidance", "家庭教育指导"
        LEGAL = "legal", "法律维权咨询"
        MARRIAGE = "marriage", "婚姻家庭纠纷调解"
        MIND = "mind", "心理疏导咨询"
        DANCE = "dance", "文体活动"
        SKILL = "skill", "职业技能培训"
        DUTY = "duty", "执委值班"
        SHIFT = "shift", "志愿服务"

    site = models.ForeignKey(Site, models.PROTECT, related_name="services", verbose_name="阵地")
    title = models.CharField("名称", max_length=60)
    summary = models.CharField("一句话", max_length=120)
    theme = models.CharField("主题", max_length=12, choices=Theme)
    audience = models.CharField("给谁", max_length=12, choices=Audience, default=Audience.EVERYBODY)
    circle = models.ForeignKey(Circle, models.PROTECT, null=True, blank=True, related_name="services", verbose_name="只给这些人")
    min_age = models.PositiveSmallIntegerField("最小年龄", null=True, blank=True)
    max_age = models.PositiveSmallIntegerField("最大年龄", null=True, blank=True)
    confidential = models.BooleanField("保密", default=False, help_text="预约只有本人和提供服务的人看得到；短信、日历都不写内容。")
    bring = models.CharField("要带什么", max_length=120, blank=True)
    good_to_know = models.TextField("来之前看一看", blank=True, help_text="一行一条。")
    opens_days_before = models.PositiveSmallIntegerField("提前几天开放预约", default=14)
    closes_minutes_before = models.PositiveSmallIntegerField("开始前几分钟停止预约", default=0)
    cancel_minutes_before = models.PositiveSmallIntegerField("开始前几分钟停止取消", default=120)
    household_limit = models.PositiveSmallIntegerField("一个账号最多约几位", default=4, help_text="0 是不限。")
    is_offered = models.BooleanField("正在提供", default=True)

    objects = ServiceQuerySet.as_manager()
    reach = {Reach.AREA: "site__area_id", Reach.SITE: "site_id"}

    class Meta:
        verbose_name = verbose_name_plural = "服务"
        ordering = ["site_id", "title"]
        constraints = [
            models.UniqueConstraint(fields=["site", "title"], name="positions_service_once_at_site", violation_error_message="这个阵地已经有同名的服务了。"),
            models.CheckConstraint(
                condition=Q(min_age__isnull=True) | Q(max_age__isnull=True) | Q(max_age__gte=F("min_age")),
                name="positions_service_ages",
                violation_error_message="最大年龄不能比最小年龄小。",
            ),
            models.CheckConstraint(condition=Q(household_limit__lte=20), name="positions_service_household_limit"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"/services/{self.pk}/"

    @property
    def ages(self):
        """The ages in words: 6–12 岁, 16 岁以上, 不限年龄."""
        low, high = self.min_age, self.max_age
        if low is None and high is None:
            return "不限年龄"
        if high is None:
            return f"{low} 岁以上"
        if low is None:
            return f"{high} 岁以下"
        return f"{low}–{high} 岁"

    def is_open_to(self, user):
        """Return whether `user` may see it: everybody may, but only its members what belongs to a circle. A statement for those."""
        if self.circle_id is None:
            return True
        return user.is_authenticated and Circle.members.through.objects.filter(circle=self.circle_id, user=user).exists()

    @property
    def for_whom(self):
        """Who may come, in words: 孩子，6–12 岁; 谁都可以来."""
        everybody = self.audience == self.Audience.EVERYBODY
        words = "谁都可以来" if everybody else self.get_audience_display()
        if self.min_age is None and self.max_age is None:
            return words
        return self.ages if everybody else f"{words}，{self.ages}"

    def fits(self, age):
        """Return whether somebody of `age` (full years, None when unknown) may come. Unknown fits only where age does not matter."""
        if self.min_age is None and self.max_age is None:
            return True
        return age is not None and (self.min_age is None or age >= self.min_age) and (self.max_age is None or age <= self.max_age)

    @property
    def hints(self):
        return [line for line in self.good_to_know.splitlines() if line.strip()]


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
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    cancel_reason = models.CharField("取消原因", max_length=120, blank=True, editable=False)

    objects = SessionQuerySet.as_manager()
    reach = {Reach.AREA: "area_id", Reach.SITE: "site_id", Reach.HOST: "host_id"}

    class Meta:
        verbose_name = verbose_name_plural = "场次"
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["starts_at", "area"], name="positions_session_when_where"),
            models.Index(fields=["site", "starts_at"], name="positions_session_at_site"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="positions_session_ends_after_start", violation_error_message="结束要比开始晚。"
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="positions_session_some_places", violation_error_message="名额至少 1 位。"),
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
            counted = {"booked", "waiting", "status", "cancel_reason"}
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

    @property
    def day(self):
        return timezone.localdate(self.starts_at)

    @property
    def left(self):
        return max(self.capacity - self.booked, 0)

    @property
    def percent(self):
        """How full it is, 0 to 100, for the bar."""
        return round(100 * self.booked / self.capacity)

    @property
    def is_full(self):
        return self.booked >= self.capacity

    @property
    def state(self):
        """What a card says now: cancelled, over, closed, soon (not open yet), full, few, free."""
        now = timezone.now()
        if self.status == self.Status.CANCELLED:
            return "cancelled"
        if self.ends_at <= now:
            return "over"
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
        CONFIRMED = "confirmed", "已约好"
        CANCELLED = "cancelled", "已取消"
        ATTENDED = "attended", "来了"
        ABSENT = "absent", "没来"

    class Source(models.TextChoices):
        SELF = "self", "自己预约"
        PHONE = "phone", "打电话"
        COUNTER = "counter", "到现场"

    HOLDING = (Status.CONFIRMED, Status.ATTENDED, Status.ABSENT)

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
    household_no = models.PositiveSmallIntegerField("账号内第几位", null=True, blank=True)
    from_minute = models.PositiveIntegerField("开始（分）", editable=False)  # minutes since 1970: the database itself refuses two
    to_minute = models.PositiveIntegerField("结束（分）", editable=False)  # live bookings of one person at the same time
    made_at = models.DateTimeField("预约时间", default=timezone.now)
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)
    promoted_at = models.DateTimeField("候补转正时间", null=True, blank=True)
    came_at = models.DateTimeField("签到时间", null=True, blank=True)

    objects = BookingQuerySet.as_manager()
    reach = {Reach.AREA: "session__area_id", Reach.SITE: "session__site_id", Reach.HOST: "session__host_id"}

    class Meta:
        verbose_name = verbose_name_plural = "预约"
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["session", "status", "id"], name="positions_booking_line"),
            models.Index(fields=["booker", "-made_at"], name="positions_booking_mine"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "attendee"],
                condition=~Q(status="cancelled"),
                name="positions_booking_one_live",
                violation_error_message="这一场已经约过了。",
            ),
            models.UniqueConstraint(fields=["session", "booker", "household_no"], condition=~Q(status="cancelled"), name="positions_booking_household"),
            models.CheckConstraint(condition=Q(to_minute__gt=F("from_minute")), name="positions_booking_minutes"),
        ]

    def __str__(self):
        return f"预约 #{self.pk}"

    def get_absolute_url(self):
        return f"/bookings/{self.code}/"

    @property
    def door_code(self):
        """The six characters that are said at the door."""
        return self.code[:DOOR_CODE]

    @property
    def is_live(self):
        return self.status != self.Status.CANCELLED

    @property
    def may_cancel(self):
        """Whether the rule of the page still lets her cancel by herself."""
        return self.status in (self.Status.CONFIRMED, self.Status.WAITING) and timezone.now() < self.session.cancel_by
