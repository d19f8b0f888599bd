"""PostgreSQL asks no row's trigger when a whole table is emptied (TRUNCATE): draws and their lists refuse that too. SQLite has no such command."""

from django.db import migrations

TABLES = ("positions_draw", "positions_drawentry")
FUNCTION = """
CREATE FUNCTION positions_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: what was published stays (append-only)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""
TRIGGER = "CREATE TRIGGER {table}_append_only_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION positions_append_only()"


def put(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION, params=None)  # as it stands: % is its own
        for table in TABLES:
            schema_editor.execute(TRIGGER.format(table=table))


def take_away(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER {table}_append_only_truncate ON {table}")
        schema_editor.execute("DROP FUNCTION positions_append_only()")


class Migration(migrations.Migration):
    dependencies = [("positions", "0016_taking_back")]

    operations = [migrations.RunPython(put, take_away)]
