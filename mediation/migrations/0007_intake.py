"""Requests without a name and their return codes, calls to 12338, how somebody may be reached, cases that were joined."""

import accounts.crypto
import django.db.models.deletion
import django.utils.timezone
import mediation.models.cases
import uuid
from django.conf import settings
from django.db import migrations, models


TRIGGER = """CREATE TRIGGER IF NOT EXISTS mediation_caseevent_append_only_{event} BEFORE {event} ON mediation_caseevent
BEGIN SELECT RAISE(ABORT, 'mediation_caseevent is append-only'); END"""


def put_again(apps, schema_editor):
    """SQLite lays a changed table anew, and loses its triggers."""
    if schema_editor.connection.vendor == "sqlite":
        for event in ("UPDATE", "DELETE"):
            schema_editor.execute(TRIGGER.format(event=event))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_guests"),
        ("mediation", "0006_casework"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HelpDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                ("sealed_key", models.BinaryField(null=True)),
                ("ticket_print", models.CharField(editable=False, max_length=64, unique=True)),
                ("code_print", models.CharField(editable=False, max_length=64, unique=True)),
                ("last_print", models.CharField(editable=False, max_length=64)),
                ("told", accounts.crypto.EncryptedTextField(editable=True, verbose_name="写了什么")),
                ("made_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name="什么时候")),
            ],
            options={
                "verbose_name": "没有交上的求助",
                "verbose_name_plural": "没有交上的求助",
            },
        ),
        migrations.AddField(
            model_name="case",
            name="joined_to",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="joined",
                to="mediation.case",
                verbose_name="并入哪一件",
            ),
        ),
        migrations.AlterField(
            model_name="caseevent",
            name="by",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁写的"
            ),
        ),
        migrations.CreateModel(
            name="ReturnCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code_print", models.CharField(editable=False, max_length=64, unique=True)),
                ("last_print", models.CharField(editable=False, max_length=64)),
                ("tail", models.CharField(editable=False, max_length=4, verbose_name="尾号")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="什么时候")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="核对过")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="不再用")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁给的"
                    ),
                ),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="codes", to="mediation.case", verbose_name="案件")),
            ],
            options={
                "verbose_name": "查询码",
                "verbose_name_plural": "查询码",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="SafeWay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rule",
                    models.CharField(
                        choices=[("never", "不要联系我"), ("hours", "只在这些时间打电话"), ("sms", "只发短信"), ("any", "随时能打")],
                        max_length=8,
                        verbose_name="能不能联系",
                    ),
                ),
                ("parts", models.CharField(blank=True, max_length=40, verbose_name="什么时候")),
                (
                    "says",
                    models.CharField(choices=[("center", "邻里中心"), ("federation", "妇联")], default="center", max_length=12, verbose_name="打来时说自己是"),
                ),
                ("case", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="safe_way", to="mediation.case", verbose_name="案件")),
            ],
            options={
                "verbose_name": "安全联系方式",
                "verbose_name_plural": "安全联系方式",
            },
        ),
        migrations.CreateModel(
            name="HelpMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                ("from_her", models.BooleanField(verbose_name="她写的")),
                ("words", accounts.crypto.EncryptedTextField(editable=True, verbose_name="话")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="什么时候")),
                ("seen_at", models.DateTimeField(blank=True, null=True, verbose_name="什么时候看的")),
                ("key", models.CharField(blank=True, editable=False, max_length=36, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁写的"
                    ),
                ),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="words", to="mediation.case", verbose_name="案件")),
            ],
            options={
                "verbose_name": "来往的话",
                "verbose_name_plural": "来往的话",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "key"), name="mediation_words_one_press"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("by__isnull", True), ("from_her", True)), models.Q(("by__isnull", False), ("from_her", False)), _connector="OR"
                        ),
                        name="mediation_words_whose",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HotlineCall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                ("sealed_key", models.BinaryField(null=True)),
                ("number", models.CharField(default=mediation.models.cases.new_number, editable=False, max_length=13, unique=True, verbose_name="编号")),
                ("called_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="来电时间")),
                (
                    "channel",
                    models.CharField(
                        choices=[("call", "来电"), ("visit", "来访"), ("letter", "来信"), ("web", "网络")], default="call", max_length=8, verbose_name="渠道"
                    ),
                ),
                (
                    "caller",
                    models.CharField(
                        choices=[("herself", "本人"), ("family", "家人"), ("other", "别人")], default="herself", max_length=8, verbose_name="来电人"
                    ),
                ),
                ("name", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="称呼")),
                ("phone", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="电话")),
                ("phone_print", models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ("about", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="性别、年龄、民族、文化、婚姻、职业")),
                (
                    "relation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("husband", "丈夫"),
                            ("wife", "妻子"),
                            ("partner", "同居的人"),
                            ("former", "前夫、前妻"),
                            ("in_laws", "公婆、岳父母"),
                            ("parents", "父母"),
                            ("children", "子女"),
                            ("work", "单位、同事"),
                            ("other", "其他"),
                        ],
                        max_length=10,
                        verbose_name="对方是她的",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
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
                            ("labour", "劳动"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("risk", models.PositiveSmallIntegerField(choices=[(1, "蓝"), (2, "黄"), (3, "红")], default=1, verbose_name="风险")),
                ("minor", models.BooleanField(default=False, verbose_name="涉未成年")),
                ("violence", models.BooleanField(default=False, verbose_name="涉家暴")),
                (
                    "safe_rule",
                    models.CharField(
                        choices=[("never", "不要联系我"), ("hours", "只在这些时间打电话"), ("sms", "只发短信"), ("any", "随时能打")],
                        default="hours",
                        max_length=8,
                        verbose_name="能不能打回去",
                    ),
                ),
                ("safe_parts", models.CharField(blank=True, max_length=40, verbose_name="什么时候")),
                ("narrative", accounts.crypto.EncryptedTextField(editable=True, verbose_name="她说的")),
                ("wishes", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="诉求")),
                ("answer", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="您答复的")),
                (
                    "handling",
                    models.CharField(
                        choices=[("draft", "先放着"), ("answered", "当场答复"), ("passed", "转办"), ("case", "立案"), ("police", "报警")],
                        default="draft",
                        max_length=10,
                        verbose_name="处理",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("police", "公安"),
                            ("court", "法院"),
                            ("procuratorate", "检察院"),
                            ("justice", "司法所"),
                            ("legal_aid", "法律援助"),
                            ("civil", "民政、庇护"),
                            ("medical", "医疗"),
                            ("mind", "心理"),
                            ("education", "教育"),
                            ("labour", "人社"),
                            ("federation", "当地妇联"),
                        ],
                        max_length=14,
                        verbose_name="承办",
                    ),
                ),
                ("result", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="结果")),
                (
                    "satisfied",
                    models.CharField(
                        blank=True, choices=[("yes", "满意"), ("fair", "基本满意"), ("no", "不满意"), ("unsaid", "没有说")], max_length=8, verbose_name="满意度"
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="办完时间")),
                ("key", models.CharField(blank=True, editable=False, max_length=36, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="接听人"),
                ),
                ("area", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.area", verbose_name="属地")),
                (
                    "case",
                    models.OneToOneField(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="call", to="mediation.case", verbose_name="案件"
                    ),
                ),
                ("signs", models.ManyToManyField(blank=True, related_name="+", to="mediation.risksign", verbose_name="危险迹象")),
            ],
            options={
                "verbose_name": "热线登记",
                "verbose_name_plural": "热线登记",
                "ordering": ["-called_at", "-pk"],
                "indexes": [models.Index(fields=["area", "-called_at"], name="mediation_call_where_when")],
                "constraints": [
                    models.UniqueConstraint(fields=("answered_by", "key"), name="mediation_call_one_press"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case__isnull", False), ("handling", "case")),
                            models.Q(models.Q(("handling", "case"), _negated=True), ("case__isnull", True)),
                            _connector="OR",
                        ),
                        name="mediation_call_case_is_there",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("handling", "passed"), _negated=True), models.Q(("unit", ""), _negated=True), _connector="OR"),
                        name="mediation_call_passed_to_somebody",
                    ),
                ],
            },
        ),
        migrations.RunPython(put_again, put_again),
    ]
