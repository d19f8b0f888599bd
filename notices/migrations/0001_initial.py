import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name="任务")),
                ("next_run", models.DateTimeField(default=django.utils.timezone.now, verbose_name="下次")),
                ("last_run", models.DateTimeField(blank=True, null=True, verbose_name="上次")),
                ("last_result", models.CharField(blank=True, max_length=200, verbose_name="结果")),
            ],
            options={
                "verbose_name": "定时任务",
                "verbose_name_plural": "定时任务",
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, verbose_name="种类")),
                ("about", models.BigIntegerField(verbose_name="关于哪一行")),
                ("key", models.CharField(max_length=120, unique=True, verbose_name="唯一键")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "等待发送"), ("sent", "已交给短信商"), ("failed", "没有发出"), ("inside", "只在站内")],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="写下时间")),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="最早发送")),
                ("lease_until", models.DateTimeField(default=django.utils.timezone.now, verbose_name="租约到")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="已试次数")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="发出时间")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="读过时间")),
                (
                    "to",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="notices", to=settings.AUTH_USER_MODEL, verbose_name="发给"),
                ),
            ],
            options={
                "verbose_name": "消息",
                "verbose_name_plural": "消息",
                "indexes": [models.Index(condition=models.Q(("state", "waiting")), fields=["due_at", "id"], name="notices_to_send")],
            },
        ),
    ]
