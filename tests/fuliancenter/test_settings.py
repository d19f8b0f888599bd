"""A wrong value stops the start with one sentence; docs/settings.md names every variable that is read."""

import base64
import os
import re
import subprocess
import sys

import pytest

from tests.servers import ROOT

KEY = "k1:" + base64.b64encode(b"k" * 32).decode()
GOOD = {"SECRET_KEY": "s" * 60, "ENCRYPTION_KEYS": KEY, "INDEX_KEY": KEY}
WRONG = {
    "SECRET_KEY": [None, "short", ""],
    "ENCRYPTION_KEYS": [None, "", "k1", "k1:!!!", "k1:" + base64.b64encode(b"16 bytes, no more").decode(), f"{KEY},:{KEY[3:]}"],
    "INDEX_KEY": [None, "k1:short"],
    "DEBUG": ["maybe"],
    "DEMO": ["2"],
    "HTTPS": ["ja"],
    "DATABASE_URL": ["mysql://root@localhost/x", "postgres", "oracle:///"],
    "SMS_BACKEND": ["pigeon"],
    "LOG_LEVEL": ["LOUD"],
    "TRUSTED_PROXIES": ["one", "-1"],
    "QUICK_EXIT_URL": ["javascript:alert(1)"],
    "NOTICE_LEASE": ["a minute", "0"],
    "DATA_DIR": ["/dev/null/x"],
}


def start(tmp_path, **changes):
    """Import the settings in a process of their own. Returns (exit code, standard error)."""
    env = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)} | GOOD | changes
    env = {name: value for name, value in env.items() if value is not None}
    done = subprocess.run([sys.executable, "-c", "import fuliancenter.settings"], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def test_three_secrets_are_enough(tmp_path):
    assert start(tmp_path) == (0, "")


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_value_stops_the_start_with_a_sentence(tmp_path, name, value):
    code, said = start(tmp_path, **{name: value})
    assert code == 1
    assert re.fullmatch(rf"启动停止：[^\n]*\b{name}\b[^\n]*。\n", said), said
    assert "Traceback" not in said
    if value and name in GOOD and value not in GOOD[name]:
        assert value not in said, "a secret is not printed"


def test_every_variable_is_explained():
    source = "".join((ROOT / path).read_text() for path in ("fuliancenter/settings.py", "deploy/gunicorn.conf.py"))
    read = set(re.findall(r'read(?:_choice|_key_ring)?\((?:env\.\w+, )?"([A-Z_]+)"', source)) | set(re.findall(r"""environ\.get\(["']([A-Z_]+)""", source))
    cells = re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \|", (ROOT / "docs/settings.md").read_text(), re.MULTILINE)
    explained = set(re.findall(r"`([A-Z_]+)`", " ".join(cells)))
    assert read == explained
