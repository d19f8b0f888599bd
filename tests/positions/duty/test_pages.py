"""The pages of appointments: the resident's times, her ticket, the host's day, the faces of the teams."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import safe_contact
from positions.duty import appointments
from positions.models import Booking, Session, TeamMember
from tests.people import sign_in

KEY = "a" * 32


@pytest.fixture
def me(client, mother):
    return sign_in(client, mother, mfa=False)


def form(slot, **more):
    return {"slot": slot.pk, "key": KEY, "rule": "any", **more}


def test_she_chooses_a_time_and_a_person_and_gives_no_name(me, mother, slot, talk, mediator):
    free, gone = slot(), slot(hour=10)
    Session.objects.filter(pk=gone.pk).update(booked=1)
    page = me.get(reverse("positions:slots_of", args=[talk.pk])).content.decode()
    assert "<title>便民服务</title>" in page
    assert "庄老师" in page  # she agreed to be shown
    assert "已约走" in page
    answer = me.post(reverse("positions:slots_of", args=[talk.pk]), form(free, called="林女士", unnamed="on", rule="as_center"))
    held = Booking.objects.get()
    assert answer.headers["Location"] == held.get_absolute_url()
    assert (held.shown_name, held.unnamed, safe_contact.of(mother).rule) == ("林女士", True, "as_center")
    ticket = me.get(held.get_absolute_url()).content.decode()
    assert "换个时间" in ticket
    assert "把名字告诉接待的人" in ticket


def test_lists_show_only_the_times_that_are_free(client, slot, talk):
    free, gone = slot(), slot(hour=10)
    Session.objects.filter(pk=gone.pk).update(booked=1)
    page = client.get(f"/sessions/?site={talk.site_id}").content.decode()
    assert (f'href="/sessions/{free.pk}/"' in page, f'href="/sessions/{gone.pk}/"' in page) == (True, False)
    assert f'href="/sessions/{free.pk}/"' in client.get("/sessions/?taken=appointment").content.decode()
    assert f'href="/sessions/{free.pk}/"' not in client.get("/sessions/?taken=session").content.decode()


def test_who_comes_without_a_booking_needs_none(me, mother, service, make_session):
    from positions import booking
    from positions.refusals import NoBookingNeeded

    type(service).objects.update(taken="walk_in")
    session = make_session()
    with pytest.raises(NoBookingNeeded):
        booking.book(session=session.pk, attendee=mother.family.get(relation="self").pk, booker=mother, by=mother)
    assert "不用约，直接来" in me.get(session.get_absolute_url()).content.decode()
    assert "直接来" in me.get("/sessions/").content.decode()


def test_faults_come_back_with_what_was_typed(me, slot, talk, make_user):
    at = slot()
    address = reverse("positions:slots_of", args=[talk.pk])
    for data, words in (
        ({**form(at), "slot": ""}, "还没有选时间"),
        (form(at, rule="hours"), "请写上从几点到几点"),
        (form(at, key="x"), "没有载入好"),
        ({**form(at), "slot": 10**9}, "约不了"),
    ):
        answer = me.post(address, {**data, "called": "林女士"})
        assert (answer.status_code, words in answer.content.decode(), "林女士" in answer.content.decode()) == (422, True, True), words
    assert not Booking.objects.exists()
    assert not safe_contact.of(at and make_user())  # a refused press leaves no rule behind either
    neighbor = make_user("陈美丽", born_on="1990-01-01")
    appointments.take(slot=at.pk, booker=neighbor, by=neighbor)
    assert "刚刚被别人约走" in me.post(address, form(at)).content.decode()


def test_a_class_is_not_booked_without_a_name_by_the_address_of_another_service(me, talk, make_session):
    answer = me.post(reverse("positions:slots_of", args=[talk.pk]), {**form(make_session()), "unnamed": "on", "called": "林女士"})
    assert answer.status_code == 422
    assert not Booking.objects.exists()


def test_signed_out_the_time_is_kept_while_she_signs_in(client, slot, talk):
    at = slot()
    address = reverse("positions:slots_of", args=[talk.pk])
    assert "登录后约这个时间" in client.get(address).content.decode()
    answer = client.get(f"{address}?go=on&slot={at.pk}")
    assert answer.status_code == 302
    assert f"slot%3D{at.pk}" in answer.headers["Location"]


def test_she_moves_by_the_page_and_a_stranger_finds_nothing(me, mother, slot, talk, make_user, client):
    old, new = slot(), slot(hour=10)
    held = appointments.take(slot=old.pk, booker=mother, by=mother)
    address = reverse("positions:move", args=[held.code])
    assert "还是您的" in me.get(address).content.decode()
    assert me.post(address, {"slot": new.pk, "key": KEY}).status_code == 302
    held.refresh_from_db()
    assert held.session_id == new.pk
    assert me.post(address, {"slot": new.pk, "key": KEY}).headers["Location"] == held.get_absolute_url()  # pressed twice
    sign_in(client, make_user("陈美丽"), mfa=False)
    assert client.get(address).status_code == client.post(address, {"slot": old.pk, "key": KEY}).status_code == 404


def test_an_old_booking_address_leads_to_the_times(me, slot, talk):
    at = slot()
    answer = me.get(reverse("positions:book", args=[at.pk]))
    assert answer.headers["Location"] == f"/slots/{talk.pk}/?slot={at.pk}"


def test_the_number_is_not_in_the_page_when_she_may_not_be_phoned(client, mother, slot, mediator):
    held = appointments.take(slot=slot(days=0, hour=23).pk if timezone.localtime().hour < 22 else slot().pk, booker=mother, by=mother)
    sign_in(client, mediator)
    number = mother.phone.removeprefix("+86")
    pages = [reverse("positions:duty"), reverse("positions:duty_slot", args=[held.session_id]), reverse("admin:positions_booking_change", args=[held.pk])]
    seen = {}
    for rule in ("any", "never"):
        safe_contact.choose(user=mother, rule=rule)
        seen[rule] = [number in client.get(page).content.decode() for page in pages]
    assert seen == {"any": [True] * 3, "never": [False] * 3}
    Booking.objects.update(unnamed=True)
    safe_contact.choose(user=mother, rule="any")
    assert not any(number in client.get(page).content.decode() or "林晓梅" in client.get(page).content.decode() for page in pages)


def test_the_host_writes_down_what_became_of_it(client, mother, slot, mediator, counsellor):
    session = slot()
    held = appointments.take(slot=session.pk, booker=mother, by=mother)
    sign_in(client, mediator)
    address = reverse("positions:duty_slot", args=[session.pk])
    assert client.post(address, {"do": "note", "called": "小林", "note": "下周再来"}).status_code == 302
    assert client.post(address, {"do": "came"}).status_code == 302
    assert client.post(address, {"do": "nothing"}).status_code == 422
    held.refresh_from_db()
    assert (held.status, held.called, held.host_note) == ("attended", "小林", "下周再来")
    assert client.post(address, {"do": "undo"}).status_code == 302
    assert client.post(address, {"do": "hand", "to": mother.pk}).status_code == 422
    assert client.post(address, {"do": "hand", "to": counsellor.pk}).headers["Location"] == "/duty/"
    assert client.get(address).status_code == 404


def test_a_keeper_hands_a_time_over_without_seeing_whose(client, mother, slot, keeper):
    session = slot()
    appointments.take(slot=session.pk, booker=mother, by=mother, called="林女士")
    sign_in(client, keeper)
    page = client.get(reverse("positions:duty_slot", args=[session.pk])).content.decode()
    assert "约了人" in page
    assert not any(word in page for word in ("林女士", "林晓梅", mother.phone[3:]))
    assert client.post(reverse("positions:duty_slot", args=[session.pk]), {"do": "came"}).status_code == 404


def test_hours_are_cut_into_times_with_breaks(client, talk, mediator, mother):
    sign_in(client, mediator)
    day = timezone.localdate() + timedelta(days=7)
    said = {
        "service": talk.pk, "weekdays": [str(day.weekday())], "starts": "09:00", "ends": "12:00", "slot_minutes": 45, "break_minutes": 15,
        "since": day.isoformat(), "until": day.isoformat(),
    }  # fmt: skip
    address = reverse("positions:duty_hours")
    assert client.post(address, {**said, "ends": "09:30"}).status_code == 422
    assert client.post(address, said).status_code == 302
    times = [f"{timezone.localtime(row.starts_at):%H:%M}-{timezone.localtime(row.ends_at):%H:%M}" for row in Session.objects.on_day(day)]
    assert times == ["09:00-09:45", "10:00-10:45", "11:00-11:45"]
    first = Session.objects.on_day(day).first()
    appointments.take(slot=first.pk, booker=mother, by=mother)
    assert client.post(reverse("positions:duty_off"), {"off-day": day.isoformat()}).status_code == 302
    assert [row.status for row in Session.objects.on_day(day)] == ["published", "cancelled", "cancelled"]  # whose is booked stays to be handed over
    extra = {"one-service": talk.pk, "one-day": day.isoformat(), "one-at": "15:00", "one-minutes": 45}
    assert client.post(reverse("positions:duty_one"), extra).status_code == 302
    assert client.post(reverse("positions:duty_one"), extra).status_code == 422  # she is there already
    pattern = first.timetable
    assert client.post(reverse("positions:duty_stop", args=[pattern.pk])).status_code == 302
    pattern.refresh_from_db()
    assert pattern.status == "ended"


def test_who_offers_no_hours_finds_nothing(client, mother, slot):
    session = slot()
    sign_in(client, mother, mfa=False)
    for name, args in (("duty", []), ("duty_hours", []), ("duty_counts", []), ("duty_slot", [session.pk])):
        assert client.get(reverse(f"positions:{name}", args=args)).status_code == 404


def test_only_who_agreed_is_shown(client, talks, mediator, slot):
    slot()
    pages = ["/people/mediators/", f"/sites/{talks.pk}/", f"/services/{Session.objects.get().service_id}/"]
    assert all("庄老师" in client.get(page).content.decode() for page in pages)
    TeamMember.objects.update(shown_since=None)
    assert not any("庄老师" in client.get(page).content.decode() for page in pages)
    assert client.get("/people/nobody/").status_code == 404


@pytest.mark.parametrize(
    ("came", "stayed_away", "shown"), [(1, 0, ["不显示", "不显示"]), (6, 0, ["6", "不显示"]), (5, 1, ["6", "不显示"]), (5, 5, ["10", "5"])]
)
def test_officers_see_counts_only_and_no_small_ones(client, person, make_user, area, slot, mediator, came, stayed_away, shown):
    """One who came to a mediator in a village is somebody whom the neighbours know: below 5 nothing is said, nor by subtraction."""
    from accounts.roles import Role

    for number in range(came + stayed_away):
        session, who = slot(days=1 + number % 5, hour=6 + number // 5), make_user(f"居民{number}", born_on="1990-01-01")
        held = appointments.take(slot=session.pk, booker=who, by=who, called="林女士")
        hours = number * 2 + 1
        Session.objects.filter(pk=session.pk).update(starts_at=timezone.now() - timedelta(hours=hours + 1), ends_at=timezone.now() - timedelta(hours=hours))
        Booking.objects.filter(pk=held.pk).update(status="attended" if number < came else "absent")
    sign_in(client, person("郑雪莲", Role.COMMUNITY_OFFICER, area=area))
    page = client.get(reverse("positions:duty_counts")).content.decode()
    assert f'<td class="n">{came + stayed_away}</td><td class="n">{shown[0]}</td><td class="n">{shown[1]}</td>' in page
    assert "林女士" not in page


@pytest.mark.parametrize("many", [3, 20])
def test_statements_do_not_grow_with_the_times(me, many, slot, talk, mediator, make_user, django_assert_num_queries):
    for number in range(many):
        at = slot(days=1 + number % 5, hour=6 + number // 5)
        if number < many - 1:
            who = make_user(f"居民{number}", born_on="1990-01-01")
            appointments.take(slot=at.pk, booker=who, by=who)
    for address, statements in (("/slots/", 2), (f"/slots/{talk.pk}/", 9), ("/people/mediators/", 5)):
        with django_assert_num_queries(statements):
            assert me.get(address).status_code == 200
    sign_in(me, mediator)
    with django_assert_num_queries(6):
        assert me.get("/duty/").status_code == 200
