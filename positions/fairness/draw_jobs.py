"""What the worker does for draws: it locks the list at the minute that was printed."""

from datetime import timedelta

from notices.jobs import job

from . import draws


@job("close_draws", every=timedelta(minutes=1))
def close_draws():
    return f"{draws.close_due()} lists locked"
