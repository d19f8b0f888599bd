"""A room for talks: a mediator and a counsellor who give appointments, a keeper who does not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from positions.models import Room, Service, Site, TeamMember


@pytest.fixture
def talks(center):
    room = Room.objects.create(center=center, name="谈心室", floor="3 楼")
    return Site.objects.create(center=center, kind=Site.Kind.MEDIATION, name="梅香调解室", room=room)


@pytest.fixture
def talk(talks):
    return Service.objects.create(
        site=talks, title="婚姻家庭咨询", summary="关起门慢慢谈。", theme="marriage", taken="appointment", confidential=True, min_age=16,
        household_limit=1, cancel_minutes_before=60,
    )  # fmt: skip


@pytest.fixture
def person(make_user, area):
    """person("庄秋月", Role.MEDIATOR, area=…): somebody with a Post."""

    def make(name, role, **where):
        user = make_user(name)
        Post.objects.create(user=user, role=role, **where)
        return user

    return make


@pytest.fixture
def mediator(person, talks):
    user = person("庄秋月", Role.MEDIATOR, area=talks.area)
    member = TeamMember.objects.create(
        area=talks.area, user=user, team="mediators", name="庄老师", title="调解员", languages="闽南语", shown_since=timezone.localdate() - timedelta(days=5)
    )
    member.sites.add(talks)
    return user


@pytest.fixture
def counsellor(person, talks):
    return person("林若安", Role.COUNSELLOR, area=talks.area)


@pytest.fixture
def keeper(person, talks):
    return person("许美玲", Role.SITE_STAFF, site=talks)


@pytest.fixture
def slot(make_session, talk, mediator):
    """slot(days=1, hour=9): one free time of the mediator."""

    def make(days=1, hour=9, **fields):
        return make_session(service=talk, capacity=1, days=days, hour=hour, hours=1, **{"host": mediator, **fields})

    return make
