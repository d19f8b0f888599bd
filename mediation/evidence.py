"""Photos of a case: sealed before they touch the disk, in files whose names say nothing."""

import os
import secrets

from django.conf import settings

from accounts.crypto import seal_bytes

from .models import Evidence

FOLDER = "cases"


def keep(*, case, pictures, by, words=""):
    """Write photos [(jpeg, width, height)] of a saved case; `words` say what they are. Returns the Evidence rows, saved. On any fault no file stays."""
    rows = []
    try:
        for jpeg, width, height in pictures:
            row = Evidence(case=case, width=width, height=height, words=words or None, by=by)
            row.file = write(seal_bytes(jpeg, bound_to=row.bound_to, key=case.data_key))
            rows.append(row)
        Evidence.objects.bulk_create(rows)
    except BaseException:
        forget(rows)
        raise
    return rows


def forget(rows):
    """Remove the files of rows that were not written after all."""
    for row in rows:
        (settings.MEDIA_ROOT / row.file).unlink(missing_ok=True)


def write(data):
    """Write bytes under a random name, down to the disk: what the reporter is told is there, is there."""
    name = secrets.token_hex(20)
    path = settings.MEDIA_ROOT / FOLDER / name[:2] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return path.relative_to(settings.MEDIA_ROOT).as_posix()
