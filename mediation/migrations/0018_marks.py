"""Marks that last: that a case is of violence, and that a child is in it. What the law asks hangs on them, not on the kind.

The cases that are there get them from their kind, their signs, whom they name as hurt, and the call that they came from.
"""

from django.db import migrations, models

VIOLENT_SIGNS = ["动手打人、有伤", "报的是家暴"]
MINOR_SIGNS = ["家里有孩子、老人或病人受牵连"]
PROTECTED = ["minor", "limited"]


def mark(apps, schema_editor):
    case, sign = apps.get_model("mediation", "Case").objects, apps.get_model("mediation", "RiskSign").objects
    sign.filter(words__in=VIOLENT_SIGNS).update(violent=True)
    sign.filter(words__in=MINOR_SIGNS).update(minor=True)
    violent = models.Q(kind="violence") | models.Q(signs__violent=True) | models.Q(parties__harmed__gt="") | models.Q(call__violence=True)
    minor = models.Q(signs__minor=True) | models.Q(parties__harmed__in=PROTECTED) | models.Q(call__minor=True)
    case.filter(pk__in=case.filter(violent).values("pk")).update(violent=True)
    case.filter(pk__in=case.filter(minor).values("pk")).update(minor=True)


class Migration(migrations.Migration):
    dependencies = [("mediation", "0017_duplicates")]

    operations = [
        migrations.AddField(
            model_name="risksign",
            name="violent",
            field=models.BooleanField(default=False, help_text="勾了它的案件留下“家暴”的记号，改类型去不掉。", verbose_name="说明有家暴"),
        ),
        migrations.AddField(
            model_name="risksign",
            name="minor",
            field=models.BooleanField(default=False, help_text="和家暴一起出现，就要写强制报告才能结案。", verbose_name="说明涉及孩子或做不了主的人"),
        ),
        migrations.AddField(
            model_name="case",
            name="violent",
            field=models.BooleanField(default=False, editable=False, verbose_name="涉及家暴"),
        ),
        migrations.AddField(
            model_name="case",
            name="minor",
            field=models.BooleanField(default=False, editable=False, verbose_name="涉及孩子，或自己做不了主的人"),
        ),
        migrations.AddField(
            model_name="agreement",
            name="touches_status",
            field=models.BooleanField(editable=False, null=True, verbose_name="涉及婚姻、身份、收养"),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "violence"), _negated=True) | models.Q(("violent", True)), name="mediation_case_violence_is_marked"
            ),
        ),
    ]
