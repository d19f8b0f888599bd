"""The database itself keeps apart the three roles of 等保三级.

Whoever is system administrator, auditor or data-protection officer holds no other Post at the same time, whoever writes the row.
Two writers at once: PostgreSQL's trigger locks the person first; SQLite's writers come one after another.
"""

from django.db import migrations


NAME = "accounts_post_apart"
APART = "('system_admin', 'auditor', 'data_protection')"
CLASH = f"""
    SELECT 1 FROM accounts_post p
    WHERE p.user_id = NEW.user_id AND p.id <> coalesce(NEW.id, 0) AND p.ended_at IS NULL AND p.role <> NEW.role
      AND (p.role IN {APART} OR NEW.role IN {APART})
      AND (p.until IS NULL OR p.until >= NEW.since) AND (NEW.until IS NULL OR NEW.until >= p.since)
"""  # noqa: S608  nothing here comes from outside
POSTGRESQL = f"""
CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM accounts_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
    IF NEW.ended_at IS NULL AND EXISTS ({CLASH}) THEN
        RAISE EXCEPTION '{NAME}' USING ERRCODE = 'check_violation', CONSTRAINT = '{NAME}';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER {NAME} BEFORE INSERT OR UPDATE ON accounts_post FOR EACH ROW EXECUTE FUNCTION {NAME}();
"""
SQLITE = f"""
CREATE TRIGGER {NAME}_{{event}} BEFORE {{event}} ON accounts_post
WHEN NEW.ended_at IS NULL AND EXISTS ({CLASH})
BEGIN SELECT RAISE(ABORT, '{NAME}'); END
"""


def put(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)
    else:
        for event in ("INSERT", "UPDATE"):
            schema_editor.execute(SQLITE.format(event=event))


def take_away(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {NAME} ON accounts_post; DROP FUNCTION {NAME}()")
    else:
        for event in ("INSERT", "UPDATE"):
            schema_editor.execute(f"DROP TRIGGER {NAME}_{event}")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_posts_at_sites")]

    operations = [migrations.RunPython(put, take_away)]
