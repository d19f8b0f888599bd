"""/help/bodies/: whom a case can be handed to, for everybody to read before she says yes."""

import re

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertNumQueries

from accounts.models import Area
from mediation.models import Partner

pytestmark = pytest.mark.django_db
ADDRESS = reverse("mediation:help-bodies")


@pytest.fixture
def bodies(area):
    county = area.parent.parent
    elsewhere = Area.objects.create(code="350582000000", name="晋江市", level=3, parent=county.parent)
    for name, kind, where in (("丙法院", "court", county), ("甲公安局", "police", elsewhere), ("乙公安局", "police", county)):
        Partner.objects.create(name=name, kind=kind, area=where)
    Partner.objects.create(name="旧公安局", kind="police", area=county, is_used=False)


def test_bodies_in_use_by_kind_and_those_of_her_place_first(client, bodies, area):
    def names():
        return re.findall(r"[甲乙丙旧][\w]+", client.get(ADDRESS).content.decode())

    with assertNumQueries(1):
        assert set(names()) == {"甲公安局", "乙公安局", "丙法院"}
    client.cookies["area"] = area.pk
    assert names() == ["乙公安局", "甲公安局", "丙法院"]
    client.cookies["area"] = "350582001001"
    assert names() == ["甲公安局", "乙公安局", "丙法院"]


def test_none_yet_says_where_to_ask(client):
    assertContains(client.get(ADDRESS), "合作单位还没有登记到这里")


def test_it_is_of_the_calm_zone(client, bodies):
    response = client.get(ADDRESS)
    assert "no-store" in response["Cache-Control"]
    assertContains(response, "<title>便民服务</title>")
    assertContains(client.get(reverse("mediation:help")), ADDRESS)


def test_the_notice_counts_them(client, bodies):
    page = client.get(reverse("portal:notice"))
    assertContains(page, "联合公检法排查化解 <b>3 家</b>")
    assertContains(page, "“大调解”中心 <b>0 家</b>")
    assertNotContains(page, "旧公安局")
