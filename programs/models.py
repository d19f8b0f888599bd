"""The six programmes and their brand projects, as the notice names them. The rows are data, laid by a migration."""

from django.db import models

from positions.models import Service, Site

from .querysets import ProgramQuerySet, ProjectQuerySet


class Program(models.Model):
    """One of the six programmes of “推进六个项目进基层”."""

    number = models.PositiveSmallIntegerField("第几个", unique=True)
    slug = models.SlugField("地址", max_length=30, unique=True)
    title = models.CharField("名称", max_length=40)
    short = models.CharField("短名", max_length=20)
    icon = models.CharField("图标", max_length=20)
    lead = models.CharField("一句话", max_length=120)
    about = models.TextField("介绍", blank=True)

    objects = ProgramQuerySet.as_manager()
    reach = {}

    class Meta:
        verbose_name = verbose_name_plural = "项目"
        ordering = ["number"]
        constraints = [models.CheckConstraint(condition=models.Q(number__range=(1, 6)), name="programs_program_one_of_six")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"/programs/{self.slug}/"


class Project(models.Model):
    """品牌项目: what it is, for whom, and which services belong to it."""

    class Kind(models.TextChoices):
        ACTIVITY = "activity", "活动"
        APPLICATION = "application", "申请帮助"
        HONOUR = "honour", "评选"
        FUND = "fund", "公益募捐"
        BUILDING = "building", "组织建设"
        PAIRING = "pairing", "结对"

    program = models.ForeignKey(Program, models.CASCADE, related_name="projects", verbose_name="项目")
    slug = models.SlugField("地址", max_length=40)
    title = models.CharField("名称", max_length=60)
    kind = models.CharField("是什么", max_length=12, choices=Kind)
    part_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="parts", verbose_name="属于哪个行动")
    summary = models.CharField("一句话", max_length=120)
    audience = models.CharField("给谁", max_length=120, blank=True)
    text = models.TextField("介绍", blank=True, help_text="空一行分段。")
    position = models.PositiveSmallIntegerField("次序", default=0)
    page = models.CharField("网站上的哪一页", max_length=40, blank=True, help_text="本站的地址，例如 /volunteers/。")
    page_label = models.CharField("按钮上的字", max_length=20, blank=True)
    # Which services belong to it: all that is filled in must hold, or the service is named one by one.
    theme = models.CharField("服务的主题", max_length=12, choices=Service.Theme, blank=True)
    site_kind = models.CharField("阵地类型", max_length=12, choices=Site.Kind, blank=True)
    mark = models.CharField("阵地的品牌标识含有", max_length=30, blank=True)
    word = models.CharField("服务的名称含有", max_length=30, blank=True)
    services = models.ManyToManyField(Service, related_name="projects", verbose_name="另外算进来的服务", blank=True)

    objects = ProjectQuerySet.as_manager()
    reach = {}

    class Meta:
        verbose_name = verbose_name_plural = "品牌项目"
        ordering = ["program", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(page="") | (models.Q(page__startswith="/") & ~models.Q(page_label="")),
                name="programs_project_page_with_label",
                violation_error_message="地址要从 / 开始，按钮上的字也要写。",
            ),
            models.UniqueConstraint(fields=["program", "slug"], name="programs_project_once", violation_error_message="这个项目里已经有同样地址的品牌项目了。"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"/programs/{self.program.slug}/{self.slug}/"

    @property
    def paragraphs(self):
        return [part for part in self.text.split("\n\n") if part.strip()]

    @property
    def seeks_services(self):
        """Whether anything is filled in by which services are found."""
        return bool(self.theme or self.site_kind or self.mark or self.word)
