"""RACE and KILL over real HTTP: what people were told is what the rows say, and each race fails without its guard."""

import random
import time
from functools import partial

import pytest

from tests.servers import Portal

from . import scene
from .clients import all_at_once, press

pytestmark = pytest.mark.race
BROKEN = {"DJANGO_SETTINGS_MODULE": "tests.faults.broken"}


def rush(portal, clients=200, places=20):
    """Let `clients` press at once for `places` places; half of those who are told that it is full join the line. Returns faults, told."""
    made = portal.call(scene.people_and_session, people=clients, capacity=places)
    session, cookies = made["sessions"][0], portal.sign_in(made["users"])
    who = list(zip(made["attendees"], cookies, strict=True))
    told = all_at_once([lambda a=attendee, c=cookie: press(portal.url, cookies=c, session=session, attendee=a) for attendee, cookie in who])
    refused = [(one, cookie) for one, (_, cookie) in zip(told, who, strict=True) if one.status == 422]
    waits = all_at_once([lambda o=one, c=cookie: press(portal.url, cookies=c, session=session, attendee=o.attendee, wait=True) for one, cookie in refused[::2]])
    held = portal.call(scene.rows, sessions=made["sessions"])
    return scene.faults(held, told + waits), told, waits, held


def test_two_hundred_people_and_the_last_twenty_places():
    with Portal() as portal:
        faults, told, waits, held = rush(portal)
    assert faults == []
    assert sum(bool(one.code) for one in told) == 20
    assert {one.status for one in told} == {302, 422}
    assert all("排候补" in one.body for one in told if one.status == 422)
    assert all(one.code for one in waits)
    assert [status for _, status in held["bookings"].values()].count("waiting") == len(waits) == 90


def test_the_rush_notices_a_missing_condition():
    with Portal(**BROKEN, BROKEN="conditional_update") as portal:
        faults, told, *_ = rush(portal, clients=60)
    assert faults or sum(bool(one.code) for one in told) != 20


def same_press(portal, times=50):
    """One person's press arrives `times` times at once. Returns the codes that she was sent to, and the rows."""
    made = portal.call(scene.people_and_session, people=1, capacity=20)
    (cookies,), (attendee,), (session,) = portal.sign_in(made["users"]), made["attendees"], made["sessions"]
    told = all_at_once([lambda: press(portal.url, cookies=cookies, session=session, attendee=attendee, key="a" * 32) for _ in range(times)])
    return {one.code for one in told}, {one.status for one in told}, portal.call(scene.rows, sessions=[session])


def test_one_press_that_arrives_fifty_times():
    with Portal() as portal:
        codes, statuses, held = same_press(portal)
    assert statuses == {302}
    assert codes == set(held["bookings"])
    assert len(codes) == 1
    assert list(held["counters"].values()) == [[1, 0, 20]]


def test_the_fifty_presses_notice_a_missing_rule():
    with Portal(**BROKEN, BROKEN="one_press_one_booking") as portal:
        portal.call(scene.forget_one_press_one_booking)
        codes, _, held = same_press(portal)
    assert len(held["bookings"]) > 1 or len(codes) > 1


def kill_under_load(portal, kills, seed):
    """Let people book on ten sessions; each time some of 60 have their answer the server is killed, and started again. Returns (faults, told)."""
    made = portal.call(scene.people_and_session, people=60 * kills, capacity=50, sessions=10)
    cookies, dice, told = portal.sign_in(made["users"]), random.Random(seed), []
    for part in range(kills):
        crowd = list(zip(made["attendees"], cookies, strict=True))[60 * part : 60 * (part + 1)]
        answers, enough = [], dice.randint(3, 25)

        def book(attendee, cookie, answers=answers):
            one = press(portal.url, cookies=cookie, session=dice.choice(made["sessions"]), attendee=attendee)
            answers.append(one)
            return one

        told += all_at_once([*(partial(book, *one) for one in crowd), partial(_kill_after, portal, answers, enough)])[:-1]
        portal.start()
    held = portal.call(scene.rows, sessions=made["sessions"])
    return scene.faults(held, told), told


def _kill_after(portal, answers, enough):
    while len(answers) < enough:
        time.sleep(0.002)
    portal.kill()


def test_what_was_promised_survives_sigkill():
    with Portal() as portal:
        faults, told = kill_under_load(portal, kills=4, seed=1)
    assert faults == []
    assert any(one.code for one in told), "nobody was promised anything: the kill came too early to prove a thing"
    assert any(one.status == 0 for one in told), "nobody was cut off: the kill came too late to prove a thing"


def test_the_kill_notices_an_answer_before_the_commit():
    with Portal(**BROKEN, BROKEN="commit_before_answer") as portal:
        faults, _ = kill_under_load(portal, kills=2, seed=2)
    assert faults
