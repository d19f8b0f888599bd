"""Two centres in two counties, who works there, and a signed-in member of staff with her second factor."""

import pytest

from accounts.models import Area, Post
from accounts.roles import Role
from positions.models import Center, Service, Site
from tests import people


@pytest.fixture
def other_area(area):
    county = Area.objects.create(code="350582000000", name="晋江市", level=3, parent_id="350500000000")
    town = Area.objects.create(code="350582001000", name="青阳街道", level=4, parent=county)
    return Area.objects.create(code="350582001001", name="阳光社区居委会", level=5, parent=town)


@pytest.fixture
def other_site(other_area):
    center = Center.objects.create(area=other_area, name="隐山邻里中心", address="隐山路 1 号")
    return Site.objects.create(center=center, kind=Site.Kind.CHILDREN, name="隐山儿童之家")


@pytest.fixture
def other_service(other_site):
    return Service.objects.create(site=other_site, title="隐山课堂", summary="藏起来的课。", theme="care", household_limit=0)


@pytest.fixture
def appoint(make_user):
    """appoint(Role.SITE_STAFF, site=site) or (Role.COUNTY_OFFICER, area="350503000000"): somebody who holds that Post today."""

    def appoint(role, *, site=None, area=None, name="黄秀云", user=None):
        user = user or make_user(name)
        Post.objects.create(user=user, role=role, site=site, area_id=area)
        return user

    return appoint


@pytest.fixture
def keeper(appoint, site):
    return appoint(Role.SITE_STAFF, site=site)


@pytest.fixture
def officer(appoint, area):
    return appoint(Role.COUNTY_OFFICER, area="350503000000", name="苏丽华")


@pytest.fixture
def sign_in(client):
    """sign_in(user): the client in her hands, her second factor shown (mfa=False: not yet)."""
    return lambda user, mfa=True: people.sign_in(client, user, mfa=mfa)
