import accounts.crypto
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_second_guardians"),
        ("positions", "0013_wanted"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="GroupMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                ("words", accounts.crypto.EncryptedTextField(editable=True, verbose_name="说的话")),
                ("key", models.CharField(max_length=36, unique=True, verbose_name="提交编号")),
                ("told", models.PositiveIntegerField(default=0, verbose_name="发给几位")),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="发的时间")),
                ("area", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.area", verbose_name="所在社区")),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁发的"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="positions.session", verbose_name="场次"
                    ),
                ),
                ("site", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="positions.site", verbose_name="阵地")),
                (
                    "timetable",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="positions.timetable", verbose_name="排课"
                    ),
                ),
            ],
            options={
                "verbose_name": "群发通知",
                "verbose_name_plural": "群发通知",
                "ordering": ["-sent_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("session__isnull", True), ("timetable__isnull", True), _connector="OR"), name="positions_groupmessage_one_circle"
                    )
                ],
            },
        ),
    ]
