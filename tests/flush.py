"""How the database is emptied after a test that could not be rolled back (a live server, a race).

Tables that are append-only refuse DELETE and TRUNCATE, as they should; a test's own cleaning takes their triggers away for a moment.
What migrations laid (KEPT) stays: it is part of the site, not of a test. Those tables point at none that is emptied.
"""

from django.db.backends.postgresql.operations import DatabaseOperations as PostgresOperations
from django.db.backends.sqlite3.base import DatabaseOperations as SQLiteOperations  # not from .operations: they import each other

KEPT = {"mediation_alarmstep", "mediation_clock", "mediation_risksign", "programs_program", "programs_project"}


def install():
    """Teach both databases; call it once, when the tests begin."""
    for operations in (SQLiteOperations, PostgresOperations):
        operations.sql_flush = _gently(operations.sql_flush)


def _gently(sql_flush):
    def flush(self, style, tables, **how):
        statements = sql_flush(self, style, [table for table in tables if table not in KEPT], **how)
        with self.connection.cursor() as cursor:
            if self.connection.vendor != "sqlite":
                cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE '%append_only_truncate'")
                rows = cursor.fetchall()
                off, on = ([f"ALTER TABLE {table} {verb} TRIGGER {name}" for table, name in rows] for verb in ("DISABLE", "ENABLE"))
                return [*off, *statements, *on]
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%append_only%'")
            triggers = cursor.fetchall()
        return [f"DROP TRIGGER {name}" for name, _ in triggers] + statements + [sql for _, sql in triggers]

    return flush
