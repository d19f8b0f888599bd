"""What the worker does for deadlines every hour."""

from datetime import timedelta

from django.utils import timezone

from notices.jobs import job

from . import extending, reminding


@job("remind_cases", every=timedelta(hours=1))
def remind_cases():
    """End the rights that are over, remind those who carry, tell officers of what is late. Running it again tells nothing twice."""
    today = timezone.localdate()
    lapsed = extending.let_lapse(today)
    warned, told = reminding.warn(today), reminding.tell_officers(today)
    return f"{warned} reminded, {told} told to officers, {lapsed} lapsed" if warned or told or lapsed else ""
