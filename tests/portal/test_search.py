"""Search over all that is public, the nearest first."""

import pytest
from django.utils.html import escape

from accounts.models import Area
from portal import searching
from positions.models import Center, Service, Site

pytestmark = pytest.mark.django_db


def hits(client, q, **query):
    response = client.get("/search/", {"q": q, **query})
    assert response.status_code == 200
    return [(hit.sort, hit.href) for hit in response.context["page"]]


def test_finds_services_sites_and_centers(client, service, site, center):
    assert hits(client, "四点半") == [("services", service.get_absolute_url())]
    assert ("sites", site.get_absolute_url()) in hits(client, "儿童之家")
    assert hits(client, "刺桐路") == [("centers", center.get_absolute_url())]
    assert {sort for sort, _ in hits(client, "东美")} == {"services", "sites", "centers"}
    assert hits(client, "东美", **{"in": "sites"}) == [("sites", site.get_absolute_url())]


def test_finds_the_brand_projects(client):
    assert any(sort == "projects" for sort, _ in hits(client, "领头雁"))


def test_each_word_must_be_there(client, service):
    assert hits(client, "课堂 作业") == [("services", service.get_absolute_url())]
    assert hits(client, "课堂 跳舞") == []


def test_themes_are_words_too(client, service):
    assert hits(client, "课后托管") == [("services", service.get_absolute_url())]


def test_what_is_not_public_is_not_found(client, service, site, center):
    Service.objects.filter(pk=service.pk).update(is_offered=False)
    assert hits(client, "四点半") == []
    Site.objects.filter(pk=site.pk).update(closed_on="2026-01-01")
    assert hits(client, "东美", **{"in": "sites"}) == hits(client, "东美", **{"in": "centers"})[:0] == []


def test_the_nearest_comes_first(client, service, area):
    other = Area.objects.create(code="350503002002", name="霞淮社区居委会", level=5, parent=area.parent)
    away = Site.objects.create(center=Center.objects.create(area=other, name="霞淮邻里中心", address="街"), kind=Site.Kind.CHILDREN)
    twin = Service.objects.create(site=away, title="四点半课堂", summary="也有。", theme="care")
    for code, first in ((area.code, service), (other.code, twin)):
        client.cookies["area"] = code
        assert hits(client, "四点半课堂")[0] == ("services", first.get_absolute_url())


def test_nothing_found_offers_a_near_word_and_other_ways(client, service):
    Service.objects.create(site=service.site, title="瑜伽入门", summary="慢慢来。", theme="dance")
    text = client.get("/search/", {"q": "瑜珈"}).content.decode()
    assert "没搜到“瑜珈”" in text
    assert "搜“瑜伽”" in text
    assert "看家事求助" in text


def test_an_empty_search_is_a_place_to_start(client):
    text = client.get("/search/").content.decode()
    assert "常找的" in text
    assert "没搜到" not in text


@pytest.mark.parametrize("q", ["%", "_", "'", '"', "\\", "<script>alert(1)</script>", "(((", "东" * 5000, "😀", "𠮷", "\u202e倒", " ", "。", "a" * 101])
def test_odd_words_do_no_harm(client, service, q):
    response = client.get("/search/", {"q": q})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()
    assert response.context["total"] == 0


def test_page_and_sort_out_of_reach(client, service):
    assert len(hits(client, "四点半", page="999")) == 1
    assert len(hits(client, "四点半", page="x")) == 1
    assert len(hits(client, "四点半", **{"in": "nothing"})) == 1


def test_marked():
    assert searching.marked("亲子课<b>", "亲子") == "<mark>亲子</mark>课&lt;b&gt;"
    assert searching.marked("a.c abc", "a.c") == "<mark>a.c</mark> abc"
    assert searching.marked("Tom & 汤", "") == escape("Tom & 汤")


def test_statements_are_the_same_for_one_and_thirty(client, site, django_assert_num_queries):
    for n in range(30):
        Service.objects.create(site=site, title=f"手作 {n}", summary="。", theme="skill")
        if n in (0, 29):
            with django_assert_num_queries(4):
                client.get("/search/", {"q": "手作"})
