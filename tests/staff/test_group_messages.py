"""群发: how many and how it reads before anything leaves; then one notice each, to nobody else."""

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from accounts.models import FamilyMember
from notices.models import Notice
from notices.texts import words_of
from positions import booking
from positions.booking import new_key
from positions.models import ChangeLine, ChangeTold, GroupMessage, Session
from positions.telling import delivery, groups

WRITE = "/admin/group/write/"
SAID = "明天下雨，改在二楼大厅。"


@pytest.fixture
def booked(make_session, make_user, myself):
    session = make_session(capacity=600)

    def more(count):
        for number in range(count):
            user = make_user(f"王小{number}")
            booking.book(session=session.pk, attendee=myself(user).pk, booker=user, by=user)
        Notice.objects.all().delete()
        session.refresh_from_db()
        return session

    return more


def test_written_looked_at_sent(sign_in, keeper, booked, mother, daughter, myself):
    session = booked(4)
    for who in (daughter, myself(mother)):
        booking.book(session=session.pk, attendee=who.pk, booker=mother, by=mother)
    Notice.objects.all().delete()
    client, address = sign_in(keeper), f"{WRITE}?session={session.pk}"
    assert "发给 5 位" in client.get(address).content.decode()
    data = {"words": SAID, "key": new_key()}
    page = client.post(address, data).content.decode()
    assert page.count(f"【泉州妇联】{SAID}") == 3
    assert "共 5 位" in page
    assert Notice.objects.count() == 0
    for _ in range(2):  # pressed twice
        assert client.post(address, data | {"send": "1"}).status_code == 302
    assert GroupMessage.objects.get().told == Notice.objects.count() == 5
    assert {words_of(notice).sms for notice in Notice.objects.all()} == {f"【泉州妇联】{SAID}"}
    assert LogEntry.objects.filter(additional_data__deed="group_message").get().additional_data["people"] == 5


@pytest.mark.parametrize("name", ["session", "site"])
def test_out_of_reach_is_not_there(sign_in, keeper, other_service, make_session, name):
    session = make_session(service=other_service)
    row = session if name == "session" else session.site
    assert sign_in(keeper).get(f"{WRITE}?{name}={row.pk}").status_code == 404
    assert sign_in(keeper).get(f"{WRITE}?{name}=99999999").status_code == 404


def test_a_confidential_service_is_told_nothing_together(sign_in, keeper, booked):
    session = booked(1)
    session.service.confidential = True
    session.service.save()
    page = sign_in(keeper).get(f"{WRITE}?session={session.pk}").content.decode()
    assert "保密的服务不群发" in page
    with pytest.raises(groups.Confidential):
        groups.send(circle=groups.circle_for(keeper, session=session.pk), words=SAID, by=keeper, key=new_key())
    assert not groups.circle_for(keeper, site=session.site_id).people().exists()


def test_at_most_so_many(keeper, booked, monkeypatch):
    session = booked(3)
    monkeypatch.setattr(groups, "MOST", 2)
    with pytest.raises(groups.TooMany):
        groups.send(circle=groups.circle_for(keeper, session=session.pk), words=SAID, by=keeper, key=new_key())


def test_nobody_is_told_of_what_is_over_or_cancelled(keeper, booked):
    session = booked(2)
    circle = groups.circle_for(keeper, site=session.site_id)
    assert groups.count(circle) == 2
    Session.objects.filter(pk=session.pk).update(status=Session.Status.CANCELLED)
    with pytest.raises(groups.Nobody):
        groups.count(circle)


def test_too_long_for_an_sms(sign_in, keeper, booked):
    session = booked(1)
    answer = sign_in(keeper).post(f"{WRITE}?session={session.pk}", {"words": "好" * 61, "key": new_key()})
    assert answer.status_code == 422
    assert "最多 60 个字" in answer.content.decode()


def test_the_state_stands_beside_each_name(sign_in, keeper, booked):
    session = booked(2)
    rows = list(session.bookings.all())
    for row, state in zip(rows, ("delivered", "failed"), strict=True):
        Notice.objects.create(to=row.booker, kind="booking_confirmed", about=row.pk, key=f"k{row.pk}", state=state)
    page = sign_in(keeper).get(f"{reverse('admin:today')}?day={session.day}&s={session.pk}").content.decode()
    assert "消息已送到" in page
    assert "消息没有送到" in page


def test_the_newest_that_was_told_counts(sign_in, keeper, booked):
    """Of a move (it tells all of a person's dates at once) and of a message to many, beside each name."""
    session = booked(2)
    first, second = session.bookings.order_by("pk")
    told = ChangeTold.objects.create(booker=first.booker)
    ChangeLine.objects.create(told=told, booking=first, what="moved", was_at=session.starts_at)
    Notice.objects.create(to=first.booker, kind="session_moved", about=told.pk, key="m", state="failed")
    groups.send(circle=groups.circle_for(keeper, site=session.site_id), words=SAID, by=keeper, key=new_key())
    Notice.objects.filter(kind="group_message", to=first.booker).delete()
    found = delivery.of(session, [first, second])
    assert {pk: (notice.kind, notice.state) for pk, notice in found.items()} == {
        first.pk: ("session_moved", "failed"),
        second.pk: ("group_message", "waiting"),
    }


def test_the_list_of_what_can_be_told(sign_in, keeper, booked):
    session = booked(1)
    page = sign_in(keeper).get("/admin/group/").content.decode()
    assert f"?session={session.pk}" in page
    assert f"?site={session.site_id}" in page
    assert FamilyMember.objects.exists()
