"""The stage of a benchmark: a database of its own, the production server on it, people who are signed in, and their browsers."""

import http.client
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
from base64 import b64encode
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

import psutil

ROOT = Path(__file__).resolve().parents[2]
WORKERS, THREADS = 2, 4


def say(words):
    """Tell on standard error how far it is; standard output holds the result only."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


@contextmanager
def set_up(database):
    """Yield a Stage on "postgres" (a throw-away server that keeps its word: fsync on) or "sqlite", with Django ready and an empty portal."""
    sys.path[:0] = [str(ROOT), str(ROOT / "script"), str(Path(__file__).parent)]
    import with_postgres

    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        url = stack.enter_context(with_postgres.server(durable=True)) if database == "postgres" else f"sqlite:///{folder / 'db.sqlite3'}"
        ring = "bench:" + b64encode(secrets.token_bytes(32)).decode()
        os.environ.update(
            DATABASE_URL=url, DATA_DIR=name, SECRET_KEY=secrets.token_urlsafe(60), ENCRYPTION_KEYS=ring, INDEX_KEY=ring,
            HTTPS="0", DEMO="0", SMS_BACKEND="file", DJANGO_SETTINGS_MODULE="bench_settings",
            PYTHONPATH=os.pathsep.join([str(ROOT), str(Path(__file__).parent)]),
        )  # fmt: skip
        import django
        from django.core.management import call_command

        django.setup()
        for command in ("migrate", "createcachetable"):
            call_command(command, verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        stage = Stage(postgres=Path(url.partition("host=")[2]) if database == "postgres" else None)
        try:
            yield stage
        finally:
            stage.stop()


@dataclass
class Stage:
    postgres: Path | None = None  # the folder of the database server
    web: subprocess.Popen | None = None
    port: int = 0

    def start(self):
        """Start the production server (gunicorn gthread, WORKERS x THREADS) and wait until it answers."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "fuliancenter.wsgi", "--bind", f"127.0.0.1:{self.port}", "--worker-class", "gthread",
                   "--workers", str(WORKERS), "--threads", str(THREADS), "--keep-alive", "30", "--log-level", "warning"]  # fmt: skip
        with Path(os.environ["DATA_DIR"], "server.log").open("ab") as log:  # a line for each request, as in earnest
            self.web = subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=log, stderr=log)
        for _ in range(200):
            try:
                if Browser(self.port).get("/bench/trivial/").status < 500:
                    return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the server did not start")

    def stop(self):
        if self.web:
            self.web.terminate()
            self.web.wait(20)
            self.web = None

    def workers(self):
        return psutil.Process(self.web.pid).children(recursive=True)

    def cpu(self):
        """Return the CPU seconds that the web and database processes have used so far."""
        tree = [psutil.Process(self.web.pid), *self.workers()]
        if self.postgres:
            master = psutil.Process(int((self.postgres / "postmaster.pid").read_text().split()[0]))
            tree += [master, *master.children(recursive=True)]
        total = 0.0
        for process in tree:
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system
        return total

    def worker_mb(self):
        """Return the proportional set size of the largest worker, in MB."""
        return round(max(process.memory_full_info().pss for process in self.workers()) / 1e6, 1)


@dataclass
class Answer:
    status: int
    location: str
    body: bytes
    size: int
    etag: str = ""


class Browser:
    """One keep-alive connection and the cookies of whoever uses it."""

    def __init__(self, port, cookies=None):
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.become(cookies)

    def become(self, cookies):
        """Go on as somebody else over the same connection."""
        self.cookies = {"csrf": "b" * 32, **(cookies or {})}
        return self

    def ask(self, method, path, data=None, headers=()):
        head = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Accept-Encoding": "gzip", **dict(headers)}
        body = None
        if data is not None:
            body = urlencode({"csrfmiddlewaretoken": self.cookies["csrf"], **data})
            head["Content-Type"] = "application/x-www-form-urlencoded"
        for last in (False, True):
            try:
                self.connection.request(method, path, body=body, headers=head)
                response = self.connection.getresponse()
                content = response.read()
                break
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                self.connection.close()  # the server ended an idle connection
                if last:
                    raise
        size = len(content) + sum(len(k) + len(v) + 4 for k, v in response.getheaders())
        return Answer(response.status, response.getheader("Location", ""), content, size, response.getheader("ETag", ""))

    def get(self, path, headers=()):
        return self.ask("GET", path, headers=headers)

    def post(self, path, data):
        return self.ask("POST", path, data)


@dataclass
class Run:
    """What one crowd saw: seconds in all, milliseconds of each request, the answers, CPU seconds of web and database."""

    seconds: float
    times: list[float]
    answers: list
    cpu: float

    @property
    def p50(self):
        return round(median(self.times), 1)

    @property
    def p95(self):
        return round(sorted(self.times)[int(len(self.times) * 0.95) - 1], 1)


def crowd(stage, deeds, clients=32):
    """Let `clients` threads, each with one Browser, work off `deeds` (called with the Browser) as fast as they can. Returns a Run."""
    todo, done, lock = iter(deeds), [], threading.Lock()
    gate = threading.Barrier(clients + 1)

    def work():
        browser = Browser(stage.port)
        gate.wait()
        while True:
            with lock:
                deed = next(todo, None)
            if deed is None:
                return
            begun = time.perf_counter()
            answer = deed(browser)
            done.append(((time.perf_counter() - begun) * 1000, answer))

    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    cpu = stage.cpu()
    gate.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    return Run(seconds, [t for t, _ in done], [a for _, a in done], stage.cpu() - cpu)


def sign_in(users):
    """Return {user pk: cookies} of people who are signed in, made the way a sign-in makes them."""
    from django.conf import settings
    from django.test import Client

    cookies = {}
    for user in users:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        cookies[user.pk] = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    return cookies


def settle():
    """Let PostgreSQL learn what the tables hold, as its own autovacuum does within a minute of such a load."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def machine():
    """Return the machine in words, without its name."""
    import platform

    import django

    cpu = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line), platform.processor())
    return f"{psutil.cpu_count()} cores ({cpu}), {psutil.virtual_memory().total // 2**30} GiB, Python {platform.python_version()}, Django {django.__version__}"
