"""The portal beside a stand-in (STANDIN is its address): used as DJANGO_SETTINGS_MODULE by the fault tests."""

import os

from fuliancenter.settings import *  # noqa: F403

OUTGOING_TRUSTED = [os.environ["STANDIN"]]
ALIYUN_ENDPOINT = WECHAT_ENDPOINT = os.environ["STANDIN"]
OUTGOING_SECONDS = 0.4
SMS_TEMPLATES = str(BASE_DIR / "tests" / "standins" / "templates.json")  # noqa: F405
if "BROKEN" in os.environ:
    INSTALLED_APPS += ["tests.faults.without_guard.WithoutGuard"]  # noqa: F405
