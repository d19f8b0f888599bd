"""The database refuses two sessions in one room, and two of one host, at the same time, whoever writes them.

Rooms belong to the centre, so this is one rule over all its sites. PostgreSQL: exclusion constraints; room (or host) and minutes are
folded into one range of bigints, as in 0002. SQLite: triggers (_guards).
"""

from django.db import migrations

from ._guards import put_back

NAMES = {"room_id": "positions_session_one_in_room", "host_id": "positions_session_one_of_host"}
MINUTE = "floor(extract(epoch FROM ({0} AT TIME ZONE 'UTC')) / 60)::bigint"
POSTGRESQL = """
ALTER TABLE positions_session ADD CONSTRAINT {name} EXCLUDE USING gist (
    int8range({column} * 4294967296 + {start}, {column} * 4294967296 + {end}) WITH &&
) WHERE (status <> 'cancelled' AND {column} IS NOT NULL)
"""


def put(apps, schema_editor):
    put_back(apps, schema_editor)
    if schema_editor.connection.vendor == "postgresql":
        for column, name in NAMES.items():
            schema_editor.execute(POSTGRESQL.format(name=name, column=column, start=MINUTE.format("starts_at"), end=MINUTE.format("ends_at")))


def take_away(apps, schema_editor):
    for name in NAMES.values():
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER TABLE positions_session DROP CONSTRAINT {name}")
        else:
            for event in ("insert", "update"):
                schema_editor.execute(f"DROP TRIGGER {name}_{event}")


class Migration(migrations.Migration):
    dependencies = [("positions", "0004_timetables")]

    operations = [migrations.RunPython(put, take_away)]
