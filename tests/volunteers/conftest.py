"""A station, its team, a leader with a Post, a volunteer, and shifts."""

from datetime import date

import pytest

from accounts.models import Post
from positions.models import Service, Site
from volunteers import teams


@pytest.fixture
def station(center):
    return Site.objects.create(center=center, kind=Site.Kind.VOLUNTEERS)


@pytest.fixture
def leader(make_user, station):
    user = make_user("黄秀云", born_on=date(1975, 5, 5))
    Post.objects.create(user=user, role="volunteer_leader", site=station)
    return user


@pytest.fixture
def team(station, leader):
    return teams.found(site=station, name="东美巾帼志愿服务队", leader=leader, leader_name="黄秀云", founded_on=date(2023, 3, 1))


@pytest.fixture
def volunteer(make_user):
    """Somebody grown up who may join."""
    return make_user("吴丽萍", born_on=date(1988, 8, 8))


@pytest.fixture
def shift(station, team, make_session):
    """shift(capacity=4, title="爱心敲敲门"): a published shift of the team, for its members only."""

    def shift(title="爱心敲敲门", **how):
        service, _ = Service.objects.get_or_create(
            site=station,
            title=title,
            defaults={"summary": "两人一组", "theme": "shift", "audience": "volunteers", "circle": team.circle, "min_age": 16, "household_limit": 1},
        )
        return make_session(service=service, **{"capacity": 4, **how})

    return shift
