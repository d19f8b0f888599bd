import accounts.crypto
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F


def fill_in(apps, schema_editor):
    """Until now whoever booked had registered the attendee."""
    apps.get_model("positions", "Booking").objects.filter(household=None).update(household=F("booker"))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_second_guardians"),
        ("positions", "0005_one_thing_in_a_room"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="booking",
            name="positions_booking_household",
        ),
        migrations.AddField(
            model_name="booking",
            name="household",
            field=models.ForeignKey(
                editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="哪一家"
            ),
        ),
        migrations.AddField(
            model_name="booking",
            name="to_fetch",
            field=accounts.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="谁来接"),
        ),
        migrations.AlterField(
            model_name="booking",
            name="source",
            field=models.CharField(
                choices=[("self", "自己预约"), ("phone", "打电话"), ("counter", "到现场"), ("relative", "家人代办")],
                default="self",
                max_length=8,
                verbose_name="来源",
            ),
        ),
        migrations.RunPython(fill_in, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "cancelled"), _negated=True), fields=("session", "household", "household_no"), name="positions_booking_household"
            ),
        ),
    ]
