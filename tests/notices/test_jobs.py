"""Periodic jobs: each in its time, one worker at a time, and one that fails is tried again soon."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notices import jobs
from notices.models import Job


@pytest.fixture
def ran(db, monkeypatch, time_machine):
    """A single daily job; the fixture is the list of moments at which it ran."""
    time_machine.move_to(timezone.now(), tick=False)
    monkeypatch.setattr(jobs, "_jobs", {})
    moments = []

    @jobs.job("sweep", every=timedelta(days=1))
    def sweep():
        moments.append(timezone.now())
        return len(moments)

    jobs.write_down()
    return moments


def test_a_job_runs_at_once_and_then_in_its_time(ran, time_machine):
    assert jobs.run_due() == ["sweep"]
    assert jobs.run_due() == []
    time_machine.shift(timedelta(hours=23))
    assert jobs.run_due() == []
    time_machine.shift(timedelta(hours=1))
    assert jobs.run_due() == ["sweep"]
    assert Job.objects.get().last_result == "2"


def test_writing_down_again_keeps_the_time(ran):
    jobs.run_due()
    jobs.write_down()
    assert jobs.run_due() == []


def test_of_two_workers_that_saw_the_same_moment_one_runs_it(ran):
    seen = Job.objects.get().next_run
    assert [jobs.run("sweep", seen), jobs.run("sweep", seen)] == [True, False]
    assert len(ran) == 1


def test_a_job_whose_worker_died_is_taken_up_after_its_lease(ran, time_machine):
    Job.objects.update(next_run=timezone.now() + jobs.LEASE)  # claimed, then SIGKILL
    time_machine.shift(jobs.LEASE)
    assert jobs.run_due() == ["sweep"]


def test_a_job_that_fails_keeps_no_other_from_its_work_and_is_tried_again_soon(ran, time_machine):
    @jobs.job("broken", every=timedelta(days=1))
    def broken():
        raise ValueError("Lin Xiaomei 13900000001")

    jobs.write_down()
    assert sorted(jobs.run_due()) == ["broken", "sweep"]
    assert Job.objects.get(name="broken").last_result == "ValueError"
    time_machine.shift(jobs.LEASE)
    assert jobs.run_due() == ["broken"]


def test_a_row_whose_job_is_gone_is_left_alone(ran):
    Job.objects.create(name="of the last release")
    assert jobs.run_due() == ["sweep"]
