"""Each kind of error has a page in the site's dress that says what to do; none shows a traceback or needs the database."""

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_POST

from accounts.models import User
from fuliancenter import errors
from fuliancenter.urls import handler400, handler403, handler404, handler429, handler500  # noqa: F401


def break_down(request):
    raise RuntimeError("a secret in the traceback")


def keep_out(request):
    raise PermissionDenied


def swallow(request):
    raise RequestDataTooBig


urlpatterns = [
    path("broken/", break_down),
    path("help/broken/", break_down),
    path("help/closed/", keep_out),
    path("closed/", keep_out),
    path("too-big/", swallow),
    path("too-many/", errors.too_many),
    path("only-post/", require_POST(lambda request: HttpResponse("ok"))),
    path("form/", lambda request: HttpResponse("ok")),
    path("", include("fuliancenter.urls")),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def visitor():
    client = Client(enforce_csrf_checks=True)
    client.raise_request_exception = False
    return client


def read(response, status):
    assert response.status_code == status
    assert response.headers["Content-Type"].startswith("text/html")
    page = response.content.decode()
    assert "邻里中心" in page
    assert "Traceback" not in page
    assert "a secret" not in page
    assert 'lang="zh-CN"' in page
    assert '<main id="main"' in page
    return page


CASES = [
    (400, "get", "/search/?q=a%00b", "从首页重新找"),
    (403, "get", "/closed/", "找负责您这一片的工作人员"),
    (403, "post", "/form/", "您填的还在"),
    (404, "get", "/no-such-page/", "可能链接抄漏了字"),
    (404, "get", "/sessions/不是数字/", "可能链接抄漏了字"),
    (405, "get", "/only-post/", "从上一页的按钮点进来"),
    (413, "get", "/too-big/", "裁小一点"),
    (429, "get", "/too-many/", "请等 1 分钟再试"),
    (500, "get", "/broken/", "什么也没有改动"),
]


@pytest.mark.parametrize(("status", "method", "address", "words"), CASES)
def test_page_says_what_to_do(visitor, status, method, address, words):
    assert words in read(getattr(visitor, method)(address), status)


@pytest.mark.parametrize(("status", "method", "address", "words"), CASES)
def test_the_same_page_for_somebody_signed_in(visitor, mother, status, method, address, words):
    visitor.force_login(mother)
    response = getattr(visitor, method)(address)
    assert words in read(response, status)
    assert response.headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize(("status", "method", "address", "words"), CASES)
def test_every_answer_carries_the_headers(visitor, status, method, address, words):
    response = getattr(visitor, method)(address)
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert "camera=()" in response.headers["Permissions-Policy"]


HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def test_a_post_that_breaks_is_told_where_to_look(visitor):
    visitor.handler.enforce_csrf_checks = False
    assert "先到“我的”里看一眼" in read(visitor.post("/broken/"), 500)


def test_500_asks_no_database(rf, mother, django_assert_num_queries):
    request = rf.get("/broken/")
    request.user = SimpleLazyObject(lambda: User.objects.get(pk=mother.pk))
    with django_assert_num_queries(0):
        errors.server_error(request)


def test_500_shows_the_number_of_the_log(rf):
    request = rf.get("/broken/")
    request.id = "7F3A-20"
    assert "7F3A-20" in errors.server_error(request).content.decode()


def test_500_stands_even_when_its_template_is_gone(rf, settings):
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [], "APP_DIRS": False}]
    response = errors.server_error(rf.get("/broken/"))
    assert (response.status_code, response.content.decode()) == (500, errors.PLAIN_500)


@pytest.mark.parametrize("address", ["/help/broken/", "/help/closed/", "/help/no-such-page/"])
def test_in_the_help_zone_an_error_gives_nothing_away(visitor, address):
    response = visitor.get(address)
    page = response.content.decode()
    assert "<title>便民服务</title>" in page
    assert page.index("data-exit") < page.index("<main")
    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.headers["X-Robots-Tag"].startswith("noindex")


def test_in_the_admin_an_error_leads_back_to_the_work(visitor):
    assert 'href="/admin/"' in read(visitor.get("/admin/%00/"), 400)


def test_405_says_which_methods_are_allowed(visitor):
    assert visitor.get("/only-post/").headers["Allow"] == "POST"


def test_a_body_beyond_all_sense_is_not_read(visitor):
    response = visitor.generic("POST", "/form/", b"x", CONTENT_LENGTH=str(settings.MAX_BODY + 1))
    read(response, 413)


def test_more_text_than_any_form_takes(visitor, mother):
    visitor.force_login(mother)
    visitor.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    assert "别的内容还在" in read(
        visitor.post("/my/notices/", {"x": "东" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE}, content_type="application/x-www-form-urlencoded"), 413
    )


def test_a_broken_upload_is_400(visitor, mother):
    visitor.force_login(mother)
    visitor.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    read(visitor.post("/my/notices/", b"nonsense", content_type="multipart/form-data"), 400)


@pytest.mark.parametrize("address", ["/search/?q=%00", "/sessions/%00/", "/%00"])
def test_nul_in_an_address_is_400(visitor, address):
    read(visitor.get(address), 400)


def test_nul_in_a_cookie_is_400(visitor):
    visitor.cookies[settings.SESSION_COOKIE_NAME] = "\0" * 32
    read(visitor.get("/about/"), 400)


def test_a_foreign_host_is_400(visitor, settings):
    settings.ALLOWED_HOSTS = ["ours.example"]
    read(visitor.get("/about/", headers={"host": "elsewhere.example"}), 400)


def test_the_switches_refuse_other_sites(visitor):
    assert visitor.post("/prefs/", {"view": "elder"}, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert visitor.post("/prefs/", {"view": "elder"}, headers={"origin": "https://elsewhere.example"}).status_code == 403
    assert not visitor.cookies
