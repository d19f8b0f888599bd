"""A booked time becomes a case: by its host, once, with what is known; for everybody else there is nothing."""

from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import safe_contact
from accounts.models import Post
from accounts.roles import Role
from mediation import intake, lead_part
from mediation.models import BookedCase, Case, ConflictOfInterest
from mediation.secrecy import retention
from positions import timetables
from positions.duty import appointments
from positions.models import Booking, Center, Service, Site
from tests.people import sign_in

from ..conftest import NARRATIVE

TEN = time(10)


@pytest.fixture
def she(make_user, area):
    user = make_user("林晓敏")
    user.home_area = area
    user.save()
    return user


@pytest.fixture
def talk(area):
    site = Site.objects.create(center=Center.objects.create(area=area, name="东美邻里中心", address="东美路 1 号"), kind=Site.Kind.MEDIATION)
    return Service.objects.create(site=site, title="婚姻家庭咨询", summary="关起门谈。", theme="marriage", taken="appointment", confidential=True)


@pytest.fixture
def booked(talk, mediator, she):
    """booked(unnamed=…): her booking of a time of the mediator."""

    def make(host=mediator, **how):
        start = datetime.combine(timezone.localdate() + timedelta(days=1), TEN, timezone.get_current_timezone())
        session = timetables.add(service=talk, starts_at=start, ends_at=start + timedelta(minutes=45), capacity=1, host=host)
        held = appointments.take(slot=session.pk, booker=she, by=she, **how)
        return Booking.objects.get(pk=held.pk)  # as a page reads it

    return make


def form_of(held):
    return f"/mediation/new/?appointment={held.session_id}"


def told(area, **more):
    return {
        "key": intake.new_key(), "kind": "couple", "signs": ["none"], "area": area.pk, "narrative": NARRATIVE, "name_1": "林女士", "safe": "never",
    } | more  # fmt: skip


def test_the_host_makes_a_case_of_it_once(client, booked, mediator, area):
    held = booked()
    sign_in(client, mediator)
    page = reverse("positions:duty_slot", args=[held.session_id])
    assert f'href="{form_of(held)}"' in client.get(page).content.decode()
    form = client.get(form_of(held)).content.decode()
    assert "预约，" in form
    assert 'value="林晓敏"' in form
    assert held.booker.phone.removeprefix("+86") in form
    assert 'name="source"' not in form
    assert client.post(form_of(held), told(area, narrative="")).status_code == 422
    first = client.post(form_of(held), told(area))
    again = client.post(form_of(held), told(area, narrative="又按了一次"))
    case = Case.objects.get()
    assert first["Location"] == again["Location"] == case.get_absolute_url()
    assert (case.source, case.get_source_display(), case.narrative, case.safe_way.rule) == ("appointment", "预约", NARRATIVE, "never")
    assert "婚姻家庭咨询" in case.events.get().words
    text = client.get(page).content.decode()
    assert case.get_absolute_url() in text
    assert "登记一件" not in text
    assert client.get(form_of(held))["Location"] == case.get_absolute_url()


def test_two_presses_at_once_are_one_case(booked, mediator, area):
    """The second finds the first one's row, whatever it had read before."""
    held = booked()
    facts = {"area": area, "kind": "couple", "narrative": NARRATIVE, "parties": [intake.Person(name="林女士")]}
    made = [intake.booked.receive_booked(booking=held, by=mediator, key=intake.new_key(), **facts) for _ in range(3)]
    assert len({case.pk for case in made}) == 1


@pytest.mark.parametrize(
    ("contact", "how", "rule", "parts", "has_number"),
    [
        (None, {}, "any", [], True),
        (None, {"unnamed": True, "called": "林女士"}, "never", [], False),
        ({"rule": "never"}, {}, "never", [], False),
        ({"rule": "as_center"}, {}, "any", [], True),
        ({"rule": "hours", "starts": time(8), "ends": time(12)}, {}, "hours", ["morning"], True),
        ({"rule": "hours", "starts": time(16), "ends": time(20)}, {}, "hours", ["evening"], False),
        ({"rule": "hours", "starts": time(19), "ends": time(20)}, {}, "hours", [], False),
    ],
)
def test_what_is_known_is_no_more_than_the_host_may_read(booked, she, time_machine, contact, how, rule, parts, has_number):
    held = booked(**how)
    if contact:
        safe_contact.choose(user=she, **contact)
    time_machine.move_to(datetime.combine(timezone.localdate() + timedelta(days=1), TEN, timezone.get_current_timezone()))
    known = intake.booked.known_of(held)
    assert (known["safe"], known["parts"], "phone_1" in known) == (rule, parts, has_number)
    unnamed = how.get("unnamed", False)
    assert known["name_1"] == ("林女士" if unnamed else "林晓敏")
    assert ("area" in known) != unnamed  # nor where she lives


def test_for_everybody_else_there_is_nothing(client, booked, mediator, colleague, make_post, area, she):
    held = booked()
    case = intake.booked.receive_booked(
        booking=held, by=mediator, key=intake.new_key(), area=area, kind="couple", narrative=NARRATIVE, parties=[intake.Person(name="林女士")]
    )
    counsellor, officer = make_post(Role.COUNSELLOR, area), make_post(Role.CITY_OFFICER, "350500000000")
    for user in (colleague, counsellor, officer, she):
        sign_in(client, user)
        assert client.get(form_of(held)).status_code == 404
        page = client.get(reverse("positions:duty_slot", args=[held.session_id]))
        assert page.status_code == 404 or (case.number not in page.content.decode() and "登记" not in page.content.decode())
    ticket = sign_in(client, she).get(held.get_absolute_url()).content.decode()
    assert case.number not in ticket
    for odd in ("", "x", "9" * 30, "-1", "０"):
        sign_in(client, mediator)
        assert client.get(f"/mediation/new/?appointment={odd}").status_code == 404


def test_a_host_who_is_no_mediator_has_no_button(client, booked, make_post, area):
    counsellor = make_post(Role.COUNSELLOR, area)
    held = booked(host=counsellor)
    page = sign_in(client, counsellor).get(reverse("positions:duty_slot", args=[held.session_id])).content.decode()
    assert "林晓敏" in page
    assert "appointment=" not in page
    assert client.get(form_of(held)).status_code == 404


def test_of_an_open_service_and_of_whom_it_concerns_there_is_no_case(booked, mediator, area, talk):
    held = booked()
    case = intake.booked.receive_booked(booking=held, by=mediator, key=intake.new_key(), area=area, kind="couple", narrative=NARRATIVE)
    assert lead_part.of(held, mediator).is_made
    ConflictOfInterest.objects.create(case=case, user=mediator, why="relative", by=mediator)
    assert lead_part.of(held, mediator) is None
    talk.confidential = held.session.service.confidential = False
    talk.save()
    assert intake.booked.find(held.session_id, mediator) is None


def test_the_link_is_dark_and_goes_with_the_case(booked, mediator, area):
    held = booked()
    case = intake.booked.receive_booked(booking=held, by=mediator, key=intake.new_key(), area=area, kind="couple", narrative=NARRATIVE)
    row = BookedCase.objects.values_list("booking_print", "booking").get(case=case)
    assert str(held.uid) not in str(row[0])
    Post.objects.filter(user=mediator).update(role=Role.GRID_WORKER)
    assert not intake.booked.is_hers(held, type(mediator).objects.get(pk=mediator.pk))
    retention.erase(case=case)
    assert not BookedCase.objects.exists()
