"""How the person who asks for help may be reached, as she said herself."""

from django.db import models

from accounts.querysets import VisibleQuerySet
from accounts.roles import Reach

from .cases import Case


class SafeWay(models.Model):
    """安全联系方式 of a case: whether she may be phoned, when, and who we say we are. Outside it nobody phones and nothing is sent."""

    class Rule(models.TextChoices):
        NEVER = "never", "不要联系我"
        HOURS = "hours", "只在这些时间打电话"
        SMS = "sms", "只发短信"
        ANY = "any", "随时能打"

    class Part(models.TextChoices):
        MORNING = "morning", "上午 9–12 点"
        AFTERNOON = "afternoon", "下午 14–17 点"
        EVENING = "evening", "傍晚 17–20 点"

    class Says(models.TextChoices):
        CENTER = "center", "邻里中心"
        FEDERATION = "federation", "妇联"

    HOURS = {Part.MORNING: (9, 12), Part.AFTERNOON: (14, 17), Part.EVENING: (17, 20)}  # of the day in Asia/Shanghai

    case = models.OneToOneField(Case, models.PROTECT, related_name="safe_way", verbose_name="案件")
    rule = models.CharField("能不能联系", max_length=8, choices=Rule)
    parts = models.CharField("什么时候", max_length=40, blank=True)  # Part values, separated by commas
    says = models.CharField("打来时说自己是", max_length=12, choices=Says, default=Says.CENTER)

    objects = VisibleQuerySet.as_manager()
    reach = {Reach.AREA: "case__area_id"}

    class Meta:
        verbose_name = verbose_name_plural = "安全联系方式"

    def __str__(self):
        return f"安全联系方式 #{self.pk}"

    @property
    def words(self):
        """The rule in one line, to stand beside the number."""
        if self.rule == self.Rule.NEVER:
            return "不要打，不要发。她凭查询码回来看"
        if self.rule == self.Rule.SMS:
            return "只发短信，只写“您有一项预约”"
        when = "、".join(self.Part(part).label for part in self.parts.split(",") if part in self.Part.values)
        if self.rule == self.Rule.HOURS and not when:
            return "没有说什么时候能打，先不要打"
        return f"{'只在' + when + '打' if self.rule == self.Rule.HOURS else '随时能打'}，打时自称{self.get_says_display()}"

    def allows(self, now):
        """Return whether she may be phoned at `now` (a local datetime)."""
        if self.rule == self.Rule.ANY:
            return True
        if self.rule != self.Rule.HOURS:
            return False
        spans = [self.HOURS[self.Part(part)] for part in self.parts.split(",") if part in self.Part.values]
        return any(start <= now.hour < end for start, end in spans)
