"""The deadlines to begin with (DOMAIN 1, Deadlines), and those of the cases that are there. City officers edit the table in the admin."""

from calendar import monthrange
from datetime import timedelta

from django.db import migrations
from django.utils import timezone

YELLOW, RED = 2, 3
MEDIATION, LAW, PETITIONS = "人民调解工作若干规定 第 33 条", "人民调解法 第 33 条", "信访条例"
CLOCKS = [  # what, kind, risk, source, amount, count, warn_days, officer_days, longest_extension, basis
    ("contact", "", 0, "", 2, "working", 1, 1, 0, ""),
    ("contact", "", YELLOW, "", 0, "days", 0, 1, 0, ""),
    ("contact", "", RED, "", 0, "days", 0, 1, 0, ""),
    ("accept", "", 0, "", 5, "working", 1, 1, 0, ""),
    ("conclude", "", 0, "", 1, "months", 3, 1, 30, MEDIATION),
    ("confirm", "", 0, "", 30, "days", 7, 1, 0, LAW),
    ("confirm", "divorce", 0, "", None, "days", 7, 1, 0, "法释〔2011〕5 号 第 4 条"),
    ("revisit", "", 0, "", 30, "days", 3, 1, 0, ""),
    ("revisit", "violence", 0, "", 7, "days", 1, 1, 0, ""),
    ("return", "", 0, "petition", 5, "working", 1, 1, 0, PETITIONS),
    ("inform", "", 0, "petition", 15, "days", 3, 1, 0, PETITIONS),
    ("answer", "", 0, "petition", 60, "days", 7, 1, 30, PETITIONS),
]
NAMES = ("what", "kind", "risk", "source", "amount", "count", "warn_days", "officer_days", "longest_extension", "basis")
DONE = ("refused", "closed", "filed")


def lay(apps, schema_editor):
    clock, case, deadline = (apps.get_model("mediation", name) for name in ("Clock", "Case", "Deadline"))
    clock.objects.bulk_create([clock(**dict(zip(NAMES, row, strict=True))) for row in CLOCKS])
    plain = {row.what: row for row in clock.objects.filter(kind="", risk=0, source="")}
    case.objects.filter(status__in=DONE).update(due_on=None)
    for row in case.objects.filter(status__in=("waiting", "accepted", "inquiry", "mediation")).only("pk", "status", "created_at", "accepted_at"):
        waits = row.status == "waiting"
        begun = row.created_at if waits else row.accepted_at
        due = timezone.localdate(begun) + timedelta(days=7) if waits else _a_month_after(timezone.localdate(begun))
        what = "accept" if waits else "conclude"
        deadline.objects.create(case=row, what=what, clock=plain[what], due_on=due, started_at=begun)
        case.objects.filter(pk=row.pk).update(due_on=due)


def _a_month_after(day):
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


class Migration(migrations.Migration):
    dependencies = [("mediation", "0011_clocks")]

    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
