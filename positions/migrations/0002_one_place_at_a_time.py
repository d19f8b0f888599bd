"""The database refuses two live bookings of one person at the same time, whoever writes them.

PostgreSQL: an exclusion constraint. Person and minutes are folded into one range of bigints, so that no extension is needed.
SQLite: triggers; its writers come one after another (BEGIN IMMEDIATE), so looking is enough.
"""

from django.db import migrations

NAME = "positions_booking_one_at_a_time"

POSTGRESQL = f"""
ALTER TABLE positions_booking ADD CONSTRAINT {NAME} EXCLUDE USING gist (
    int8range(attendee_id * 4294967296 + from_minute, attendee_id * 4294967296 + to_minute) WITH &&
) WHERE (status <> 'cancelled')
"""

SQLITE = """
CREATE TRIGGER {name}_{event} BEFORE {on} ON positions_booking
WHEN NEW.status <> 'cancelled' AND EXISTS (
    SELECT 1 FROM positions_booking b
    WHERE b.attendee_id = NEW.attendee_id AND b.id <> coalesce(NEW.id, 0) AND b.status <> 'cancelled'
      AND b.from_minute < NEW.to_minute AND b.to_minute > NEW.from_minute
)
BEGIN SELECT RAISE(ABORT, '{name}'); END
"""
EVENTS = {"insert": "INSERT", "update": "UPDATE OF status, from_minute, to_minute, attendee_id"}


def put(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
    else:
        for event, on in EVENTS.items():
            schema_editor.execute(SQLITE.format(name=NAME, event=event, on=on))


def take_away(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE positions_booking DROP CONSTRAINT {NAME}")
    else:
        for event in EVENTS:
            schema_editor.execute(f"DROP TRIGGER {NAME}_{event}")


class Migration(migrations.Migration):
    dependencies = [("positions", "0001_initial")]

    operations = [migrations.RunPython(put, take_away)]
