"""Where things take place: the centre, its hours and rooms, its sites and how far each meets its checklist."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Area
from accounts.roles import Reach

from ..querysets import CenterQuerySet, PlaceQuerySet, SiteQuerySet


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
