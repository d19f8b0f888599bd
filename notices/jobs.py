"""What the worker does by the clock. Each app says its jobs in its own `jobs.py`, which its AppConfig.ready() imports:

    @job("clear_sessions", every=timedelta(days=1))
    def clear_sessions():            # may return a short sentence or number for the log
        ...

A job can run twice (a worker may die in the middle of it), so running it again does no harm.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from .models import Job

logger = logging.getLogger(__name__)
# Who takes a job up has this long; then another worker may. A job that failed is tried again after the same time.
LEASE = timedelta(minutes=15)


@dataclass(frozen=True)
class Periodic:
    every: timedelta
    run: Callable[[], object]

    @property
    def lease(self):
        return min(self.every, LEASE)


_jobs: dict[str, Periodic] = {}


def job(name, *, every):
    """Register a function that the worker calls every so often, for the first time as soon as it starts."""

    def register(run):
        _jobs[name] = Periodic(every, run)
        return run

    return register


def write_down():
    """Make the rows of new jobs; those that stand there keep their time."""
    Job.objects.bulk_create([Job(name=name) for name in _jobs], ignore_conflicts=True)


def run_due():
    """Run the jobs whose time has come. Returns their names."""
    due = dict(Job.objects.filter(name__in=_jobs, next_run__lte=timezone.now()).values_list("name", "next_run"))
    return [name for name, seen in due.items() if run(name, seen)]


def run(name, seen):
    """Run the job whose next_run was seen as `seen`, unless another worker was quicker. Returns whether it ran here."""
    periodic, now = _jobs[name], timezone.now()
    # Of two workers that saw the same moment one changes it; the other changes no row.
    if not Job.objects.filter(name=name, next_run=seen).update(next_run=now + periodic.lease, last_run=now):
        return False
    try:
        result, following = periodic.run(), now + periodic.every
    except Exception as error:  # one job that cannot do its work must not keep the others from theirs
        logger.exception("job failed", extra={"job": name})
        result, following = type(error).__name__, now + periodic.lease
    Job.objects.filter(name=name, next_run=now + periodic.lease).update(next_run=following, last_result=str(result or "")[:200])
    return True
