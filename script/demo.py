"""Lay the demo and serve it: settings with random keys, database, static files, demo data; then gunicorn and the worker.

Everything can be run again: what is there is kept. Ctrl-C or SIGTERM ends all that was started; so does the end of one part.
"""

import argparse
import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import newkey  # the one beside this file

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
STARTS_WITHIN = 60  # seconds


def main():
    parser = argparse.ArgumentParser(prog="script/demo", description="The portal with demo data on this machine.")
    parser.add_argument("--no-serve", action="store_true", help="lay everything, then stop")
    parser.add_argument("--reset", action="store_true", help="throw the demo's data away and begin anew")
    options = parser.parse_args()
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    if not options.no_serve:
        require_free(host, port)
    folder = Path(os.environ.get("DATA_DIR", ROOT / "var")).absolute()
    if options.reset:
        reset(folder)
    folder.mkdir(parents=True, exist_ok=True)
    os.environ |= {"DATA_DIR": str(folder), "HOST": host, "PORT": port, "DJANGO_SETTINGS_MODULE": "fuliancenter.settings"}
    os.environ |= variables(folder / "demo.env", host)
    accounts = lay(folder)
    if options.no_serve:
        return 0
    return serve(folder, host, port, accounts)


def require_free(host, port):
    """End with a sentence if nothing can listen there."""
    if not port.isdigit() or not 0 < int(port) < 65536:
        sys.exit(f"PORT has to be a number from 1 to 65535, not {port!r}.")
    try:
        with socket.create_server((host, int(port))):
            pass
    except OSError as error:
        reason = "another program listens there" if error.errno == errno.EADDRINUSE else os.strerror(error.errno or 0)
        sys.exit(f"The demo cannot listen on {host}, port {port}: {reason}. Choose another port: PORT={int(port) + 1} script/demo")


def reset(folder):
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        sys.exit("--reset throws away the SQLite demo only. On PostgreSQL drop and create the database yourself.")
    for name in ("db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm", "sms.jsonl", "demo.env", "demo.log"):
        (folder / name).unlink(missing_ok=True)
    for name in ("media", "static"):
        shutil.rmtree(folder / name, ignore_errors=True)


def variables(file, host):
    """Return the variables of the demo; its secrets are made once, for this folder only."""
    if not file.exists():
        lines = newkey.lines("demo") | {"DEMO": "1", "HTTPS": "0"}
        file.touch(mode=0o600)
        file.write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
    found = dict(line.split("=", 1) for line in file.read_text().splitlines() if "=" in line)
    if host not in ("127.0.0.1", "localhost"):
        found["ALLOWED_HOSTS"] = os.environ.get("ALLOWED_HOSTS", "*")
    return found


def lay(folder):
    """Bring database, static files and demo data up to date, saying what is being done. Returns the demo accounts."""
    step("settings")
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    step("database")
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if stale(folder / "static" / "staticfiles.json"):
        step("styles and scripts")
        call_command("collectstatic", interactive=False, verbosity=0)
    step("demo data")
    call_command("loaddemo")
    from fuliancenter.demo_data import loading

    accounts = list(loading.accounts())
    connections.close_all()
    return accounts


def stale(manifest):
    """Return whether a file in static/ or the list of packages is newer than the collected files."""
    if not manifest.exists():
        return True
    made = manifest.stat().st_mtime
    return any(path.stat().st_mtime > made for path in [ROOT / "requirements.txt", *(ROOT / "static").rglob("*")])


def step(words):
    print(f"· {words}", flush=True)


def serve(folder, host, port, accounts):
    """Run server and worker until one of them ends or somebody ends us. Returns the exit code."""
    stopped = []
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda number, _: stopped.append(number))
    log = folder / "demo.log"
    parts = {}
    try:
        with log.open("ab") as out:
            for name, arguments in {
                "server": ["-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "fuliancenter.wsgi"],
                "worker": ["manage.py", "worker"],
            }.items():
                # A session of its own: Ctrl-C comes to us, and we end the parts in order.
                parts[name] = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=out, stderr=out, start_new_session=True)
        if answers(f"http://127.0.0.1:{port}/healthz" if host == "0.0.0.0" else f"http://{host}:{port}/healthz", parts, stopped):  # noqa: S104
            welcome(host, port, log, accounts)
        while not stopped and not ended(parts):
            time.sleep(0.2)
        died = ended(parts)
    finally:
        for part in parts.values():
            end(part)
    if stopped:
        print("\nThe demo has ended.")
        return 0
    print(f"The {' and the '.join(died)} ended by itself. The last lines of {log}:", file=sys.stderr)
    print("\n".join(log.read_text(errors="replace").splitlines()[-15:]), file=sys.stderr)
    return 1


def ended(parts):
    return [name for name, part in parts.items() if part.poll() is not None]


def answers(url, parts, stopped):
    deadline = time.monotonic() + STARTS_WITHIN
    while not stopped and not ended(parts) and time.monotonic() < deadline:
        try:
            return urllib.request.urlopen(url, timeout=5).status == 200  # noqa: S310 - our own address
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    return False


def end(part):
    """SIGTERM to one part and wait for it; what is still there after 15 seconds is killed with all that it started."""
    if part.poll() is None:
        part.terminate()
    try:
        part.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(part.pid, signal.SIGKILL)
        part.wait()


def welcome(host, port, log, accounts):
    address = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0') else host}:{port}/"  # noqa: S104
    print(f"\nThe portal is open: {address}\n\nSign in with one of these numbers; the code of each SMS, and the TOTP codes of staff, stand on")
    print(f"{address}demo/messages/ (staff then work at {address}admin/).\n")
    print("".join(f"  {number}  {who}\n" for number, who in accounts))
    print(f"Log: {log}   Ctrl-C ends it.", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("\nStopped. Start it again, and it goes on from here.")
