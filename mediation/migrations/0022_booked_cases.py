"""Which booked time became which case; 预约 as a source of cases."""

import accounts.crypto
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mediation", "0021_calls_passed_on"),
    ]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="source",
            field=models.CharField(
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
                    ("appointment", "预约"),
                ],
                default="grid",
                max_length=14,
                verbose_name="来源",
            ),
        ),
        migrations.AlterField(
            model_name="clock",
            name="source",
            field=models.CharField(
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
                    ("appointment", "预约"),
                ],
                max_length=14,
                verbose_name="只管这个来源",
            ),
        ),
        migrations.CreateModel(
            name="BookedCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", accounts.crypto.RowId(default=uuid.uuid4, editable=False, unique=True)),
                ("booking_print", models.CharField(editable=False, max_length=64, unique=True)),
                ("booking", accounts.crypto.EncryptedTextField(editable=True, verbose_name="哪一次预约")),
                ("case", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="booked", to="mediation.case", verbose_name="案件")),
            ],
            options={
                "verbose_name": "预约立的案",
                "verbose_name_plural": "预约立的案",
            },
        ),
    ]
