"""The log holds numbers and lines of code, and nothing that somebody typed."""

import json
import logging
import re

import pytest
from django.http import HttpResponse
from django.urls import path

from fuliancenter.log import Line, new_id

SECRET = "林晓梅 13900000001"


def fails(request):
    text = request.POST.get("what", "")
    try:
        raise KeyError(text)
    except KeyError:
        raise ValueError(f"cannot take {text}") from None


def writes(request, code):
    logging.getLogger("some.library").warning("cannot read %s", code)
    logging.getLogger("some.library").warning("%d of %d left", 3, 4)
    return HttpResponse("fine")


urlpatterns = [path("fails/", fails), path("writes/<code>/", writes)]


@pytest.fixture
def lines(settings):
    """What is logged during the test, as dicts."""
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = ["fuliancenter.log.RequestMiddleware"]
    collected = []
    handler = logging.Handler()
    handler.emit = lambda record: collected.append(json.loads(Line().format(record)))
    root = logging.getLogger()
    root.addHandler(handler)
    yield collected
    root.removeHandler(handler)


def test_an_error_leaves_its_number_and_its_way_but_no_word(client, lines):
    client.raise_request_exception = False
    client.post("/fails/", {"what": SECRET})
    traceback, answer = lines
    assert SECRET not in json.dumps(lines, ensure_ascii=False)
    assert traceback["request"] == answer["request"]
    assert re.fullmatch(r"\d{4}-\d{4}", answer["request"])
    assert [step["type"] for step in traceback["error"]] == ["ValueError"]
    assert re.fullmatch(r"tests/fuliancenter/test_log.py:\d+ fails", traceback["error"][0]["at"][-1])
    assert (answer["method"], answer["route"], answer["status"]) == ("POST", "fails/", 500)


def test_an_address_is_logged_as_its_pattern_and_a_library_without_its_arguments(client, lines):
    client.get("/writes/7K2M9Q/?q=13900000001")
    assert "7K2M9Q" not in json.dumps(lines)
    assert [line["text"] for line in lines] == ["cannot read %s", "3 of 4 left", "request"]
    assert lines[-1]["route"] == "writes/<code>/"
    assert len({line["request"] for line in lines}) == 1


def test_numbers_do_not_repeat():
    assert len({new_id() for _ in range(1000)}) > 990


def test_who_asked_for_help_is_not_in_the_log(rf, lines):
    from fuliancenter.log import RequestMiddleware

    class Somebody:
        pk = 7

    class Match:
        route = "help/"

    def view(request):
        request._cached_user, request.resolver_match = Somebody, Match
        return HttpResponse()

    RequestMiddleware(view)(rf.get("/help/"))
    assert "user" not in lines[-1]
    Match.route = "sessions/"
    RequestMiddleware(view)(rf.get("/sessions/"))
    assert lines[-1]["user"] == 7
