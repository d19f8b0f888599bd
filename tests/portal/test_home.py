"""Home: the nearest next thing first, for whoever looks."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.models import Area
from portal import nearby
from portal.greeting import given, part_of_day
from positions import booking
from positions.models import Center, Service, Site


@pytest.fixture
def neighbor_service(area):
    """A service in another community of the same street."""
    other = Area.objects.create(code="350503002002", name="霞淮社区居委会", level=5, parent=area.parent)
    site = Site.objects.create(center=Center.objects.create(area=other, name="霞淮邻里中心", address="霞淮街 5 号"), kind=Site.Kind.WOMEN)
    return Service.objects.create(site=site, title="簪花围手作", summary="自己做一个簪花围。", theme="skill")


@pytest.fixture
def far_service(area):
    city = area.parent.parent.parent
    county = Area.objects.create(code="350582000000", name="晋江市", level=3, parent=city)
    town = Area.objects.create(code="350582001000", name="青阳街道", level=4, parent=county)
    village = Area.objects.create(code="350582001001", name="曾井社区居委会", level=5, parent=town)
    site = Site.objects.create(center=Center.objects.create(area=village, name="曾井邻里中心", address="曾井路 1 号"), kind=Site.Kind.WOMEN)
    return Service.objects.create(site=site, title="晋江广场舞", summary="一起跳。", theme="dance")


def titles(response):
    return [session.service.title for session in response.context["week"].sessions]


def test_without_a_community_the_whole_city_is_shown(client, make_session, far_service):
    make_session(days=1)
    make_session(days=2, service=far_service)
    response = client.get("/")
    assert titles(response) == ["四点半课堂", "晋江广场舞"]
    assert "泉州这周有 2 场活动" in response.content.decode()


def test_her_community_comes_alone_when_it_has_enough(client, area, make_session, neighbor_service):
    for day in (1, 2, 3):
        make_session(days=day)
    make_session(days=1, service=neighbor_service, hour=9)
    client.cookies["area"] = area.code
    response = client.get("/")
    assert titles(response) == ["四点半课堂"] * 3
    assert response.context["week"].place == area
    assert "东美社区这周有 3 场活动" in response.content.decode()


def test_with_too_little_there_it_looks_wider_and_says_so(client, area, make_session, neighbor_service, far_service):
    make_session(days=1)
    make_session(days=2, service=neighbor_service)
    make_session(days=3, service=neighbor_service)
    make_session(days=1, service=far_service)
    client.cookies["area"] = area.code
    response = client.get("/")
    assert titles(response) == ["四点半课堂", "簪花围手作", "簪花围手作"]
    assert "东美社区这周有 1 场，下面是丰泽街道的" in response.content.decode()


def test_only_this_week_only_what_is_public(client, make_session, service):
    make_session(days=8)
    secret = Service.objects.create(site=service.site, title="婚姻家庭咨询", summary="一对一。", theme="marriage", confidential=True)
    make_session(days=1, service=secret)
    response = client.get("/")
    assert titles(response) == []
    assert "这几天还没有活动" in response.content.decode()


def test_her_next_booking_stands_first(client, mother, daughter, make_session):
    later, sooner = make_session(days=3), make_session(days=1)
    for session in (later, sooner):
        booking.book(session=session.pk, attendee=daughter.pk, booker=mother, by=mother)
    client.force_login(mother)
    page = client.get("/")
    assert page.context["next"].session == sooner
    text = page.content.decode()
    assert "晓梅，" in text
    assert "陈小满（7 岁）参加" in text
    assert reverse("positions:ticket", args=[page.context["next"].code]) in text


def test_a_confidential_booking_says_nothing_of_itself(client, mother, make_session, service, myself):
    secret = Service.objects.create(site=service.site, title="婚姻家庭咨询", summary="一对一。", theme="marriage", confidential=True)
    booking.book(session=make_session(days=1, service=secret).pk, attendee=myself(mother).pk, booker=mother, by=mother)
    client.force_login(mother)
    for address in ("/", "/my/"):
        text = client.get(address).content.decode()
        assert "一项预约" in text
        assert "婚姻家庭咨询" not in text


def test_kinds_are_counted_in_her_county(client, area, site, far_service):
    county, counts = nearby.kinds(Area.objects.with_parents().get(pk=area.pk))
    assert (county.name, counts) == ("丰泽区", {"children": 1})
    assert nearby.kinds(None) == (None, {"children": 1, "women": 1})


def test_elder_home_is_short_and_leads_everywhere(client, area, center, make_session):
    Center.objects.filter(pk=center.pk).update(phone="0595-22150156")
    for day in (1, 2, 3, 4):
        make_session(days=day)
    client.cookies["view"], client.cookies["area"] = "elder", area.code
    response = client.get("/")
    text = response.content.decode()
    assert 'data-view="elder"' in text
    assert len(titles(response)) == 3
    assert "tel:0595-22150156" in client.get(reverse("positions:call_me")).content.decode()
    for name in ("positions:call_me", "positions:sessions", "positions:my_bookings", "positions:centers", "programs:list", "mediation:help", "portal:search"):
        assert reverse(name) in text


def test_statements_of_a_visitor(client, area, make_session, django_assert_num_queries):
    """The sessions and their count, the sites, the programmes; with a community one more for its name."""
    for rows in (3, 30):
        for n in range(rows):
            make_session(days=1 + n % 5, hour=6 + n % 12)
        client.cookies.clear()
        with django_assert_num_queries(4):
            client.get("/")
        client.cookies["area"] = area.code
        with django_assert_num_queries(5):
            client.get("/")


def test_statements_of_somebody_signed_in(client, mother, daughter, make_session, django_assert_num_queries):
    booking.book(session=make_session(days=1).pk, attendee=daughter.pk, booker=mother, by=mother)
    client.force_login(mother)
    client.get("/")
    with django_assert_num_queries(7):  # her session, herself, her next booking
        client.get("/")


@pytest.mark.parametrize(
    ("name", "called"),
    [("林晓梅", "晓梅"), ("欧阳小满", "小满"), ("陈梅", "陈梅"), ("阿依古丽·买买提", "阿依古丽·买买提"), ("Anna", "Anna"), ("", ""), ("𠮷田小满", "小满")],
)
def test_given(name, called):
    assert given(name) == called


@pytest.mark.parametrize(("hour", "words"), [(0, "夜深了"), (4, "夜深了"), (5, "早上好"), (11, "中午好"), (13, "下午好"), (18, "晚上好"), (23, "晚上好")])
def test_part_of_day(hour, words):
    assert part_of_day(datetime(2026, 11, 24, hour, 30, tzinfo=UTC)) == words


def test_the_week_of_a_whole_city_shows_different_things(client, make_session, service):
    """Every centre holds the same class at the same hour: the home page names it once, then what else there is."""
    for _ in range(5):
        make_session(hour=9)
    singing = Service.objects.create(site=service.site, title="南音社", summary="一起唱。", theme="dance")
    make_session(hour=20, service=singing)
    titles = re.findall(r'<h3><a href="/sessions/\d+/">([^<]+)', client.get("/").content.decode())
    assert titles.count("四点半课堂") == 3
    assert "南音社" in titles
