"""The outbox under fire: workers killed while sending, a provider that takes a message and does not answer, that is away, slow, or double."""

import time
from collections import Counter

import pytest

from tests.servers import Portal
from tests.standins.aliyun import ENV, Aliyun

pytestmark = pytest.mark.race


def write(count):
    """Write `count` notices to some people about their bookings (runs inside the portal). Returns their keys."""
    people = min(count, 100)
    from datetime import timedelta

    from django.db import transaction
    from django.utils import timezone

    from accounts.models import Area, User
    from notices import outbox
    from positions import booking, timetables
    from positions.models import Center, Service, Site

    area = Area.objects.create(code="350503002001", name="东美社区居委会", level=5)
    site = Site.objects.create(center=Center.objects.create(area=area, name="东美邻里中心", address="刺桐路"), kind=Site.Kind.WOMEN)
    service = Service.objects.create(site=site, title="广场舞", summary="一起跳舞。", theme="dance")
    start = timezone.now() + timedelta(days=5)
    session = timetables.add(service=service, starts_at=start, ends_at=start + timedelta(hours=1), capacity=people)
    users = [User.objects.create_user(f"+86138{n:08d}", name=f"居民{n}", phone_verified=True) for n in range(people)]
    booked = [booking.book(session=session.pk, attendee=user.family.get().pk, booker=user, by=user) for user in users]
    with transaction.atomic():
        rows = [{"to": users[n % people], "kind": "booking_confirmed", "about": booked[n % people], "again": str(n)} for n in range(count - len(booked))]
        outbox.tell_once(rows)
    from notices.models import Notice

    return list(Notice.objects.values_list("key", flat=True))


def states():
    """Return how many notices are in which state (runs inside the portal)."""
    from collections import Counter

    from notices.models import Notice

    return Counter(Notice.objects.values_list("state", flat=True))


def portal_beside(provider, **variables):
    own = {"DJANGO_SETTINGS_MODULE": "tests.standins.settings", "STANDIN": provider.url, "NOTICE_LEASE": 5, "NOTICE_UNSURE": 4}
    return Portal(workers=1, **ENV, **{**own, **variables})


def test_two_thousand_notices_twenty_kills_and_a_provider_that_does_not_answer():
    with Aliyun() as provider, portal_beside(provider) as portal:
        provider.silent = 0.05
        keys = portal.call(write, count=2000)
        assert portal.run("-m", "tests.standins.workers", "20", "3").wait(150) == 0
        held = portal.call(states)
    counted = Counter({key: len(messages) for key, messages in provider.taken.items()})
    assert set(counted) == set(keys)
    assert len(keys) == 2000
    assert set(counted.values()) == {1}
    assert set(held) <= {"sent", "delivered"}
    assert provider.kept_silent > 50


def test_the_two_thousand_notice_a_missing_question():
    with Aliyun() as provider, portal_beside(provider, BROKEN="asked_before_sent_again", NOTICE_LEASE=2) as portal:
        provider.silent = 0.2
        portal.call(write, count=40)
        assert portal.run("-m", "tests.standins.workers", "0", "2").wait(100) == 0
    assert max(map(len, provider.taken.values())) > 1


def test_the_outbox_empties_after_an_outage():
    with Aliyun() as provider, portal_beside(provider) as portal:
        provider.down = True
        keys = portal.call(write, count=60)
        worker = portal.run("manage.py", "worker")
        deadline = time.monotonic() + 30
        while portal.call(tried) < 60:
            assert time.monotonic() < deadline, "the workers did not try"
        assert provider.taken == {}
        provider.down, provider.twice, provider.slow = False, True, 0.05
        portal.call(hurry)  # the pauses are over
        assert portal.run("-m", "tests.standins.workers", "0", "1").wait(100) == 0
        worker.terminate()
        worker.wait(20)
    assert {key: len(messages) for key, messages in provider.taken.items()} == dict.fromkeys(keys, 1)


def tried():
    from notices.models import Notice

    return Notice.objects.filter(attempts__gte=1).count()


def hurry():
    from datetime import timedelta

    from django.db.models import F

    from notices.models import Notice

    return Notice.objects.update(due_at=F("due_at") - timedelta(hours=1))
