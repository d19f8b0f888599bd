import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_posts_apart"),
    ]

    operations = [
        migrations.CreateModel(
            name="SafeContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rule",
                    models.CharField(
                        choices=[("any", "随时可以"), ("never", "不打电话，不发短信"), ("hours", "只在这些钟点"), ("as_center", "只说是“邻里中心”")],
                        default="any",
                        max_length=10,
                        verbose_name="怎样联系",
                    ),
                ),
                ("starts", models.TimeField(blank=True, null=True, verbose_name="从")),
                ("ends", models.TimeField(blank=True, null=True, verbose_name="到")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="改的时间")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="safe_contact", to=settings.AUTH_USER_MODEL, verbose_name="用户"
                    ),
                ),
            ],
            options={
                "verbose_name": "安全联系",
                "verbose_name_plural": "安全联系",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rule", "hours"), _negated=True), models.Q(("ends__isnull", False), ("starts__isnull", False)), _connector="OR"
                        ),
                        name="accounts_safe_hours_named",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("starts__isnull", True), ("ends__gt", models.F("starts")), _connector="OR"), name="accounts_safe_hours_in_order"
                    ),
                ],
            },
        ),
    ]
