import accounts.crypto
import django.db.models.deletion
import django.utils.timezone
import mediation.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RiskSign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.CharField(max_length=40, unique=True, verbose_name="迹象")),
                ("risk", models.PositiveSmallIntegerField(choices=[(1, "蓝"), (2, "黄"), (3, "红")], verbose_name="颜色")),
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
                        help_text="选了类型，就不再要网格员勾；报这一类时自动算上。",
                        max_length=12,
                        verbose_name="由类型得出",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="次序")),
                ("is_used", models.BooleanField(default=True, help_text="不用了就取消勾选；以前报的案件仍然记着它。", verbose_name="在用")),
            ],
            options={
                "verbose_name": "风险情形",
                "verbose_name_plural": "风险情形",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                ("sealed_key", models.BinaryField(null=True)),
                ("number", models.CharField(default=mediation.models.new_number, editable=False, max_length=13, unique=True, verbose_name="编号")),
                (
                    "source",
                    models.CharField(
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
                        default="grid",
                        max_length=14,
                        verbose_name="来源",
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
                        ],
                        max_length=12,
                        verbose_name="类型",
                    ),
                ),
                ("risk", models.PositiveSmallIntegerField(choices=[(1, "蓝"), (2, "黄"), (3, "红")], verbose_name="风险")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "待受理"),
                            ("refused", "不予受理"),
                            ("accepted", "已受理"),
                            ("inquiry", "调查"),
                            ("mediation", "调解中"),
                            ("written", "达成书面协议"),
                            ("oral", "达成口头协议"),
                            ("failed", "调解不成"),
                            ("ended", "终止"),
                            ("fulfilment", "履行中"),
                            ("follow_up", "回访"),
                            ("closed", "结案"),
                            ("filed", "归档"),
                        ],
                        default="waiting",
                        editable=False,
                        max_length=10,
                        verbose_name="办到哪一步",
                    ),
                ),
                ("narrative", accounts.crypto.EncryptedTextField(editable=True, verbose_name="怎么回事")),
                ("wishes", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="他们要什么")),
                ("place", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="具体位置")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="上报时间")),
                ("accepted_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="受理时间")),
                ("refused_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="不予受理时间")),
                (
                    "refusal",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_family", "不是家事纠纷"),
                            ("unwilling", "有一方明确不愿意调解"),
                            ("elsewhere", "法院、公安或别的部门已经在办，或已经办结"),
                            ("outside", "不在本片区"),
                            ("twice", "和已经报过的是同一件"),
                            ("settled", "已经自己说好了"),
                            ("other", "其他"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="不受理的原因",
                    ),
                ),
                ("key", models.CharField(blank=True, editable=False, max_length=36, null=True, verbose_name="提交编号")),
                ("digest", models.CharField(blank=True, editable=False, max_length=64, verbose_name="内容指纹")),
                ("area", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="accounts.area", verbose_name="所在社区")),
                (
                    "mediator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_cases",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reported_cases",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上报人",
                    ),
                ),
                ("signs", models.ManyToManyField(blank=True, related_name="cases", to="mediation.risksign", verbose_name="风险情形")),
            ],
            options={
                "verbose_name": "案件",
                "verbose_name_plural": "案件",
                "ordering": ["-risk", "created_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                ("file", models.CharField(editable=False, max_length=60, unique=True, verbose_name="文件")),
                ("width", models.PositiveIntegerField(verbose_name="宽")),
                ("height", models.PositiveIntegerField(verbose_name="高")),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="交上来的时间")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁交的")),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="mediation.case", verbose_name="案件")),
            ],
            options={
                "verbose_name": "证据",
                "verbose_name_plural": "证据",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "side",
                    models.CharField(
                        choices=[("applicant", "求助的一方"), ("respondent", "另一方"), ("other", "有关的人")], max_length=12, verbose_name="是哪一方"
                    ),
                ),
                ("name", accounts.crypto.EncryptedTextField(editable=True, verbose_name="姓名或称呼")),
                ("phone", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="电话")),
                ("id_number", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="身份证号")),
                ("phone_print", models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ("id_print", models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="parties", to="mediation.case", verbose_name="案件")),
            ],
            options={
                "verbose_name": "当事人",
                "verbose_name_plural": "当事人",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="AccessLog",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(blank=True, max_length=13, verbose_name="编号")),
                ("area_code", models.CharField(max_length=12, verbose_name="区划代码")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("case", "看了案件"),
                            ("party", "看了当事人资料"),
                            ("photo", "看了照片"),
                            ("writing", "打开了填写页"),
                            ("refused", "想看，没有打开"),
                        ],
                        max_length=8,
                        verbose_name="做了什么",
                    ),
                ),
                ("row", models.UUIDField(blank=True, null=True, verbose_name="哪一位、哪一张")),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("contact", "要联系当事人"),
                            ("identity", "核对是不是本人"),
                            ("meeting", "准备调解"),
                            ("papers", "填写文书"),
                            ("referral", "转介或报警"),
                            ("safety", "有人身危险"),
                        ],
                        max_length=10,
                        verbose_name="为什么",
                    ),
                ),
                ("ip", models.GenericIPAddressField(blank=True, null=True, verbose_name="从哪里")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="什么时候")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁")),
                (
                    "case",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="reads", to="mediation.case", verbose_name="案件"
                    ),
                ),
            ],
            options={
                "verbose_name": "查阅记录",
                "verbose_name_plural": "查阅记录",
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["area_code", "-at"], name="mediation_read_where_when"),
                    models.Index(fields=["user", "-at"], name="mediation_read_by"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reported", "上报"),
                            ("accepted", "受理"),
                            ("refused", "不予受理"),
                            ("phone", "电话联系"),
                            ("visit", "上门"),
                            ("talk", "来访面谈"),
                            ("message", "短信、微信"),
                            ("correction", "更正"),
                        ],
                        max_length=12,
                        verbose_name="做了什么",
                    ),
                ),
                (
                    "before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("waiting", "待受理"),
                            ("refused", "不予受理"),
                            ("accepted", "已受理"),
                            ("inquiry", "调查"),
                            ("mediation", "调解中"),
                            ("written", "达成书面协议"),
                            ("oral", "达成口头协议"),
                            ("failed", "调解不成"),
                            ("ended", "终止"),
                            ("fulfilment", "履行中"),
                            ("follow_up", "回访"),
                            ("closed", "结案"),
                            ("filed", "归档"),
                        ],
                        max_length=10,
                        verbose_name="原来的状态",
                    ),
                ),
                (
                    "after",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("waiting", "待受理"),
                            ("refused", "不予受理"),
                            ("accepted", "已受理"),
                            ("inquiry", "调查"),
                            ("mediation", "调解中"),
                            ("written", "达成书面协议"),
                            ("oral", "达成口头协议"),
                            ("failed", "调解不成"),
                            ("ended", "终止"),
                            ("fulfilment", "履行中"),
                            ("follow_up", "回访"),
                            ("closed", "结案"),
                            ("filed", "归档"),
                        ],
                        max_length=10,
                        verbose_name="后来的状态",
                    ),
                ),
                ("happened_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="什么时候")),
                (
                    "whom",
                    models.CharField(blank=True, choices=[("one", "一位当事人"), ("all", "各方一起"), ("others", "其他人")], max_length=8, verbose_name="和谁"),
                ),
                ("words", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="说了什么")),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="写下时间")),
                ("key", models.CharField(blank=True, editable=False, max_length=36, null=True)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁写的")),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="events", to="mediation.case", verbose_name="案件")),
                (
                    "party",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="mediation.party", verbose_name="哪一位"
                    ),
                ),
            ],
            options={
                "verbose_name": "办理记录",
                "verbose_name_plural": "办理记录",
                "ordering": ["-happened_at", "-pk"],
                "constraints": [models.UniqueConstraint(fields=("case", "key"), name="mediation_event_one_press")],
            },
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["area", "status"], name="mediation_case_here"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["reporter", "-created_at"], name="mediation_case_reported"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(fields=("reporter", "key"), name="mediation_case_one_press"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(condition=models.Q(("risk__in", [1, 2, 3])), name="mediation_case_risk_known"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["waiting", "refused"]), models.Q(("accepted_at__isnull", False), ("mediator__isnull", False)), _connector="OR"
                ),
                name="mediation_case_somebody_carries_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "refused"), _negated=True),
                    models.Q(("refused_at__isnull", False), models.Q(("refusal", ""), _negated=True)),
                    _connector="OR",
                ),
                name="mediation_case_refused_why",
            ),
        ),
    ]
