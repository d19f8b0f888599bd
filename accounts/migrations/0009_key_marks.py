"""Each key that the data need leaves a mark."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_partner_posts"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeyMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("seal", "封存"), ("index", "指纹")], max_length=5, verbose_name="用途")),
                ("name", models.CharField(max_length=60, verbose_name="名字")),
                ("mark", models.CharField(max_length=64, verbose_name="记号")),
                ("since", models.DateTimeField(default=django.utils.timezone.now, verbose_name="从什么时候")),
            ],
            options={
                "verbose_name": "密钥记号",
                "verbose_name_plural": "密钥记号",
                "constraints": [models.UniqueConstraint(fields=("kind", "name"), name="accounts_key_mark_once")],
            },
        ),
    ]
