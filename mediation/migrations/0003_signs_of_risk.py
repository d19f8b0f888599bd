"""The signs of risk to begin with (DOMAIN 1: no national standard was found). City officers edit them in the admin."""

from django.db import migrations

BLUE, YELLOW, RED = 1, 2, 3
SIGNS = [  # words, colour, follows from the kind, call 110 first
    ("动手打人、有伤", RED, "", True),
    ("扬言、威胁", YELLOW, "", True),
    ("激烈争吵，常有", YELLOW, "", False),
    ("买刀具、汽油等危险物", RED, "", True),
    ("家里有孩子、老人或病人受牵连", YELLOW, "", True),
    ("以前报过警", YELLOW, "", False),
    ("重组家庭", BLUE, "", False),
    ("报的是家暴", RED, "violence", True),
]


def lay(apps, schema_editor):
    sign = apps.get_model("mediation", "RiskSign")
    for position, (words, risk, kind, call_police) in enumerate(SIGNS, 1):
        sign.objects.get_or_create(words=words, defaults={"risk": risk, "kind": kind, "call_police": call_police, "position": position})


class Migration(migrations.Migration):
    dependencies = [("mediation", "0002_append_only")]

    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
