"""The triggers that stand in for exclusion constraints on SQLite, so that a migration can put them back.

SQLite changes a table by laying it anew (a column that is not null, a constraint), and its triggers are gone without a word. A migration
that does so to positions_booking or positions_session ends with `migrations.RunPython(put_back, migrations.RunPython.noop)`;
tests/positions/test_guards.py says it when one is missing. On PostgreSQL constraints stay with their table.
"""

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
}


def put_back(apps, schema_editor):
    """Lay every trigger that is not there. The tables must have the columns that it names."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for name, (table, columns, when) in TRIGGERS.items():
        for event, on in (("insert", "INSERT"), ("update", f"UPDATE OF {columns}")):
            schema_editor.execute(f"CREATE TRIGGER IF NOT EXISTS {name}_{event} BEFORE {on} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{name}'); END")
