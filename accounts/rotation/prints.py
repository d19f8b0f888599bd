"""Fingerprints (HMAC) by which sealed values are found again: each app says which ones can be worked out anew from what lies sealed.

    prints.of(Party, "phone_print", lambda party: party.phone and phone_print(party.phone))

What cannot be worked out anew (a return code, of which only the print is kept) is looked up by all keys of the ring: crypto.fingerprints.
"""

from dataclasses import dataclass

from django.db import transaction

from ..crypto import CannotOpen

BATCH = 200


@dataclass(frozen=True)
class Print:
    model: type
    column: str
    work_out: object
    also: object = None


_prints = []


def of(model, column, work_out, *, also=None):
    """Register a column. `work_out(row)` returns its print by the newest key, or nothing when there is no value.

    `also(row, old, new)` changes what repeats it elsewhere.
    """
    _prints.append(Print(model, column, work_out, also))


def rewrite():
    """Write every print anew that is not the newest key's. Returns how many. Run twice it changes nothing the second time."""
    return sum(_rewrite(one) for one in _prints)


def _rewrite(one):
    changed, last = 0, 0
    while True:
        with transaction.atomic():
            rows = list(one.model._base_manager.filter(pk__gt=last).order_by("pk")[:BATCH])
            for row in rows:
                old = getattr(row, one.column)
                new = _worked_out(one, row)
                if not new or new == old:
                    continue
                changed += one.model._base_manager.filter(pk=row.pk).update(**{one.column: new})
                if one.also:
                    one.also(row, old, new)
        if len(rows) < BATCH:
            return changed
        last = rows[-1].pk


def newest_are_ours():
    """Return whether the newest print of each column is what our INDEX_KEY makes of its value."""
    for one in _prints:
        row = one.model._base_manager.exclude(**{one.column: ""}).order_by("-pk").first()
        if row is not None:
            made = _worked_out(one, row)
            if made and made != getattr(row, one.column):
                return False
    return True


def _worked_out(one, row):
    """Return the print; None when there is no value, or it was erased with its key."""
    try:
        return one.work_out(row)
    except CannotOpen:
        if getattr(row, "data_key", b"") is None:
            return None
        raise
