"""What is not offered yet: what neighbours ask for, and what partners bring to the centres when one of them orders it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Area
from accounts.roles import Reach

from ..querysets import AskQuerySet, OrderQuerySet, PlaceQuerySet, ResourceQuerySet
from .places import Site
from .services import Service
from .sessions import Session


def households_needed():
    return settings.WANTED_HOUSEHOLDS


class Ask(models.Model):
    """我想要: something that a community's residents miss, said once and joined by others."""

    class Status(models.TextChoices):
        NEW = "new", "等着看"
        OPEN = "open", "大家看得到"
        OFFERED = "offered", "开起来了"
        DECLINED = "declined", "没能办"
        HIDDEN = "hidden", "没有公开"

    class ForWhom(models.TextChoices):
        ADULTS = "adults", "大人"
        CHILDREN = "children", "孩子"
        PAIRS = "pairs", "大人带孩子"
        ELDERS = "elders", "老人"

    class Time(models.TextChoices):
        ANY = "any", "都行"
        DAYTIME = "daytime", "平日白天"
        EVENING = "evening", "平日晚上"
        WEEKEND = "weekend", "周末"

    area = models.ForeignKey(Area, models.PROTECT, related_name="asks", verbose_name="社区")
    title = models.CharField("想要什么", max_length=40)
    for_whom = models.CharField("给谁", max_length=10, choices=ForWhom)
    time = models.CharField("什么时候方便", max_length=10, choices=Time, default=Time.ANY)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.NEW, editable=False)
    needed = models.PositiveSmallIntegerField("满几户去办", default=households_needed)
    voices = models.PositiveIntegerField("几户说过", default=0, editable=False)
    asked_at = models.DateTimeField("什么时候说的", default=timezone.now, editable=False)
    answer_by = models.DateField("最晚哪天回话", null=True, blank=True, editable=False)
    answer = models.CharField("回话", max_length=200, blank=True, editable=False)
    answered_at = models.DateTimeField("回话时间", null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="谁回的")
    service = models.OneToOneField(Service, models.SET_NULL, null=True, blank=True, editable=False, related_name="ask", verbose_name="开起来的服务")

    objects = AskQuerySet.as_manager()
    reach = {Reach.AREA: "area_id", Reach.SITE: "area__sites"}

    class Meta:
        verbose_name = verbose_name_plural = "居民想要的"
        ordering = ["-voices", "-asked_at", "-pk"]
        indexes = [models.Index(fields=["area", "status"], name="positions_ask_where")]
        constraints = [
            models.CheckConstraint(condition=Q(needed__gte=2), name="positions_ask_some_needed", violation_error_message="至少要 2 户。"),
            models.CheckConstraint(condition=~Q(status__in=["declined", "hidden"]) | ~Q(answer=""), name="positions_ask_no_without_reason"),
        ]

    def __str__(self):
        return self.title

    @property
    def has_enough(self):
        return self.voices >= self.needed


class Voice(models.Model):
    """One account that said so too; who it was is seen by nobody but herself."""

    ask = models.ForeignKey(Ask, models.CASCADE, related_name="said_by", verbose_name="想要的")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="voices", verbose_name="谁")
    said_at = models.DateTimeField("什么时候", default=timezone.now)
    is_first = models.BooleanField("第一个说的", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "我也要"
        constraints = [
            models.UniqueConstraint(fields=["ask", "user"], name="positions_voice_once"),
            models.UniqueConstraint(fields=["ask"], condition=Q(is_first=True), name="positions_voice_one_first"),
        ]

    def __str__(self):
        return f"我也要 #{self.pk}"


class Provider(models.Model):
    """提供方: a partner, or a 妇女儿童活动中心 of the federation, that brings what it can to the centres of an area."""

    class Kind(models.TextChoices):
        ACTIVITY = "activity", "妇女儿童活动中心"
        KINDERGARTEN = "kindergarten", "妇联所属幼儿园"
        LAW = "law", "律所、法律援助"
        HEALTH = "health", "医院、妇幼保健"
        SCHOOL = "school", "学校、培训机构"
        BANK = "bank", "银行"
        SOCIAL = "social", "社会组织"
        OTHER = "other", "其他"

    name = models.CharField("名称", max_length=60, unique=True)
    kind = models.CharField("类型", max_length=12, choices=Kind)
    area = models.ForeignKey(Area, models.PROTECT, related_name="providers", verbose_name="服务哪一片")
    about = models.TextField("介绍", blank=True)
    contact = models.CharField("联系人", max_length=40, blank=True)
    phone = models.CharField("电话", max_length=20, blank=True)
    closed_on = models.DateField("停止合作日期", null=True, blank=True)

    objects = PlaceQuerySet.as_manager()
    reach = {Reach.AREA: "area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "提供方"
        ordering = ["area_id", "name"]

    def __str__(self):
        return self.name


class Resource(models.Model):
    """下沉的服务: one thing that a provider brings; a site orders it (点单)."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="resources", verbose_name="提供方")
    title = models.CharField("名称", max_length=60)
    summary = models.CharField("一句话", max_length=120)
    theme = models.CharField("主题", max_length=12, choices=Service.Theme)
    audience = models.CharField("给谁", max_length=12, choices=Service.Audience, default=Service.Audience.EVERYBODY)
    minutes = models.PositiveSmallIntegerField("一次多长（分钟）", default=90)
    places = models.PositiveSmallIntegerField("最多多少人", default=30)
    needs = models.CharField("要准备什么", max_length=120, blank=True, help_text="例如：能坐 30 人的屋子、投影。")
    days_ahead = models.PositiveSmallIntegerField("最少提前几天点", default=7)
    gap_minutes = models.PositiveSmallIntegerField("两场之间路上要多久（分钟）", default=60)
    is_offered = models.BooleanField("正在提供", default=True)

    objects = ResourceQuerySet.as_manager()
    reach = {Reach.AREA: "provider__area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "下沉的服务"
        ordering = ["provider_id", "title"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "title"], name="positions_resource_once", violation_error_message="这个提供方已经有同名的服务了。"),
            models.CheckConstraint(
                condition=Q(minutes__gte=10, minutes__lte=480), name="positions_resource_minutes", violation_error_message="一次 10 到 480 分钟。"
            ),
            models.CheckConstraint(condition=Q(places__gte=1), name="positions_resource_places", violation_error_message="至少 1 人。"),
        ]

    def __str__(self):
        return self.title


class Order(models.Model):
    """点单: a site orders a resource; the provider's side sets the date; afterwards the site says how it was."""

    class Status(models.TextChoices):
        ASKED = "asked", "等回话"
        AGREED = "agreed", "定了日子"
        DECLINED = "declined", "来不了"
        WITHDRAWN = "withdrawn", "不点了"

    class Rating(models.IntegerChoices):
        VERY_GOOD = 4, "很好"
        GOOD = 3, "好"
        FAIR = 2, "一般"
        POOR = 1, "不合适"

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="orders", verbose_name="服务")
    site = models.ForeignKey(Site, models.PROTECT, related_name="orders", verbose_name="给哪个阵地")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", editable=False, verbose_name="所在社区")
    first_choice = models.DateTimeField("最好什么时候")
    second_choice = models.DateTimeField("不行的话", null=True, blank=True)
    people = models.PositiveSmallIntegerField("大约多少人")
    words = models.CharField("想说的", max_length=200, blank=True)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.ASKED, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="谁点的")
    asked_at = models.DateTimeField("什么时候点的", default=timezone.now, editable=False)
    starts_at = models.DateTimeField("开始", null=True, blank=True, editable=False)
    ends_at = models.DateTimeField("结束", null=True, blank=True, editable=False)
    teacher = models.CharField("谁来", max_length=40, blank=True, editable=False)
    answer = models.CharField("回话", max_length=200, blank=True, editable=False)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="谁回的")
    answered_at = models.DateTimeField("回话时间", null=True, blank=True, editable=False)
    session = models.OneToOneField(Session, models.SET_NULL, null=True, blank=True, editable=False, related_name="order", verbose_name="场次")
    rating = models.PositiveSmallIntegerField("怎么样", choices=Rating, null=True, blank=True, editable=False)
    rating_words = models.CharField("说几句", max_length=200, blank=True, editable=False)
    rated_at = models.DateTimeField("评价时间", null=True, blank=True, editable=False)

    objects = OrderQuerySet.as_manager()
    reach = {Reach.AREA: "area_id", Reach.SITE: "site_id"}

    class Meta:
        verbose_name = verbose_name_plural = "点单"
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["resource", "starts_at"], name="positions_order_route")]
        constraints = [
            models.CheckConstraint(condition=~Q(status="agreed") | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")), name="positions_order_has_date"),
            models.CheckConstraint(condition=~Q(status="declined") | ~Q(answer=""), name="positions_order_no_without_reason"),
            models.CheckConstraint(condition=Q(rating__isnull=True) | Q(status="agreed"), name="positions_order_rated_after"),
            models.CheckConstraint(condition=Q(people__gte=1), name="positions_order_people", violation_error_message="至少 1 人。"),
        ]

    def __str__(self):
        return f"点单 #{self.pk}"

    def save(self, *args, **kwargs):
        self.area_id = self.site.area_id
        super().save(*args, **kwargs)

    @property
    def is_over(self):
        return self.status == self.Status.AGREED and self.ends_at <= timezone.now()
