"""The triggers that stand in for exclusion constraints on SQLite, so that a migration can put them back.

SQLite changes a table by laying it anew (a column that is not null, a constraint), and its triggers are gone without a word. A migration
that does so to positions_booking or positions_session ends with `migrations.RunPython(put_back, migrations.RunPython.noop)`;
tests/positions/test_guards.py says it when one is missing. On PostgreSQL constraints stay with their table.
"""

# {name: (table, columns, when)}; a fourth says which (table, column) must be there first, so that an earlier migration does not lay it too soon.
TRIGGERS = {
    # 0002: no two live bookings of one person at the same time
    "positions_booking_one_at_a_time": (
        "positions_booking",
        "status, from_minute, to_minute, attendee_id",
        """NEW.status <> 'cancelled' AND EXISTS (
            SELECT 1 FROM positions_booking b
            WHERE b.attendee_id = NEW.attendee_id AND b.id <> coalesce(NEW.id, 0) AND b.status <> 'cancelled'
              AND b.from_minute < NEW.to_minute AND b.to_minute > NEW.from_minute)""",
    ),
    # 0005: one thing in a room, one place for a person who leads something
    "positions_session_one_in_room": (
        "positions_session",
        "status, starts_at, ends_at, room_id",
        """NEW.status <> 'cancelled' AND NEW.room_id IS NOT NULL AND EXISTS (
            SELECT 1 FROM positions_session s
            WHERE s.room_id = NEW.room_id AND s.id <> coalesce(NEW.id, 0) AND s.status <> 'cancelled'
              AND s.ends_at > NEW.starts_at AND s.starts_at < NEW.ends_at)""",
    ),
    "positions_session_one_of_host": (
        "positions_session",
        "status, starts_at, ends_at, host_id",
        """NEW.status <> 'cancelled' AND NEW.host_id IS NOT NULL AND EXISTS (
            SELECT 1 FROM positions_session s
            WHERE s.host_id = NEW.host_id AND s.id <> coalesce(NEW.id, 0) AND s.status <> 'cancelled'
              AND s.ends_at > NEW.starts_at AND s.starts_at < NEW.ends_at)""",
    ),
    # 0010: by the hour, never more at one time than the service takes. Most are there when somebody comes, so those moments are enough.
    "positions_booking_hours": (
        "positions_booking",
        "status, from_minute, to_minute, session_id",
        """NEW.status IN ('confirmed', 'offered', 'attended', 'absent') AND EXISTS (
            SELECT 1 FROM positions_session s JOIN positions_service v ON v.id = s.service_id
            WHERE s.id = NEW.session_id AND v.hourly_places IS NOT NULL AND EXISTS (
                SELECT 1 FROM (
                    SELECT NEW.from_minute AS moment UNION
                    SELECT b.from_minute FROM positions_booking b
                    WHERE b.session_id = NEW.session_id AND b.from_minute > NEW.from_minute AND b.from_minute < NEW.to_minute) c
                WHERE v.hourly_places <= (
                    SELECT count(*) FROM positions_booking o
                    WHERE o.session_id = NEW.session_id AND o.id <> coalesce(NEW.id, 0)
                      AND o.status IN ('confirmed', 'offered', 'attended', 'absent') AND o.from_minute <= c.moment AND o.to_minute > c.moment)))""",
        ("positions_service", "hourly_places"),
    ),
}


def put_back(apps, schema_editor):
    """Lay every trigger that is not there. The tables must have the columns that it names."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for name, (table, columns, when, *needs) in TRIGGERS.items():
        if any(not _has(schema_editor, *need) for need in needs):
            continue
        for event, on in (("insert", "INSERT"), ("update", f"UPDATE OF {columns}")):
            schema_editor.execute(f"CREATE TRIGGER IF NOT EXISTS {name}_{event} BEFORE {on} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{name}'); END")


def set_aside(apps, schema_editor):
    """Take all of them away: a trigger that reads another table would stop SQLite from laying that table anew. Put them back at the end."""
    if schema_editor.connection.vendor == "sqlite":
        for name in TRIGGERS:
            for event in ("insert", "update"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}_{event}")


def _has(schema_editor, table, column):
    with schema_editor.connection.cursor() as cursor:
        return any(known.name == column for known in schema_editor.connection.introspection.get_table_description(cursor, table))
