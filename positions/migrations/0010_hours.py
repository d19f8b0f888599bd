"""By the hour, the database refuses the hour that is full, whoever writes it.

PostgreSQL: a trigger that first locks the session, so that of two who come at once the second one is counted against the first.
SQLite: its writers come one after another anyway (_guards).
"""

from django.db import migrations

from ._guards import put_back

POSTGRESQL = """
CREATE FUNCTION positions_booking_hours() RETURNS trigger AS $$
DECLARE places integer;
BEGIN
    IF NEW.status NOT IN ('confirmed', 'offered', 'attended', 'absent') THEN RETURN NEW; END IF;
    SELECT v.hourly_places INTO places FROM positions_session s JOIN positions_service v ON v.id = s.service_id WHERE s.id = NEW.session_id;
    IF places IS NULL THEN RETURN NEW; END IF;
    PERFORM 1 FROM positions_session WHERE id = NEW.session_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM (
            SELECT NEW.from_minute AS moment UNION
            SELECT b.from_minute FROM positions_booking b
            WHERE b.session_id = NEW.session_id AND b.from_minute > NEW.from_minute AND b.from_minute < NEW.to_minute) c
        WHERE places <= (
            SELECT count(*) FROM positions_booking o
            WHERE o.session_id = NEW.session_id AND o.id <> coalesce(NEW.id, 0)
              AND o.status IN ('confirmed', 'offered', 'attended', 'absent') AND o.from_minute <= c.moment AND o.to_minute > c.moment))
    THEN RAISE EXCEPTION 'positions_booking_hours' USING ERRCODE = 'check_violation'; END IF;
    RETURN NEW;
END $$ LANGUAGE plpgsql;
CREATE TRIGGER positions_booking_hours BEFORE INSERT OR UPDATE OF status, from_minute, to_minute, session_id ON positions_booking
    FOR EACH ROW EXECUTE FUNCTION positions_booking_hours();
"""


def put(apps, schema_editor):
    put_back(apps, schema_editor)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)


def take_away(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER positions_booking_hours ON positions_booking; DROP FUNCTION positions_booking_hours()")
    else:
        for event in ("insert", "update"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS positions_booking_hours_{event}")


class Migration(migrations.Migration):
    dependencies = [("positions", "0009_terms")]

    operations = [migrations.RunPython(put, take_away)]
