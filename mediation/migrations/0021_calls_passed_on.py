"""Who goes on with a call: whoever answered it, until somebody takes over from her."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F


def whoever_answered(apps, schema_editor):
    apps.get_model("mediation", "HotlineCall").objects.update(holder=F("answered_by"))


class Migration(migrations.Migration):
    dependencies = [
        ("mediation", "0020_not_emptied"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="hotlinecall",
            name="holder",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="谁接着办",
            ),
        ),
        migrations.RunPython(whoever_answered, migrations.RunPython.noop),
    ]
