"""What the house tidies by the clock."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from fuliancenter import jobs
from notices import jobs as registry


def test_the_worker_knows_them(db):
    assert {"clear_sessions", "clear_cache"} <= set(registry._jobs)


def test_sign_ins_that_have_run_out_go(client, mother):
    client.force_login(mother, backend="allauth.account.auth_backends.AuthenticationBackend")
    jobs.clear_sessions()
    assert Session.objects.count() == 1
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    jobs.clear_sessions()
    assert Session.objects.count() == 0


@pytest.fixture
def rows(db):
    call_command("createcachetable")

    def rows():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_cache")
            return cursor.fetchone()[0]

    return rows


def test_what_the_cache_has_forgotten_goes(rows, time_machine):
    time_machine.move_to(timezone.now())
    cache.set("short", 1, 10)
    cache.set("long", 1, 10_000)
    assert jobs.clear_cache() == 0
    time_machine.shift(timedelta(seconds=20))
    assert jobs.clear_cache() == 1
    assert (rows(), cache.get("long")) == (1, 1)
