"""What the house itself has to tidy."""

from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.utils import timezone

from accounts import sweeping
from notices.jobs import job


@job("clear_sessions", every=timedelta(days=1))
def clear_sessions():
    """Delete the sign-ins that have run out."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@job("clear_cache", every=timedelta(hours=1))
def clear_cache():
    """Delete the rows of the database cache that have run out; Django itself does so only when the table is full."""
    cache = caches["default"]
    if not isinstance(cache, DatabaseCache):
        return None
    now = connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {connection.ops.quote_name(cache._table)} WHERE expires < %s", [now])  # noqa: S608
        return cursor.rowcount


@job("sweep_signing_in", every=timedelta(hours=6))
def sweep_signing_in():
    """Old codes, tallies and devices whose session is over."""
    return f"{sweeping.sweep()} rows"
