"""manage.py worker as a process: two at a time, one of them killed, no notice lost and none sent twice."""

import json
import signal
import time
from collections import Counter

import pytest

from tests.servers import Portal

pytestmark = pytest.mark.race
LEASE = 3


@pytest.fixture
def portal():
    with Portal(NOTICE_LEASE=LEASE) as portal:
        yield portal


def write_notices(count):
    """Write `count` notices that can be sent (runs inside the portal). Returns their keys."""
    from datetime import timedelta

    from django.db import transaction
    from django.utils import timezone

    from accounts.models import Area, User
    from notices import outbox
    from positions import booking, timetables
    from positions.models import Center, Service, Site

    area = Area.objects.create(code="350503002001", name="东美社区居委会", level=5)
    site = Site.objects.create(center=Center.objects.create(area=area, name="东美邻里中心", address="刺桐路"), kind=Site.Kind.CHILDREN)
    service = Service.objects.create(site=site, title="四点半课堂", summary="放学后。", theme="care")
    start = timezone.now() + timedelta(days=1)
    session = timetables.add(service=service, starts_at=start, ends_at=start + timedelta(hours=1), capacity=5)
    user = User.objects.create_user("+8613900000001", name="林晓梅")
    booked = booking.book(session=session.pk, attendee=user.family.get().pk, booker=user, by=user)
    with transaction.atomic():
        return [outbox.tell(user, "booking_confirmed", booked, again=str(i)).key for i in range(count)]


def sent(portal):
    """Return how often each key went to the provider."""
    file = portal.folder / "sms.jsonl"
    # What follows the last line's end is being written at this moment.
    whole = file.read_bytes().rpartition(b"\n")[0] if file.exists() else b""
    return Counter(json.loads(line)["key"] for line in whole.splitlines())


def wait_for(condition, seconds):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_two_workers_send_each_notice_once(portal):
    keys = set(portal.call(write_notices, count=200))
    for worker in [portal.run("manage.py", "worker", "--once") for _ in range(2)]:
        assert worker.wait(60) == 0
    counted = sent(portal)
    assert keys <= set(counted)
    assert set(counted.values()) == {1}


def test_a_killed_worker_loses_nothing(portal):
    keys = set(portal.call(write_notices, count=400))
    victim, other = (portal.run("manage.py", "worker") for _ in range(2))
    wait_for(lambda: len(sent(portal)) > 40, 60)
    victim.kill()
    wait_for(lambda: keys <= set(sent(portal)), 60 + LEASE)
    # Killed between the provider's yes and our row, one notice may go to the provider again: with the same key, by which it knows.
    assert sum(count - 1 for count in sent(portal).values()) <= 1
    other.send_signal(signal.SIGTERM)
    assert other.wait(20) == 0
    assert '"worker ended"' in portal.log.read_text()


def test_a_worker_outlives_a_database_that_goes_away(portal):
    """The table is taken away and put back: the worker says so in its log, waits, and goes on."""
    worker = portal.run("manage.py", "worker")
    portal.call(rename_table, old="notices_notice", new="notices_gone")
    wait_for(lambda: "worker could not do its round" in portal.log.read_text(), 30)
    portal.call(rename_table, old="notices_gone", new="notices_notice")
    keys = set(portal.call(write_notices, count=1))
    wait_for(lambda: keys <= set(sent(portal)), 60)
    worker.terminate()
    assert worker.wait(20) == 0


def rename_table(old, new):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {old} RENAME TO {new}")
