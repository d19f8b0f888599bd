"""The settings of the tests: the production ones, with keys made up for this run and plain http."""

import base64
import os

KEY = base64.b64encode(b"a key for tests, 32 bytes long..").decode()
os.environ.setdefault("SECRET_KEY", "tests-" + "x" * 60)
os.environ.setdefault("ENCRYPTION_KEYS", f"test:{KEY}")
os.environ.setdefault("INDEX_KEY", f"test:{KEY}")
os.environ.setdefault("HTTPS", "0")
os.environ.setdefault("SMS_BACKEND", "file")

from fuliancenter.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["*"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
