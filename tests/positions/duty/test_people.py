"""Nobody is put with children whose record was not asked for in the year before: by the deeds, and by the database itself."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from positions import timetables
from positions.duty.people import NotChecked, require_checked, to_check
from positions.models import Session, TeamMember

TODAY = timezone.localdate


@pytest.fixture
def klass(service):
    service.audience = "children"
    service.save()
    return service


@pytest.fixture
def member(site, mother):
    def make(days_ago=10, *, user=mother, name="许老师", **fields):
        day = None if days_ago is None else TODAY() - timedelta(days=days_ago)
        row = TeamMember.objects.create(area=site.area, user=user, team="children", name=name, record_checked_on=day, **fields)
        row.sites.add(site)
        return row

    return make


def test_a_host_is_put_with_children_only_with_this_years_record(klass, member, mother, make_session):
    with pytest.raises(NotChecked, match="林晓梅"):
        make_session(host=mother)
    row = member(days_ago=None)
    with pytest.raises(NotChecked):
        make_session(host=mother)
    row.record_checked_on = TODAY() - timedelta(days=364)
    row.save()
    session = make_session(host=mother, days=1, hour=9)  # the 365th day
    with pytest.raises(NotChecked):
        make_session(host=mother, days=2)
    assert session.with_children
    assert timezone.localdate(session.checked_until) == session.day + timedelta(days=1)


def test_who_has_left_or_is_only_a_name_of_another_site_is_not_put_there(klass, member, make_session, center):
    row = member(user=None)
    assert make_session(host_name="许老师").with_children
    with pytest.raises(NotChecked):
        make_session(host_name="陈老师", hour=9)
    row.sites.clear()
    with pytest.raises(NotChecked):
        make_session(host_name="许老师", hour=9)
    row.sites.add(klass.site)
    row.left_on = TODAY()
    row.save()
    with pytest.raises(NotChecked):
        make_session(host_name="许老师", hour=9)


def test_without_children_nothing_is_asked_and_ages_count_as_children(service, mother, make_session):
    assert make_session(host=mother).checked_until is None
    service.max_age = 12
    with pytest.raises(NotChecked):
        require_checked(mother, service)
    assert require_checked(None, service) is None


def test_rearranging_and_publishing_ask_again(klass, member, mother, make_user, make_session):
    member()
    session = make_session(host=mother, publish=False)
    other = make_user("陈美丽")
    where = {"starts_at": session.starts_at, "ends_at": session.ends_at, "room": None, "host_name": ""}
    with pytest.raises(NotChecked):
        timetables.rearrange(session=session, host=other, **where)
    TeamMember.objects.update(left_on=TODAY())
    with pytest.raises(NotChecked):
        timetables.publish(session=session)


def test_the_database_refuses_a_way_that_forgot_to_ask(klass, mother, make_session):
    there = make_session()
    with pytest.raises(IntegrityError, match="checked_with_children"), transaction.atomic():
        Session.objects.create(
            service=klass, starts_at=there.ends_at, ends_at=there.ends_at + timedelta(hours=1), capacity=2, host=mother, status=Session.Status.PUBLISHED
        )
    with pytest.raises(IntegrityError, match="checked_with_children"), transaction.atomic():
        Session.objects.filter(pk=there.pk).update(host=mother)


def test_staff_are_warned_thirty_days_ahead(klass, site, member, make_user, make_session):
    from accounts.models import Post
    from accounts.roles import Role

    keeper = make_user("许美玲")
    Post.objects.create(user=keeper, role=Role.SITE_STAFF, site=site)
    member(340, user=None, name="许老师")
    member(None, user=None, name="陈老师")
    member(400, user=None, name="林老师")
    member(100, user=None, name="庄老师")
    assert to_check(keeper) == (2, 1)


def test_officers_keep_the_list_and_a_photo_needs_consent(client, member, person, area, site):
    from accounts.roles import Role
    from tests.people import sign_in

    officer = person("郑雪莲", Role.COMMUNITY_OFFICER, area=area)
    sign_in(client, officer)
    row = member(None, user=None)
    address = f"/admin/positions/teammember/{row.pk}/change/"
    said = {"team": "children", "name": "许老师", "title": "老师", "sites": [site.pk], "since": "2026-01-01"}
    tomorrow = (TODAY() + timedelta(days=1)).isoformat()
    answer = client.post(address, {**said, "record_checked_on": tomorrow})
    assert answer.status_code == 422
    assert "这个日期还没到" in answer.content.decode()
    assert client.post(address, {**said, "record_checked_on": TODAY().isoformat()}).status_code == 302
    row.refresh_from_db()
    assert (row.record_checked_on, list(row.sites.all())) == (TODAY(), [site])
    assert "tag--bad" not in client.get("/admin/positions/teammember/").content.decode()


def test_closing_an_account_leaves_no_face(member, mother):
    from accounts import privacy

    row = member(shown_since=TODAY(), skills="二十年")
    assert privacy.export(mother)["队伍"][0]["擅长"] == "二十年"
    privacy.close(user=mother)
    row.refresh_from_db()
    assert (row.name, row.skills, row.user, row.is_shown) == ("", "", None, False)
