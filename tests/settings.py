"""The settings of the tests: the production ones, with keys made up for this run, plain http and a folder of this run."""

import atexit
import base64
import os
import shutil
import tempfile
from pathlib import Path

KEY = base64.b64encode(b"a key for tests, 32 bytes long..").decode()
os.environ.setdefault("SECRET_KEY", "tests-" + "x" * 60)
os.environ.setdefault("ENCRYPTION_KEYS", f"test:{KEY}")
os.environ.setdefault("INDEX_KEY", f"test:{KEY}")
os.environ.setdefault("HTTPS", "0")
os.environ["DEMO"] = "0"  # the demo has a page more
os.environ.setdefault("SMS_BACKEND", "file")
os.environ["QUIET_FROM"] = os.environ["QUIET_UNTIL"] = "0"  # tests run at night too; tests/notices/test_routes.py has its own night
# One folder a run, made and removed by its first process; in it one folder for each worker of xdist.
if "TEST_RUN_DIR" not in os.environ:
    os.environ["TEST_RUN_DIR"] = tempfile.mkdtemp(prefix="fuliancenter-tests-")
    atexit.register(shutil.rmtree, os.environ["TEST_RUN_DIR"], ignore_errors=True)
os.environ["DATA_DIR"] = str(Path(os.environ["TEST_RUN_DIR"]) / os.environ.get("PYTEST_XDIST_WORKER", "main"))

from fuliancenter.settings import *  # noqa: E402, F403

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
ALLOWED_HOSTS = ["*"]
PUBLIC_PAGE_SECONDS = 0  # a test sees what it has just changed; tests/portal/test_page_cache.py turns it on
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
# Several people may test on one PostgreSQL server at a time: each names a database of her own.
if os.environ.get("TEST_DB_NAME") and DATABASES["default"]["ENGINE"].endswith("postgresql"):  # noqa: F405
    DATABASES["default"].setdefault("TEST", {})["NAME"] = os.environ["TEST_DB_NAME"]  # noqa: F405
