"""Seal anew, with the first key of the ring, every cell that an older key of the ring has sealed: data keys, fields, papers, TOTP secrets.

Batch by batch, each a transaction. The cell itself says which key sealed it, so whoever is killed goes on where she was: what is
done is left, the rest is taken. What a data key has sealed is not touched, nor any line that nobody may change.
"""

import base64

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from ..crypto import EncryptedTextField, HasDataKey, seal_bytes, unseal_bytes

BATCH = 100


def newest():
    return next(iter(settings.ENCRYPTION_KEYS))


def columns():
    """Return (model, field) of all that the ring seals: data keys, fields of models without one, papers kept as bytes."""
    found = []
    for model in apps.get_models():
        of_ring = not hasattr(model, "data_key") or issubclass(model, HasDataKey)
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedTextField):
                if not hasattr(model, "data_key"):
                    found.append((model, field))
            elif isinstance(field, models.BinaryField) and of_ring and any(part.name == "uid" for part in model._meta.concrete_fields):
                found.append((model, field))
    return found


def reseal(*, write=True):
    """Go through all cells; with `write` seal the old ones anew. Returns how many were old. Raises CannotOpen at one that no key opens."""
    return sum(_column(model, field, write) for model, field in columns()) + _totp(write)


def _key_of(cell):
    return bytes(cell[1 : 1 + cell[0]]).decode(errors="replace")


def _anew(cell, place):
    return seal_bytes(unseal_bytes(cell, bound_to=place), bound_to=place)


def _column(model, field, write):
    table, column, pk, old = model._meta.db_table, field.column, model._meta.pk, 0
    quote, last = connection.ops.quote_name, None
    update = f"UPDATE {quote(table)} SET {quote(column)} = %s WHERE {quote(pk.column)} = %s AND {quote(column)} = %s"  # noqa: S608
    while True:
        with transaction.atomic():
            rows = model._base_manager.filter(**{f"{field.name}__isnull": False}).order_by("pk")
            rows = list((rows.filter(pk__gt=last) if last is not None else rows).values_list("pk", "uid", field.name)[:BATCH])
            for key, uid, value in rows:
                cell = bytes(value)
                if _key_of(cell) == newest():
                    continue
                fresh, old = _anew(cell, f"{table}.{column}:{uid}"), old + 1
                if write:
                    # Only the very cell that was read: what somebody saves meanwhile is sealed by the newest key already.
                    with connection.cursor() as cursor:
                        binary = connection.Database.Binary
                        cursor.execute(update, [binary(fresh), pk.get_db_prep_value(key, connection), binary(cell)])
        if len(rows) < BATCH:
            return old
        last = rows[-1][0]


def _totp(write):
    """The secrets of TOTP apps lie as base64 in a JSON field of allauth's."""
    old = 0
    for authenticator in Authenticator.objects.filter(type=Authenticator.Type.TOTP).order_by("pk").iterator(chunk_size=BATCH):
        secret = authenticator.data.get("secret", "")
        cell = base64.b64decode(secret)
        if _key_of(cell) == newest():
            continue
        fresh, old = _anew(cell, f"mfa_authenticator:{authenticator.user_id}"), old + 1
        if write:
            with transaction.atomic():
                row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
                if row.data.get("secret") == secret:
                    row.data = {**row.data, "secret": base64.b64encode(fresh).decode()}
                    row.save(update_fields=["data"])
    return old
