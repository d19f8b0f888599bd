"""MATRIX: every address x method x role x (own, other area, missing), against one table that a person reads (matrix.csv).

A route that is missing in the table fails. After a change, `WRITE_MATRIX=1 script/test tests/security/test_matrix.py` writes
the table anew; read the difference before you commit it. What the table may never hold is checked apart from it.

It runs on SQLite only: minutes long, and who may what is decided in the same Python on both. What must not open is asked on both
databases by test_conflict.py and by the tests of each app.
"""

import copy
import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, reset_queries, transaction
from django.test.utils import CaptureQueriesContext

from accounts import devices
from tests.servers import on_postgres

from . import addresses, matrix
from .subjects import BY_GLASS, EXEMPT, OF_A_CASE, OPEN_TO_ALL, SHUT, STAGES, values
from .world import ROLES, World

pytestmark = pytest.mark.skipif(on_postgres(), reason="the matrix runs once, on SQLite")
WRITE = bool(os.environ.get("WRITE_MATRIX"))
MISSING = "missing"
KEPT = Path(__file__).resolve().parents[2] / ".pytest_cache" / "matrix"


@pytest.fixture
def world(db, settings, monkeypatch):
    settings.DEMO = False
    # A walk may take longer than a minute: else the address that is asked in that moment writes "seen" and takes more statements.
    monkeypatch.setattr(devices, "WRITE_EVERY", dict.fromkeys(devices.WRITE_EVERY, timedelta(days=1)))
    return World()


def enter(client, world, role):
    """Sign `client` in as the person of `role`, with the second factor where she has one."""
    from tests.people import sign_in

    if role != "stranger":
        sign_in(client, world.people[role], mfa=role not in ("mother", "neighbor", "grid", "no_factor", "ended"))


def plan():
    """Yield (route, method, target) of everything that the table must hold."""
    for route in addresses.routes():
        if route in EXEMPT:
            continue
        for method in matrix.METHODS:
            for target in STAGES if addresses.holes(route) else ("-",):
                yield route, method, target


class _Undo(Exception):
    pass


def ask(client, method, path):
    """Return the answer; whatever it changed, in the database or in her cookies, is undone."""
    kept = copy.deepcopy(client.cookies)
    try:
        with transaction.atomic():
            answer = client.generic(method, path)
            raise _Undo
    except _Undo:
        client.cookies = kept
        return answer


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_as_the_table_says_and_hides_what_is_out_of_reach(role, client, world):
    """One walk for both: the statuses are those of the table; where she may see nothing it is as if nothing were there.

    Out of reach answers exactly like missing: same status, same body, same number of statements. Nobody learns that a row exists.
    """
    client.raise_request_exception = False
    enter(client, world, role)
    answers, seen = {}, {}
    for route, method, target in plan():
        path = addresses.fill(route, values(world, route, target))
        reset_queries()  # it would be full after 9,000
        with CaptureQueriesContext(connection) as statements:
            answer = ask(client, method, path)
        answers[route, method, target] = answer.status_code
        if answer.status_code == 404:
            seen[route, method, target] = _neutral(answer, path), len(statements)
    assert not {place: status for place, status in answers.items() if status >= 500}
    for (route, method, target), told in seen.items():
        missing = route, method, MISSING
        if target == _far(role) and missing in seen and not _has_something_to_look_for(role, route):
            assert told == seen[missing], (role, route, method)
    if WRITE:
        _collect(role, answers)
        return
    table = matrix.read()
    assert not set(answers) - set(table), "these addresses are missing in matrix.csv"
    assert not set(table) - set(answers), "these rows of matrix.csv have no address any more"
    differences = {place: (status, table[place][role]) for place, status in answers.items() if status != table[place][role]}
    assert not differences, f"{role}: (answered, table)"


def _far(role):
    """Return where the rows are that she may not see."""
    return "own" if role.endswith("_elsewhere") or role in ("mediator_conflict", "county_glass") else "other"


def _has_something_to_look_for(role, route):
    """Whether what answers 404 there is no secret to her."""
    return (
        (role == "city" and route.startswith("admin/"))  # the whole city is hers: 404 says that the press named no row
        or (role == "neighbor" and route.startswith("my/"))  # what is elsewhere for the others is her own
        or (role == "county_glass" and route.startswith("mediation/cases/"))  # she has broken a glass into it
    )


def _collect(role, answers):
    """Keep one role's answers in a file; whoever finds all of them there writes the table anew (so it may run on several cores)."""
    KEPT.mkdir(parents=True, exist_ok=True)
    (KEPT / f"{role}.json").write_text(json.dumps([[*place, status] for place, status in answers.items()]))
    files = [KEPT / f"{name}.json" for name in ROLES]
    if not all(file.exists() for file in files):
        return
    seen = {}
    for name, file in zip(ROLES, files, strict=True):
        for *place, status in json.loads(file.read_text()):
            seen.setdefault(tuple(place), {})[name] = status
    matrix.write(seen, ROLES)
    for file in files:
        file.unlink()


def _neutral(answer, path):
    """Return the body without the address that was asked for and what differs in every answer."""
    body = answer.content.decode(errors="replace")
    for word in (path, answer.headers.get("X-Request-Id", "-")):
        body = body.replace(word, "")
    return body


@pytest.mark.parametrize("role", ["stranger", "keeper", "system_admin"])
def test_other_methods_change_nothing_and_tell_nothing(role, client, world):
    client.raise_request_exception = False
    enter(client, world, role)
    table = matrix.read()
    for route, _, target in {(route, "", target) for route, _, target in table}:
        path = addresses.fill(route, values(world, route, target))
        get = table[route, "GET", target][role]
        assert ask(client, "HEAD", path).status_code == get, (route, target)
        for method in ("PUT", "DELETE"):
            status = ask(client, method, path).status_code
            assert status in (302, 403, 404, 405), (role, route, method, status)


def test_the_table_never_opens_what_is_closed():
    """What no table may say, however it came to be."""
    for (route, method, target), answered in matrix.read().items():
        place = route, method, target
        if route and not route.startswith(OPEN_TO_ALL):  # "" is the home page
            assert answered["stranger"] in (302, 403, 404, 405), place
        if route.startswith("admin/"):
            for role in ("mother", "neighbor", "grid", "partner", "partner_elsewhere", "mediator_ended", "ended", "no_factor"):
                assert answered[role] in (302, 403, 404, 405), (role, place)
        if target == "other" and route.startswith("mediation/cases/"):
            for role in set(ROLES) - {"mediator_elsewhere", "neighbor"}:
                if not (role in WATCH_OVER_OTHER and route.removeprefix(ONE_CASE) in OF_DANGER):
                    assert answered[role] in (302, 404, 405), (role, place)
        if target == "own" and route.startswith(OF_A_CASE):
            assert answered["mediator_conflict"] in SHUT, place
            assert answered["county_glass"] in SHUT or (method, route.removeprefix(ONE_CASE)) in BY_GLASS, place
        if route.startswith(("mediation/", "handed/", "reports/cases", "grid/cases/")):
            assert answered["mediator_ended"] in SHUT, place


ONE_CASE = "mediation/cases/<slug:number>/"
OF_DANGER = {"danger/", "danger/raise/", "danger/lower/", "danger/unmark/", "danger/harm/"}  # an officer sees the colour and why (docs/decisions/0024)
WATCH_OVER_OTHER = {"city", "county_elsewhere", "county_glass"}
