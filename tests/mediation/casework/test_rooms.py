"""A meeting in one of our own rooms: the room is taken for everybody else, and free again when nothing comes of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from mediation import casework
from mediation.casework import assigning, mediating, meeting
from mediation.models import Meeting
from notices.models import Notice
from positions import timetables
from positions.models import Room, Service, Session, Site
from positions.refusals import PlaceTaken
from tests.people import sign_in


@pytest.fixture
def talk(center):
    room = Room.objects.create(center=center, name="谈心室", floor="3 楼")
    site = Site.objects.create(center=center, kind=Site.Kind.MEDIATION, name="梅香调解室", room=room)
    return Service.objects.create(
        site=site, title="婚姻家庭咨询", summary="关起门慢慢谈。", theme="marriage", taken="appointment", confidential=True, min_age=16, household_limit=1
    )


@pytest.fixture
def carried(case, mediator):
    casework.accept(case=case, by=mediator)
    casework.add_contact(case=case, by=mediator, kind="phone", happened_at=timezone.now() - timedelta(hours=1), whom="all", words="愿意来谈。")
    mediating.begin_mediation(case=case, by=mediator, told=True)
    return case


@pytest.fixture
def tomorrow():
    return (timezone.localtime() + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)


def plan(client, case, room, at, **more):
    facts = {"starts_at": f"{at:%Y-%m-%dT%H:%M}", "minutes": "60", "room": room.pk, "place": ""}
    return client.post(reverse("mediation:step", args=[case.number, "meeting"]), facts | more)


def test_the_room_is_taken_for_others_and_seen_by_staff_only(client, carried, mediator, talk, tomorrow, mother, make_post, center):
    sign_in(client, mediator)
    assert "东美邻里中心 谈心室" in client.get(reverse("mediation:step", args=[carried.number, "meeting"])).content.decode()
    assert plan(client, carried, talk, tomorrow).status_code == 302
    held = carried.meetings.get()
    assert (held.place, held.session.room, held.session.host, held.session.status) == ("东美邻里中心 谈心室", talk.site.room, mediator, "draft")
    with pytest.raises(PlaceTaken):
        timetables.add(service=talk, starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=1), capacity=1, room=talk.site.room)
    keeper = make_post(Role.COMMUNITY_OFFICER, center.area)
    assert Session.objects.visible_to(keeper).filter(pk=held.session_id).exists()
    open_to_all = timetables.add(service=talk, starts_at=tomorrow + timedelta(hours=4), ends_at=tomorrow + timedelta(hours=5), capacity=1)
    for resident in (mother, None):
        client.logout()
        if resident:
            sign_in(client, resident)
        page = client.get("/sessions/?taken=appointment").content.decode()
        assert f'href="/sessions/{open_to_all.pk}/"' in page
        assert f'href="/sessions/{held.session_id}/"' not in page
        assert client.get(f"/sessions/{held.session_id}/").status_code == 404


def test_a_clash_is_told_in_words_and_nothing_is_planned(client, carried, mediator, talk, tomorrow):
    timetables.add(service=talk, starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=1), capacity=1, room=talk.site.room)
    sign_in(client, mediator)
    answer = plan(client, carried, talk, tomorrow + timedelta(minutes=30), people="她的姐姐")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "场地在这个时间已经有“婚姻家庭咨询”（09:00 开始）" in page
    assert "她的姐姐" in page
    assert not Meeting.objects.exists()
    assert plan(client, carried, talk, tomorrow + timedelta(hours=1)).status_code == 302


def test_called_off_the_room_is_free_again_and_nobody_is_told(client, carried, mediator, talk, tomorrow):
    sign_in(client, mediator)
    plan(client, carried, talk, tomorrow)
    held = carried.meetings.get()
    before = Notice.objects.count()
    meeting.record(meeting=held, by=mediator, result="called_off", record="她改天再来。")
    held.session.refresh_from_db()
    assert held.session.status == "cancelled"
    assert Notice.objects.count() == before
    assert timetables.add(service=talk, starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=1), capacity=1, room=talk.site.room)


def test_the_room_follows_whoever_carries_the_case(carried, mediator, colleague, talk, tomorrow, make_post):
    officer = make_post(Role.COUNTY_OFFICER, "350503000000")
    times = [tomorrow + timedelta(hours=hours) for hours in (0, 3)]
    held = [meeting.plan(case=carried, by=mediator, starts_at=at, ends_at=at + timedelta(hours=1), room=talk) for at in times]
    timetables.add(service=talk, starts_at=times[1], ends_at=times[1] + timedelta(hours=1), capacity=1, host=colleague)  # she is busy then
    assigning.assign(case=carried, to=colleague, by=officer)
    hosts = [Session.objects.get(pk=row.session_id).host for row in held]
    assert hosts == [colleague, None]
    assigning.pass_on(colleague.posts.get(), None, officer)
    assert [Session.objects.get(pk=row.session_id).host for row in held] == [None, None]
    assert {Session.objects.get(pk=row.session_id).status for row in held} == {"draft"}
