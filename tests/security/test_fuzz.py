"""FUZZ: strange words in every query and every form field of every address: an answer in words, never a 5xx, never a traceback."""

import random
import re

import pytest
from django.db import transaction

from tests.servers import on_postgres

from . import addresses
from .subjects import EXEMPT, values
from .test_matrix import enter
from .world import World

NASTY = (
    "", " ", "0", "-1", "1e400", "NaN", str(2**31), str(2**63), str(10**40), "１２", "abc", "' OR 1=1 --", "<script>alert(1)</script>", "../../etc/passwd",
    "9999-12-31", "0000-00-00", "2026-02-30", "10000-01-01", "25:61", "\u202e倒着写", "a\u0000b", "😀👩‍👩‍👧", "𠮷野", "%00", "%", "\ud7ff", "好" * 10_000,
    "x" * 70_000, "[]", "{}", "null", "true", "__class__", "{{ 7 * 7 }}", "\r\nSet-Cookie: a=b", "//evil.example/", "javascript:alert(1)",
)  # fmt: skip
QUERY = (
    "q", "day", "days", "age", "kind", "who", "page", "area", "theme", "near", "service", "next", "s", "week", "p", "o", "e", "code", "all", "term",
    "status__exact", "id__in", "_popup", "_to_field", "app_label", "model_name", "field_name",
)  # fmt: skip
# The databases differ in what they refuse (a zero byte, a large number), so each is asked; one of them by everybody.
ROLES = ["stranger", "mother", "keeper", "city", "grid", "mediator", "leader", "system_admin"] if on_postgres() else ["stranger", "city"]
FIELDS = re.compile(rb'<(?:input|select|textarea|button)[^>]*\sname="([^"]+)"')


@pytest.mark.parametrize("role", ROLES)
def test_strange_words_get_an_answer(role, client, db, settings, tmp_path):
    settings.DEMO = False
    client.raise_request_exception = False
    world = World()
    enter(client, world, role)
    dice = random.Random(f"fuzz {role}")  # the same words in every run
    for route in addresses.routes():
        if route in EXEMPT:
            continue
        path = addresses.fill(route, values(world, route, "own" if addresses.holes(route) else "-"))
        with _nothing_stays():
            page = client.get(path)
            assert page.status_code < 500, path
        fields = [name.decode() for name in FIELDS.findall(page.content)] if not page.streaming else []
        for _ in range(3):
            asked = {name: dice.choice(NASTY) for name in dice.sample(QUERY, 5)}
            with _nothing_stays():
                assert client.get(path, asked).status_code < 500, (path, asked)
        if fields and page.status_code == 200:
            for _ in range(3):
                sent = {name: dice.choice(NASTY) for name in fields if name != "csrfmiddlewaretoken"}
                with _nothing_stays():
                    answer = client.post(path, sent)
                    assert answer.status_code < 500, (path, sent)
                    assert b"Traceback" not in answer.content


class _nothing_stays:  # noqa: N801  reads as a sentence in `with`
    """Undo what the block changed."""

    def __enter__(self):
        self.block = transaction.atomic()
        self.block.__enter__()

    def __exit__(self, kind, value, trace):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
        return False
