"""The frame that every page stands in."""

import re
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from notices import outbox

SPRITE = settings.BASE_DIR / "static" / "sprite.svg"
pytestmark = pytest.mark.django_db


def symbols():
    return {symbol.get("id") for symbol in ElementTree.parse(SPRITE).getroot()}  # noqa: S314


def test_sprite_is_xml_and_holds_every_icon_that_the_templates_name():
    named = set()
    for template in (settings.BASE_DIR / "templates").rglob("*.html"):
        for name in re.findall(r"""{% icon ["']([\w-]+)["']""", template.read_text()):
            named.add(name if name == "mark" or name[:2] in ("i-", "k-", "p-", "a-") else f"i-{name}")
    assert named
    assert named <= symbols()


def test_every_kind_of_site_has_its_icon():
    from positions.models import Site

    assert set(Site.ICONS.values()) <= symbols()
    assert set(Site.ICONS) == set(Site.Kind)


def test_a_form_of_our_own_page_passes_though_the_browser_hides_its_origin(mother):
    """Chromium under no-referrer: Origin null, no Referer, Sec-Fetch-Site same-origin."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(mother)
    with transaction.atomic():
        outbox.tell(mother, "booking_confirmed", mother)
    token = client.get("/my/notices/").context["csrf_token"]
    ours = {"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "same-origin"}
    assert client.post("/my/notices/", {"csrfmiddlewaretoken": str(token)}, **ours).status_code == 302
    assert client.post("/my/notices/", {"csrfmiddlewaretoken": str(token)}, secure=True, **ours).status_code == 302
    assert client.post("/my/notices/", {}, **ours).status_code == 403
    for theirs in (
        {"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_ORIGIN": "https://elsewhere.example"},
        {"HTTP_REFERER": "https://elsewhere.example/", "HTTP_SEC_FETCH_SITE": "cross-site"},
    ):
        assert client.post("/my/notices/", {"csrfmiddlewaretoken": str(token)}, secure=True, **theirs).status_code == 403
