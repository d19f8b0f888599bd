"""/healthz and /readyz: what each part of the machine says when it is away."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from accounts.models import FamilyMember, Post
from accounts.roles import Role
from fuliancenter import health
from mediation import intake
from mediation.models import Case
from notices import outbox

ALL_WELL = {"database": "ok", "keys": "ok", "disk": "ok", "outbox": "ok"}


@pytest.fixture(autouse=True)
def fresh_process(monkeypatch):
    monkeypatch.setattr(health, "_proved", None)


def ready(client):
    response = client.get("/readyz")
    assert response.status_code == (200 if response.json() == ALL_WELL else 503)
    assert "no-store" in response["Cache-Control"]
    return {name for name, state in response.json().items() if state != "ok"}


def test_alive_asks_nothing(client):
    """Without the mark django_db any statement would fail the test."""
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert client.post("/healthz").status_code == 405


def test_all_well(client, db):
    assert ready(client) == set()


def test_the_database_is_away(client, db, monkeypatch):
    def away(*args):
        raise OperationalError("could not connect to 10.0.0.7")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(connection, "cursor", away)
        assert "database" in ready(client)
        assert b"10.0.0.7" not in client.get("/readyz").content


def test_the_keys_do_not_open_what_is_sealed(client, daughter, settings):
    daughter.health_note = "花生过敏"
    daughter.save()
    assert ready(client) == set()
    settings.ENCRYPTION_KEYS = {"test": b"another key, after a bad restore"}
    assert ready(client) == {"keys"}
    settings.ENCRYPTION_KEYS = {"new": b"another key, after a bad restore"}
    assert ready(client) == {"keys"}


def test_an_old_key_behind_a_new_one_still_opens(client, daughter, settings):
    daughter.health_note = "花生过敏"
    daughter.save()
    settings.ENCRYPTION_KEYS = {"new": b"a fresh key, 32 bytes long......"} | settings.ENCRYPTION_KEYS
    assert ready(client) == set()
    assert FamilyMember.objects.get(pk=daughter.pk).health_note == "花生过敏"


def test_a_case_that_was_erased_is_no_alarm(client, area, mother, settings):
    Post.objects.create(user=mother, role=Role.GRID_WORKER, area=area)
    case = intake.report(by=mother, area=area, key=intake.new_key(), kind="couple", narrative="两口子吵架。", parties=[intake.Person(name="张三")])
    assert ready(client) == set()
    ring, settings.ENCRYPTION_KEYS = settings.ENCRYPTION_KEYS, {"test": b"another key, after a bad restore"}
    assert ready(client) == {"keys"}
    settings.ENCRYPTION_KEYS = ring
    Case.objects.filter(pk=case.pk).update(sealed_key=None)
    assert ready(client) == set()


def test_the_disk_takes_nothing(client, db, settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path / "unmounted"
    assert ready(client) == {"disk"}
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(health, "DISK_LEFT", 2**80)
    assert ready(client) == {"disk"}


def test_the_worker_is_away(client, mother, time_machine):
    with transaction.atomic():
        outbox.tell(mother, "booking_confirmed", mother)
    assert ready(client) == set()
    time_machine.move_to(timezone.now() + health.OUTBOX_LATE + timedelta(seconds=1))
    assert ready(client) == {"outbox"}
