"""The signs of risk to begin with (DOMAIN 1: no national standard was found). City officers edit them in the admin."""

from django.db import migrations

BLUE, YELLOW, RED = 1, 2, 3
SIGNS = [  # words, colour, follows from the kind
    ("动手打人、有伤", RED, ""),
    ("扬言、威胁", YELLOW, ""),
    ("激烈争吵，常有", YELLOW, ""),
    ("买刀具、汽油等危险物", RED, ""),
    ("家里有孩子、老人或病人受牵连", YELLOW, ""),
    ("以前报过警", YELLOW, ""),
    ("重组家庭", BLUE, ""),
    ("报的是家暴", RED, "violence"),
]


def lay(apps, schema_editor):
    sign = apps.get_model("mediation", "RiskSign")
    for position, (words, risk, kind) in enumerate(SIGNS, 1):
        sign.objects.get_or_create(words=words, defaults={"risk": risk, "kind": kind, "position": position})


class Migration(migrations.Migration):
    dependencies = [("mediation", "0002_append_only")]

    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
