import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("positions", "0007_offers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Closing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first", models.DateField(verbose_name="从哪天起")),
                ("last", models.DateField(blank=True, help_text="包括这一天。不写就是一直停下去。", null=True, verbose_name="到哪天")),
                ("reason", models.CharField(help_text="会写进发给大家的通知，例如：装修、停电。", max_length=60, verbose_name="原因")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="办理时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="撤回时间")),
                (
                    "center",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.CASCADE, related_name="closings", to="positions.center", verbose_name="邻里中心"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁办的"
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="closings", to="positions.room", verbose_name="场地"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="closings", to="positions.site", verbose_name="阵地"
                    ),
                ),
            ],
            options={
                "verbose_name": "停开",
                "verbose_name_plural": "停开",
                "ordering": ["-first", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="session",
            name="closing",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="sessions",
                to="positions.closing",
                verbose_name="因停开取消",
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("room__isnull", True), ("site__isnull", False)), models.Q(("room__isnull", False), ("site__isnull", True)), _connector="OR"
                ),
                name="positions_closing_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.CheckConstraint(
                condition=models.Q(("last__isnull", True), ("last__gte", models.F("first")), _connector="OR"),
                name="positions_closing_last",
                violation_error_message="结束的日期要比开始的晚。",
            ),
        ),
    ]
