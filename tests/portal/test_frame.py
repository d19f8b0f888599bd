"""The frame that every page stands in."""

import gzip
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.db import transaction
from django.template.loader import render_to_string
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


def test_the_first_view_on_a_phone_weighs_little(client, make_session):
    """At most 60 KB as they travel: the page, its two stylesheets, the sprite, htmx."""
    for day in (1, 2, 3, 4, 5):
        make_session(days=day)
    files = [finders.find(name) for name in ("tokens.css", "site.css", "sprite.svg", "django_htmx/htmx-2.min.js")]
    bodies = [client.get("/").content, *(Path(file).read_bytes() for file in files)]
    assert sum(len(gzip.compress(body)) for body in bodies) <= 60 * 1024


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ({"capacity": 10}, "剩 <b"),
        ({"capacity": 2}, "seats--few"),
        ({"capacity": 2, "booked": 2, "waiting": 3}, "候补 3 人"),
        ({"capacity": 2, "status": "cancelled"}, "已取消"),
    ],
)
def test_a_card_says_how_it_stands(client, make_session, view, words):
    fields = dict(view)
    session = make_session(capacity=fields.pop("capacity"))
    type(session).objects.filter(pk=session.pk).update(**fields)
    session = type(session).objects.for_cards().get(pk=session.pk)
    assert words in render_to_string("frame/session_card.html", {"session": session})


def test_a_card_of_a_confidential_service_never_counts_and_never_says_mine(make_session, service):
    type(service).objects.filter(pk=service.pk).update(confidential=True)
    session = make_session(capacity=2)
    session = type(session).objects.for_cards().get(pk=session.pk)
    session.my_status = "confirmed"
    card = render_to_string("frame/session_card.html", {"session": session})
    assert "可约" in card
    assert "剩" not in card
    assert "已约" not in card


class Sample(forms.Form):
    who = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "甲"), ("b", "乙")], error_messages={"required": "还没选谁来参加，请选一位"})
    born = forms.DateField(error_messages={"required": "还没写出生日期"})


def test_error_summary_leads_to_each_field():
    form = Sample({})
    form.is_valid()
    form.add_error(None, "这一场刚刚约满。")
    html = render_to_string("frame/errsum.html", {"form": form})
    assert re.findall(r'<a href="#([^"]+)">([^<]+)</a>', html) == [
        ("id_who_0", "还没选谁来参加，请选一位"),
        ("id_born", "还没写出生日期"),
        ("id_who_0", "这一场刚刚约满。"),
    ]
    assert "有 3 处要改" in html
    assert render_to_string("frame/errsum.html", {"form": Sample()}).strip() == ""


def test_pages_keep_the_rest_of_the_query(rf):
    page = Paginator(range(30), 10).page(2)
    html = render_to_string("frame/pages.html", {"page": page}, rf.get("/x/?kind=women&page=2"))
    assert re.findall(r'href="(\?[^"]+)"', html) == ["?kind=women&amp;page=1", "?kind=women&amp;page=3"]
    assert "第 2 页，共 3 页" in html


def test_help_pages_say_nothing_of_themselves(client):
    response = client.get("/help/")
    text = response.content.decode()
    assert "<title>便民服务</title>" in text
    assert "noindex" in text
    assert "tabbar" not in text
    assert text.index('class="skip"') < text.index("data-exit") < text.index('class="mast"')
    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.headers["X-Robots-Tag"].startswith("noindex")
