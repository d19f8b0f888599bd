"""Closing a site or a room: nothing is laid there, what was laid is cancelled and told once; taken back, it comes back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.refusals import NotAllowed
from accounts.roles import Role
from notices import texts
from notices.models import Notice
from positions import booking, timetables
from positions.models import Service, Site
from positions.planning import closing, generating
from positions.refusals import PlaceTaken

TODAY = timezone.localdate
DAY = timedelta(days=1)


@pytest.fixture
def daily(make_timetable, room):
    made = make_timetable(room=room, until=TODAY() + 6 * DAY)
    generating.generate(made)
    return made


@pytest.fixture
def officer(make_user, area):
    from accounts.models import Post

    user = make_user("苏丽华")
    Post.objects.create(user=user, role=Role.COUNTY_OFFICER, area_id="350503000000")
    return user


def held_days(timetable):
    return [row.day for row in timetable.sessions.exclude(status="cancelled").order_by("starts_at")]


def test_a_closed_stretch_is_told_once_and_nothing_is_laid_in_it(daily, site, mother, daughter, officer):
    for session in daily.sessions.order_by("starts_at")[:4]:
        booking.book(session=session.pk, attendee=daughter.pk, booker=mother, by=mother)
    row, done = closing.close(site, first=TODAY() + 2 * DAY, last=TODAY() + 3 * DAY, by=officer, reason="装修")
    assert len(done) == 2
    assert held_days(daily) == [TODAY() + n * DAY for n in (1, 4, 5, 6)]
    (notice,) = Notice.objects.filter(to=mother, kind="sessions_changed")
    assert texts.words_of(notice).body.count("取消了") == 2
    assert "原因：装修" in texts.words_of(notice).body
    _, left_out = generating.generate(daily)
    assert [(out.day, out.why) for out in left_out] == [(TODAY() + n * DAY, "停开：装修") for n in (2, 3)]
    with pytest.raises(closing.ClosedAlready):
        closing.close(site, first=TODAY() + 2 * DAY, last=TODAY() + 2 * DAY, by=officer, reason="装修")

    back, lost = closing.reopen(row, by=officer)
    assert (len(back), lost) == (2, [])
    assert held_days(daily) == [TODAY() + n * DAY for n in range(1, 7)]
    assert {session.booked for session in daily.sessions.filter(pk__in=[session.pk for session in back])} == {0}
    assert "要来请再约一次" in texts.words_of(Notice.objects.get(to=mother, kind="session_reopened")).body
    with pytest.raises(closing.ReopenedAlready):
        closing.reopen(row, by=officer)


def test_a_room_is_closed_for_all_sites_of_the_centre_by_who_may_cancel_all(daily, room, center, make_session, make_user, officer):
    women = Site.objects.create(center=center, kind="women")
    dance = Service.objects.create(site=women, title="广场舞", summary="跳起来。", theme="dance")
    make_session(service=dance, days=2, hour=20, room=room)
    keeper = make_user("黄秀云")
    from accounts.models import Post

    Post.objects.create(user=keeper, role=Role.SITE_STAFF, site=daily.service.site)
    with pytest.raises(NotAllowed):
        closing.close(room, first=TODAY() + 2 * DAY, last=TODAY() + 2 * DAY, by=keeper, reason="漏水")
    assert len(held_days(daily)) == 6
    _, done = closing.close(room, first=TODAY() + 2 * DAY, last=TODAY() + 2 * DAY, by=officer, reason="漏水")
    assert {effect.session.site for effect in done} == {women, daily.service.site}
    with pytest.raises(PlaceTaken, match="漏水"):
        make_session(service=dance, days=2, hour=20, room=room)


def test_for_good_ends_the_rules_and_the_page_on_its_day(daily, site, officer, mother, daughter, client):
    row, _ = closing.close(site, first=TODAY() + 3 * DAY, by=officer, reason="搬走了")
    site.refresh_from_db()
    daily.refresh_from_db()
    assert (site.closed_on, daily.until) == (None, TODAY() + 2 * DAY)
    assert held_days(daily) == [TODAY() + DAY, TODAY() + 2 * DAY]
    row.first = TODAY()
    row.save()
    assert closing.finish() == 1
    site.refresh_from_db()
    assert site.closed_on == TODAY()
    assert closing.finish() == 0
    closing.reopen(row, by=officer)
    site.refresh_from_db()
    assert site.closed_on is None


def test_what_somebody_else_has_taken_meanwhile_stays_away(daily, room, make_session, service, officer):
    row, _ = closing.close(room, first=TODAY() + 2 * DAY, last=TODAY() + 3 * DAY, by=officer, reason="漏水")
    session = daily.sessions.get(occurrence=TODAY() + 2 * DAY)
    other = make_session(days=2, hour=17)
    type(other).objects.filter(pk=other.pk).update(room=room)
    back, lost = closing.reopen(row, by=officer)
    assert [each.pk for each in lost] == [session.pk]
    assert len(back) == 1
    assert timetables.clashes(session).count() == 1
