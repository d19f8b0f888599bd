"""Breaking glass, what a party sees of her own case, how long a case is kept."""

import accounts.crypto
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mediation", "0003_signs_of_risk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Pin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                ("whose", models.CharField(max_length=64, unique=True)),
                ("account", accounts.crypto.EncryptedTextField(editable=True, verbose_name="账号")),
                ("hash", models.CharField(blank=True, max_length=128)),
                ("wrong", models.PositiveSmallIntegerField(default=0, verbose_name="错了几次")),
                ("set_at", models.DateTimeField(blank=True, null=True, verbose_name="什么时候设的")),
            ],
            options={
                "verbose_name": "口令",
                "verbose_name_plural": "口令",
            },
        ),
        migrations.AddField(
            model_name="case",
            name="erased_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="内容销毁时间"),
        ),
        migrations.CreateModel(
            name="BreakGlass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=13, verbose_name="编号")),
                ("area_code", models.CharField(max_length=12, verbose_name="区划代码")),
                ("office", models.CharField(max_length=60, verbose_name="单位")),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("danger", "人身有危险，等不到经办人"),
                            ("shelter", "当事人到了我这里求助"),
                            ("absent", "经办人联系不上，期限就在今天"),
                            ("inquiry", "上级或司法机关依法来查"),
                        ],
                        max_length=8,
                        verbose_name="为什么",
                    ),
                ),
                ("words", accounts.crypto.EncryptedTextField(editable=True, verbose_name="说明")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="什么时候")),
                ("until", models.DateTimeField(verbose_name="到什么时候")),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="glasses", to="mediation.case", verbose_name="案件")),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁叫停的",
                    ),
                ),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁")),
            ],
            options={
                "verbose_name": "紧急打开",
                "verbose_name_plural": "紧急打开",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="accesslog",
            name="glass",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="reads", to="mediation.breakglass", verbose_name="紧急打开"
            ),
        ),
        migrations.CreateModel(
            name="DeskCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code_print", models.CharField(db_index=True, max_length=64)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="什么时候")),
                ("expires_at", models.DateTimeField(verbose_name="到什么时候")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="用掉的时候")),
                (
                    "made_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁给的"),
                ),
                ("party", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="mediation.party", verbose_name="当事人")),
            ],
            options={
                "verbose_name": "当面号码",
                "verbose_name_plural": "当面号码",
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                ("whose", models.CharField(max_length=64)),
                ("area_code", models.CharField(max_length=12, verbose_name="区划代码")),
                ("words", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="她问的")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="什么时候问的")),
                ("answer", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="答复")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="什么时候答的")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁答的"
                    ),
                ),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="questions", to="mediation.case", verbose_name="案件")),
                (
                    "read",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="questions", to="mediation.accesslog", verbose_name="哪一次查阅"
                    ),
                ),
            ],
            options={
                "verbose_name": "问一问",
                "verbose_name_plural": "问一问",
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Retention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        ],
                        max_length=12,
                        unique=True,
                        verbose_name="类型",
                    ),
                ),
                ("years", models.PositiveSmallIntegerField(help_text="从办结那天算起。满了年数，夜里销毁内容，统计数字留着。", verbose_name="保管几年")),
            ],
            options={
                "verbose_name": "保管期限",
                "verbose_name_plural": "保管期限",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("years__gte", 1)), name="mediation_retention_some_years", violation_error_message="至少 1 年。")
                ],
            },
        ),
        migrations.CreateModel(
            name="Binding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                ("whose", models.CharField(db_index=True, max_length=64)),
                ("account", accounts.crypto.EncryptedTextField(editable=True, verbose_name="账号")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="什么时候")),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁当面认的"),
                ),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="bindings", to="mediation.case", verbose_name="案件")),
                ("party", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="mediation.party", verbose_name="当事人")),
            ],
            options={
                "verbose_name": "本人的案件",
                "verbose_name_plural": "本人的案件",
                "constraints": [models.UniqueConstraint(fields=("case", "whose"), name="mediation_binding_once")],
            },
        ),
        migrations.AddIndex(
            model_name="breakglass",
            index=models.Index(fields=["user", "number", "until"], name="mediation_glass_live"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(fields=("read", "whose"), name="mediation_question_once"),
        ),
    ]
