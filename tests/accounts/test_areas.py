"""Choosing my community: found by level or by name, remembered, never by a GET."""

import pytest

from accounts import areas
from accounts.models import Area
from positions.models import Center

URL = "/areas/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def around(area):
    """The 东美社区 of the cast, a neighbour community, another street and county, and a closed one."""
    street = area.parent
    Area.objects.create(code="350503002002", name="霞淮社区居委会", level=5, parent=street)
    Area.objects.create(code="350503002009", name="旧东美社区居委会", level=5, parent=street, closed_on="2024-01-01")
    other = Area.objects.create(code="350503008000", name="东海街道", level=4, parent=street.parent)
    Area.objects.create(code="350503008001", name="东梅社区居委会", level=5, parent=other)
    Area.objects.create(code="350527000000", name="金门县", level=3, parent=street.parent.parent)
    return area


def numbers_of(django_assert_num_queries, client, url, count):
    with django_assert_num_queries(count):
        return client.get(url)


def test_nothing_is_chosen_at_first(client, around):
    response = client.get(URL)
    assert response.context["chosen"] is None
    assert [area.name for area in response.context["columns"]["counties"]] == ["丰泽区", "金门县"]
    assert "streets" not in response.context["columns"]
    assert areas.COOKIE not in response.cookies


def test_going_down_the_levels(client, around):
    county = client.get(URL, {"in": "350503000000"}).context["columns"]
    assert [(area.name, area.communities) for area in county["streets"]] == [("丰泽街道", 2), ("东海街道", 1)]
    street = client.get(URL, {"in": "350503002000"}).context["columns"]
    assert [area.name for area in street["communities"]] == ["东美社区居委会", "霞淮社区居委会"]


@pytest.mark.parametrize("nonsense", ["x", "350503", "999999999999", "350503002009", "' or 1=1", "٣" * 12])
def test_a_place_that_is_none_shows_the_counties(client, around, nonsense):
    response = client.get(URL, {"in": nonsense})
    assert response.status_code == 200
    assert response.context["columns"]["county"] is None


def test_a_choice_is_remembered_and_leads_back(client, around):
    response = client.post(URL, {"code": around.code, "next": "/sessions/?day=1"})
    assert response.headers["Location"] == "/sessions/?day=1"
    cookie = response.cookies[areas.COOKIE]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == (around.code, True, "Lax")
    page = client.get(URL)
    assert page.context["chosen"] == around
    assert page.context["columns"]["street"].name == "丰泽街道"
    assert "记住了：东美社区" in page.content.decode()


def test_the_last_three_are_offered_again(client, around):
    codes = ["350503002001", "350503002002", "350503008001", "350503002000"]
    for code in codes:
        client.post(URL, {"code": code})
    assert [area.code for area in client.get(URL).context["lately"]] == codes[:0:-1]


def test_her_account_remembers_it_for_another_device(client, around, mother):
    client.force_login(mother)
    client.post(URL, {"code": around.code})
    mother.refresh_from_db()
    assert mother.home_area == around
    client.cookies.pop(areas.COOKIE)
    client.cookies.pop(areas.LATELY)
    page = client.get(URL)
    assert (page.context["chosen"], page.context["lately"]) == (around, [around])


def test_get_changes_nothing(client, around, mother):
    client.force_login(mother)
    client.get(URL, {"code": around.code})
    mother.refresh_from_db()
    assert mother.home_area is None


@pytest.mark.parametrize("code", ["", "x", "350503002009", "350500000000", "999999999999", "1\x00"])
def test_what_cannot_be_chosen_is_not_found(client, around, code):
    assert client.post(URL, {"code": code}).status_code == 404


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "evil", ""])
def test_next_stays_on_this_site(client, around, there):
    assert client.post(URL, {"code": around.code, "next": there}).headers["Location"] == "/"


def names(client, words):
    return [hit["area"].short_name for hit in client.get(URL, {"q": words}).context["hits"]]


def test_search_by_name(client, around):
    assert names(client, "东") == ["东美社区", "东海街道", "东梅社区"]
    assert names(client, " 东美 ") == ["东美社区"]
    assert names(client, "东美社区") == ["东美社区"]
    assert names(client, "丰泽 东海 东") == ["东海街道", "东梅社区"]
    assert names(client, "金门") == ["金门县"]
    assert names(client, "百分号%") == names(client, "_") == names(client, "𠮷") == []
    assert names(client, "东" * 5000) == []


def test_who_has_a_centre_comes_first(client, around):
    Center.objects.create(area_id="350503008001", name="东梅邻里中心", address="某路 1 号")
    assert names(client, "东") == ["东梅社区", "东美社区", "东海街道"]
    assert "有邻里中心" in client.get(URL, {"q": "东梅"}).content.decode()


def test_the_searched_words_are_marked_and_escaped(client, around):
    page = client.get(URL, {"q": "东美"}).content.decode()
    assert "<mark>东美</mark>社区" in page
    page = client.get(URL, {"q": "<script>"}).content.decode()
    assert "<script>" not in page.split("<main")[1]
    assert "没找到“&lt;script&gt;”" in page


def test_as_many_statements_for_three_as_for_thirty(client, around, django_assert_num_queries):
    client.cookies[areas.COOKIE] = around.code
    client.cookies[areas.LATELY] = f"{around.code}.350503008001"
    for more in range(2):
        for n in range(27 * more):
            Area.objects.create(code=f"3505030021{n:02d}", name=f"东{n}社区居委会", level=5, parent=around.parent)
        numbers_of(django_assert_num_queries, client, URL + "?q=东", 6)  # chosen, hits, lately, counties, streets, communities


def test_chosen_code_asks_the_database_nothing(rf, around, mother, django_assert_num_queries):
    request = rf.get("/")
    request.user = mother
    mother.home_area = around
    with django_assert_num_queries(0):
        assert areas.chosen_code(request) == around.code
        request.COOKIES[areas.COOKIE] = "350503008001"
        assert areas.chosen_code(request) == "350503008001"
        request.COOKIES[areas.COOKIE] = "nonsense"
        assert areas.chosen_code(request) == around.code
