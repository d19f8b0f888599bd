import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_leaving_alone"),
        ("positions", "0014_group_messages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClassList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="导入时间")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="撤回时间")),
                ("digest", models.CharField(max_length=64, verbose_name="文件的 SHA-256")),
                ("area", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.area", verbose_name="所在社区")),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁导入的"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="class_lists",
                        to="positions.session",
                        verbose_name="场次",
                    ),
                ),
                ("site", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="positions.site", verbose_name="阵地")),
                (
                    "timetable",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="class_lists",
                        to="positions.timetable",
                        verbose_name="整学期",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁撤回的"
                    ),
                ),
            ],
            options={
                "verbose_name": "名单导入",
                "verbose_name_plural": "名单导入",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ClassListLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row", models.PositiveSmallIntegerField(verbose_name="第几行")),
                ("made_account", models.BooleanField(default=False, verbose_name="新账号")),
                ("made_member", models.BooleanField(default=False, verbose_name="新家人")),
                (
                    "booking",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="positions.booking", verbose_name="预约"
                    ),
                ),
                (
                    "class_list",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="positions.classlist", verbose_name="名单"),
                ),
                (
                    "enrollment",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="positions.enrollment", verbose_name="报名"
                    ),
                ),
            ],
            options={
                "verbose_name": "名单的一行",
                "verbose_name_plural": "名单的一行",
                "ordering": ["row"],
            },
        ),
        migrations.AddConstraint(
            model_name="classlist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("session__isnull", False), ("timetable__isnull", True)),
                    models.Q(("session__isnull", True), ("timetable__isnull", False)),
                    _connector="OR",
                ),
                name="positions_classlist_for_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="classlist",
            constraint=models.UniqueConstraint(
                condition=models.Q(("session__isnull", False), ("undone_at__isnull", True)),
                fields=("session", "digest"),
                name="positions_classlist_once_session",
            ),
        ),
        migrations.AddConstraint(
            model_name="classlist",
            constraint=models.UniqueConstraint(
                condition=models.Q(("timetable__isnull", False), ("undone_at__isnull", True)),
                fields=("timetable", "digest"),
                name="positions_classlist_once_term",
            ),
        ),
    ]
