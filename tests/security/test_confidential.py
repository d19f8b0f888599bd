"""CANARY: a confidential appointment leaves no word of it anywhere but on its own page and with the one who carries it out.

Two searches. What it is (service, room, person, what she wants to be called) never stands where her phone may lie open: messages, lists,
calendar, file of her data, titles. That it is she (name, number, code, call-name, the host's note) never stands where others of the staff
look: lists, searches, day pages, the door, exports, reports, the trail, the log. All texts by all channels: tests/notices/test_confidential.py.
"""

import json
import logging
import re
from datetime import timedelta

import pytest
from auditlog.models import LogEntry as Trail
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from accounts import privacy, safe_contact
from accounts.models import Post
from accounts.roles import Role
from notices import texts
from notices.models import Notice
from positions import booking, reminders, rosters, tickets
from positions.duty import appointments
from positions.models import Booking, Room, Service, Session, Site, TeamMember
from tests.people import sign_in

from . import addresses, canary

WHAT = ["青藤夜话", "梅香小屋", "竹影间", "司徒月白", "云间小姐", "愿另约三次", "高烧卧床", "慕容秋水", "夜里说说心里话"]
WHO = ["欧阳采薇", "13987650043", "云间小姐", "愿另约三次"]
TODAY = timezone.localdate


@pytest.fixture
def people(make_user, area, center):
    city = area.parent.parent.parent
    room = Room.objects.create(center=center, name="竹影间", floor="3 楼")
    site = Site.objects.create(center=center, kind=Site.Kind.MEDIATION, name="梅香小屋", room=room)

    def post(name, role, **where):
        user = make_user(name)
        Post.objects.create(user=user, role=role, **where)
        return user

    user = make_user("欧阳采薇", born_on="1990-03-02")
    type(user).objects.filter(pk=user.pk).update(phone="+8613987650043")
    user.refresh_from_db()
    return {
        "she": user, "site": site, "host": post("司徒月白", Role.MEDIATOR, area=area.parent.parent), "other": post("慕容秋水", Role.COUNSELLOR, area=area),
        "keeper": post("许美玲", Role.SITE_STAFF, site=site), "community": post("郑雪莲", Role.COMMUNITY_OFFICER, area=area),
        "county": post("黄丽云", Role.COUNTY_OFFICER, area=area.parent.parent), "city": post("蔡文君", Role.CITY_OFFICER, area=city),
        "auditor": post("谢文彬", Role.AUDITOR, area=city), "protection": post("曾敏", Role.DATA_PROTECTION, area=city),
        "admin": post("赖志远", Role.SYSTEM_ADMIN, area=city),
    }  # fmt: skip


@pytest.fixture
def told(people, make_session):
    """Walk the whole way: she takes a time without a name, moves it, it is handed over, one is given up, one is kept."""
    she, host, other, site = (people[word] for word in ("she", "host", "other", "site"))
    for user in (host, other):
        TeamMember.objects.create(area=site.area, user=user, team="mediators", name=user.name, shown_since=TODAY()).sites.add(site)
    talk = Service.objects.create(
        site=site, title="青藤夜话", summary="夜里说说心里话。", theme="marriage", taken="appointment", confidential=True, household_limit=1,
        bring="青藤夜话的材料", good_to_know="梅香小屋在三楼",
    )  # fmt: skip
    slots = [make_session(service=talk, capacity=1, days=1, hour=hour, hours=1, host=host, room=site.room) for hour in (9, 10, 11)]
    held = appointments.take(slot=slots[0].pk, booker=she, by=she, called="云间小姐", unnamed=True, contact={"rule": "as_center"})
    held = appointments.move(booking=held, to=slots[1], by=she)
    appointments.write(booking=held, by=host, called="云间小姐", note="愿另约三次")
    appointments.hand_over(session=slots[1], to=other, by=host)
    gone = appointments.take(slot=slots[0].pk, booker=she, by=she, called="阿云", unnamed=True)
    appointments.withdraw(session=slots[0], by=host, reason="高烧卧床")
    ended = appointments.take(slot=slots[2].pk, booker=she, by=she, called="阿云", unnamed=True)
    booking.cancel(booking=ended, by=she)
    reminders.write_evening(timezone.now() + timedelta(hours=1))
    return {"held": Booking.objects.get(pk=held.pk), "gone": gone, "ended": ended, "slots": slots, "talk": talk}


def found(words, **places):
    return sorted(canary.search({name: content if isinstance(content, bytes) else str(content).encode() for name, content in places.items()}, words))


def test_no_word_of_what_it_is_where_her_phone_lies_open(client, people, told):
    she = people["she"]
    kinds = {notice.kind for notice in Notice.objects.filter(to=she)}
    assert kinds >= {"booking_confirmed", "booking_moved", "host_changed", "session_cancelled", "booking_cancelled"}
    for notice in Notice.objects.filter(to=she):
        words = texts.words_of(notice)
        assert not found(WHAT, **{notice.kind: f"{words.title}{words.body}{words.sms}{words.link}" if words else ""})
    for word in ("held", "gone", "ended"):
        file = tickets.calendar(Booking.objects.for_tickets().get(pk=told[word].pk))
        assert not found(WHAT, ics=file.replace(b"\r\n ", b""))
    assert not found(WHAT, export=json.dumps(privacy.export(she), default=str, ensure_ascii=False))
    sign_in(client, she, mfa=False)
    pages = {
        address: client.get(address) for address in ("/", "/my/", "/my/bookings/", "/my/bookings/?when=past", "/my/notices/", "/my/privacy/", "/my/calendar/")
    }
    assert "一项预约" in pages["/my/bookings/"].content.decode()
    for address, page in pages.items():
        assert not found(WHAT, **{address: page.content}), address


def test_its_own_pages_have_no_name_and_leave_no_copy(client, people, told):
    sign_in(client, people["she"], mfa=False)
    held, talk = told["held"], told["talk"]
    own = [held.get_absolute_url(), reverse("positions:move", args=[held.code]), f"/slots/{talk.pk}/", f"/services/{talk.pk}/", held.session.get_absolute_url()]
    for address in own:
        page = client.get(address)
        head = page.content.decode().partition("</head>")[0]
        assert page.status_code == 200
        assert not found(WHAT, **{address: head}), address  # title, share card, favicon
        assert "no-store" in page.headers["Cache-Control"], address
    ticket = client.get(held.get_absolute_url()).content.decode()
    assert not found(WHAT, ticket=re.sub(r"<details.*?</details>", "", ticket, flags=re.DOTALL))  # behind a press of hers, nowhere else
    assert "青藤夜话" in ticket


def crawl(client):
    """Return {address: bytes} of every list and page of the staff that has no hole, of both exports and of the public site."""
    pages = {}
    for route in addresses.routes():
        if "<" in route or route.startswith(("accounts/", "leave", "prefs", "demo/", "healthz", "readyz", "admin/logout", "admin/login")):
            continue
        answer = client.get(f"/{route}")
        pages[f"/{route}"] = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return pages


@pytest.mark.parametrize("role", ["keeper", "community", "county", "city", "auditor", "protection", "admin", "host"])
def test_no_word_of_who_it_is_where_others_look(client, people, told, role):
    """The former host counts as others: she handed it over."""
    user, held, slot = people[role], told["held"], told["slots"][1]
    who = [*WHO, held.code, held.door_code]
    if role == "admin":
        who = [word for word in who if word not in ("欧阳采薇", "13987650043")]  # she keeps accounts, not what they do
    sign_in(client, user)
    pages = crawl(client)
    day = slot.day.isoformat()
    for address in (
        f"/admin/today/?day={day}&s={slot.pk}", f"/admin/today/door/{slot.pk}/", f"/admin/today/door/{slot.pk}/list/", f"/admin/today/door/{slot.pk}/paper/",
        f"/admin/positions/session/{slot.pk}/change/", f"/admin/positions/session/{slot.pk}/cancel/", f"/admin/positions/session/{slot.pk}/history/",
        f"/admin/positions/booking/{held.pk}/change/", f"/admin/positions/booking/?q={held.code}&day=all", "/admin/positions/booking/?q=13987650043&day=all",
        f"/admin/positions/session/?day=all&q={held.code}", f"/duty/{slot.pk}/", f"/centers/{held.session.site.center_id}/board/", f"/bookings/{held.code}/",
        f"/sites/{held.session.site_id}/calendar.ics", f"/centers/{held.session.site.center_id}/week/", f"/sessions/{slot.pk}/",
    ):  # fmt: skip
        answer = client.get(address)
        asked = [word for word in who if word in address]  # a page repeats what was typed
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        for word in asked:
            content = content.replace(word.encode(), b"")
        pages[address] = content
    pages["sheet"] = client.post(f"/admin/today/sheet/{slot.pk}/").content
    assert len(pages) > 40
    assert not found(who, **pages)


def test_who_carries_it_out_sees_it_and_a_mandate_does_not(client, people, told, make_user):
    from accounts import mandates
    from positions.families import acting

    slot = told["slots"][1]
    sign_in(client, people["other"])
    assert "云间小姐" in client.get(f"/duty/{slot.pk}/").content.decode()
    assert not found(["欧阳采薇", "13987650043"], duty=client.get(f"/duty/{slot.pk}/").content)  # she gave no name
    assert not mandates.held_by(people["she"])
    assert not acting.places(make_user("女儿"), people["she"]).exists()


def test_nothing_of_it_in_the_trail_or_the_log(client, people, told, caplog):
    caplog.set_level(logging.DEBUG)
    held = told["held"]
    sign_in(client, people["other"])
    client.get(f"/duty/{held.session_id}/")
    client.post(f"/duty/{held.session_id}/", {"do": "note", "called": "云间小姐", "note": "愿另约三次"})
    client.get(f"/bookings/{held.code}/?x=云间小姐")
    rosters.of(held.session, user=people["other"])
    trail = "".join(f"{row.object_repr}{row.changes}{row.additional_data}" for row in Trail.objects.all())
    admin = "".join(f"{row.object_repr}{row.change_message}" for row in LogEntry.objects.all())
    assert not found([*WHO, held.code], trail=trail, admin=admin, log=caplog.text)


def test_the_search_finds_what_is_there(client, people, told):
    """BREAK: with the guard taken away the same searches find it."""
    Service.objects.update(confidential=False)
    Booking.objects.update(unnamed=False, called=None)
    sign_in(client, people["keeper"])
    slot = told["slots"][1]
    page = client.get(f"/admin/today/?day={slot.day.isoformat()}&s={slot.pk}").content
    assert found(WHO, day=page) == [("day", "欧阳采薇")]
    held = Booking.objects.for_tickets().get(pk=told["held"].pk)
    assert found(["青藤夜话"], ics=tickets.calendar(held)) == [("ics", "青藤夜话")]
    assert safe_contact.of(people["she"]).rule == "as_center"
    assert Session.objects.count() == 3
