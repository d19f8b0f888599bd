"""Who leaves her Post leaves no hours, no times and no class behind: all is listed, and one press passes it on."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from notices.models import Notice
from positions.duty import leaving, patterns
from positions.models import Session, Timetable
from tests.people import sign_in

from .test_appointments import take


@pytest.fixture
def officer(person, area):
    return person("陈县干", Role.COUNTY_OFFICER, area=area.parent.parent)


@pytest.fixture
def holds(slot, mediator, mother, talk, talks):
    """A booked time, a free one, a kept room, and hours every week."""
    booked, free = slot(hour=9), slot(hour=11)
    kept = slot(hour=13, publish=False, room=talks.room)
    hours, *_ = patterns.offer(
        host=mediator, service=talk, weekdays="0123456", starts=time(16), ends=time(17), slot_minutes=30, since=timezone.localdate() + timedelta(days=2)
    )
    return take(booked, mother), free, kept, hours


def left_with(user):
    coming = Session.objects.exclude(status="cancelled").filter(host=user, starts_at__gt=timezone.now())
    return coming.count() + Timetable.objects.running().filter(host=user).count()


def test_all_of_it_is_listed_and_goes_to_the_next_in_one_press(client, holds, mediator, counsellor, officer, mother):
    held, free, kept, hours = holds
    post = mediator.posts.get()
    sign_in(client, officer)
    path = reverse("admin:accounts_post_end", args=[post.pk])
    page = client.get(path).content.decode()
    for words in ("婚姻家庭咨询：每天 16:00–17:00", "有人约了的时段 1 场", "没有公开、占着房间的 1 场", "林若安"):
        assert words in page
    assert "林晓梅" not in page
    assert client.post(path, {"to": counsellor.pk}).status_code == 302
    assert left_with(mediator) == 0
    for session in (held.session, free, kept):
        session.refresh_from_db()
        assert session.host == counsellor
    hours.refresh_from_db()
    held.refresh_from_db()
    assert (hours.host, hours.status, held.status) == (counsellor, "active", "confirmed")
    assert Notice.objects.filter(to=mother, kind="host_changed").count() == 1


def test_what_nobody_takes_over_is_called_off_and_told(holds, mediator, counsellor, officer, slot, mother):
    held, free, *_ = holds
    slot(hour=9, host=counsellor)  # she is busy at one of the times
    post = mediator.posts.get()
    Post.objects.filter(pk=post.pk).update(ended_at=timezone.now())
    said = leaving.pass_on(post, counsellor, officer)
    assert "1 个时段取消了" in said
    held.refresh_from_db()
    free.refresh_from_db()
    assert (held.status, free.host) == ("cancelled", counsellor)
    assert Notice.objects.filter(to=mother, kind="session_cancelled").count() == 1
    assert left_with(mediator) == 0


def test_without_an_heir_hours_end_and_a_kept_room_stays_kept(holds, mediator, person, area):
    held, free, kept, hours = holds
    post = mediator.posts.get()
    by = person("王管理", Role.SYSTEM_ADMIN, area=area.parent.parent.parent)
    assert not leaving.heirs(post, by)
    leaving.pass_on(post, None, by)
    for row in (held, free, kept, hours):
        row.refresh_from_db()
    assert (held.status, free.status, hours.status) == ("cancelled", "cancelled", "ended")
    assert (kept.status, kept.host) == ("draft", None)
    assert left_with(mediator) == 0


def test_what_another_post_of_hers_reaches_stays_hers(holds, mediator, area, talks):
    Post.objects.create(user=mediator, role=Role.COUNSELLOR, site=talks)
    post = mediator.posts.get(role=Role.MEDIATOR)
    assert leaving.lines(post, mediator) == []
