"""The pages about the site: they are there, say who is responsible, and every menu leads somewhere."""

import pytest
from django.urls import reverse

from portal import context

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("about", "主办：泉州市妇女联合会"),
        ("privacy", "个人信息保护负责人"),
        ("privacy_children", "不满 14 岁的孩子，先要监护人同意"),
        ("accessibility", "用长辈版"),
    ],
)
def test_text(client, name, words):
    response = client.get(reverse(f"portal:{name}"))
    assert response.status_code == 200
    assert words in response.content.decode()
    assert client.post(reverse(f"portal:{name}")).status_code == 405


@pytest.mark.parametrize("entries", [context.MAIN, context.TABS, context.FOOT])
def test_every_menu_leads_somewhere(client, entries):
    for words, name, *_ in entries:
        assert client.get(reverse(name)).status_code in (200, 302), words


def test_robots_are_kept_from_what_is_personal(client):
    text = client.get("/robots.txt").content.decode()
    for path in ("/my/", "/bookings/", "/grid/", "/mediation/", "/admin/"):
        assert f"Disallow: {path}\n" in text


@pytest.mark.parametrize(
    ("path", "section"), [("/", "home"), ("/sessions/", "sessions"), ("/centers/", "centers"), ("/programs/", "programs"), ("/about/", "none")]
)
def test_the_current_section_is_marked(client, path, section):
    response = client.get(path)
    assert response.context["section"] == section
    assert response.content.decode().count('aria-current="page"') == (2 if section in ("home", "sessions", "programs") else 1 if section == "centers" else 0)
