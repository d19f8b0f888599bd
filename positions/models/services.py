"""What a site offers, and by which rules its places are given."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Circle
from accounts.roles import Reach

from ..querysets import ServiceQuerySet
from .places import Site


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

    class Taken(models.TextChoices):
        SESSION = "session", "按场次预约"
        APPOINTMENT = "appointment", "约时段，一次一位"
        WALK_IN = "walk_in", "不用约，直接来"

    site = models.ForeignKey(Site, models.PROTECT, related_name="services", verbose_name="阵地")
    title = models.CharField("名称", max_length=60)
    summary = models.CharField("一句话", max_length=120)
    theme = models.CharField("主题", max_length=12, choices=Theme)
    taken = models.CharField("怎么约", max_length=12, choices=Taken, default=Taken.SESSION)
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
    first_days = models.PositiveSmallIntegerField("说过想要的人早几天约", default=0, help_text="“我想要”里说过的人，比大家早几天开放预约。")
    household_limit = models.PositiveSmallIntegerField("一个账号最多约几位", default=4, help_text="0 是不限。")
    needs_pickup = models.BooleanField("有人来接才能走", default=False, help_text="孩子签退时，要选是谁接走的；只交给监护人登记过的人。")
    children_per_adult = models.PositiveSmallIntegerField("一个大人最多带几个孩子", null=True, blank=True, help_text="门口签到时看得到够不够。不写就不算。")
    offer_minutes = models.PositiveSmallIntegerField(
        "空位给候补的人留几分钟", default=120, help_text="问到一家，留这么久等答复；夜里 22 点到早上 7 点不算。0 是不问，直接补上。"
    )
    rush_minutes = models.PositiveSmallIntegerField("开始前几分钟起谁先答复归谁", default=180, help_text="0 是一直按先后问。")
    own_area_first = models.BooleanField("本社区的人家先", default=False, help_text="只管候补的先后；按账号里的常住社区算。")
    kept_for_counter = models.PositiveSmallIntegerField("留给电话和现场的名额", default=0, help_text="改了只管以后加的场次：已经发布的，按当时写明的来。")
    kept_until_minutes = models.PositiveSmallIntegerField("开始前几分钟放给大家", default=1440)
    absences_allowed = models.PositiveSmallIntegerField("一学期没请假没来几次收回位子", default=3, help_text="整学期的位子才看这一项。0 是不收回。")
    lates_allowed = models.PositiveSmallIntegerField("一学期晚接几次收回位子", default=3, help_text="0 是不收回。")
    late_after_minutes = models.PositiveSmallIntegerField("结束后几分钟还没接走算晚接", default=10)
    hourly_places = models.PositiveSmallIntegerField(
        "同一个小时最多几位", null=True, blank=True, help_text="临时照料填这一项：家长在开放时间里自己选从几点到几点。不填就是整场预约。"
    )
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
            models.CheckConstraint(condition=Q(children_per_adult__isnull=True) | Q(children_per_adult__gte=1), name="positions_service_children_per_adult"),
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

    @property
    def takes_heads(self):
        """Whether its door counts people without names: nobody books, and no child is handed over."""
        return self.taken == self.Taken.WALK_IN and not self.needs_pickup

    def is_open_to(self, user):
        """Return whether `user` may see it: everybody may, but only its members what belongs to a circle. A statement for those."""
        if self.circle_id is None:
            return True
        return user.is_authenticated and Circle.members.through.objects.filter(circle=self.circle_id, user=user).exists()

    @property
    def is_by_appointment(self):
        return self.taken == self.Taken.APPOINTMENT

    @property
    def is_for_children(self):
        """Whether who carries it out is with children; the database says the same (migration of the team)."""
        return self.audience in (self.Audience.CHILDREN, self.Audience.PAIRS) or (self.max_age is not None and self.max_age < 18)

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
