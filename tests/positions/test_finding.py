"""Lists and places: filters, areas, hours, search; a query that makes no sense never breaks a page."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import Area, FamilyMember
from positions import hours, scopes
from positions.models import Center, ChecklistItem, OpeningHours, Service, Session, Site, SiteCheck

pytestmark = pytest.mark.django_db


def titles(answer):
    return [card.service.title for _, group in answer.context["cards"] for card in group]


@pytest.fixture
def fair(service, site, center, area, make_session):
    """Four services: homework for 6 to 12, dancing for all, a craft for grown-ups that is full, and one in another county."""
    service.min_age, service.max_age = 6, 12
    service.save()
    women = Site.objects.create(center=center, kind=Site.Kind.WOMEN)
    dance = Service.objects.create(site=women, title="广场舞", summary="一起跳。", theme="dance")
    craft = Service.objects.create(site=women, title="簪花", summary="做花围。", theme="interest", min_age=18)
    county = Area.objects.create(code="350582000000", name="晋江市", level=3, parent_id="350500000000")
    street = Area.objects.create(code="350582001000", name="青阳街道", level=4, parent=county)
    far = Area.objects.create(code="350582001001", name="青阳社区居委会", level=5, parent=street)
    other = Center.objects.create(area=far, name="青阳邻里中心", address="青阳路 1 号")
    talk = Service.objects.create(site=Site.objects.create(center=other, kind=Site.Kind.PARENTS), title="家长课", summary="听一听。", theme="lecture")
    make_session(days=1)
    make_session(days=2, service=dance)
    full = make_session(days=2, hour=9, service=craft, capacity=1)
    Session.objects.filter(pk=full.pk).update(booked=1)
    make_session(days=3, service=talk)
    return other


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["四点半课堂", "簪花", "广场舞", "家长课"]),
        ("kind=women", ["簪花", "广场舞"]),
        ("theme=dance", ["广场舞"]),
        ("age=7", ["四点半课堂", "广场舞", "家长课"]),
        ("age=40&free=on", ["广场舞", "家长课"]),
        ("free=on", ["四点半课堂", "广场舞", "家长课"]),
        ("area=350503002001", ["四点半课堂", "簪花", "广场舞"]),
        ("area=350503002001&near=city", ["四点半课堂", "簪花", "广场舞", "家长课"]),
        ("kind=studio", []),
    ],
)
def test_filters(client, fair, query, found):
    assert titles(client.get(f"/sessions/?{query}")) == found


def test_a_day_and_the_counts_of_the_days(client, fair):
    day = timezone.localdate() + timedelta(days=2)
    answer = client.get(f"/sessions/?day={day}")
    assert titles(answer) == ["簪花", "广场舞"]
    assertContains(answer, "共 2 场，能约的 1 场")
    assert [item.count for item in answer.context["days"]] == [4, 0, 1, 2, 1, *[0] * 10]


def test_age_of_a_family_member_counts_on_the_day_of_each_session(signed_in, service, make_session, mother):
    service.min_age, service.max_age = 6, 12
    service.save()
    day = timezone.localdate() + timedelta(days=3)
    child = FamilyMember.objects.create(guardian=mother, name="陈小禾", relation="son", born_on=date(day.year - 6, day.month, min(day.day, 28)))
    before, after = make_session(days=1), make_session(days=5)
    answer = signed_in(mother).get(f"/sessions/?who={child.pk}")
    assertContains(answer, "陈小禾（5 岁）")
    assertNotContains(answer, before.get_absolute_url())
    assertContains(answer, after.get_absolute_url())


def test_somebody_elses_child_filters_nothing_and_is_not_named(signed_in, fair, make_user, daughter):
    answer = signed_in(make_user()).get(f"/sessions/?who={daughter.pk}&near=city")
    assert len(titles(answer)) == 4
    assertNotContains(answer, "陈小满")


def test_the_chosen_community_is_where_it_looks_first(client, fair):
    client.cookies["area"] = "350503002001"
    answer = client.get("/sessions/")
    assert titles(answer) == ["四点半课堂", "簪花", "广场舞"]
    assertContains(answer, "丰泽区·丰泽街道")
    assertContains(client.get("/sessions/?near=community"), "丰泽区·东美社区")


def test_nothing_found_has_a_way_out(client, fair):
    client.cookies["area"] = "350503002001"
    answer = client.get("/sessions/?theme=lecture")
    assertContains(answer, "没有找到活动")
    assertContains(answer, 'href="?theme=lecture&amp;near=county">看丰泽区的</a>')
    assertContains(answer, "去掉筛选")


def test_twelve_a_page_and_the_next_ones(client, make_session):
    for number in range(27):
        make_session(days=1 + number % 9, hour=8 + number // 9 * 2)
    first = client.get("/sessions/")
    assert len(titles(first)) == 12
    assertContains(first, 'href="?page=2"')
    assertContains(first, "再看 12 场")
    assertContains(client.get("/sessions/?page=2"), "再看 3 场")
    last = client.get("/sessions/?page=3")
    assert len(titles(last)) == 3
    assertContains(last, "都在这里了")
    assert titles(client.get("/sessions/?page=400")) == titles(last)
    seen = {card.pk for page in (1, 2, 3) for _, group in client.get(f"/sessions/?page={page}").context["cards"] for card in group}
    assert len(seen) == 27


def test_htmx_gets_only_what_changes(client, fair):
    part = client.get("/sessions/?kind=women", headers={"HX-Request": "true", "HX-Target": "res"}).content.decode()
    assert "<html" not in part
    assert 'hx-swap-oob="innerHTML:#count"' in part
    assert "共 2 场" in part
    whole = client.get("/sessions/?kind=women", headers={"HX-Request": "true", "HX-Target": "res", "HX-History-Restore-Request": "true"})
    assertContains(whole, "<html")
    assertNotContains(whole, "hx-swap-oob")


def test_the_day_is_not_said_twice_where_cards_are_added(client, make_session):
    for number in range(14):
        make_session(days=1, hour=7 + number, hours=1)
    part = client.get("/sessions/?page=2", headers={"HX-Request": "true", "HX-Target": "more"}).content.decode()
    assert part.count('class="sess"') == 2
    assert "day-h" not in part
    assertContains(client.get("/sessions/?page=2"), "day-h")


BAD = ["abc", "-1", "0", "99999999999999999999999", "9999-99-99", "9999-12-31", "0001-01-01", "２０２６", "", "' OR 1=1", "\u202e", "x" * 5000, "%F0%28%8C%28"]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: repr(bad[:12]))
@pytest.mark.parametrize("path", ["/sessions/", "/centers/"])
def test_a_query_that_makes_no_sense_is_left_out(client, fair, path, bad):
    names = ("day", "kind", "theme", "age", "who", "free", "near", "area", "center", "site", "service", "page", "q")
    for name in names:
        assert client.get(path, {name: bad}).status_code == 200, name
    assert client.get(path, dict.fromkeys(names, bad)).status_code == 200
    assert client.get(path, {name: ["1", bad] for name in names}).status_code == 200


@pytest.mark.parametrize("path", ["/sessions/?age=%00", "/centers/?q=%00", "/my/bookings/?page=%00"])
def test_a_nul_is_400_in_the_dress_of_the_site(client, path):
    answer = client.get(path)
    assertContains(answer, "邻里中心", status_code=400)


@pytest.mark.parametrize("path", ["/sessions/{}/", "/sessions/{}/book/", "/centers/{}/", "/sites/{}/", "/services/{}/"])
@pytest.mark.parametrize("number", ["0", "999", "99999999999999999999999", "-1", "abc"])
def test_what_is_not_there_is_404(signed_in, mother, path, number):
    assert signed_in(mother).get(path.format(number)).status_code == 404


@pytest.mark.parametrize("path", ["/sessions/", "/centers/", "/my/bookings/"])
def test_lists_take_get_only(signed_in, mother, path):
    assert signed_in(mother).post(path).status_code == 405


def test_my_bookings_bear_any_page(signed_in, mother):
    for page in ("abc", "-1", "0", "99999999999999999999999", "２"):
        assert signed_in(mother).get("/my/bookings/", {"page": page}).status_code == 200


def test_my_bookings_come_and_go(signed_in, make_session, mother, myself, time_machine):
    from positions import booking

    coming = [make_session(days=1 + number, hour=10) for number in range(14)]
    made = [booking.book(session=session.pk, attendee=myself(mother).pk, booker=mother, by=mother) for session in coming[:13]]
    booking.cancel(booking=made[0], by=mother)
    client = signed_in(mother)
    page = client.get("/my/bookings/")
    assert [one.pk for one in page.context["bookings"]] == [one.pk for one in made[1:]]
    assertNotContains(page, "下一页")
    past = client.get("/my/bookings/?when=past")
    assert [one.pk for one in past.context["bookings"]] == [made[0].pk]
    assertContains(past, "已取消")


# --- places ----------------------------------------------------------------------------------------


def test_centers_by_area_and_by_name(client, fair, center):
    client.cookies["area"] = "350503002001"
    assertContains(client.get("/centers/"), "东美邻里中心")
    assertNotContains(client.get("/centers/"), "青阳邻里中心")
    assertContains(client.get("/centers/?near=city"), "青阳邻里中心")
    for words in ("青阳", " 青阳路 ", "青阳社区"):
        assertContains(client.get("/centers/", {"q": words}), "青阳邻里中心")
    assertContains(client.get("/centers/?q=火星"), "没有找到")
    fair.closed_on = date(2026, 1, 1)
    fair.save()
    assertNotContains(client.get("/centers/?near=city"), "青阳邻里中心")
    assert client.get(f"/centers/{fair.pk}/").status_code == 404


def test_a_center_shows_its_sites_and_what_comes(client, fair, center):
    page = client.get(f"/centers/{center.pk}/")
    for words in ("儿童之家", "妇女之家", "四点半课堂", "刺桐路 156 号", "#k-child"):
        assertContains(page, words)
    assertNotContains(page, "<img")


def test_a_site_says_what_is_met_and_what_is_not(client, site):
    items = [ChecklistItem.objects.create(kind=site.kind, group="四有", words=words, position=n) for n, words in enumerate(("有场地", "有人员", "有制度"))]
    SiteCheck.objects.create(site=site, item=items[0], is_met=True, checked_on=date(2026, 11, 1))
    SiteCheck.objects.create(site=site, item=items[1], is_met=False)
    page = client.get(f"/sites/{site.pk}/")
    for words in ("3 项，做到 1 项", "做到了，2026-11-01", "还没做到", "还没查看"):
        assertContains(page, words)


def test_a_service_that_rests_says_so(client, service):
    service.is_offered = False
    service.save()
    assertContains(client.get(f"/services/{service.pk}/"), "这项服务现在不开")


def shanghai(*moment):
    return timezone.make_aware(timezone.datetime(*moment))


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ((2026, 11, 24, 7, 59), "现在关着，今天 8:00 开门"),
        ((2026, 11, 24, 8, 0), "现在开着，12:00 关门"),
        ((2026, 11, 24, 12, 0), "现在关着，今天 14:00 开门"),
        ((2026, 11, 24, 17, 59), "现在开着，18:00 关门"),
        ((2026, 11, 24, 18, 0), "现在关着，明天 8:00 开门"),
        ((2026, 11, 27, 20, 0), "现在关着，周一 8:00 开门"),
    ],
)
def test_open_now(moment, words):
    stretches = [OpeningHours(weekday=day, opens=time(opens), closes=time(closes)) for day in range(5) for opens, closes in ((14, 18), (8, 12))]
    assert hours.now(stretches, shanghai(*moment)).words == words
    assert hours.week(stretches) == [("周一至周五", "8:00–12:00、14:00–18:00"), ("周六、周日", "不开")]


def test_no_hours_say_nothing():
    assert hours.now([]) is None
    assert hours.week([]) == []


def test_once_a_week():
    stretches = [OpeningHours(weekday=2, opens=time(14), closes=time(17, 30))]
    assert hours.now(stretches, shanghai(2026, 11, 25, 18, 0)).words == "现在关着，周三 14:00 开门"
    assert hours.week(stretches) == [("周一、周二", "不开"), ("周三", "14:00–17:30"), ("周四至周日", "不开")]


def test_scopes(area, django_assert_num_queries):
    with django_assert_num_queries(1):
        scope = scopes.around("350503002001")
    assert (scope.near, scope.code, scope.title, scope.wider) == ("street", "350503002000", "丰泽区·丰泽街道", ("county", "丰泽区"))
    assert [near for near, _ in scope.choices] == ["community", "street", "county", "city"]
    assert scopes.around("350503000000").near == "county"
    assert scopes.around("350503002001", "city").title == "泉州市"
    for code in ("", "350503002999", "999999999999"):
        assert scopes.around(code).choices == ()
