"""Do something as if it were another moment: the deeds ask the clock, and the demo tells what happened last week."""

from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch


@contextmanager
def at(moment):
    """Let `django.utils.timezone` say `moment` (aware). Its own class is replaced, so that defaults of fields obey too."""

    class Frozen(datetime):
        @classmethod
        def now(cls, tz=None):
            return moment.astimezone(tz)

    with patch("django.utils.timezone.datetime", Frozen):
        yield
