"""The production settings, and two addresses more: the trivial view and the smallest booking view to compare with."""

from fuliancenter.settings import *  # noqa: F403

ROOT_URLCONF = "bench_urls"
ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
