import accounts.crypto
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("positions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("leader_name", models.CharField(blank=True, max_length=40, verbose_name="队长（写在页面上）")),
                ("about", models.TextField(blank=True, help_text="做什么、什么时候、要什么样的人，用大白话写。", verbose_name="介绍")),
                (
                    "risks",
                    models.TextField(blank=True, help_text="会遇到的风险和要注意的事，一行一条（志愿服务条例第十二条）。", verbose_name="加入前要知道的"),
                ),
                ("founded_on", models.DateField(blank=True, null=True, verbose_name="建队日期")),
                (
                    "insured_until",
                    models.DateField(blank=True, help_text="危险或上门的服务要先给志愿者买保险（志愿服务条例第十七条）。", null=True, verbose_name="保险到期"),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="解散日期")),
                (
                    "area",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="teams", to="accounts.area", verbose_name="所在社区"
                    ),
                ),
                (
                    "circle",
                    models.OneToOneField(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="team", to="accounts.circle", verbose_name="队员"
                    ),
                ),
                (
                    "leader",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="teams_led",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="队长",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        limit_choices_to={"kind": "volunteers"},
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="teams",
                        to="positions.site",
                        verbose_name="志愿服务站",
                    ),
                ),
            ],
            options={
                "verbose_name": "志愿服务队",
                "verbose_name_plural": "志愿服务队",
                "ordering": ["area_id", "name"],
            },
        ),
        migrations.CreateModel(
            name="TeamCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "have",
                    models.CharField(
                        choices=[("organization", "有组织保障"), ("hours", "有记录时长"), ("money", "有经费保障")], max_length=12, verbose_name="内容"
                    ),
                ),
                ("is_met", models.BooleanField(default=False, verbose_name="达到")),
                (
                    "evidence",
                    models.CharField(help_text="例如：社区妇联主席兼队长；今年经费 8,000 元，社区列支。", max_length=120, verbose_name="凭什么这样说"),
                ),
                ("checked_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="查看日期")),
                ("team", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="checks", to="volunteers.team", verbose_name="服务队")),
            ],
            options={
                "verbose_name": "六有",
                "verbose_name_plural": "六有",
                "ordering": ["team_id", "have"],
            },
        ),
        migrations.CreateModel(
            name="Volunteer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[("applied", "等队里回复"), ("accepted", "队员"), ("refused", "没有加入"), ("left", "已离队")],
                        default="applied",
                        editable=False,
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("skills", models.JSONField(blank=True, default=list, verbose_name="会什么")),
                ("free_times", models.JSONField(blank=True, default=list, verbose_name="什么时候有空")),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="想说的话")),
                ("emergency_name", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="紧急联系人")),
                ("emergency_phone", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="紧急联系人电话")),
                ("applied_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="申请时间")),
                ("decided_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="回复时间")),
                ("reason", models.CharField(blank=True, editable=False, max_length=120, verbose_name="没有加入的原因")),
                ("left_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="离队时间")),
                (
                    "applied_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁登记的",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁回复的",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="volunteers", to="volunteers.team", verbose_name="服务队"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="volunteering", to=settings.AUTH_USER_MODEL, verbose_name="志愿者"
                    ),
                ),
            ],
            options={
                "verbose_name": "志愿者",
                "verbose_name_plural": "志愿者",
                "ordering": ["-applied_at", "-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="team",
            constraint=models.UniqueConstraint(
                fields=("site", "name"), name="volunteers_team_once_at_site", violation_error_message="这个服务站已经有同名的服务队了。"
            ),
        ),
        migrations.AddConstraint(
            model_name="teamcheck",
            constraint=models.UniqueConstraint(
                fields=("team", "have"), name="volunteers_check_once", violation_error_message="这一条已经有了，请改原来那一条。"
            ),
        ),
        migrations.AddConstraint(
            model_name="teamcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("evidence", ""), _negated=True),
                name="volunteers_check_has_evidence",
                violation_error_message="请写明凭什么这样说，没达到的写还缺什么。",
            ),
        ),
        migrations.AddConstraint(
            model_name="volunteer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["applied", "accepted"])),
                fields=("team", "user"),
                name="volunteers_once_in_team",
                violation_error_message="这个人已经申请过，或已经是队员了。",
            ),
        ),
    ]
