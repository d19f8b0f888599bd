"""Secrets at rest: AES-256-GCM for text, HMAC for exact look-up.

A sealed value is bound to its table, field and row (`uid`): a cell that is copied elsewhere does not open.
The key ring comes from ENCRYPTION_KEYS; the first key seals, every key in it opens (rotation).
"""

import hashlib
import hmac
import os
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

NONCE = 12


class CannotOpen(Exception):
    """The key is missing, or the cell was changed or moved."""


def seal(text, *, bound_to):
    """Return `text` (str) as bytes: length and id of the key, nonce, AES-GCM of the UTF-8. `bound_to` names its place."""
    key_id, key = next(iter(settings.ENCRYPTION_KEYS.items()))
    nonce = os.urandom(NONCE)
    name = key_id.encode()
    return bytes([len(name)]) + name + nonce + AESGCM(key).encrypt(nonce, text.encode(), bound_to.encode())


def unseal(blob, *, bound_to):
    """Return the text of seal(). Raises CannotOpen."""
    blob = bytes(blob)
    name, rest = blob[1 : 1 + blob[0]].decode(), blob[1 + blob[0] :]
    if name not in settings.ENCRYPTION_KEYS:
        raise CannotOpen(f"no key {name!r} in ENCRYPTION_KEYS")
    try:
        return AESGCM(settings.ENCRYPTION_KEYS[name]).decrypt(rest[:NONCE], rest[NONCE:], bound_to.encode()).decode()
    except InvalidTag:
        raise CannotOpen(f"{bound_to} was changed or moved") from None


def fingerprint(value, *, purpose):
    """Return 64 hex digits by which `value` can be found again exactly, and only for this `purpose`."""
    return hmac.new(settings.INDEX_KEY, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


class Sealed(bytes):
    """A value as the database holds it, not opened yet."""


class _Opened(DeferredAttribute):
    """Open a cell when it is read for the first time: a list that shows no secret decrypts none."""

    def __get__(self, instance, cls=None):
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = unseal(value, bound_to=self.field.place(instance))
            instance.__dict__[self.field.attname] = value
        return value


class EncryptedTextField(models.BinaryField):
    """Text that the database holds sealed. Its model needs `uid = RowId()`.

    Only `isnull` can be asked of it in SQL, and only a model's save() or bulk_create() can write it.
    """

    descriptor_class = _Opened

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def place(self, instance):
        return f"{self.model._meta.db_table}.{self.column}:{instance.uid}"

    def from_db_value(self, value, expression, connection):
        return value if value is None else Sealed(value)

    def to_python(self, value):
        return value

    def pre_save(self, model_instance, add):
        value = getattr(model_instance, self.attname)
        return value if value is None else Sealed(seal(value, bound_to=self.place(model_instance)))

    def get_db_prep_value(self, value, connection, prepared=False):
        if value is not None and not isinstance(value, Sealed):
            raise FieldError(f"{self.name} is sealed: save the row, do not update() or filter by it")
        return super().get_db_prep_value(value, connection, prepared)

    def get_lookup(self, name):
        if name != "isnull":
            raise FieldError(f"{self.name} is sealed and cannot be searched")
        return super().get_lookup(name)

    def formfield(self, **kwargs):
        return models.TextField.formfield(self, **kwargs)

    def value_to_string(self, obj):
        raise FieldError(f"{self.name} is sealed and is not written to fixtures")


class RowId(models.UUIDField):
    """The name of a row that its sealed fields are bound to; it never changes."""

    def __init__(self, **kwargs):
        kwargs = {"default": uuid.uuid4, "unique": True, "editable": False, **kwargs}
        super().__init__(**kwargs)
