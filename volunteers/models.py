"""Volunteers: the team of a volunteer station and who belongs to it.

A shift is a positions.Session of a Service whose circle is the team's: signing up, the line and the check-in are not written again.
The state of a Volunteer and the team's circle are written only by `teams`.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.crypto import EncryptedTextField, RowId
from accounts.models import Area, Circle
from accounts.roles import Reach
from positions.models import Site

from .querysets import TeamQuerySet, VolunteerQuerySet


class Have(models.TextChoices):
    """六有: what the notice asks of every volunteer organisation."""

    ORGANIZATION = "organization", "有组织保障"
    PLACE = "place", "有阵地依托"
    ACTIVITY = "activity", "有开展活动"
    REGISTER = "register", "有注册登记"
    HOURS = "hours", "有记录时长"
    MONEY = "money", "有经费保障"


# The other three are read off the rows: the station, the shifts, the members (`sixhaves`).
ENTERED = (Have.ORGANIZATION, Have.HOURS, Have.MONEY)


class Team(models.Model):
    """巾帼志愿服务队 of one volunteer station."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="teams", verbose_name="志愿服务站", limit_choices_to={"kind": Site.Kind.VOLUNTEERS})
    area = models.ForeignKey(Area, models.PROTECT, related_name="teams", verbose_name="所在社区", editable=False)
    name = models.CharField("名称", max_length=60)
    circle = models.OneToOneField(Circle, models.PROTECT, related_name="team", verbose_name="队员", editable=False)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="teams_led", verbose_name="队长")
    leader_name = models.CharField("队长（写在页面上）", max_length=40, blank=True)
    about = models.TextField("介绍", blank=True, help_text="做什么、什么时候、要什么样的人，用大白话写。")
    risks = models.TextField("加入前要知道的", blank=True, help_text="会遇到的风险和要注意的事，一行一条（志愿服务条例第十二条）。")
    founded_on = models.DateField("建队日期", null=True, blank=True)
    insured_until = models.DateField("保险到期", null=True, blank=True, help_text="危险或上门的服务要先给志愿者买保险（志愿服务条例第十七条）。")
    closed_on = models.DateField("解散日期", null=True, blank=True)

    objects = TeamQuerySet.as_manager()
    reach = {Reach.AREA: "area_id", Reach.SITE: "site_id"}

    class Meta:
        verbose_name = verbose_name_plural = "志愿服务队"
        ordering = ["area_id", "name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="volunteers_team_once_at_site", violation_error_message="这个服务站已经有同名的服务队了。")
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.area_id = self.site.area_id
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return f"/volunteers/{self.pk}/"

    @property
    def is_insured(self):
        return self.insured_until is not None and self.insured_until >= timezone.localdate()

    @property
    def risk_lines(self):
        return [line for line in self.risks.splitlines() if line.strip()]


class TeamCheck(models.Model):
    """One of the six haves that cannot be counted: somebody looked and wrote down by what it shows."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="checks", verbose_name="服务队")
    have = models.CharField("内容", max_length=12, choices=[(have.value, have.label) for have in ENTERED])
    is_met = models.BooleanField("达到", default=False)
    evidence = models.CharField("凭什么这样说", max_length=120, help_text="例如：社区妇联主席兼队长；今年经费 8,000 元，社区列支。")
    checked_on = models.DateField("查看日期", default=timezone.localdate)

    objects = TeamQuerySet.as_manager()
    reach = {Reach.AREA: "team__area_id", Reach.SITE: "team__site_id"}

    class Meta:
        verbose_name = verbose_name_plural = "六有"
        ordering = ["team_id", "have"]
        constraints = [
            models.UniqueConstraint(fields=["team", "have"], name="volunteers_check_once", violation_error_message="这一条已经有了，请改原来那一条。"),
            models.CheckConstraint(
                condition=~Q(evidence=""), name="volunteers_check_has_evidence", violation_error_message="请写明凭什么这样说，没达到的写还缺什么。"
            ),
        ]

    def __str__(self):
        return f"六有 #{self.pk}"


class Volunteer(models.Model):
    """One person's registration with one team (志愿服务条例第七条: who she is, what she can do, when, how to reach her)."""

    class Status(models.TextChoices):
        APPLIED = "applied", "等队里回复"
        ACCEPTED = "accepted", "队员"
        REFUSED = "refused", "没有加入"
        LEFT = "left", "已离队"

    TRANSITIONS = {Status.APPLIED: {Status.ACCEPTED, Status.REFUSED, Status.LEFT}, Status.ACCEPTED: {Status.LEFT}}
    LIVE = (Status.APPLIED, Status.ACCEPTED)

    class Skill(models.TextChoices):
        COMPANY = "company", "陪老人说话"
        READING = "reading", "带孩子读书"
        PARENTING = "parenting", "家庭教育"
        MIND = "mind", "心理疏导"
        LAW = "law", "法律"
        CARE = "care", "护理、急救"
        CRAFT = "craft", "理发、缝补、做饭"
        ARTS = "arts", "唱歌、跳舞、书画"
        WORDS = "words", "写文章、拍照"
        HANDS = "hands", "修水电、搬东西"
        DRIVING = "driving", "开车"
        DIALECT = "dialect", "会闽南话"

    class Time(models.TextChoices):
        WEEKDAY = "weekday", "工作日白天"
        EVENING = "evening", "工作日晚上"
        WEEKEND = "weekend", "周末白天"
        WEEKEND_EVENING = "weekend_evening", "周末晚上"
        HOLIDAY = "holiday", "寒暑假"

    uid = RowId()
    team = models.ForeignKey(Team, models.PROTECT, related_name="volunteers", verbose_name="服务队")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="volunteering", verbose_name="志愿者")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.APPLIED, editable=False)
    skills = models.JSONField("会什么", default=list, blank=True)
    free_times = models.JSONField("什么时候有空", default=list, blank=True)
    words = models.CharField("想说的话", max_length=200, blank=True)
    emergency_name = EncryptedTextField("紧急联系人", null=True, blank=True)
    emergency_phone = EncryptedTextField("紧急联系人电话", null=True, blank=True)
    applied_at = models.DateTimeField("申请时间", default=timezone.now, editable=False)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="谁登记的", editable=False)
    decided_at = models.DateTimeField("回复时间", null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="谁回复的", editable=False)
    reason = models.CharField("没有加入的原因", max_length=120, blank=True, editable=False)
    left_at = models.DateTimeField("离队时间", null=True, blank=True, editable=False)

    objects = VolunteerQuerySet.as_manager()
    reach = {Reach.AREA: "team__area_id", Reach.SITE: "team__site_id"}

    class Meta:
        verbose_name = verbose_name_plural = "志愿者"
        ordering = ["-applied_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "user"],
                condition=Q(status__in=["applied", "accepted"]),
                name="volunteers_once_in_team",
                violation_error_message="这个人已经申请过，或已经是队员了。",
            )
        ]

    def __str__(self):
        return f"志愿者 #{self.pk}"

    @property
    def skill_words(self):
        return [self.Skill(code).label for code in self.skills if code in self.Skill.values]

    @property
    def time_words(self):
        return [self.Time(code).label for code in self.free_times if code in self.Time.values]
