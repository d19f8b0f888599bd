import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("positions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Program",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(unique=True, verbose_name="第几个")),
                ("slug", models.SlugField(max_length=30, unique=True, verbose_name="地址")),
                ("title", models.CharField(max_length=40, verbose_name="名称")),
                ("short", models.CharField(max_length=20, verbose_name="短名")),
                ("icon", models.CharField(max_length=20, verbose_name="图标")),
                ("lead", models.CharField(max_length=120, verbose_name="一句话")),
                ("about", models.TextField(blank=True, verbose_name="介绍")),
            ],
            options={
                "verbose_name": "项目",
                "verbose_name_plural": "项目",
                "ordering": ["number"],
                "constraints": [models.CheckConstraint(condition=models.Q(("number__range", (1, 6))), name="programs_program_one_of_six")],
            },
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=40, verbose_name="地址")),
                ("title", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("activity", "活动"),
                            ("application", "申请帮助"),
                            ("honour", "评选"),
                            ("fund", "公益募捐"),
                            ("building", "组织建设"),
                            ("pairing", "结对"),
                        ],
                        max_length=12,
                        verbose_name="是什么",
                    ),
                ),
                ("summary", models.CharField(max_length=120, verbose_name="一句话")),
                ("audience", models.CharField(blank=True, max_length=120, verbose_name="给谁")),
                ("text", models.TextField(blank=True, help_text="空一行分段。", verbose_name="介绍")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="次序")),
                ("page", models.CharField(blank=True, help_text="本站的地址，例如 /volunteers/。", max_length=40, verbose_name="网站上的哪一页")),
                ("page_label", models.CharField(blank=True, max_length=20, verbose_name="按钮上的字")),
                (
                    "theme",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("care", "课后托管"),
                            ("homework", "课业辅导"),
                            ("interest", "兴趣培养"),
                            ("growth", "成长教育"),
                            ("pair", "亲子活动"),
                            ("lecture", "公益讲座"),
                            ("guidance", "家庭教育指导"),
                            ("legal", "法律维权咨询"),
                            ("marriage", "婚姻家庭纠纷调解"),
                            ("mind", "心理疏导咨询"),
                            ("dance", "文体活动"),
                            ("skill", "职业技能培训"),
                            ("duty", "执委值班"),
                            ("shift", "志愿服务"),
                        ],
                        max_length=12,
                        verbose_name="服务的主题",
                    ),
                ),
                (
                    "site_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("women", "妇女之家"),
                            ("micro", "妇女微家"),
                            ("studio", "执委工作室"),
                            ("mediation", "家事纠纷调解室"),
                            ("children", "儿童之家"),
                            ("parents", "家长学校"),
                            ("volunteers", "巾帼志愿服务站"),
                        ],
                        max_length=12,
                        verbose_name="阵地类型",
                    ),
                ),
                ("mark", models.CharField(blank=True, max_length=30, verbose_name="阵地的品牌标识含有")),
                ("word", models.CharField(blank=True, max_length=30, verbose_name="服务的名称含有")),
                (
                    "part_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="parts",
                        to="programs.project",
                        verbose_name="属于哪个行动",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="projects", to="programs.program", verbose_name="项目"),
                ),
                ("services", models.ManyToManyField(blank=True, related_name="projects", to="positions.service", verbose_name="另外算进来的服务")),
            ],
            options={
                "verbose_name": "品牌项目",
                "verbose_name_plural": "品牌项目",
                "ordering": ["program", "position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("page", ""), models.Q(("page__startswith", "/"), models.Q(("page_label", ""), _negated=True)), _connector="OR"),
                        name="programs_project_page_with_label",
                        violation_error_message="地址要从 / 开始，按钮上的字也要写。",
                    ),
                    models.UniqueConstraint(
                        fields=("program", "slug"), name="programs_project_once", violation_error_message="这个项目里已经有同样地址的品牌项目了。"
                    ),
                ],
            },
        ),
    ]
