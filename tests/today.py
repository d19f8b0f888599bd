"""A class that is on now, for tests of the door."""

from datetime import timedelta

import pytest
from django.utils import timezone


def around_now(*, before, after):
    """Return (start, end) of a class that began `before` minutes ago and ends in `after`; its test is skipped when that is not one day."""
    now = timezone.now()
    start, end = now - timedelta(minutes=before), now + timedelta(minutes=after)
    if timezone.localdate(start) != timezone.localdate(end):
        pytest.skip("midnight is near: a class that is on now belongs to two days")
    return start, end
