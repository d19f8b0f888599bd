"""The arithmetic of a draw: the figures of the design, properties over random lists, and the script that everybody can run."""

import json
import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from positions.fairness import lots
from tests.servers import ROOT

SECRET, LOTTERY = "8f1c5a90b7e34d62a4f0c9d17b3e6285", "03 07 15 21 26 31 + 09"
SCRIPT = ROOT / "static/recompute.py"


def numbers(count):
    return [lots.Line(f"{number:03d}") for number in range(1, count + 1)]


def test_the_figures_of_the_design():
    assert lots.sha(SECRET) == "800ff207292986edfe4554cfaf112e6ebe61df8de8e8a6f6c33b7d87399e9211"
    assert lots.sha(lots.written(numbers(86))) == "b1d11cb2424aa367228bba79aac453e0db2c1ba026d6c157a324092ff7611638"
    found = lots.order(numbers(86), seed=lots.seed_of(SECRET, LOTTERY), places=30)
    assert found.won[:12] == ("035", "044", "086", "049", "047", "040", "014", "062", "015", "066", "078", "028")
    assert found.waiting[0] == "006"
    assert found.waiting[-1] == "046"
    assert (len(found.won), len(found.waiting)) == (30, 56)


lines = st.lists(st.tuples(st.sampled_from([1, 1, 1, 2, 3]), st.booleans()), max_size=40).map(
    lambda rows: [lots.Line(f"{n:03d}", people, kept) for n, (people, kept) in enumerate(rows, 1)]
)


@given(lines, st.integers(1, 30), st.integers(0, 5), st.text("0123456789abcdef", min_size=8, max_size=8))
@settings(max_examples=200, deadline=None)
def test_everybody_has_one_place_in_the_order_and_no_place_is_given_twice(rows, places, kept_places, secret):
    kept_places = min(kept_places, places)
    seed = lots.seed_of(secret, LOTTERY)
    found = lots.order(rows, seed=seed, places=places, kept_places=kept_places)
    people, apart = {row.number: row.people for row in rows}, {row.number for row in rows if row.kept}
    assert sorted(found.all) == sorted(people)
    assert sum(people[n] for n in found.kept) <= kept_places
    assert set(found.kept) <= apart
    left = places - sum(people[n] for n in found.kept + found.won)
    assert left >= 0
    assert all(people[n] > left for n in found.waiting), "nobody waits beside a place that is large enough"
    # nobody is overtaken: whoever waits before a winner needs more places than there were
    rest = sorted((n for n in people if n not in found.kept), key=lambda n: lots.sha(seed + n))
    assert [n for n in rest if n in found.waiting] == list(found.waiting)
    assert lots.read(lots.written(rows)) == rows


@given(lines, st.integers(1, 30))
@settings(max_examples=50, deadline=None)
def test_the_order_hangs_on_the_secret_the_lottery_and_the_list_alone(rows, places):
    seed = lots.seed_of(SECRET, LOTTERY)
    assert lots.order(rows, seed=seed, places=places) == lots.order(list(reversed(rows)), seed=seed, places=places)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("03 07 15 21 26 31 + 09", LOTTERY),
        ("３１，26、21 15 7 3＋9", LOTTERY),
        ("03,07,15,21,26,31,09", LOTTERY),
        ("03 07 15 21 26 31  09", LOTTERY),
    ],
)
def test_a_lottery_number_is_read_however_it_is_typed(typed, meant):
    assert lots.lottery_number("ssq", typed) == meant


@pytest.mark.parametrize("typed", ["", "1 2 3", "03 07 15 21 26 34 + 09", "03 03 15 21 26 31 + 09", "03 07 15 21 26 31 + 17", "1 2 3 4 5 6 + 7 + 8", "一二三"])
def test_what_is_no_number_of_the_lottery_is_said(typed):
    with pytest.raises(lots.Unreadable, match="请照开奖公告写"):
        lots.lottery_number("ssq", typed)


def test_the_other_lottery():
    assert lots.lottery_number("dlt", "35 1 2 3 4 12 11") == "01 02 03 04 35 + 11 12"


def published(rows, *, places, kept_places=0):
    seed = lots.seed_of(SECRET, LOTTERY)
    found = lots.order(rows, seed=seed, places=places, kept_places=kept_places)
    text = lots.written(rows)
    return {
        "secret": SECRET, "secret_hash": lots.sha(SECRET), "list": text.split("\n"), "list_hash": lots.sha(text), "lottery_number": LOTTERY,
        "places": places, "kept_places": kept_places, "result": {"kept": list(found.kept), "won": list(found.won), "waiting": list(found.waiting)},
    }  # fmt: skip


def run(script, draw, folder):
    path = folder / "draw.json"
    path.write_text(json.dumps(draw))
    return subprocess.run([sys.executable, "-I", script, path], capture_output=True, text=True, check=False)


@pytest.fixture
def script(tmp_path):
    """The script as it stands in docs/draw.md."""
    text = re.search(r"```python\n(.*?)```", (ROOT / "docs/draw.md").read_text(), re.S)[1]
    assert text == SCRIPT.read_text(), "docs/draw.md and static/recompute.py differ"
    path = tmp_path / "recompute.py"
    path.write_text(text)
    return path


def test_the_script_of_the_docs_is_twenty_lines(script):
    code = [line for line in script.read_text().splitlines() if line.strip() and not line.startswith("#")]
    assert len(code) == 20


def test_the_script_of_the_docs_says_the_same(script, tmp_path):
    mixed = [lots.Line("001"), lots.Line("002", 2), lots.Line("003", 1, True), lots.Line("005", 2, True), lots.Line("006", 1, True), lots.Line("008", 3)]
    for draw in (published(numbers(86), places=30), published(mixed, places=4, kept_places=1), published(mixed, places=7, kept_places=3)):
        assert run(script, draw, tmp_path).stdout == "the same\n"


def test_the_script_of_the_docs_finds_what_was_touched(script, tmp_path):
    draw = published(numbers(20), places=5)
    won = draw["result"]["won"]
    assert run(script, draw | {"result": draw["result"] | {"won": [won[1], won[0], *won[2:]]}}, tmp_path).stdout == "NOT the same\n"
    assert "NOT the list" in run(script, draw | {"list": [*draw["list"], "021"]}, tmp_path).stderr
    assert "NOT the secret" in run(script, draw | {"secret": "0" * 32}, tmp_path).stderr
