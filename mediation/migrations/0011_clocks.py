"""Deadlines of cases, the table that they come from, and the day on a case by which its list is ordered."""

import accounts.crypto
import datetime
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


EXTENSION = "mediation_extension"
EVENTS = ("UPDATE", "DELETE")


def put(apps, schema_editor):
    """Let the database refuse to change or remove an extension, as it does with the timeline (0002)."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE TRIGGER {EXTENSION}_append_only BEFORE UPDATE OR DELETE ON {EXTENSION} FOR EACH ROW EXECUTE FUNCTION mediation_append_only()"
        )
    else:
        for event in EVENTS:
            schema_editor.execute(
                f"CREATE TRIGGER {EXTENSION}_append_only_{event} BEFORE {event} ON {EXTENSION} BEGIN SELECT RAISE(ABORT, '{EXTENSION} is append-only'); END"
            )


def take_away(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {EXTENSION}_append_only ON {EXTENSION}")
    else:
        for event in EVENTS:
            schema_editor.execute(f"DROP TRIGGER {EXTENSION}_append_only_{event}")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_guests"),
        ("mediation", "0010_papers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Clock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("contact", "第一次联系"),
                            ("accept", "决定受不受理"),
                            ("conclude", "应结案"),
                            ("confirm", "申请司法确认"),
                            ("revisit", "回访"),
                            ("return", "转错的退回去"),
                            ("inform", "书面告知信访人"),
                            ("answer", "信访办结"),
                        ],
                        max_length=10,
                        verbose_name="办什么",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("couple", "夫妻"),
                            ("violence", "家暴"),
                            ("divorce", "离婚"),
                            ("affair", "婚外情、同居"),
                            ("custody", "抚养、探望"),
                            ("support", "赡养"),
                            ("in_laws", "婆媳"),
                            ("children", "亲子、监护"),
                            ("property", "财产"),
                            ("inheritance", "继承"),
                            ("betrothal", "彩礼、婚约"),
                            ("interference", "干涉婚姻"),
                            ("neighbors", "邻里"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="只管这一类",
                    ),
                ),
                ("risk", models.PositiveSmallIntegerField(choices=[(0, "各种颜色"), (1, "蓝"), (2, "黄"), (3, "红")], default=0, verbose_name="只管这个颜色")),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("application", "当事人申请"),
                            ("initiative", "主动调解"),
                            ("court", "法院移交"),
                            ("police", "公安移交"),
                            ("government", "政府部门移交"),
                            ("procuratorate", "检察院移交"),
                            ("petition", "信访移交"),
                            ("transfer", "其他移交"),
                            ("hotline", "12338 热线"),
                            ("grid", "网格上报"),
                            ("micro", "妇女微家"),
                            ("site", "本网站"),
                        ],
                        max_length=14,
                        verbose_name="只管这个来源",
                    ),
                ),
                (
                    "amount",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="从开始那天的第二天起算；0 是当天。空着：这一类不设这个期限，也不能办。", null=True, verbose_name="多久"
                    ),
                ),
                (
                    "count",
                    models.CharField(
                        choices=[("working", "工作日"), ("days", "天"), ("months", "个月")],
                        default="working",
                        help_text="工作日按国家的放假安排。",
                        max_length=8,
                        verbose_name="按什么算",
                    ),
                ),
                ("warn_days", models.PositiveSmallIntegerField(default=1, verbose_name="提前几天提醒经办人")),
                (
                    "officer_days",
                    models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name="过了几天告诉妇联干部"),
                ),
                ("longest_extension", models.PositiveSmallIntegerField(default=0, help_text="0：不能延长。", verbose_name="最多延长几天")),
                ("basis", models.CharField(blank=True, max_length=80, verbose_name="依据")),
                ("is_used", models.BooleanField(default=True, verbose_name="在用")),
            ],
            options={
                "verbose_name": "办理期限",
                "verbose_name_plural": "办理期限",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Deadline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("contact", "第一次联系"),
                            ("accept", "决定受不受理"),
                            ("conclude", "应结案"),
                            ("confirm", "申请司法确认"),
                            ("revisit", "回访"),
                            ("return", "转错的退回去"),
                            ("inform", "书面告知信访人"),
                            ("answer", "信访办结"),
                        ],
                        max_length=10,
                        verbose_name="办什么",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="最晚哪一天")),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="从什么时候算")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="什么时候办了")),
                ("lapsed", models.BooleanField(default=False, verbose_name="过期没办")),
                ("warned_at", models.DateTimeField(blank=True, null=True, verbose_name="提醒过经办人")),
                ("officer_told_at", models.DateTimeField(blank=True, null=True, verbose_name="告诉过妇联干部")),
            ],
            options={
                "verbose_name": "期限",
                "verbose_name_plural": "期限",
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                ("before", models.DateField(verbose_name="原来最晚哪一天")),
                ("until", models.DateField(verbose_name="延到哪一天")),
                ("agreed_on", models.DateField(verbose_name="哪天同意的")),
                (
                    "how",
                    models.CharField(choices=[("paper", "签了字"), ("talk", "当面说好"), ("phone", "电话里说好")], max_length=8, verbose_name="怎么同意的"),
                ),
                ("words", accounts.crypto.EncryptedTextField(editable=True, verbose_name="为什么要延长")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="什么时候记的")),
            ],
            options={
                "verbose_name": "延长",
                "verbose_name_plural": "延长",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="due_on",
            field=models.DateField(blank=True, default=datetime.date(9999, 12, 31), editable=False, null=True, verbose_name="先到的期限"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("due_on"),
                models.OrderBy(models.F("risk"), descending=True),
                models.F("created_at"),
                models.F("id"),
                condition=models.Q(("due_on__isnull", False)),
                name="mediation_case_due",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.OrderBy(models.F("created_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("due_on__isnull", True)),
                name="mediation_case_done",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(
                fields=("what", "kind", "risk", "source"), name="mediation_clock_once", violation_error_message="这一种已经有一行了，请改那一行。"
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__isnull", True), ("amount__lte", 400), _connector="OR"), name="mediation_clock_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(condition=models.Q(("longest_extension__lte", 400)), name="mediation_clock_extension"),
        ),
        migrations.AddField(
            model_name="deadline",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="deadlines", to="mediation.case", verbose_name="案件"),
        ),
        migrations.AddField(
            model_name="deadline",
            name="clock",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="mediation.clock", verbose_name="按哪一行算"),
        ),
        migrations.AddField(
            model_name="deadline",
            name="extended_by",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁办的延长"
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁记的"),
        ),
        migrations.AddField(
            model_name="extension",
            name="deadline",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="extensions", to="mediation.deadline", verbose_name="期限"),
        ),
        migrations.AddField(
            model_name="extension",
            name="parties",
            field=models.ManyToManyField(related_name="+", to="mediation.party", verbose_name="同意的各方"),
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(condition=models.Q(("done_at__isnull", True)), fields=["due_on"], name="mediation_deadline_running"),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.UniqueConstraint(condition=models.Q(("done_at__isnull", True)), fields=("case", "what"), name="mediation_deadline_one_runs"),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(condition=models.Q(("until__gt", models.F("before"))), name="mediation_extension_is_later"),
        ),
        migrations.RunPython(put, take_away),
    ]
