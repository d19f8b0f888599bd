"""What the 综治 system calls our kinds, to begin with: neutral and general, so that a copy there betrays nobody. Officers edit it."""

from django.db import migrations

HOME, NEIGHBOURS, OTHER = "矛盾纠纷／婚姻家庭纠纷", "矛盾纠纷／邻里纠纷", "矛盾纠纷／其他纠纷"
KINDS = (
    "couple", "violence", "divorce", "affair", "custody", "support", "in_laws", "children", "property", "inheritance", "betrothal", "interference",
    "neighbors", "other",
)  # fmt: skip


def lay(apps, schema_editor):
    words = apps.get_model("mediation", "GridWord")
    for kind in KINDS:
        words.objects.get_or_create(kind=kind, defaults={"words": {"neighbors": NEIGHBOURS, "other": OTHER}.get(kind, HOME)})


class Migration(migrations.Migration):
    dependencies = [("mediation", "0013_offline")]

    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
