"""Which keys the database needs: each leaves a mark, so that a start with a lost or a wrong key is refused before anything is written.

A mark is an HMAC by the key itself: it tells the same key from another one and nothing else. `rotate_keys` takes the mark of an old
key away when nothing needs it any more.
"""

import hashlib
import hmac

from django.apps import apps
from django.conf import settings
from django.db import Error, connection, transaction

from ..crypto import CannotOpen, EncryptedTextField
from ..models import KeyMark
from . import prints

SEAL, INDEX = KeyMark.Kind.SEAL, KeyMark.Kind.INDEX
NAMES = {SEAL: "ENCRYPTION_KEYS", INDEX: "INDEX_KEY"}


class WrongKeys(Exception):
    """str() is the sentence for whoever starts the portal."""


def mark_of(kind, key):
    return hmac.new(key, f"fuliancenter key mark {kind}".encode(), hashlib.sha256).hexdigest()


def ring(kind):
    return settings.ENCRYPTION_KEYS if kind == SEAL else settings.INDEX_KEYS


def prove(*, rotating=False):
    """Compare the keys of the settings with what the database needs; write the marks of new ones. Raises WrongKeys, and then wrote nothing.

    With `rotating` nothing is written, an INDEX_KEY that is newer than the prints is allowed (rotate_keys is about to write them anew),
    and a key of the ring that is away is a matter of the cells: rotate_keys opens each. A database that does not answer, or has no
    tables yet, is no matter of keys.
    """
    try:
        if KeyMark._meta.db_table not in connection.introspection.table_names():
            return
        with transaction.atomic():
            _prove(rotating)
    except Error:
        return


def _prove(rotating):
    stored = {(row.kind, row.name): row.mark for row in KeyMark.objects.all()}
    for kind in (SEAL, INDEX):
        keys = ring(kind)
        for (of, name), mark in stored.items():
            if of != kind:
                continue
            if name not in keys and rotating and kind == SEAL:
                continue
            if name not in keys:
                raise WrongKeys(f"{NAMES[kind]} 里没有密钥 {name}，可是库里还有资料要靠它。把它加回去再启动；没有动过任何资料。")
            if mark != mark_of(kind, keys[name]):
                raise WrongKeys(f"{NAMES[kind]} 里的密钥 {name} 和库里的资料对不上。换回原来那一个再启动；没有动过任何资料。")
    if not any(kind == SEAL for kind, _ in stored):
        _prove_by_opening()
    newest = next(iter(ring(INDEX)))
    marked = {name for kind, name in stored if kind == INDEX}
    if marked and newest not in marked and not rotating:
        raise WrongKeys(f"INDEX_KEY 换成了 {newest}，指纹还没有重算。先运行 manage.py rotate_keys，再启动。")
    if not rotating:
        first = not any(kind == SEAL for kind, _ in stored)
        _write([(SEAL, name) for name in list(ring(SEAL))[: None if first else 1]] + ([] if marked else [(INDEX, newest)]), stored)


def _write(wanted, stored=()):
    fresh = [KeyMark(kind=kind, name=name, mark=mark_of(kind, ring(kind)[name])) for kind, name in wanted if (kind, name) not in stored]
    KeyMark.objects.bulk_create(fresh, ignore_conflicts=True)


def write_newest():
    """Leave the mark of the key that seals from now on."""
    _write([(SEAL, next(iter(ring(SEAL))))])


def _prove_by_opening():
    """No key left a mark yet (the first start with them): the newest cell of each field has to open, and the newest print to be ours."""
    try:
        open_newest()
    except CannotOpen:
        raise WrongKeys("ENCRYPTION_KEYS 打不开库里封好的资料。换回封它的密钥再启动；没有动过任何资料。") from None
    if not prints.newest_are_ours():
        raise WrongKeys("INDEX_KEY 和库里的指纹对不上。换回原来那一个再启动；没有动过任何资料。")


def open_newest():
    """Open the newest cell of each sealed field. Raises CannotOpen; after a restore beside the wrong keys one does not open."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedTextField):
                row = model._base_manager.exclude(**{f"{field.name}__isnull": True}).order_by("-pk").only("uid", field.name).first()
                # The key of an erased matter is gone for good: that says nothing about ours.
                if row is not None and getattr(row, "data_key", row) is not None:
                    getattr(row, field.attname)


def settle():
    """All is sealed and found by the newest keys: forget the marks of the others. Returns the names of keys that are needed no more."""
    gone = KeyMark.objects.exclude(kind=SEAL, name=next(iter(ring(SEAL)))).exclude(kind=INDEX, name=next(iter(ring(INDEX))))
    names = sorted(gone.values_list("name", flat=True))
    gone.delete()
    _write([(kind, next(iter(ring(kind)))) for kind in (SEAL, INDEX)])
    return names
