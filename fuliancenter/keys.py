"""A start with a lost or a wrong key ends with a sentence, before anything is served or written."""

from django.db import connection

from accounts.rotation import marks

from .environment import stop


def prove_or_stop():
    """Return when the keys of the settings are those that the database needs; else end the process."""
    try:
        marks.prove()
    except marks.WrongKeys as wrong:
        stop(str(wrong))
    finally:
        connection.close()  # of the process that starts, not of one that serves
