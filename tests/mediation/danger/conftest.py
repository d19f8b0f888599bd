"""Who answers for danger: the officers on duty beside the mediator."""

import pytest

from accounts.roles import Role
from mediation import casework
from mediation.models import Kind


@pytest.fixture
def duty(make_post, area):
    return make_post(Role.COUNTY_OFFICER, "350503000000", "丰泽值班")


@pytest.fixture
def city(make_post, area):
    return make_post(Role.CITY_OFFICER, "350500000000", "市里")


@pytest.fixture
def accepted(case, mediator):
    return casework.accept(case=case, by=mediator)


@pytest.fixture
def violence(report, mediator):
    """A case of violence that the mediator carries. 陈阿妹 asked for help."""
    return casework.accept(case=report(kind=Kind.VIOLENCE), by=mediator)
