"""Every kind of case is kept ten years after it ended, until the city decides otherwise in the table."""

from django.db import migrations

KINDS = (
    "couple", "violence", "divorce", "affair", "custody", "support", "in_laws", "children", "property", "inheritance", "betrothal", "interference",
    "neighbors", "other",
)  # fmt: skip


def lay_out(apps, schema_editor):
    apps.get_model("mediation", "Retention").objects.bulk_create([apps.get_model("mediation", "Retention")(kind=kind, years=10) for kind in KINDS])


class Migration(migrations.Migration):
    dependencies = [("mediation", "0004_secrecy")]

    operations = [migrations.RunPython(lay_out, migrations.RunPython.noop)]
