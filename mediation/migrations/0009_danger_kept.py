"""What was reported, asked and seen stays as it was written; and the steps of the alarm to begin with (city officers edit them)."""

from django.db import migrations

TABLES = ("mediation_riskchange", "mediation_mandatoryreport", "mediation_wish", "mediation_ordervisit")
EVENTS = ("UPDATE", "DELETE")
POSTGRESQL = "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION mediation_append_only()"
SQLITE = "CREATE TRIGGER {table}_append_only_{event} BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
STEPS = [(10, "mediators"), (10, "county"), (20, "city")]  # minutes without anybody who looked, who is told


def put(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRESQL.format(table=table))
        else:
            for event in EVENTS:
                schema_editor.execute(SQLITE.format(table=table, event=event))


def take_away(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        else:
            for event in EVENTS:
                schema_editor.execute(f"DROP TRIGGER {table}_append_only_{event}")


def lay(apps, schema_editor):
    step = apps.get_model("mediation", "AlarmStep")
    for minutes, whom in STEPS:
        step.objects.get_or_create(minutes=minutes, whom=whom)


class Migration(migrations.Migration):
    dependencies = [("mediation", "0008_danger")]

    operations = [migrations.RunPython(put, take_away), migrations.RunPython(lay, migrations.RunPython.noop)]
