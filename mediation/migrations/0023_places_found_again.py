"""By which the same house in the same community is found again. Empty for what came in before, until it is written anew or `rotate_keys` ran."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mediation", "0022_booked_cases")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="place_print",
            field=models.CharField(blank=True, db_index=True, default="", editable=False, max_length=64),
        ),
    ]
