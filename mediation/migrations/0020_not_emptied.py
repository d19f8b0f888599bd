"""PostgreSQL asks no row's trigger when a whole table is emptied (TRUNCATE): what is append-only refuses that too. SQLite has no such command."""

from django.db import migrations

TABLES = (
    "mediation_caseevent",
    "mediation_accesslog",
    "mediation_riskchange",
    "mediation_mandatoryreport",
    "mediation_wish",
    "mediation_ordervisit",
    "mediation_extension",
)
TRIGGER = "CREATE TRIGGER {table}_append_only_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION mediation_append_only()"


def put(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(TRIGGER.format(table=table))


def take_away(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER {table}_append_only_truncate ON {table}")


class Migration(migrations.Migration):
    dependencies = [("mediation", "0019_corrections")]

    operations = [migrations.RunPython(put, take_away)]
