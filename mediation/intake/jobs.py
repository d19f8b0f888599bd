"""What intake has to tidy."""

from datetime import timedelta

from notices.jobs import job

from . import asking, put_aside


@job("sweep_help_drafts", every=timedelta(hours=1))
def sweep_help_drafts():
    """Requests whose code was never typed back."""
    return f"{asking.sweep()} rows"


@job("remind_of_calls_put_aside", every=timedelta(minutes=5))
def remind_of_calls_put_aside():
    """Calls that are red, or of a child that is hurt, and are no case yet."""
    count = put_aside.remind_due()
    return f"{count} told of calls that cannot wait" if count else ""
