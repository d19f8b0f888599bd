"""The commands of the README, where they can go wrong."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from tests import servers
from tests.servers import ROOT

BASH = shutil.which("bash")
# The commands choose their database themselves: what they do is the same in a run on PostgreSQL, and minutes long.
pytestmark = pytest.mark.skipif(servers.on_postgres(), reason="the commands run once, beside the tests on SQLite")


def run(*command, cwd=ROOT, **env):
    return subprocess.run(command, cwd=cwd, env=os.environ | env, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


@pytest.fixture
def copy(tmp_path):
    """A folder with bootstrap, a list without packages, and no environment."""
    (tmp_path / "script").mkdir()
    shutil.copy(ROOT / "script/bootstrap", tmp_path / "script")
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text("# nothing\n")
    return tmp_path


def test_bootstrap_makes_the_environment_once_and_installs_what_has_changed(copy):
    def bootstrap(**env):
        return run("script/bootstrap", "runtime", cwd=copy, PIP_NO_INDEX="1", PIP_CONFIG_FILE=os.devnull, **env)

    (copy / ".venv/bin").mkdir(parents=True)  # somebody pressed Ctrl-C before there was anything in it
    first = bootstrap()
    assert (first.returncode, first.stderr) == (0, "")
    assert "Making .venv with Python 3." in first.stdout
    again = bootstrap()
    assert (again.returncode, again.stdout + again.stderr) == (0, "")
    (copy / "requirements.txt").write_text("# a newer list\n")
    assert bootstrap().stdout.startswith("Installing requirements.txt")

    (copy / "requirements.txt").write_text("no-such-package-of-ours==1.0 --hash=sha256:" + "0" * 64 + "\n")
    for _ in range(2):  # what is not there does not count as installed
        tried = bootstrap()
        assert tried.returncode == 1
        assert "no-such-package-of-ours" in tried.stderr
        assert "Run the command again" in tried.stderr


def test_bootstrap_without_a_python_that_is_new_enough(copy, tmp_path):
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("bash", "env", "dirname", "cmp", "grep"):
        (tools / tool).symlink_to(shutil.which(tool))
    (tools / "python3").write_text("#!/bin/sh\nexit 1\n")  # an old one: it fails the question for its version
    (tools / "python3").chmod(0o755)
    tried = run(BASH, "script/bootstrap", cwd=copy, PATH=str(tools), PYTHON="")
    assert tried.returncode == 1
    assert "needs Python 3.11 or newer" in tried.stderr


def test_fresh_keys_open_the_settings(tmp_path):
    printed = run(sys.executable, "script/newkey.py").stdout
    keys = dict(line.split("=", 1) for line in printed.splitlines())
    assert set(keys) == {"SECRET_KEY", "ENCRYPTION_KEYS", "INDEX_KEY"}
    started = subprocess.run(
        [sys.executable, "-c", "import fuliancenter.settings"],
        cwd=ROOT, env=keys | {"DATA_DIR": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (started.returncode, started.stderr) == (0, "")
    assert printed != run(sys.executable, "script/newkey.py").stdout


def test_a_throw_away_postgres_ends_with_its_command():
    show = "import os; print(os.environ['DATABASE_URL'])"
    done = run(sys.executable, "script/with_postgres.py", sys.executable, "-c", show + "; raise SystemExit(7)")
    assert done.returncode == 7
    folder = re.fullmatch(r"postgresql://postgres:@/postgres\?host=(\S+)\n", done.stdout)[1]
    assert not os.path.exists(folder)
    assert folder not in run("ps", "ax", "-o", "args").stdout


def demo(*arguments, **env):
    return subprocess.Popen(
        [sys.executable, "script/demo.py", *arguments], cwd=ROOT, env=servers.environment() | env,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_demo_on_a_port_that_is_taken(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said, _ = (started := demo(PORT=str(port), DATA_DIR=str(tmp_path))).communicate(timeout=60)
    assert started.returncode == 1
    assert f"port {port}: another program listens there" in said
    assert f"PORT={port + 1} script/demo" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.race
def test_demo_from_nothing_to_ctrl_c_and_again(tmp_path):
    port = str(servers.free_port())
    seconds = []
    for _ in range(2):
        began = time.monotonic()
        started = demo(PORT=port, DATA_DIR=str(tmp_path))
        said = ""
        while "Ctrl-C ends it" not in said:
            line = started.stdout.readline()
            assert line, said
            said += line
        seconds.append(time.monotonic() - began)
        assert f"http://localhost:{port}/" in said
        assert "19900000001" in said
        for path in ("", "healthz", "readyz", "sessions/"):
            assert urllib.request.urlopen(f"http://localhost:{port}/{path}", timeout=20).status == 200
        started.send_signal(signal.SIGINT)
        assert started.wait(30) == 0
        left = [line for line in run("ps", "axe", "-o", "args").stdout.splitlines() if str(tmp_path) in line]
        assert left == []
    assert oct((tmp_path / "demo.env").stat().st_mode)[-3:] == "600"
    assert seconds[1] < seconds[0]


@pytest.mark.parametrize("private", [True, False])
def test_postgres_runs_where_its_user_cannot_look(tmp_path, private, monkeypatch):
    """A clone in somebody's private folder: the programs and the libraries beside their package are copied for nobody."""
    monkeypatch.syspath_prepend(str(ROOT / "script"))
    from with_postgres import within_reach

    tmp_path.chmod(0o700)
    site, home = tmp_path / "site-packages", tmp_path / "home"
    (site / "package/pginstall18/bin").mkdir(parents=True)
    (site / "package.libs").mkdir()
    (site / "package.libs/libpq.so").touch()
    home.mkdir()
    found = within_reach(site / "package/pginstall18/bin", home, {"user": 1} if private else {})
    assert found == (home / "programs" if private else site) / "package/pginstall18/bin"
    assert (found / "../../../package.libs/libpq.so").resolve().exists()
