"""Public pages are rendered once for all; nothing of anybody gets into that copy."""

import pytest
from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.urls import include, path

from portal.context import switches

seen = []


def lesson(request):
    seen.append(request)
    chosen = switches(request)
    return HttpResponse(f"<html>{chosen['view']} {request.COOKIES.get('area', '')} {request.GET.get('q', '')}".ljust(2000))


def form(request):
    seen.append(request)
    return HttpResponse(f"<html>{get_token(request)}")


def private(request):
    seen.append(request)
    response = HttpResponse("<html>")
    response.headers["Cache-Control"] = "no-store"
    return response


urlpatterns = [
    path("sessions/lesson/", lesson),
    path("sessions/form/", form),
    path("sessions/private/", private),
    path("help/lesson/", lesson),
    path("accounts/lesson/", lesson),
    path("", include("fuliancenter.urls")),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture(autouse=True)
def turned_on(settings):
    settings.PUBLIC_PAGE_SECONDS = 20
    caches["pages"].clear()
    seen.clear()


def rendered(client, address, **headers):
    """Return how many times the view ran for this request."""
    before = len(seen)
    client.get(address, headers=headers)
    return len(seen) - before


def test_second_visitor_costs_no_statement(client, django_assert_num_queries):
    first = client.get("/sessions/lesson/")
    with django_assert_num_queries(0):
        second = client.get("/sessions/lesson/")
    assert first.content == second.content
    assert len(seen) == 1
    assert second.headers["Cache-Control"] == "private, no-cache"


def test_who_has_the_page_already_gets_304(client):
    tag = client.get("/sessions/lesson/").headers["ETag"]
    again = client.get("/sessions/lesson/", headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert {"Cookie", "HX-Request"} <= set(again.headers["Vary"].split(", "))


def test_it_is_sent_packed(client):
    plain = client.get("/sessions/lesson/")
    packed = client.get("/sessions/lesson/", headers={"accept-encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "br"
    assert int(packed.headers["Content-Length"]) == len(packed.content) < len(plain.content)


def test_each_choice_has_its_own_copy(client):
    assert rendered(client, "/sessions/lesson/") == 1
    for name, value in (("view", "elder"), ("theme", "dark"), ("contrast", "more"), ("area", "350503002001")):
        client.cookies[name] = value
        assert rendered(client, "/sessions/lesson/") == 1
        assert rendered(client, "/sessions/lesson/") == 0
    assert rendered(client, "/sessions/lesson/?q=2") == 1


def test_nonsense_in_a_cookie_makes_no_copy_of_its_own(client):
    rendered(client, "/sessions/lesson/")
    client.cookies["view"], client.cookies["area"] = "x" * 50, "../../etc"
    assert rendered(client, "/sessions/lesson/") == 0


def test_whoever_is_signed_in_is_never_answered_from_memory(client, mother):
    client.get("/sessions/lesson/")
    client.force_login(mother)
    response = client.get("/sessions/lesson/")
    assert len(seen) == 2
    assert response.headers["Cache-Control"] == "no-store, private"
    assert "ETag" not in response.headers
    client.get("/sessions/lesson/?q=mine")
    client.logout()
    assert rendered(client, "/sessions/lesson/?q=mine") == 1


@pytest.mark.parametrize("address", ["/sessions/form/", "/sessions/private/", "/help/lesson/", "/accounts/lesson/"])
def test_what_is_not_for_everybody_is_never_kept(client, address):
    rendered(client, address)
    client.cookies.clear()
    assert rendered(client, address) == 1


def test_a_part_of_a_page_is_not_mistaken_for_the_page(client):
    rendered(client, "/sessions/lesson/")
    assert rendered(client, "/sessions/lesson/", hx_request="true") == 1
    client.get("/sessions/lesson/?q=part", headers={"hx-request": "true"})
    assert rendered(client, "/sessions/lesson/?q=part") == 1


def test_only_reading_is_answered_from_memory(client):
    client.get("/sessions/lesson/")
    client.post("/sessions/lesson/")
    assert len(seen) == 2


def test_signing_out_takes_the_browsers_copies_along(client, mother):
    client.force_login(mother)
    response = client.post("/leave/")
    assert response.status_code == 204
    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert response.cookies[settings.SESSION_COOKIE_NAME].value == ""
    assert "Clear-Site-Data" not in client.get("/about/").headers
