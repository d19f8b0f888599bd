"""The cast that all tests know, and what every test may ask for."""

import sys
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from accounts.models import Area, FamilyMember, User
from positions import timetables
from positions.models import Center, Service, Site

from . import chromium, flush, migrated, servers

flush.install()
migrated.install()


def pytest_collection_modifyitems(config, items):
    """Everything under tests/browser is a browser test; without a Chromium they are skipped, and the report says so."""
    if "nightly" not in config.option.markexpr:
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("nightly")])
        items[:] = [item for item in items if not item.get_closest_marker("nightly")]
    skip = None if chromium.find() else pytest.mark.skip(reason=chromium.NONE_FOUND)
    for item in items:
        if "browser" in item.path.relative_to(config.rootpath).parts:
            item.add_marker("browser")
        if skip and item.get_closest_marker("browser"):
            item.add_marker(skip)


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        servers.drop_template()


@pytest.fixture
def live_portal():
    """A started servers.Portal: production server, worker processes and database of its own. For tests with many clients."""
    with servers.Portal() as portal:
        yield portal


@pytest.fixture
def area(db):
    """东美社区 in 丰泽区, with its street, county and city (codes of the real table)."""
    city = Area.objects.create(code="350500000000", name="泉州市", level=2)
    county = Area.objects.create(code="350503000000", name="丰泽区", level=3, parent=city)
    street = Area.objects.create(code="350503002000", name="丰泽街道", level=4, parent=county)
    return Area.objects.create(code="350503002001", name="东美社区居委会", level=5, parent=street)


@pytest.fixture
def center(area):
    return Center.objects.create(area=area, name="东美邻里中心", address="刺桐路 156 号")


@pytest.fixture
def site(center):
    return Site.objects.create(center=center, kind=Site.Kind.CHILDREN)


@pytest.fixture
def service(site):
    return Service.objects.create(site=site, title="四点半课堂", summary="放学后有人带着写作业。", theme="care", household_limit=0)


@pytest.fixture
def make_session(service):
    """make_session(capacity=2, days=1, hour=16, service=None): a published session `days` from today."""
    bare = service

    def make(capacity=2, days=1, hour=16, service=None, hours=2, **fields):
        start = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=days), datetime.min.time())) + timedelta(hours=hour)
        return timetables.add(service=service or bare, starts_at=start, ends_at=start + timedelta(hours=hours), capacity=capacity, **fields)

    return make


@pytest.fixture
def make_user(db):
    """make_user(name="林晓梅"): a resident with a number of her own."""
    count = iter(range(1, 100000))

    def make(name="", **fields):
        return User.objects.create_user(f"+86139{next(count):08d}", name=name, phone_verified=True, **fields)

    return make


@pytest.fixture
def mother(make_user):
    return make_user("林晓梅", born_on=date(1990, 3, 2))


@pytest.fixture
def daughter(mother):
    today = timezone.localdate()
    return FamilyMember.objects.create(guardian=mother, name="陈小满", relation="daughter", born_on=date(today.year - 7, 1, 1))


@pytest.fixture
def myself():
    """myself(user): the row by which a user books for herself."""
    return lambda user: user.family.get(relation="self")


@pytest.fixture
def provider(monkeypatch, settings):
    """The SMS provider of a test: `sent` are the keys it was given; set `fails` to an exception to have it raised."""
    provider = SimpleNamespace(sent=[], fails=None)

    def send(phone, words, key):
        if provider.fails:
            raise provider.fails
        provider.sent.append(key)

    provider.send = send
    monkeypatch.setitem(sys.modules, "trial_provider", provider)
    settings.SMS_BACKEND = "trial_provider"
    return provider
