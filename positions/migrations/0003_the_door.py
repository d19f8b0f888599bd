"""What happens at the door: coming and leaving, who fetched, every tick; which services hand children over only to a listed person.

SQLite lays a table anew when it gets a constraint, and its triggers go: those of 0002 are put back at the end.
"""

from importlib import import_module

import accounts.crypto
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


ONE_AT_A_TIME = import_module("positions.migrations.0002_one_place_at_a_time")


def put_triggers_back(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for event in ONE_AT_A_TIME.EVENTS:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {ONE_AT_A_TIME.NAME}_{event}")
        ONE_AT_A_TIME.put(apps, schema_editor)


def hand_over_children(apps, schema_editor):
    """Children's classes that stand there already keep to what their pages say: only a listed person takes a child home."""
    services = apps.get_model("positions", "Service").objects
    services.filter(audience="children").update(needs_pickup=True, children_per_adult=8)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_posts_apart"),
        ("positions", "0002_one_place_at_a_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Door",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("adults", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="在场的大人")),
                ("heads", models.PositiveIntegerField(default=0, verbose_name="没有留名的人数")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="关门")),
                ("absences_at", models.DateTimeField(blank=True, null=True, verbose_name="缺席记下")),
            ],
            options={
                "verbose_name": "门口",
                "verbose_name_plural": "门口",
            },
        ),
        migrations.CreateModel(
            name="DoorTick",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                ("key", models.CharField(max_length=36, unique=True, verbose_name="提交编号")),
                (
                    "kind",
                    models.CharField(
                        choices=[("in", "签到"), ("out", "签退"), ("back", "撤回"), ("stop", "拦下"), ("paper", "补录"), ("heads", "计数")],
                        max_length=8,
                        verbose_name="做了什么",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("done", "记下了"),
                            ("elsewhere", "别处先记了"),
                            ("cancelled", "预约已取消"),
                            ("no_place", "还在候补"),
                            ("not_in", "还没签到"),
                            ("not_listed", "不在名单上"),
                            ("too_old", "隔得太久"),
                        ],
                        default="done",
                        max_length=12,
                        verbose_name="结果",
                    ),
                ),
                ("words", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="写下的话")),
                ("happened_at", models.DateTimeField(verbose_name="发生时间")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="记下时间")),
            ],
            options={
                "verbose_name": "签到记录",
                "verbose_name_plural": "签到记录",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="booking",
            name="fetched_by",
            field=accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="谁接走的"),
        ),
        migrations.AddField(
            model_name="booking",
            name="left_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="签退时间"),
        ),
        migrations.AddField(
            model_name="booking",
            name="recorded_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="补记时间"),
        ),
        migrations.AddField(
            model_name="service",
            name="children_per_adult",
            field=models.PositiveSmallIntegerField(
                blank=True, help_text="门口签到时看得到够不够。不写就不算。", null=True, verbose_name="一个大人最多带几个孩子"
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="needs_pickup",
            field=models.BooleanField(default=False, help_text="孩子签退时，要选是谁接走的；只交给监护人登记过的人。", verbose_name="有人来接才能走"),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("left_at__isnull", True),
                    models.Q(("came_at__isnull", False), ("left_at__gt", models.F("came_at")), ("status", "attended")),
                    _connector="OR",
                ),
                name="positions_booking_left_after_came",
                violation_error_message="签退要比签到晚。",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(("children_per_adult__isnull", True), ("children_per_adult__gte", 1), _connector="OR"),
                name="positions_service_children_per_adult",
            ),
        ),
        migrations.AddField(
            model_name="door",
            name="closed_by",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁关的门"
            ),
        ),
        migrations.AddField(
            model_name="door",
            name="session",
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="door", to="positions.session", verbose_name="场次"),
        ),
        migrations.AddField(
            model_name="doortick",
            name="booking",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="ticks", to="positions.booking", verbose_name="预约"
            ),
        ),
        migrations.AddField(
            model_name="doortick",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁记的"
            ),
        ),
        migrations.AddField(
            model_name="doortick",
            name="session",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="ticks", to="positions.session", verbose_name="场次"),
        ),
        migrations.AddConstraint(
            model_name="door",
            constraint=models.CheckConstraint(condition=models.Q(("adults__isnull", True), ("adults__lte", 99), _connector="OR"), name="positions_door_adults"),
        ),
        migrations.AddConstraint(
            model_name="door",
            constraint=models.CheckConstraint(condition=models.Q(("heads__lte", 9999)), name="positions_door_heads"),
        ),
        migrations.AddIndex(
            model_name="doortick",
            index=models.Index(fields=["session", "recorded_at"], name="positions_tick_of_session"),
        ),
        migrations.AddConstraint(
            model_name="doortick",
            constraint=models.CheckConstraint(condition=models.Q(("happened_at__lte", models.F("recorded_at"))), name="positions_tick_not_ahead"),
        ),
        migrations.RunPython(put_triggers_back, put_triggers_back),
        migrations.RunPython(hand_over_children, migrations.RunPython.noop),
    ]
