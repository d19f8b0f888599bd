"""A portal of its own, run as an operator runs it: gunicorn and worker on a fresh database. For races, kills and measuring.

with Portal() as portal:                       # or the fixture live_portal
    pks = portal.call(make_people, count=200)  # a function of a test module, run beside the portal's database
    cookies = portal.sign_in(pks)              # {"session": …} for each
    requests to portal.url …
    portal.kill(); portal.start()
"""

import atexit
import contextlib
import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN = 40  # seconds; two cores may be busy with other tests
OURS = {"DJANGO_SETTINGS_MODULE", "DATA_DIR", "DATABASE_URL", "PORT", "HOST", "DEMO", "PYTEST_CURRENT_TEST"}


class Portal:
    """A started portal. `env` are its variables, `url` its address, `folder` its DATA_DIR, `log` the file it writes to."""

    def __init__(self, *, workers=2, **variables):
        self.folder = Path(tempfile.mkdtemp(prefix="portal-", dir=run_folder()))
        self.log = self.folder / "log"
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.database = Postgres() if on_postgres() else Sqlite(self.folder)
        own = {"DATA_DIR": self.folder, "DATABASE_URL": self.database.url, "PORT": self.port, "WEB_WORKERS": workers}
        self.env = environment() | {name: str(value) for name, value in (own | variables).items()}
        self.processes = []
        self.server = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *exception):
        for process in [self.server, *self.processes]:
            end(process, signal.SIGKILL)
        self.database.drop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        """Start the server and wait until it answers."""
        with contextlib.suppress(FileExistsError):
            (self.folder / "static").symlink_to(template_folder(self.database) / "static")
        self.server = self.run("-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "fuliancenter.wsgi")
        wait_until_alive(self.url, self.server, self.log)

    def kill(self):
        """SIGKILL to gunicorn and all its workers, as a power cut would do it."""
        end(self.server, signal.SIGKILL)

    def stop(self):
        """SIGTERM: what is being answered is answered."""
        end(self.server, signal.SIGTERM)

    def restart(self):
        self.stop()
        self.start()

    def run(self, *arguments):
        """Start `python ARGUMENTS` beside the server, e.g. run("manage.py", "worker"). Ends with the portal."""
        with self.log.open("ab") as log:
            process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True)
        self.processes.append(process)
        return process

    def manage(self, *arguments):
        """Run `manage.py ARGUMENTS` to its end. Returns what it printed."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.env, stdout=subprocess.PIPE, stderr=None, text=True, check=True
        ).stdout

    def call(self, function, **arguments):
        """Return function(**arguments), run in a process of its own on the portal's database. Both travel as JSON."""
        command = [sys.executable, "-m", "tests.inside", f"{function.__module__}:{function.__qualname__}"]
        done = subprocess.run(command, cwd=ROOT, env=self.env, input=json.dumps(arguments), stdout=subprocess.PIPE, text=True, check=True)
        return json.loads(done.stdout.rpartition("\n")[2])

    def sign_in(self, users):
        """Sign in the users with these primary keys, staff with their second factor. Returns a dict of cookies for each, in the same order."""
        return [{"session": key} for key in self.call(session_keys, users=list(users))]


def session_keys(users):
    """Return the key of a fresh session of each user (runs inside a portal)."""
    from django.db import transaction

    from accounts.models import User

    from .people import session_key

    with transaction.atomic():
        found = User.objects.in_bulk(users)
        return [session_key(found[pk], mfa=found[pk].is_staff) for pk in users]


class Sqlite:
    name = "sqlite"

    def __init__(self, folder):
        self.file = folder / "db.sqlite3"
        self.url = f"sqlite:///{self.file}"
        shutil.copyfile(template_folder(self) / "db.sqlite3", self.file)

    @staticmethod
    def make_template(folder):
        migrate(folder, f"sqlite:///{folder / 'db.sqlite3'}")

    def drop(self):
        pass


class Postgres:
    name = "postgres"

    def __init__(self):
        self.database = f"portal_{secrets.token_hex(6)}"
        self.url = with_name(self.database)
        self.copy(self.database)

    @classmethod
    def copy(cls, database):
        template = (template_folder(cls) / "name").read_text()
        on_server(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')

    @classmethod
    def fill(cls, database):
        """Put a copy of the template where an empty database is."""
        on_server(f'DROP DATABASE "{database}"')
        cls.copy(database)

    @staticmethod
    def make_template(folder):
        name = f"template_{secrets.token_hex(6)}"
        (folder / "name").write_text(name)
        on_server(f'CREATE DATABASE "{name}"')
        migrate(folder, with_name(name))

    def drop(self):
        on_server(f'DROP DATABASE "{self.database}" WITH (FORCE)')


def on_postgres():
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def with_name(database):
    """Return DATABASE_URL with another database of the same server."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()


def on_server(statement):
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    try:
        connection.cursor().execute(statement)
    finally:
        connection.close()


def run_folder():
    """Return the folder of this test run, for what is made once a run."""
    if "TEST_RUN_DIR" not in os.environ:  # in a test tests/settings.py has named it
        os.environ["TEST_RUN_DIR"] = tempfile.mkdtemp(prefix="fuliancenter-tests-")
        atexit.register(shutil.rmtree, os.environ["TEST_RUN_DIR"], ignore_errors=True)
    return Path(os.environ["TEST_RUN_DIR"])


def template_folder(database):
    """Return the folder with the migrated database and the collected static files; whoever comes first makes it, the others wait."""
    folder = run_folder() / f"template-{database.name}"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            database.make_template(folder)
            (folder / "made").touch()
    return folder


def migrate(folder, url):
    env = environment() | {"DATA_DIR": str(folder), "DATABASE_URL": url}
    for arguments in (["migrate", "--verbosity=0"], ["createcachetable"], ["collectstatic", "--noinput", "--verbosity=0"]):
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, check=True)


def drop_template():
    """Remove what run_folder() does not take with it: the template on a server that is not ours."""
    name = run_folder() / "template-postgres" / "name"
    if name.exists():
        on_server(f'DROP DATABASE IF EXISTS "{name.read_text()}" WITH (FORCE)')


def environment():
    """Return the variables of a portal: those of this process less what belongs to the tests."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return kept | {"DJANGO_SETTINGS_MODULE": "fuliancenter.settings", "HTTPS": "0", "SMS_BACKEND": "file"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_alive(url, process, log):
    deadline = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            return urllib.request.urlopen(f"{url}/healthz", timeout=5).close()  # noqa: S310 - our own address
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the portal did not start:\n{log.read_text()[-4000:]}") from None
            time.sleep(0.1)


def end(process, with_signal):
    """Send a signal to a process and all that it started, and wait for it."""
    if process is None or process.poll() is not None:
        return
    os.killpg(process.pid, with_signal)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
