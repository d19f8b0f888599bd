import accounts.crypto
import django.db.models.deletion
import django.utils.timezone
import positions.models.sessions
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Center",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="名称")),
                ("about", models.TextField(blank=True, verbose_name="介绍")),
                ("party_organization", models.CharField(blank=True, max_length=60, verbose_name="党组织")),
                ("address", models.CharField(max_length=120, verbose_name="地址")),
                ("directions", models.TextField(blank=True, help_text="公交、路口、坡道、电梯，用大白话写。", verbose_name="怎么来")),
                ("latitude", models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="纬度")),
                ("longitude", models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="经度")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="电话")),
                ("sketch", models.ImageField(blank=True, upload_to="centers/", verbose_name="示意图")),
                ("sketch_words", models.CharField(blank=True, help_text="给看不见图的人读。", max_length=120, verbose_name="示意图说明")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="关闭日期")),
                ("area", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="centers", to="accounts.area", verbose_name="所在社区")),
            ],
            options={
                "verbose_name": "邻里中心",
                "verbose_name_plural": "邻里中心",
                "ordering": ["area_id", "name"],
            },
        ),
        migrations.CreateModel(
            name="ChecklistItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
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
                ("group", models.CharField(help_text="例如：五亮、四有、六有。", max_length=20, verbose_name="组")),
                ("words", models.CharField(max_length=60, verbose_name="内容")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="次序")),
            ],
            options={
                "verbose_name": "规范化清单",
                "verbose_name_plural": "规范化清单",
                "ordering": ["kind", "position"],
                "constraints": [models.UniqueConstraint(fields=("kind", "group", "words"), name="positions_checklist_item_once")],
            },
        ),
        migrations.CreateModel(
            name="OpeningHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "周一"), (1, "周二"), (2, "周三"), (3, "周四"), (4, "周五"), (5, "周六"), (6, "周日")], verbose_name="星期"
                    ),
                ),
                ("opens", models.TimeField(verbose_name="开门")),
                ("closes", models.TimeField(verbose_name="关门")),
                (
                    "center",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="opening_hours", to="positions.center", verbose_name="邻里中心"
                    ),
                ),
            ],
            options={
                "verbose_name": "开放时间",
                "verbose_name_plural": "开放时间",
                "ordering": ["weekday", "opens"],
            },
        ),
        migrations.CreateModel(
            name="Room",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("floor", models.CharField(blank=True, max_length=10, verbose_name="楼层")),
                ("seats", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="能坐几人")),
                (
                    "center",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="rooms", to="positions.center", verbose_name="邻里中心"),
                ),
            ],
            options={
                "verbose_name": "场地",
                "verbose_name_plural": "场地",
                "ordering": ["center_id", "name"],
            },
        ),
        migrations.CreateModel(
            name="Service",
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
                ("min_age", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="最小年龄")),
                ("max_age", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="最大年龄")),
                ("confidential", models.BooleanField(default=False, help_text="预约只有本人和提供服务的人看得到；短信、日历都不写内容。", verbose_name="保密")),
                ("bring", models.CharField(blank=True, max_length=120, verbose_name="要带什么")),
                ("good_to_know", models.TextField(blank=True, help_text="一行一条。", verbose_name="来之前看一看")),
                ("opens_days_before", models.PositiveSmallIntegerField(default=14, verbose_name="提前几天开放预约")),
                ("closes_minutes_before", models.PositiveSmallIntegerField(default=0, verbose_name="开始前几分钟停止预约")),
                ("cancel_minutes_before", models.PositiveSmallIntegerField(default=120, verbose_name="开始前几分钟停止取消")),
                ("household_limit", models.PositiveSmallIntegerField(default=4, help_text="0 是不限。", verbose_name="一个账号最多约几位")),
                ("is_offered", models.BooleanField(default=True, verbose_name="正在提供")),
                (
                    "circle",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="accounts.circle",
                        verbose_name="只给这些人",
                    ),
                ),
            ],
            options={
                "verbose_name": "服务",
                "verbose_name_plural": "服务",
                "ordering": ["site_id", "title"],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField(verbose_name="开始")),
                ("ends_at", models.DateTimeField(verbose_name="结束")),
                ("opens_at", models.DateTimeField(editable=False, verbose_name="开放预约")),
                ("closes_at", models.DateTimeField(editable=False, verbose_name="停止预约")),
                ("cancel_by", models.DateTimeField(editable=False, verbose_name="最晚取消")),
                ("host_name", models.CharField(blank=True, help_text="写在页面上的名字。", max_length=40, verbose_name="老师")),
                ("capacity", models.PositiveIntegerField(verbose_name="名额")),
                ("booked", models.PositiveIntegerField(default=0, editable=False, verbose_name="已约")),
                ("waiting", models.PositiveIntegerField(default=0, editable=False, verbose_name="候补")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "草稿"), ("published", "已发布"), ("cancelled", "已取消")],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("cancel_reason", models.CharField(blank=True, editable=False, max_length=120, verbose_name="取消原因")),
                (
                    "area",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="accounts.area", verbose_name="所在社区"
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="hosted_sessions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="由谁提供",
                    ),
                ),
                ("room", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to="positions.room", verbose_name="场地")),
                (
                    "service",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="positions.service", verbose_name="服务"),
                ),
            ],
            options={
                "verbose_name": "场次",
                "verbose_name_plural": "场次",
                "ordering": ["starts_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Booking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[("waiting", "候补"), ("confirmed", "已约好"), ("cancelled", "已取消"), ("attended", "来了"), ("absent", "没来")],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("code", models.CharField(default=positions.models.sessions.new_code, max_length=12, unique=True, verbose_name="预约码")),
                ("key", models.CharField(blank=True, max_length=36, null=True, unique=True, verbose_name="提交编号")),
                (
                    "source",
                    models.CharField(
                        choices=[("self", "自己预约"), ("phone", "打电话"), ("counter", "到现场")], default="self", max_length=8, verbose_name="来源"
                    ),
                ),
                ("note", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="要留意的事")),
                ("household_no", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="账号内第几位")),
                ("from_minute", models.PositiveIntegerField(editable=False, verbose_name="开始（分）")),
                ("to_minute", models.PositiveIntegerField(editable=False, verbose_name="结束（分）")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="预约时间")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="取消时间")),
                ("promoted_at", models.DateTimeField(blank=True, null=True, verbose_name="候补转正时间")),
                ("came_at", models.DateTimeField(blank=True, null=True, verbose_name="签到时间")),
                (
                    "attendee",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="bookings", to="accounts.familymember", verbose_name="参加人"),
                ),
                (
                    "booker",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="bookings", to=settings.AUTH_USER_MODEL, verbose_name="预约人"),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁办的"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="bookings", to="positions.session", verbose_name="场次"),
                ),
            ],
            options={
                "verbose_name": "预约",
                "verbose_name_plural": "预约",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
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
                        verbose_name="类型",
                    ),
                ),
                ("name", models.CharField(blank=True, help_text="不写就用类型的名字；微家、工作室请写名字。", max_length=60, verbose_name="名称")),
                ("mark", models.CharField(blank=True, help_text="例如：泉家福家庭教育驿站、巾帼志愿服务驿站。", max_length=30, verbose_name="品牌标识")),
                ("keeper", models.CharField(blank=True, max_length=40, verbose_name="负责人")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="电话")),
                ("about", models.TextField(blank=True, verbose_name="介绍")),
                ("rules", models.TextField(blank=True, verbose_name="制度")),
                ("opened_on", models.DateField(blank=True, null=True, verbose_name="启用日期")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="关闭日期")),
                (
                    "area",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="sites", to="accounts.area", verbose_name="所在社区"
                    ),
                ),
                (
                    "center",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="sites", to="positions.center", verbose_name="邻里中心"),
                ),
                ("room", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to="positions.room", verbose_name="场地")),
            ],
            options={
                "verbose_name": "阵地",
                "verbose_name_plural": "阵地",
                "ordering": ["center_id", "kind", "name"],
            },
        ),
        migrations.AddField(
            model_name="session",
            name="site",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="positions.site", verbose_name="阵地"
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="site",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="services", to="positions.site", verbose_name="阵地"),
        ),
        migrations.CreateModel(
            name="SiteCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_met", models.BooleanField(default=False, verbose_name="达到")),
                ("checked_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="查看日期")),
                ("photo", models.ImageField(blank=True, upload_to="checks/", verbose_name="照片")),
                ("note", models.CharField(blank=True, max_length=120, verbose_name="说明")),
                ("item", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="positions.checklistitem", verbose_name="内容")),
                ("site", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="checks", to="positions.site", verbose_name="阵地")),
            ],
            options={
                "verbose_name": "规范化建设",
                "verbose_name_plural": "规范化建设",
                "ordering": ["item__position"],
            },
        ),
        migrations.AddConstraint(
            model_name="center",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(("latitude__isnull", False), ("longitude__isnull", False)),
                    _connector="OR",
                ),
                name="positions_center_both_coordinates",
                violation_error_message="经度和纬度要么都填，要么都不填。",
            ),
        ),
        migrations.AddConstraint(
            model_name="openinghours",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes__gt", models.F("opens"))), name="positions_hours_close_after_open", violation_error_message="关门要比开门晚。"
            ),
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.UniqueConstraint(fields=("center", "name"), name="positions_room_once_in_center"),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(fields=["session", "status", "id"], name="positions_booking_line"),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(fields=["booker", "-made_at"], name="positions_booking_mine"),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "cancelled"), _negated=True),
                fields=("session", "attendee"),
                name="positions_booking_one_live",
                violation_error_message="这一场已经约过了。",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "cancelled"), _negated=True), fields=("session", "booker", "household_no"), name="positions_booking_household"
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(condition=models.Q(("to_minute__gt", models.F("from_minute"))), name="positions_booking_minutes"),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.UniqueConstraint(
                fields=("center", "kind", "name"), name="positions_site_once_in_center", violation_error_message="这个中心已经有同名的阵地了。"
            ),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["starts_at", "area"], name="positions_session_when_where"),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["site", "starts_at"], name="positions_session_at_site"),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["service", "starts_at"], name="positions_session_of_service"),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="positions_session_ends_after_start",
                violation_error_message="结束要比开始晚。",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("capacity__gte", 1)), name="positions_session_some_places", violation_error_message="名额至少 1 位。"
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("booked__lte", models.F("capacity"))),
                name="positions_session_not_oversold",
                violation_error_message="名额不能比已经约好的人少。请先和来不了的人说好，再减名额。",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(
                fields=("site", "title"), name="positions_service_once_at_site", violation_error_message="这个阵地已经有同名的服务了。"
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(("min_age__isnull", True), ("max_age__isnull", True), ("max_age__gte", models.F("min_age")), _connector="OR"),
                name="positions_service_ages",
                violation_error_message="最大年龄不能比最小年龄小。",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(condition=models.Q(("household_limit__lte", 20)), name="positions_service_household_limit"),
        ),
        migrations.AddConstraint(
            model_name="sitecheck",
            constraint=models.UniqueConstraint(fields=("site", "item"), name="positions_check_once"),
        ),
    ]
