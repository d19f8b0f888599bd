"""A case that was joined to another ends as a duplicate; reading a call is written down as such."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mediation", "0016_casework_lines"),
    ]

    operations = [
        migrations.AlterField(
            model_name="accesslog",
            name="what",
            field=models.CharField(
                choices=[
                    ("case", "看了案件"),
                    ("call", "看了热线登记"),
                    ("party", "看了当事人资料"),
                    ("photo", "看了照片"),
                    ("danger", "看了风险和保护"),
                    ("writing", "打开了填写页"),
                    ("file", "打开了文件"),
                    ("paper", "做了文书"),
                    ("search", "搜到了"),
                    ("export", "导出了"),
                    ("print", "打印了"),
                    ("referral", "看了转介材料"),
                    ("glass", "紧急打开"),
                    ("refused", "想看，没有打开"),
                ],
                max_length=8,
                verbose_name="做了什么",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("agreed", "达成协议"),
                    ("kept", "协议做到了"),
                    ("partly", "协议做到一部分"),
                    ("broken", "协议没有做到"),
                    ("failed", "调解不成"),
                    ("withdrawn", "当事人不再要调解"),
                    ("referred", "转给别的部门办"),
                    ("joined", "并入另一件"),
                ],
                editable=False,
                max_length=10,
                verbose_name="结果",
            ),
        ),
    ]
