"""An empty database of a test process is filled from one that was migrated before: a minute saved in each process.

SQLite: from a copy that lies in .pytest_cache under the fingerprint of every migration; a changed line of one makes another.
PostgreSQL: from the template of this run (servers.py), which whoever comes first migrates.
"""

import fcntl
import sqlite3
from contextlib import closing
from hashlib import blake2b
from pathlib import Path

import django
from django.apps import apps
from django.core.management.commands import migrate
from django.db import connections

from . import servers

FOLDER = Path(__file__).resolve().parents[1] / ".pytest_cache" / "migrated"


def install():
    """Teach `migrate`; call it once, when the tests begin."""
    migrate.Command.handle = _from_copy(migrate.Command.handle)


def _from_copy(handle):
    def from_copy(self, *args, **options):
        connection = connections[options["database"]]
        if connection.settings_dict["NAME"].startswith("test_") and not connection.introspection.table_names():
            connection.close()
            return servers.Postgres.fill(connection.settings_dict["NAME"])
        if connection.vendor != "sqlite" or not connection.is_in_memory_db() or connection.introspection.table_names():
            return handle(self, *args, **options)
        FOLDER.mkdir(parents=True, exist_ok=True)
        copy = FOLDER / f"{_fingerprint()}.sqlite3"
        with (FOLDER / "lock").open("w") as lock:  # of several processes one migrates, the others wait for its copy
            fcntl.flock(lock, fcntl.LOCK_EX)
            connection.ensure_connection()
            if copy.exists():
                with closing(sqlite3.connect(copy)) as source:
                    source.backup(connection.connection)
                return None
            for old in FOLDER.glob("*.sqlite3"):
                old.unlink()
            result = handle(self, *args, **options)
            fresh = copy.with_suffix(".new")
            with closing(sqlite3.connect(fresh)) as target:
                connection.connection.backup(target)
            fresh.rename(copy)
            return result

    return from_copy


def _fingerprint():
    seen = blake2b(f"{django.VERSION}".encode(), digest_size=16)
    for app in apps.get_app_configs():
        for file in sorted(Path(app.path).glob("migrations/*.py")):
            seen.update(f"{app.label}/{file.name}".encode() + file.read_bytes())
    return seen.hexdigest()
