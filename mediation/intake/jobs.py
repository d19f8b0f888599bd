"""What intake has to tidy."""

from datetime import timedelta

from notices.jobs import job

from . import asking


@job("sweep_help_drafts", every=timedelta(hours=1))
def sweep_help_drafts():
    """Requests whose code was never typed back."""
    return f"{asking.sweep()} rows"
