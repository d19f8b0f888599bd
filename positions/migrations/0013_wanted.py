"""What residents miss and what partners bring; who asked for a service books it some days earlier."""

import django.db.models.deletion
import django.utils.timezone
import positions.models.wanted
from django.conf import settings
from django.db import migrations, models


from . import _guards


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_second_guardians"),
        ("positions", "0012_duty"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(_guards.set_aside, migrations.RunPython.noop),
        migrations.AddField(
            model_name="service",
            name="first_days",
            field=models.PositiveSmallIntegerField(default=0, help_text="“我想要”里说过的人，比大家早几天开放预约。", verbose_name="说过想要的人早几天约"),
        ),
        migrations.CreateModel(
            name="Ask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=40, verbose_name="想要什么")),
                (
                    "for_whom",
                    models.CharField(
                        choices=[("adults", "大人"), ("children", "孩子"), ("pairs", "大人带孩子"), ("elders", "老人")], max_length=10, verbose_name="给谁"
                    ),
                ),
                (
                    "time",
                    models.CharField(
                        choices=[("any", "都行"), ("daytime", "平日白天"), ("evening", "平日晚上"), ("weekend", "周末")],
                        default="any",
                        max_length=10,
                        verbose_name="什么时候方便",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("new", "等着看"), ("open", "大家看得到"), ("offered", "开起来了"), ("declined", "没能办"), ("hidden", "没有公开")],
                        default="new",
                        editable=False,
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("needed", models.PositiveSmallIntegerField(default=positions.models.wanted.households_needed, verbose_name="满几户去办")),
                ("voices", models.PositiveIntegerField(default=0, editable=False, verbose_name="几户说过")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="什么时候说的")),
                ("answer_by", models.DateField(blank=True, editable=False, null=True, verbose_name="最晚哪天回话")),
                ("answer", models.CharField(blank=True, editable=False, max_length=200, verbose_name="回话")),
                ("answered_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="回话时间")),
                (
                    "answered_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁回的",
                    ),
                ),
                ("area", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="asks", to="accounts.area", verbose_name="社区")),
                (
                    "service",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="ask",
                        to="positions.service",
                        verbose_name="开起来的服务",
                    ),
                ),
            ],
            options={
                "verbose_name": "居民想要的",
                "verbose_name_plural": "居民想要的",
                "ordering": ["-voices", "-asked_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Provider",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("activity", "妇女儿童活动中心"),
                            ("kindergarten", "妇联所属幼儿园"),
                            ("law", "律所、法律援助"),
                            ("health", "医院、妇幼保健"),
                            ("school", "学校、培训机构"),
                            ("bank", "银行"),
                            ("social", "社会组织"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="类型",
                    ),
                ),
                ("about", models.TextField(blank=True, verbose_name="介绍")),
                ("contact", models.CharField(blank=True, max_length=40, verbose_name="联系人")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="电话")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="停止合作日期")),
                (
                    "area",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="providers", to="accounts.area", verbose_name="服务哪一片"),
                ),
            ],
            options={
                "verbose_name": "提供方",
                "verbose_name_plural": "提供方",
                "ordering": ["area_id", "name"],
            },
        ),
        migrations.CreateModel(
            name="Resource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=60, verbose_name="名称")),
                ("summary", models.CharField(max_length=120, verbose_name="一句话")),
                (
                    "theme",
                    models.CharField(
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
                        verbose_name="主题",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("everybody", "所有人"),
                            ("women", "妇女"),
                            ("children", "孩子"),
                            ("pairs", "大人带孩子"),
                            ("parents", "家长"),
                            ("elders", "老人"),
                            ("volunteers", "志愿者"),
                        ],
                        default="everybody",
                        max_length=12,
                        verbose_name="给谁",
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(default=90, verbose_name="一次多长（分钟）")),
                ("places", models.PositiveSmallIntegerField(default=30, verbose_name="最多多少人")),
                ("needs", models.CharField(blank=True, help_text="例如：能坐 30 人的屋子、投影。", max_length=120, verbose_name="要准备什么")),
                ("days_ahead", models.PositiveSmallIntegerField(default=7, verbose_name="最少提前几天点")),
                ("gap_minutes", models.PositiveSmallIntegerField(default=60, verbose_name="两场之间路上要多久（分钟）")),
                ("is_offered", models.BooleanField(default=True, verbose_name="正在提供")),
                (
                    "provider",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="resources", to="positions.provider", verbose_name="提供方"),
                ),
            ],
            options={
                "verbose_name": "下沉的服务",
                "verbose_name_plural": "下沉的服务",
                "ordering": ["provider_id", "title"],
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_choice", models.DateTimeField(verbose_name="最好什么时候")),
                ("second_choice", models.DateTimeField(blank=True, null=True, verbose_name="不行的话")),
                ("people", models.PositiveSmallIntegerField(verbose_name="大约多少人")),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="想说的")),
                (
                    "status",
                    models.CharField(
                        choices=[("asked", "等回话"), ("agreed", "定了日子"), ("declined", "来不了"), ("withdrawn", "不点了")],
                        default="asked",
                        editable=False,
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="什么时候点的")),
                ("starts_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="开始")),
                ("ends_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="结束")),
                ("teacher", models.CharField(blank=True, editable=False, max_length=40, verbose_name="谁来")),
                ("answer", models.CharField(blank=True, editable=False, max_length=200, verbose_name="回话")),
                ("answered_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="回话时间")),
                (
                    "rating",
                    models.PositiveSmallIntegerField(
                        blank=True, choices=[(4, "很好"), (3, "好"), (2, "一般"), (1, "不合适")], editable=False, null=True, verbose_name="怎么样"
                    ),
                ),
                ("rating_words", models.CharField(blank=True, editable=False, max_length=200, verbose_name="说几句")),
                ("rated_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="评价时间")),
                (
                    "answered_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁回的",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.area", verbose_name="所在社区"
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁点的",
                    ),
                ),
                (
                    "session",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="order",
                        to="positions.session",
                        verbose_name="场次",
                    ),
                ),
                ("site", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="orders", to="positions.site", verbose_name="给哪个阵地")),
                (
                    "resource",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="orders", to="positions.resource", verbose_name="服务"),
                ),
            ],
            options={
                "verbose_name": "点单",
                "verbose_name_plural": "点单",
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Voice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("said_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="什么时候")),
                ("is_first", models.BooleanField(default=False, verbose_name="第一个说的")),
                ("ask", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="said_by", to="positions.ask", verbose_name="想要的")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="voices", to=settings.AUTH_USER_MODEL, verbose_name="谁")),
            ],
            options={
                "verbose_name": "我也要",
                "verbose_name_plural": "我也要",
            },
        ),
        migrations.AddIndex(
            model_name="ask",
            index=models.Index(fields=["area", "status"], name="positions_ask_where"),
        ),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.CheckConstraint(
                condition=models.Q(("needed__gte", 2)), name="positions_ask_some_needed", violation_error_message="至少要 2 户。"
            ),
        ),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("status__in", ["declined", "hidden"]), _negated=True), models.Q(("answer", ""), _negated=True), _connector="OR"),
                name="positions_ask_no_without_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="resource",
            constraint=models.UniqueConstraint(
                fields=("provider", "title"), name="positions_resource_once", violation_error_message="这个提供方已经有同名的服务了。"
            ),
        ),
        migrations.AddConstraint(
            model_name="resource",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__gte", 10), ("minutes__lte", 480)),
                name="positions_resource_minutes",
                violation_error_message="一次 10 到 480 分钟。",
            ),
        ),
        migrations.AddConstraint(
            model_name="resource",
            constraint=models.CheckConstraint(condition=models.Q(("places__gte", 1)), name="positions_resource_places", violation_error_message="至少 1 人。"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["resource", "starts_at"], name="positions_order_route"),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "agreed"), _negated=True),
                    models.Q(("ends_at__gt", models.F("starts_at")), ("starts_at__isnull", False)),
                    _connector="OR",
                ),
                name="positions_order_has_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("status", "declined"), _negated=True), models.Q(("answer", ""), _negated=True), _connector="OR"),
                name="positions_order_no_without_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(("rating__isnull", True), ("status", "agreed"), _connector="OR"), name="positions_order_rated_after"
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(condition=models.Q(("people__gte", 1)), name="positions_order_people", violation_error_message="至少 1 人。"),
        ),
        migrations.AddConstraint(
            model_name="voice",
            constraint=models.UniqueConstraint(fields=("ask", "user"), name="positions_voice_once"),
        ),
        migrations.AddConstraint(
            model_name="voice",
            constraint=models.UniqueConstraint(condition=models.Q(("is_first", True)), fields=("ask",), name="positions_voice_one_first"),
        ),
        migrations.RunPython(_guards.put_back, migrations.RunPython.noop),
    ]
