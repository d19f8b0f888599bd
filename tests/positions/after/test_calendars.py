"""Calendars that an app follows: private by an address that can be ended, public for each site."""

from datetime import timedelta

from icalendar import Calendar

from positions import booking, timetables
from positions.after import calendars
from positions.models import CalendarAddress, Session


def events(data):
    return {str(event["uid"]): event for event in Calendar.from_ical(data).walk("VEVENT")}


def test_what_she_booked_without_signing_in(client, signed_in, mother, myself, make_session, django_assert_num_queries):
    hers = signed_in(mother)
    assert "还没有地址" in hers.get("/my/calendar/").content.decode()
    hers.post("/my/calendar/", {"do": "new"})
    token = CalendarAddress.objects.get().token
    assert f"/calendar/{token}.ics" in hers.get("/my/calendar/").content.decode()
    held = booking.book(session=make_session().pk, attendee=myself(mother).pk, booker=mother, by=mother)
    with django_assert_num_queries(2):
        answer = client.get(f"/calendar/{token}.ics")
    assert not answer.cookies
    assert answer.headers["Content-Type"].startswith("text/calendar")
    event = events(answer.content)[f"{held.uid}@fuliancenter"]
    assert (str(event["summary"]), str(event["status"])) == ("四点半课堂", "CONFIRMED")
    assert client.get(f"/calendar/{token}.ics", headers={"if-none-match": answer.headers["ETag"]}).status_code == 304
    booking.cancel(booking=held, by=mother)
    again = client.get(f"/calendar/{token}.ics", headers={"if-none-match": answer.headers["ETag"]})
    after = events(again.content)[f"{held.uid}@fuliancenter"]
    assert str(after["status"]) == "CANCELLED"
    assert after["sequence"] > event["sequence"]


def test_an_address_ends_at_once(client, mother):
    old = calendars.make_address(user=mother).token
    new = calendars.make_address(user=mother).token
    assert client.get(f"/calendar/{old}.ics").status_code == 404
    assert client.get(f"/calendar/{new}.ics").status_code == 200
    calendars.end_address(user=mother)
    assert client.get(f"/calendar/{new}.ics").status_code == 404


def test_the_address_is_sealed_at_rest(mother):
    row = calendars.make_address(user=mother)
    assert row.token.encode() not in bytes(CalendarAddress.objects.values_list("token", flat=True).get())


def test_confidential_says_nothing_but_the_time(client, service, mother, myself, make_session):
    service.confidential = True
    service.save()
    booking.book(session=make_session(host_name="庄老师").pk, attendee=myself(mother).pk, booker=mother, by=mother)
    text = client.get(f"/calendar/{calendars.make_address(user=mother).token}.ics").content.decode()
    assert "一项预约" in text
    assert not any(word in text for word in ("四点半", "东美", "刺桐", "庄老师", "儿童"))


def test_a_site_follows_its_sessions(client, site, service, make_session):
    kept, off = make_session(days=1), make_session(days=2)
    make_session(days=3, publish=False)
    timetables.cancel(session=off, reason="停电")
    answer = client.get(f"/sites/{site.pk}/calendar.ics")
    found = events(answer.content)
    assert {uid: str(event["status"]) for uid, event in found.items()} == {
        f"session-{kept.pk}@fuliancenter": "CONFIRMED",
        f"session-{off.pk}@fuliancenter": "CANCELLED",
    }
    assert client.get(f"/sites/{site.pk}/calendar.ics", headers={"if-none-match": answer.headers["ETag"]}).status_code == 304
    Session.objects.filter(pk=kept.pk).update(starts_at=kept.starts_at + timedelta(hours=1), ends_at=kept.ends_at + timedelta(hours=1), sequence=3)
    assert events(client.get(f"/sites/{site.pk}/calendar.ics").content)[f"session-{kept.pk}@fuliancenter"]["sequence"] == 3
    service.confidential = True
    service.save()
    assert not events(client.get(f"/sites/{site.pk}/calendar.ics").content)
