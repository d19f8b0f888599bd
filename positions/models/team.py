"""队伍: the people who work at the sites, their public faces, and whether they may be put with children."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.crypto import RowId
from accounts.models import Area
from accounts.roles import Reach

from ..querysets import TeamMemberQuerySet
from .places import Site

RECORD_HOLDS = timedelta(days=365)  # 未成年人保护法 62: asked before hiring, and every year


class Topic(models.TextChoices):
    """The four relations that the notice names (关系调适); each is a kind of case too."""

    COUPLE = "couple", "夫妻"
    IN_LAWS = "in_laws", "婆媳"
    CHILDREN = "children", "亲子"
    NEIGHBORS = "neighbors", "邻里"


class TeamMember(models.Model):
    """One person of a 队伍: what residents may see of her, where she serves, when her record was last asked for."""

    class Team(models.TextChoices):
        MEDIATORS = "mediators", "家事纠纷调解员队伍"
        CHILDREN = "children", "儿童之家工作队伍"
        GUIDES = "guides", "家庭教育服务指导队伍"
        EXECUTIVES = "executives", "值班执委"

    uid = RowId()
    area = models.ForeignKey(Area, models.PROTECT, related_name="team_members", verbose_name="由哪里管理")
    sites = models.ManyToManyField(Site, related_name="team_members", verbose_name="在哪些阵地", blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="team_members", verbose_name="账号",
        help_text="有账号的，才能排成“由谁提供”。",
    )  # fmt: skip
    team = models.CharField("队伍", max_length=12, choices=Team)
    name = models.CharField("姓名", max_length=40, help_text="写在页面和课表上的名字，例如：许老师。")
    title = models.CharField("身份", max_length=20, blank=True, help_text="例如：调解员、律师、心理咨询师、执委。")
    skills = models.CharField("擅长", max_length=120, blank=True)
    topics = models.CharField("调适哪些关系", max_length=40, blank=True)  # Topics, with commas between them
    languages = models.CharField("会说", max_length=60, blank=True, help_text="例如：普通话、闽南语、手语。")
    hours = models.CharField("常在的时间", max_length=60, blank=True, help_text="例如：周三上午、周六全天。")
    photo = models.ImageField("照片", upload_to="team/", blank=True)
    shown_since = models.DateField("同意公开的日期", null=True, blank=True, help_text="本人书面同意放上网页的那天。没有同意，页面上什么都不写。")
    certificates = models.TextField("证书", blank=True, help_text="一行一张，写上名称和有效期。")
    record_checked_on = models.DateField("查询记录的日期", null=True, blank=True, help_text="违法犯罪记录查询，上岗前查，以后每年查一次，一次管 365 天。")
    since = models.DateField("加入日期", default=timezone.localdate)
    left_on = models.DateField("离开日期", null=True, blank=True)

    objects = TeamMemberQuerySet.as_manager()
    reach = {Reach.AREA: "area_id", Reach.SITE: "sites"}

    class Meta:
        verbose_name = verbose_name_plural = "队伍"
        ordering = ["team", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "team"],
                condition=Q(user__isnull=False, left_on__isnull=True),
                name="positions_team_member_once",
                violation_error_message="这个人已经在这支队伍里了。",
            ),
        ]

    def __str__(self):
        return f"队伍 #{self.pk}"

    @property
    def photo_url(self):
        """Where staff see the photo; residents see it at `face_url`, and only with her consent."""
        return f"/admin/positions/teammember/{self.pk}/photo/"

    @property
    def face_url(self):
        return f"/people/{self.pk}/photo/" if self.photo else ""

    @property
    def is_shown(self):
        return self.shown_since is not None and self.left_on is None

    @property
    def record_until(self):
        """The last day on which she may be with children, or None when her record was never asked for."""
        return self.record_checked_on and self.record_checked_on + RECORD_HOLDS

    @property
    def may_be_with_children(self):
        return self.record_checked_on is not None and self.record_until >= timezone.localdate()

    @property
    def topic_words(self):
        """夫妻、婆媳: the relations about which she counsels."""
        return "、".join(Topic(topic).label for topic in self.topics.split(",") if topic)

    @property
    def papers(self):
        return [line for line in self.certificates.splitlines() if line.strip()]
