"""Run all checks of the code, two at a time, and say of each in one line that it is well or what is wrong.

With --fix what a tool can put right by itself (form, order of imports, layout of templates) is put right first.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import newkey  # the one beside this file

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
AUDIT_WITHIN = 90  # seconds
LISTS = ("requirements.txt", "requirements-dev.txt")
NO_NETWORK = re.compile(r"ConnectionError|ConnectTimeout|ReadTimeout|ServiceError|Max retries|NameResolution|SSLError|ProxyError|\b(403|404|502|503)\b")


def run(*command, env=None, within=None):
    """Return (exit code, what it printed)."""
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=os.environ | (env or {}), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=within
        )
    except subprocess.TimeoutExpired as late:
        return 124, f"ConnectTimeout: no answer within {late.timeout:.0f} s"
    return done.returncode, done.stdout


def templates():
    return [str(path.relative_to(ROOT)) for path in sorted((ROOT / "templates").rglob("*.html"))]


def production(folder):
    """Return the variables of a production start with secrets made for this moment."""
    unset = dict.fromkeys(("DEBUG", "DEMO", "HTTPS", "DATABASE_URL", "REDIS_URL", "SMS_BACKEND"))
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    return kept | newkey.lines() | {"DATA_DIR": folder, "ALLOWED_HOSTS": "portal.example", "DJANGO_SETTINGS_MODULE": "fuliancenter.settings"}


def manage(*arguments):
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-W", "ignore", "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=production(folder), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.returncode, done.stdout


def audit():
    """Known faults of the pinned packages; without a network that is said, and is no fault of the code."""
    cache = ROOT / ".venv" / "pip-audit-cache"
    command = (BIN / "pip-audit", "--disable-pip", "--no-deps", "--progress-spinner=off", "--timeout=20", f"--cache-dir={cache}", "-r", LISTS[1])
    code, output = run(*command, within=AUDIT_WITHIN)
    if code and "vulnerabilit" not in output and NO_NETWORK.search(output):
        return 0, "", "not looked up: the data on known faults cannot be reached from here"
    return code, output


def no_address():
    """The lists of packages work with any index: none of them names one, and every package has its hash."""
    wrong = []
    for name in LISTS:
        text = (ROOT / name).read_text()
        wrong += [
            f"{name}:{number}: {line}" for number, line in enumerate(text.splitlines(), 1) if re.search(r"https?://|^-i|--(extra-)?index|--find-links=", line)
        ]
        wrong += [f"{name}: {match} has no hash" for match in re.findall(r"^([\w.-]+==[^\s\\]+)(?![^\n]*\\\n)", text, re.MULTILINE)]
    runtime, dev = (set(re.findall(r"^([\w.-]+==[^\s;\\]+)", (ROOT / name).read_text(), re.MULTILINE)) for name in LISTS)
    wrong += [f"{LISTS[1]} has another version than {LISTS[0]}: {pin}" for pin in sorted(runtime - dev)]
    return len(wrong), "\n".join(wrong)


CHECKS = {
    "ruff lint": lambda: run(BIN / "ruff", "check", "--quiet", "."),
    "ruff format": lambda: run(BIN / "ruff", "format", "--check", "--quiet", "."),
    "djade": lambda: run(BIN / "djade", "--check", "--target-version=5.2", *templates()),
    "djlint": lambda: run(BIN / "djlint", "--lint", "--quiet", "templates"),
    "layers (import-linter)": lambda: run(BIN / "lint-imports", "--no-cache"),
    "migrations": lambda: manage("makemigrations", "--check", "--dry-run"),
    "deployment (production settings)": lambda: manage("check", "--deploy", "--fail-level=WARNING"),
    "lists of packages": no_address,
    "known faults (pip-audit)": audit,
}


def fix():
    run(BIN / "ruff", "check", "--fix", "--quiet", ".")
    run(BIN / "ruff", "format", "--quiet", ".")
    run(BIN / "djade", "--target-version=5.2", *templates())


def timed(check):
    started = time.monotonic()
    return *check(), time.monotonic() - started


def main(arguments):
    if arguments not in ([], ["--fix"]):
        sys.exit("script/check knows --fix only.")
    if arguments:
        fix()
    failed = 0
    with ThreadPoolExecutor(max_workers=2) as pool:
        # The slowest one waits for the network: it begins first, and is told last.
        begun = {name: pool.submit(timed, CHECKS[name]) for name in reversed(CHECKS)}
        for name in CHECKS:
            code, output, *remark, seconds = begun[name].result()
            if code:
                failed += 1
                print(f"WRONG {name}\n{output.rstrip()}\n", flush=True)
            else:
                print(f"ok    {name}{': ' + remark[0] if remark else ''} ({seconds:.1f} s)", flush=True)
    print("All checks are well." if not failed else f"{failed} of {len(CHECKS)} checks found something.")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
