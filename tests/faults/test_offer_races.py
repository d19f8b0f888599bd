"""RACE: an offer is answered in the very second in which it runs out. Either it was hers, or it went on; never both, never neither."""

import time

import pytest

from tests.servers import Portal

from . import offers_scene
from .clients import all_at_once, answer

pytestmark = pytest.mark.race
BROKEN = {"DJANGO_SETTINGS_MODULE": "tests.faults.broken"}
SECONDS, SESSIONS = 6, 24


def second_of_the_end(portal):
    """Let offers of many sessions end at one moment, people answer around it, the worker look all the while. Returns (faults, answers)."""
    made = portal.call(offers_scene.held, sessions=SESSIONS)
    cookies = portal.sign_in(made["users"])
    made |= portal.call(offers_scene.end_at_one_moment, codes=made["codes"], seconds=SECONDS)

    def say_yes(n):
        # From half a second before to a second after: some are early, some late, some in the same moment.
        time.sleep(max(made["ends_at"] - 0.5 + 1.5 * n / SESSIONS - time.time(), 0))
        return answer(portal.url, cookies=cookies[n], code=made["codes"][n], go="yes")

    def worker():
        return portal.call(offers_scene.look_for, until=made["ends_at"] + 2)

    told = all_at_once([*((lambda n=n: say_yes(n)) for n in range(SESSIONS)), worker])[:-1]
    return portal.call(offers_scene.faults, codes=made["codes"], statuses=[one.status for one in told]), told


def test_an_answer_in_the_second_of_the_end():
    with Portal() as portal:
        faults, told = second_of_the_end(portal)
    assert faults == []
    assert {one.status for one in told} == {302, 422}, "all were early or all late: the race proves nothing"


def test_the_race_notices_an_answer_without_its_condition():
    with Portal(**BROKEN, BROKEN="one_answer_an_offer") as portal:
        faults, _ = second_of_the_end(portal)
    assert faults
