"""What the worker destroys by night."""

from datetime import timedelta

from notices.jobs import job

from . import retention


@job("destroy_old_cases", every=timedelta(days=1))
def destroy_old_cases():
    """Destroy the keys of cases whose years are over; the figures stay (manage.py erase_cases --dry-run shows which)."""
    calls = retention.erase_calls_due()
    return f"{retention.erase_due()} destroyed, {retention.sweep()} files left over" + (f", {calls} calls" if calls else "")
