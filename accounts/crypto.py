"""Secrets at rest: AES-256-GCM for text and files, HMAC for exact look-up.

A sealed value is bound to its table, field and row (`uid`): a cell that is copied elsewhere does not open.
The key ring comes from ENCRYPTION_KEYS; the first key seals, every key in it opens (rotation).
What belongs to one matter (a case with its parties, timeline, photos) is sealed with a data key of its own, which the ring seals:
rotation touches one cell a case, and erasing that cell erases rows that nobody may change.
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
from django.utils.functional import cached_property

NONCE = 12


class CannotOpen(Exception):
    """The key is missing, or the cell was changed or moved."""


def seal(text, *, bound_to, key=None):
    """Return `text` (str) sealed, as seal_bytes() does."""
    return seal_bytes(text.encode(), bound_to=bound_to, key=key)


def seal_bytes(data, *, bound_to, key=None):
    """Return `data` (bytes) as length and id of the key, nonce, AES-GCM. `bound_to` names its place.

    `key` is a data key (32 bytes); its id is empty. Without it the first key of the ring seals.
    """
    key_id = ""
    if key is None:
        key_id, key = next(iter(settings.ENCRYPTION_KEYS.items()))
    nonce = os.urandom(NONCE)
    name = key_id.encode()
    return bytes([len(name)]) + name + nonce + AESGCM(key).encrypt(nonce, data, bound_to.encode())


def unseal(blob, *, bound_to, key=None):
    """Return the text of seal(). Raises CannotOpen."""
    return unseal_bytes(blob, bound_to=bound_to, key=key).decode()


def unseal_bytes(blob, *, bound_to, key=None):
    """Return the bytes of seal_bytes(). Raises CannotOpen."""
    blob = bytes(blob)
    if not blob:
        raise CannotOpen(f"{bound_to} is empty")
    name, rest = blob[1 : 1 + blob[0]].decode(errors="replace"), blob[1 + blob[0] :]
    if name:
        key = settings.ENCRYPTION_KEYS.get(name)
    if key is None:
        raise CannotOpen(f"no key {name!r} in ENCRYPTION_KEYS" if name else f"{bound_to} has lost its data key")
    try:
        return AESGCM(key).decrypt(rest[:NONCE], rest[NONCE:], bound_to.encode())
    except (InvalidTag, ValueError):
        raise CannotOpen(f"{bound_to} was changed or moved") from None


def fingerprint(value, *, purpose):
    """Return 64 hex digits by which `value` can be found again exactly, and only for this `purpose`."""
    return hmac.new(settings.INDEX_KEY, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def fingerprints(value, *, purpose):
    """Return the prints of `value` by every key of the ring, newest first: for prints that cannot be worked out anew after rotation."""
    older = [key for key in settings.INDEX_KEYS.values() if key != settings.INDEX_KEY]
    message = f"{purpose}\0{value}".encode()
    return [hmac.new(key, message, hashlib.sha256).hexdigest() for key in (settings.INDEX_KEY, *older)]


class Sealed(bytes):
    """A value as the database holds it, not opened yet."""


class _Opened(DeferredAttribute):
    """Open a cell when it is read for the first time: a list that shows no secret decrypts none.

    With __set__ it stands before the instance's own dictionary, where Django puts the sealed value.
    """

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = value

    def __get__(self, instance, cls=None):
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = unseal(value, bound_to=self.field.place(instance), key=self.field.key(instance))
            instance.__dict__[self.field.attname] = value
        return value


class EncryptedTextField(models.BinaryField):
    """Text that the database holds sealed. Its model needs `uid = RowId()`, and has `data_key` if it is sealed by one.

    Only `isnull` can be asked of it in SQL, and only a model's save() or bulk_create() can write it.
    """

    descriptor_class = _Opened

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def place(self, instance):
        return f"{self.model._meta.db_table}.{self.column}:{instance.uid}"

    def key(self, instance):
        """Return the data key of its matter, or None for the ring. Raises CannotOpen when that key was erased."""
        if not hasattr(instance, "data_key"):
            return None
        if instance.data_key is None:
            raise CannotOpen(f"{self.place(instance)} has lost its data key")
        return instance.data_key

    def from_db_value(self, value, expression, connection):
        return value if value is None else Sealed(value)

    def to_python(self, value):
        return value

    def pre_save(self, model_instance, add):
        value = getattr(model_instance, self.attname)
        return value if value is None else Sealed(seal(value, bound_to=self.place(model_instance), key=self.key(model_instance)))

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


class HasDataKey(models.Model):
    """A row whose secrets, and those of the rows that belong to it, are sealed by a key of their own."""

    uid = RowId()
    sealed_key = models.BinaryField(null=True, editable=False)  # empty: erased, and what it sealed with it

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.data_key is None:
            raise CannotOpen(f"{self._meta.db_table}:{self.uid} has lost its data key")
        super().save(*args, **kwargs)

    @cached_property
    def data_key(self):
        """The 32 bytes; a new row makes its own. None when it was erased: then nothing opens any more."""
        place = f"{self._meta.db_table}.sealed_key:{self.uid}"
        if self.sealed_key is None and self._state.adding:
            key = os.urandom(32)
            self.sealed_key = seal_bytes(key, bound_to=place)
            return key
        return None if self.sealed_key is None else unseal_bytes(self.sealed_key, bound_to=place)
