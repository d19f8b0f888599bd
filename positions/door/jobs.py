"""What the worker does after a session: who did not come."""

from datetime import timedelta

from notices.jobs import job

from . import absences
from .refusals import NobodyCame


@job("set_absences", every=timedelta(minutes=10))
def set_absences():
    """Write down who did not come to the sessions that are over."""
    sessions = rows = 0
    for session in absences.due()[: absences.MANY]:
        try:
            rows += len(absences.mark_absent(session=session))
        except NobodyCame:  # the only one who had come was taken back meanwhile
            continue
        sessions += 1
    return f"{rows} absent in {sessions} sessions" if sessions else None
