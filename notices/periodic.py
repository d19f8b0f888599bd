"""What this app does by the clock."""

from datetime import timedelta

from . import receipts
from .jobs import job


@job("ask_what_arrived", every=timedelta(minutes=1))
def ask_what_arrived():
    """Ask the provider what became of the messages that are on their way."""
    return receipts.ask_due()
