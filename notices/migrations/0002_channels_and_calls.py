import accounts.crypto
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_safe_contact"),
        ("notices", "0001_initial"),
        ("positions", "0002_one_place_at_a_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CallEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                ("name", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="姓名")),
                ("phone", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="电话")),
                (
                    "why",
                    models.CharField(
                        choices=[("failed", "消息没送到"), ("callback", "请您回电"), ("group", "群发没送到"), ("other", "要说一声")],
                        max_length=10,
                        verbose_name="为什么",
                    ),
                ),
                ("about", models.BigIntegerField(blank=True, null=True, verbose_name="关于哪一行")),
                ("note", accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="要说什么")),
                ("neutral", models.BooleanField(default=False, verbose_name="只说一项预约")),
                ("key", models.CharField(blank=True, max_length=120, null=True, unique=True, verbose_name="提交编号")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="写下时间")),
                ("not_before", models.DateTimeField(blank=True, null=True, verbose_name="几时以后打")),
                ("until", models.DateTimeField(blank=True, null=True, verbose_name="要在几时前说到")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="打了几次")),
                ("tried_at", models.DateTimeField(blank=True, null=True, verbose_name="上次打")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("reached", "打通了"), ("no_answer", "没人接"), ("somebody_else", "别人接的"), ("later", "改天再打"), ("no_more", "不用再打")],
                        max_length=14,
                        verbose_name="结果",
                    ),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="办完时间")),
            ],
            options={
                "verbose_name": "待打电话",
                "verbose_name_plural": "待打电话",
                "ordering": ["asked_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Choice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("group", models.CharField(max_length=20, verbose_name="哪一类")),
                ("channel", models.CharField(choices=[("sms", "短信"), ("wechat", "微信")], max_length=8, verbose_name="走哪里")),
                ("wanted", models.BooleanField(verbose_name="要不要")),
            ],
            options={
                "verbose_name": "消息选择",
                "verbose_name_plural": "消息选择",
            },
        ),
        migrations.CreateModel(
            name="WeChatBinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                ("openid", accounts.crypto.EncryptedTextField(editable=True, verbose_name="微信编号")),
                ("openid_hmac", models.CharField(max_length=64, unique=True, verbose_name="微信编号（HMAC）")),
                ("bound_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="绑定时间")),
            ],
            options={
                "verbose_name": "微信绑定",
                "verbose_name_plural": "微信绑定",
            },
        ),
        migrations.RemoveIndex(
            model_name="notice",
            name="notices_to_send",
        ),
        migrations.AddField(
            model_name="notice",
            name="also",
            field=models.JSONField(blank=True, default=list, verbose_name="还关于哪些行"),
        ),
        migrations.AddField(
            model_name="notice",
            name="change",
            field=models.CharField(blank=True, max_length=60, verbose_name="哪一件事"),
        ),
        migrations.AddField(
            model_name="notice",
            name="channel",
            field=models.CharField(blank=True, choices=[("sms", "短信"), ("wechat", "微信")], max_length=8, verbose_name="走哪里"),
        ),
        migrations.AddField(
            model_name="notice",
            name="given_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="交出时间"),
        ),
        migrations.AddField(
            model_name="notice",
            name="receipt",
            field=models.CharField(blank=True, db_index=True, max_length=80, verbose_name="对方的编号"),
        ),
        migrations.AlterField(
            model_name="notice",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "等待发送"),
                    ("unsure", "正在确认"),
                    ("sent", "已发出"),
                    ("delivered", "已送到"),
                    ("failed", "没有送到"),
                    ("inside", "只在站内"),
                    ("merged", "并进另一条"),
                ],
                default="waiting",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(condition=models.Q(("state__in", ("waiting", "unsure"))), fields=["due_at", "id"], name="notices_to_send"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(condition=models.Q(("state", "sent")), fields=["due_at", "id"], name="notices_to_ask"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["to", "-created_at"], name="notices_of_one"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["about", "kind"], name="notices_about"),
        ),
        migrations.AddField(
            model_name="callentry",
            name="area",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.area", verbose_name="哪里打"),
        ),
        migrations.AddField(
            model_name="callentry",
            name="done_by",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="谁打的"
            ),
        ),
        migrations.AddField(
            model_name="callentry",
            name="host",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="只给谁看"
            ),
        ),
        migrations.AddField(
            model_name="callentry",
            name="notice",
            field=models.OneToOneField(
                blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="call", to="notices.notice", verbose_name="哪条消息"
            ),
        ),
        migrations.AddField(
            model_name="callentry",
            name="site",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="positions.site", verbose_name="哪个阵地"
            ),
        ),
        migrations.AddField(
            model_name="callentry",
            name="user",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="calls", to=settings.AUTH_USER_MODEL, verbose_name="打给谁"
            ),
        ),
        migrations.AddField(
            model_name="choice",
            name="user",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="notice_choices", to=settings.AUTH_USER_MODEL, verbose_name="谁"),
        ),
        migrations.AddField(
            model_name="wechatbinding",
            name="user",
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="wechat", to=settings.AUTH_USER_MODEL, verbose_name="谁"),
        ),
        migrations.AddIndex(
            model_name="callentry",
            index=models.Index(condition=models.Q(("done_at", None)), fields=["area", "asked_at"], name="notices_call_open"),
        ),
        migrations.AddConstraint(
            model_name="callentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("user__isnull", False), ("phone__isnull", False), _connector="OR"), name="notices_call_somebody"
            ),
        ),
        migrations.AddConstraint(
            model_name="choice",
            constraint=models.UniqueConstraint(fields=("user", "group", "channel"), name="notices_choice_once"),
        ),
    ]
