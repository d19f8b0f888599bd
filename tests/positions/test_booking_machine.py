"""Random histories of booking, waiting, offers, families, shares, closing: what must hold after every step, on both databases.

The sample runs with every test run. A hundred thousand histories are the mark `nightly` (docs/testing.md).
"""

import gc
import os
import sys
from contextlib import contextmanager
from time import process_time

import pytest
from django.db import IntegrityError, connection
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from positions.booking import alone, counting, ending
from positions.fairness import line, offers, ranks
from positions.models import Booking, Session

from .machine.base import Base, World

PARTS = ()  # mixins of other parts: their rules join the same histories
Bookings = type("Bookings", (*PARTS, Base), {})

SHARES = 20
HISTORIES = int(os.environ.get("HISTORIES", "100000"))
HALF = os.environ.get("HALF", "")  # "1" or "2": these ten shares only, so that two runs on two cores do them all
SEED = os.environ.get("SEED", "")  # the same number makes the same histories, others in each share; without it they are new each time
MINE = range(SHARES) if not HALF else range(SHARES // 2 * (int(HALF) - 1), SHARES // 2 * int(HALF))
MACHINE = settings(max_examples=30, stateful_step_count=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def machine(transactional_db):
    """The machine with its cast laid; histories are rolled back to it."""
    return type("Histories", (Bookings,), {"world": World()})


def test_random_histories(machine):
    run_state_machine_as_test(machine, settings=MACHINE)
    assert connection.vendor in ("sqlite", "postgresql")


@pytest.mark.nightly
@pytest.mark.parametrize("share", MINE)
def test_a_hundred_thousand_histories(machine, share):
    count = HISTORIES // SHARES
    if SEED:
        machine = seed(f"{SEED}:{share}")(machine)
    with _little_sweeping():
        began = process_time()
        run_state_machine_as_test(machine, settings=settings(MACHINE, max_examples=count, phases=[Phase.generate]))
    sys.stdout.write(f"share {share}: {count} histories, {(process_time() - began) / count * 1000:.0f} ms of processor each\n")


@contextmanager
def _little_sweeping():
    """Python looks for rings of dead objects over and over, through all that Django and the world keep for good: here rarely."""
    often = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*often)
        gc.unfreeze()


def _uncounted(real):
    def take(facts, **kwargs):
        made = real(facts, **kwargs)
        Session.objects.filter(pk=facts.pk).update(booked=facts.booked)
        return made

    return take


# Person 8 lives in the other community and joins first; 9 lives where the session is.
JOIN = ("book", {"person": 8, "session": 0, "wait": True}), ("book", {"person": 9, "session": 0, "wait": True})
HISTORIES_OF = {  # the shortest history that needs it, where chance finds one only after a long time
    "own community first": [*JOIN, ("leave", {"which": 0})],
    "near the start nobody is chosen": [JOIN[0], ("come_near", {"session": 0}), ("leave", {"which": 0})],
}

GUARDS = {  # what is taken out, and the session in which it matters
    "a freed place is offered": (0, lambda patch: patch.setattr(offers, "_go_down", lambda session, now: None)),
    "places are counted": (2, lambda patch: patch.setattr(alone, "_take", _uncounted(alone._take))),
    "the order is that of joining": (0, lambda patch: patch.setattr(line, "of", _backwards(line.of))),
    "own community first": (0, lambda patch: patch.setattr(ranks, "tier", lambda session, booker: 0)),
    "who passed is asked at the next place only": (0, lambda patch: patch.setattr(Booking, "passed_on", property(lambda row: None, lambda row, value: None))),
    "a family gets what it needs or nothing": (2, lambda patch: patch.setattr(line.Entry, "needs", property(lambda entry: 1))),
    "the second silence ends the entry": (0, lambda patch: patch.setattr(offers, "SILENT", 99)),
    "pairs are not parted by cancelling": (1, lambda patch: patch.setattr(ending, "_never_parted", lambda session, ending: [])),
    "pairs are not parted by an answer": (1, lambda patch: patch.setattr(line, "parted", lambda session, staying: False)),
    "near the start nobody is chosen": (0, lambda patch: patch.setattr(offers, "is_rush", lambda session, now: False)),
    "the share of phone and counter is kept": (2, lambda patch: patch.setattr(counting, "KEPT_FOR", tuple(Booking.Source))),
}


def _backwards(real):
    return lambda session: list(reversed(real(session)))


@pytest.mark.parametrize("guard", GUARDS)
def test_the_machine_finds_a_missing_guard(machine, monkeypatch, guard):
    """BREAK: with one guard taken out the same histories must end in a broken invariant."""
    session, take_out = GUARDS[guard]
    machine.only = (session,)
    history = HISTORIES_OF.get(guard)
    if history:
        _play(machine, history)
    take_out(monkeypatch)
    if history:
        with pytest.raises(AssertionError):
            _play(machine, history)
        return
    quick = settings(MACHINE, derandomize=True, max_examples=300, stateful_step_count=30, phases=[Phase.generate])
    with pytest.raises((AssertionError, IntegrityError)):  # the database refuses to tell the same thing twice
        run_state_machine_as_test(machine, settings=quick)


def _play(machine, history):
    one = machine()
    try:
        for deed, said in history:
            getattr(one, deed)(**said)
            one.counters_are_the_rows()
    finally:
        one.teardown()
