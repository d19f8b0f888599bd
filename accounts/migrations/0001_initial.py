import accounts.crypto
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="SignInAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "purpose",
                    models.CharField(choices=[("sign_in", "登录"), ("step_up", "再确认一次"), ("new_phone", "换手机号")], max_length=12, verbose_name="用途"),
                ),
                ("phone", accounts.crypto.EncryptedTextField(editable=True, verbose_name="手机号")),
                ("code_hmac", models.CharField(max_length=64, verbose_name="验证码（HMAC）")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="已试次数")),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="发出时间")),
                ("expires_at", models.DateTimeField(db_index=True, verbose_name="有效到")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="用掉时间")),
            ],
            options={
                "verbose_name": "验证码",
                "verbose_name_plural": "验证码",
            },
        ),
        migrations.CreateModel(
            name="SpentCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("counter", models.BigIntegerField(verbose_name="时间步")),
                ("spent_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name="用掉时间")),
            ],
            options={
                "verbose_name": "用过的动态码",
                "verbose_name_plural": "用过的动态码",
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("key", models.CharField(max_length=80, primary_key=True, serialize=False, verbose_name="什么")),
                ("count", models.PositiveIntegerField(default=0, verbose_name="次数")),
                ("until", models.DateTimeField(db_index=True, verbose_name="到")),
            ],
            options={
                "verbose_name": "次数",
                "verbose_name_plural": "次数",
            },
        ),
        migrations.CreateModel(
            name="Area",
            fields=[
                ("code", models.CharField(max_length=12, primary_key=True, serialize=False, verbose_name="区划代码")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "level",
                    models.PositiveSmallIntegerField(choices=[(2, "市"), (3, "县（市、区）"), (4, "街道（乡镇）"), (5, "村（社区）")], verbose_name="级别"),
                ),
                (
                    "managed_by",
                    models.CharField(blank=True, help_text="例如台商投资区：没有自己的代码，但另有管理单位。", max_length=60, verbose_name="实际管理单位"),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="撤销日期")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="children", to="accounts.area", verbose_name="上级"
                    ),
                ),
            ],
            options={
                "verbose_name": "区划",
                "verbose_name_plural": "区划",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("phone", models.CharField(error_messages={"unique": "这个手机号已经有账号了。"}, max_length=16, unique=True, verbose_name="手机号")),
                ("phone_verified", models.BooleanField(default=False, verbose_name="手机号已验证")),
                ("name", models.CharField(blank=True, max_length=40, verbose_name="姓名")),
                ("gender", models.PositiveSmallIntegerField(choices=[(0, "未知"), (1, "男"), (2, "女"), (9, "未说明")], default=9, verbose_name="性别")),
                ("born_on", models.DateField(blank=True, null=True, verbose_name="出生日期")),
                ("elder_view", models.BooleanField(default=False, verbose_name="用长辈版")),
                ("is_active", models.BooleanField(default=True, verbose_name="可以登录")),
                ("joined_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="注册时间")),
                ("epoch", models.PositiveIntegerField(default=0, editable=False, verbose_name="登录批次")),
                (
                    "home_area",
                    models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="accounts.area", verbose_name="常住社区"),
                ),
            ],
            options={
                "verbose_name": "用户",
                "verbose_name_plural": "用户",
            },
        ),
        migrations.CreateModel(
            name="Circle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("members", models.ManyToManyField(blank=True, related_name="circles", to=settings.AUTH_USER_MODEL, verbose_name="成员")),
            ],
            options={
                "verbose_name": "成员圈",
                "verbose_name_plural": "成员圈",
            },
        ),
        migrations.CreateModel(
            name="FamilyMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(blank=True, max_length=40, verbose_name="姓名")),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("self", "本人"),
                            ("daughter", "女儿"),
                            ("son", "儿子"),
                            ("grandchild", "孙辈"),
                            ("spouse", "配偶"),
                            ("parent", "父母"),
                            ("other", "其他家人"),
                        ],
                        max_length=12,
                        verbose_name="关系",
                    ),
                ),
                ("born_on", models.DateField(blank=True, null=True, verbose_name="出生日期")),
                ("school", models.CharField(blank=True, max_length=60, verbose_name="学校")),
                ("health_note", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="过敏、用药或要留意的事")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="移除时间")),
                (
                    "guardian",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="family", to=settings.AUTH_USER_MODEL, verbose_name="账号"),
                ),
            ],
            options={
                "verbose_name": "家庭成员",
                "verbose_name_plural": "家庭成员",
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "purpose",
                    models.CharField(
                        choices=[("account", "使用本站"), ("child", "登记未满 14 岁孩子的资料"), ("health", "登记健康情况")], max_length=12, verbose_name="事项"
                    ),
                ),
                ("version", models.CharField(max_length=12, verbose_name="文本版本")),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="同意时间")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="撤回时间")),
                (
                    "user",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="consents", to=settings.AUTH_USER_MODEL, verbose_name="用户"),
                ),
                (
                    "about",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="accounts.familymember",
                        verbose_name="关于谁",
                    ),
                ),
            ],
            options={
                "verbose_name": "同意记录",
                "verbose_name_plural": "同意记录",
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("site_staff", "阵地工作人员"),
                            ("community_officer", "社区妇联干部"),
                            ("street_officer", "街道妇联干部"),
                            ("county_officer", "县级妇联干部"),
                            ("city_officer", "市妇联干部"),
                            ("grid_worker", "网格员"),
                            ("mediator", "调解员"),
                            ("counsellor", "咨询师"),
                            ("volunteer_leader", "志愿服务队队长"),
                            ("auditor", "审计员"),
                            ("data_protection", "个人信息保护负责人"),
                            ("system_admin", "系统管理员"),
                        ],
                        max_length=20,
                        verbose_name="岗位",
                    ),
                ),
                ("since", models.DateField(default=django.utils.timezone.localdate, verbose_name="开始")),
                ("until", models.DateField(blank=True, null=True, verbose_name="到（含当天）")),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="提前结束")),
                (
                    "area",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="accounts.area", verbose_name="区划"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.area", verbose_name="所在区划"
                    ),
                ),
            ],
            options={
                "verbose_name": "任职",
                "verbose_name_plural": "任职",
            },
        ),
    ]
