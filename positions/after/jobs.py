"""What the worker does by the clock: once a month it asks whether the hours on the page are right."""

from datetime import timedelta

from django.utils import timezone

from notices.jobs import job

from . import doors


@job("ask_hours", every=timedelta(hours=12))
def ask_hours():
    return f"{doors.ask_due(timezone.now())} centres asked"
