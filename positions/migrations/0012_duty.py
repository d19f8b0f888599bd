"""Appointments and the people who give them; the database refuses to put somebody with children whose record was not asked for.

Sessions that stand there already stay as they are: `with_children` is set for new ones, and when a deed gives one another person.
"""

from importlib import import_module

import accounts.crypto
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


GUARDS = import_module("positions.migrations._guards")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_posts_apart"),
        ("positions", "0011_draws_and_after"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(GUARDS.set_aside, migrations.RunPython.noop),
        migrations.AddField(
            model_name="booking",
            name="called",
            field=accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="怎么称呼"),
        ),
        migrations.AddField(
            model_name="booking",
            name="host_note",
            field=accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="接待的人记的"),
        ),
        migrations.AddField(
            model_name="booking",
            name="moved_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="改到这个时段的时间"),
        ),
        migrations.AddField(
            model_name="booking",
            name="unnamed",
            field=models.BooleanField(default=False, verbose_name="来了再说名字"),
        ),
        migrations.AddField(
            model_name="service",
            name="taken",
            field=models.CharField(
                choices=[("session", "按场次预约"), ("appointment", "约时段，一次一位"), ("walk_in", "不用约，直接来")],
                default="session",
                max_length=12,
                verbose_name="怎么约",
            ),
        ),
        migrations.CreateModel(
            name="TeamMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "team",
                    models.CharField(
                        choices=[
                            ("mediators", "家事纠纷调解员队伍"),
                            ("children", "儿童之家工作队伍"),
                            ("guides", "家庭教育服务指导队伍"),
                            ("executives", "值班执委"),
                        ],
                        max_length=12,
                        verbose_name="队伍",
                    ),
                ),
                ("name", models.CharField(help_text="写在页面和课表上的名字，例如：许老师。", max_length=40, verbose_name="姓名")),
                ("title", models.CharField(blank=True, help_text="例如：调解员、律师、心理咨询师、执委。", max_length=20, verbose_name="身份")),
                ("skills", models.CharField(blank=True, max_length=120, verbose_name="擅长")),
                ("languages", models.CharField(blank=True, help_text="例如：普通话、闽南语、手语。", max_length=60, verbose_name="会说")),
                ("hours", models.CharField(blank=True, help_text="例如：周三上午、周六全天。", max_length=60, verbose_name="常在的时间")),
                ("photo", models.ImageField(blank=True, upload_to="team/", verbose_name="照片")),
                (
                    "shown_since",
                    models.DateField(
                        blank=True, help_text="本人书面同意放上网页的那天。没有同意，页面上什么都不写。", null=True, verbose_name="同意公开的日期"
                    ),
                ),
                ("certificates", models.TextField(blank=True, help_text="一行一张，写上名称和有效期。", verbose_name="证书")),
                (
                    "record_checked_on",
                    models.DateField(
                        blank=True, help_text="违法犯罪记录查询，上岗前查，以后每年查一次，一次管 365 天。", null=True, verbose_name="查询记录的日期"
                    ),
                ),
                ("since", models.DateField(default=django.utils.timezone.localdate, verbose_name="加入日期")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="离开日期")),
                (
                    "area",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="team_members", to="accounts.area", verbose_name="由哪里管理"),
                ),
                ("sites", models.ManyToManyField(blank=True, related_name="team_members", to="positions.site", verbose_name="在哪些阵地")),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        help_text="有账号的，才能排成“由谁提供”。",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="team_members",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "队伍",
                "verbose_name_plural": "队伍",
                "ordering": ["team", "name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("left_on__isnull", True), ("user__isnull", False)),
                        fields=("user", "team"),
                        name="positions_team_member_once",
                        violation_error_message="这个人已经在这支队伍里了。",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="session",
            name="with_children",
            field=models.BooleanField(default=False, editable=False, verbose_name="有孩子参加"),
        ),
        migrations.AddField(
            model_name="session",
            name="checked_until",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="记录查询管到"),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("with_children", False),
                    ("status", "cancelled"),
                    models.Q(("host__isnull", True), ("host_name", "")),
                    models.Q(("checked_until__isnull", False), ("starts_at__lt", models.F("checked_until"))),
                    _connector="OR",
                ),
                name="positions_session_checked_with_children",
                violation_error_message="带孩子的人要先查过违法犯罪记录，一年查一次。请先在“队伍”里登记，或换一位。",
            ),
        ),
        migrations.AddField(
            model_name="timetable",
            name="break_minutes",
            field=models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(240)], verbose_name="时段之间歇（分钟）"),
        ),
        migrations.RunPython(GUARDS.put_back, migrations.RunPython.noop),
    ]
