"""Who was near a case and must stay out: its other party who mediates there, one whose Post ended, and what a broken glass opens.

Every address of one case is asked, read off the URL configuration, so that a new page is asked the day it is made. Whoever must stay out
is answered as if there were no case. BREAK: the same lists show it to a mediator whom it does not concern.
"""

import re

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Post, User
from accounts.roles import Role
from mediation import secrecy
from mediation.models import AccessLog, BreakGlass, Case
from mediation.secrecy.glass import NoSuchCase
from tests.people import sign_in

from . import addresses
from .subjects import BY_GLASS, OF_A_CASE, SHUT, values
from .test_matrix import _neutral, ask
from .world import PARTY, World

OF_ALL = ("mediation/", "handed/", "reports/cases", "grid/cases/")


@pytest.fixture
def world(db, settings, tmp_path):
    settings.DEMO, settings.MEDIA_ROOT = False, tmp_path / "media"
    return World()


def enter(user):
    """Return a Client of `user`, who has shown her second factor."""
    return sign_in(Client(raise_request_exception=False), User.objects.get(pk=user.pk), mfa=True)


def routes(*starts):
    return [route for route in addresses.routes() if route.startswith(starts)]


def asked(client, world, route, method, target):
    """Return (status, body without the address, statements) of one address."""
    path = addresses.fill(route, values(world, route, target if addresses.holes(route) else "-"))
    with CaptureQueriesContext(connection) as statements:
        answer = ask(client, method, path)
    return answer.status_code, _neutral(answer, path), len(statements)


def nothing_there(client, world, starts):
    """Return what tells our case, or that there is one, from a case that does not exist."""
    found = []
    for route in routes(*starts):
        for method in ("GET", "POST"):
            own = asked(client, world, route, method, "own")
            if own[0] not in SHUT or (own[0] == 404 and addresses.holes(route) and own != asked(client, world, route, method, "missing")):
                found.append((method, route, own[0]))
    return found


def lists(client, world):
    """Yield (name, page) of every list in which our case stands for whoever may see it."""
    number, screening = world.own.rows["case"].number, world.own.rows["screening"]
    for chosen in ("", "?list=mine", "?list=late", "?list=waiting", "?list=done"):
        yield f"list {chosen}", client.get(f"/mediation/{chosen}")
    yield "searched by number", client.post("/mediation/search/", {"number": number})
    yield "searched by phone", client.post("/mediation/search/", {"number": PARTY})
    yield "known by phone", client.post("/mediation/calls/new/", {"go": "known", "tel": PARTY, "key": "k" * 32})
    yield "calls", client.get("/mediation/calls/?list=all")
    yield "screening", client.get(screening.get_absolute_url())
    yield "new screening", client.get("/mediation/screenings/new/")
    yield "figures", client.get("/reports/cases/rows/?figure=received")
    yield "desk", client.get("/mediation/desk/?list=open")
    yield "handed", client.get("/handed/")
    yield "messages", client.get("/my/notices/")


def told(client, world):
    """Return the names of the lists in which the case, its call or its referral stands by number."""
    numbers = [world.own.rows[row].number for row in ("case", "hotlinecall", "referral")]
    typed = f'value="{numbers[0]}"'  # a search repeats what was typed
    pages = {name: page.content.decode().replace(typed, "") for name, page in lists(client, world)}
    return {name for name, page in pages.items() if any(number in page for number in numbers)}


def test_for_a_party_who_mediates_there_is_no_case(world):
    her = world.people["mediator_conflict"]
    client = enter(her)
    assert nothing_there(client, world, OF_A_CASE) == []
    assert told(client, world) == set()
    assert not AccessLog.objects.filter(user=her, case__isnull=False).exists()


def test_nor_is_there_by_any_other_post_of_hers(world):
    """回避 beats every role: she is an officer of county and city as well, and reads for the body to which it was handed."""
    her, county = world.people["mediator_conflict"], world.own.area.parent.parent
    Post.objects.create(user=her, role=Role.COUNTY_OFFICER, area=county)
    Post.objects.create(user=her, role=Role.CITY_OFFICER, area=county.parent)
    Post.objects.create(user=her, role=Role.PARTNER, partner=world.own.rows["partner"])
    client = enter(her)
    paths = [addresses.fill(route, values(world, route, "own")) for route in routes(*OF_A_CASE)]
    assert {path for path in paths for method in ("GET", "POST") if ask(client, method, path).status_code not in SHUT} == set()
    assert told(client, world) == set()
    with pytest.raises(NoSuchCase):
        secrecy.break_glass(user=User.objects.get(pk=her.pk), number=world.own.rows["case"].number, why="danger", words="急")


def test_the_same_lists_show_it_to_others(world):
    shown = told(enter(world.people["mediator"]), world)
    assert shown >= {"list ", "list ?list=mine", "searched by number", "searched by phone", "known by phone", "calls", "screening", "new screening", "figures"}
    assert told(enter(world.people["county"]), world) >= {"desk"}
    assert "handed" in told(enter(world.people["partner"]), world)


def test_when_her_post_has_ended_nothing_of_mediation_is_left(world):
    """Also of the case that she carries."""
    her = world.people["mediator_ended"]
    Case.objects.filter(pk=world.own.rows["case"].pk).update(mediator=her)
    client = enter(her)
    assert nothing_there(client, world, OF_ALL) == []
    assert told(client, world) == set()


def kept():
    """Return every row of mediation, less the record of who looked and tried."""
    models = [model for model in apps.get_app_config("mediation").get_models(include_auto_created=True) if model is not AccessLog]
    return {model.__name__: list(model.objects.order_by("pk").values_list()) for model in models}


def test_a_broken_glass_opens_three_pages_and_no_deed(world):
    """docs/decisions/0027: the case, a party, a photo. Every link that she sees leads to one of them."""
    client, case = enter(world.people["county_glass"]), world.own.rows["case"]
    before, opened = kept(), set()
    for route in routes(*OF_A_CASE):
        for method in ("GET", "POST"):
            path = addresses.fill(route, values(world, route, "own"))
            if client.generic(method, path).status_code not in SHUT:
                opened.add((method, route.removeprefix("mediation/cases/<slug:number>/")))
    assert opened == BY_GLASS
    page = client.get(case.get_absolute_url()).content.decode()
    links = set(re.findall(rf'(?:href|src|action)="({case.get_absolute_url()}[^"#?]*)', page))
    assert len(links) >= 2
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)
    whole = client.post(f"{case.get_absolute_url()}parties/{world.own.rows['party'].uid}/", {"why": "safety"})
    assert (whole.status_code, "张三" in whole.content.decode()) == (200, True)
    assert kept() == before
    glass = BreakGlass.objects.get(user=world.people["county_glass"])
    assert set(AccessLog.objects.filter(user=glass.user, case=case).values_list("glass", flat=True)) == {glass.pk}
    assert told(client, world) - {"messages"} == set()
    BreakGlass.objects.filter(pk=glass.pk).update(until=timezone.now())
    assert nothing_there(client, world, ("mediation/cases/<",)) == []
