"""Who may give whom which Post; the three roles that are never one person; ended at once."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import posts, roles
from accounts.models import Area, Post, User
from accounts.posts import EndsBeforeItBegins, LastAdministrator, MustStayApart, NotForOneself, WrongPlace
from accounts.refusals import NotAllowed
from accounts.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(area):
    Area.objects.create(code="350502000000", name="鲤城区", level=3, parent_id="350500000000")
    return Area.objects.get(level=2)


@pytest.fixture
def someone(make_user):
    return make_user("甲")


def in_post(make_user, role, place):
    user = make_user("任职的人")
    posts.appoint(user=user, role=role, by=None, **place)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def county_officer(make_user, area, city):
    return in_post(make_user, Role.COUNTY_OFFICER, {"area": area.parent.parent})


@pytest.fixture
def admin(make_user, city):
    return in_post(make_user, Role.SYSTEM_ADMIN, {"area": city})


def test_every_role_has_a_place_and_somebody_who_appoints_it():
    assert set(roles.PLACES) == set(Role)
    assert set().union(*roles.APPOINTS.values()) == set(Role)
    assert all("accounts.add_post" in set().union(*roles.GRANTS[role].values()) for role in roles.APPOINTS)


def test_a_county_officer_appoints_in_her_county(county_officer, someone, area, site):
    post = posts.appoint(user=someone, role=Role.GRID_WORKER, by=county_officer, area=area)
    assert (post.place, list(someone.posts.live())) == (area, [post])
    at_site = posts.appoint(user=someone, role=Role.SITE_STAFF, by=county_officer, site=site)
    assert (at_site.place, at_site.area) == (area, None)
    assert set(Post.objects.visible_to(county_officer)) == {post, at_site, county_officer.posts.get()}


@pytest.mark.parametrize("role", [Role.COUNTY_OFFICER, Role.CITY_OFFICER, Role.AUDITOR, Role.DATA_PROTECTION, Role.SYSTEM_ADMIN])
def test_a_county_officer_appoints_nobody_at_her_height(county_officer, someone, area, city, role):
    place = area.parent.parent if role == Role.COUNTY_OFFICER else city
    with pytest.raises(NotAllowed):
        posts.appoint(user=someone, role=role, by=county_officer, area=place)


def test_nor_in_another_county_nor_whoever_has_no_such_post(county_officer, someone, make_user, area, city):
    other = Area.objects.create(code="350502001000", name="海滨街道", level=4, parent_id="350502000000")
    with pytest.raises(NotAllowed):
        posts.appoint(user=someone, role=Role.GRID_WORKER, by=county_officer, area=other)
    for role, place in ((Role.MEDIATOR, {"area": area}), (Role.STREET_OFFICER, {"area": area.parent}), (Role.AUDITOR, {"area": city})):
        with pytest.raises(NotAllowed):
            posts.appoint(user=someone, role=Role.GRID_WORKER, by=in_post(make_user, role, place), area=area)
    with pytest.raises(NotAllowed):
        posts.appoint(user=someone, role=Role.GRID_WORKER, by=make_user("居民"), area=area)


def test_nobody_appoints_herself(county_officer, admin, area, city):
    with pytest.raises(NotForOneself):
        posts.appoint(user=county_officer, role=Role.MEDIATOR, by=county_officer, area=area)
    with pytest.raises(NotForOneself):
        posts.appoint(user=admin, role=Role.AUDITOR, by=admin, area=city)


@pytest.mark.parametrize(
    ("role", "where"),
    [(Role.SITE_STAFF, "area"), (Role.COMMUNITY_OFFICER, "street"), (Role.COUNTY_OFFICER, "site"), (Role.SYSTEM_ADMIN, "area"), (Role.MEDIATOR, "none"),
     (Role.MEDIATOR, "both"), (Role.MEDIATOR, "closed")],
)  # fmt: skip
def test_a_role_has_its_place(admin, someone, area, site, role, where):
    closed = Area.objects.create(code="350503002009", name="旧社区", level=5, parent=area.parent, closed_on="2024-01-01")
    place = {"area": {"area": area}, "street": {"area": area.parent}, "site": {"site": site}, "none": {}, "both": {"area": area, "site": site}}
    with pytest.raises(WrongPlace):
        posts.appoint(user=someone, role=role, by=admin, **place.get(where, {"area": closed}))


@pytest.mark.parametrize("first", sorted(roles.APART))
@pytest.mark.parametrize("second", sorted({*roles.APART, Role.MEDIATOR}))
def test_the_three_stay_three_people(someone, city, first, second):
    posts.appoint(user=someone, role=first, by=None, area=city)
    if first == second:
        assert posts.appoint(user=someone, role=second, by=None, area=city) == someone.posts.get()
        return
    for a, b in ((first, second), (second, first)):
        Post.objects.all().delete()
        posts.appoint(user=someone, role=a, by=None, area=city)
        with pytest.raises(MustStayApart):
            posts.appoint(user=someone, role=b, by=None, area=city)
        with pytest.raises(IntegrityError, match="accounts_post_apart"), transaction.atomic():
            Post.objects.create(user=someone, role=b, area=city)


def test_the_database_refuses_a_changed_role_too(someone, city):
    posts.appoint(user=someone, role=Role.AUDITOR, by=None, area=city)
    today = timezone.localdate()
    early = Post.objects.create(user=someone, role=Role.MEDIATOR, area=city, since=today - timedelta(days=9), until=today - timedelta(days=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=early.pk).update(until=None)


def test_one_after_the_other_is_allowed(someone, city):
    today = timezone.localdate()
    posts.appoint(user=someone, role=Role.AUDITOR, by=None, area=city, until=today)
    with pytest.raises(MustStayApart):
        posts.appoint(user=someone, role=Role.DATA_PROTECTION, by=None, area=city, since=today)
    later = posts.appoint(user=someone, role=Role.DATA_PROTECTION, by=None, area=city, since=today + timedelta(days=1))
    assert later.since == today + timedelta(days=1)


def test_dates_make_sense(someone, area):
    with pytest.raises(EndsBeforeItBegins):
        posts.appoint(user=someone, role=Role.MEDIATOR, by=None, area=area, until=timezone.localdate() - timedelta(days=1))


def test_asked_twice_it_is_the_same_post(someone, area):
    first = posts.appoint(user=someone, role=Role.MEDIATOR, by=None, area=area)
    assert posts.appoint(user=someone, role=Role.MEDIATOR, by=None, area=area) == first


def test_an_ended_post_does_nothing_from_the_next_request(county_officer, someone, area, django_assert_num_queries):
    post = posts.appoint(user=someone, role=Role.MEDIATOR, by=county_officer, area=area)
    assert User.objects.get(pk=someone.pk).has_perm("mediation.view_case")
    ended = posts.end(post=post, by=county_officer)
    assert ended.ended_at is not None
    assert not User.objects.get(pk=someone.pk).has_perm("mediation.view_case")
    assert posts.end(post=post, by=county_officer).ended_at == ended.ended_at
    again = posts.appoint(user=someone, role=Role.MEDIATOR, by=county_officer, area=area)
    assert again.pk != post.pk


def test_ending_asks_who_may(county_officer, admin, make_user):
    with pytest.raises(NotAllowed):
        posts.end(post=admin.posts.get(), by=county_officer)
    with pytest.raises(NotAllowed):
        posts.end(post=county_officer.posts.get(), by=county_officer)
    assert posts.end(post=county_officer.posts.get(), by=admin).ended_at


def test_the_last_administrator_stays(admin, make_user, city):
    with pytest.raises(LastAdministrator):
        posts.end(post=admin.posts.get(), by=admin)
    second = in_post(make_user, Role.SYSTEM_ADMIN, {"area": city})
    posts.end(post=admin.posts.get(), by=second)
    with pytest.raises(LastAdministrator):
        posts.end(post=second.posts.get(), by=second)


def test_the_first_administrator_comes_from_the_console(area):
    out = StringIO()
    call_command("appoint", "+86 138-0000-0001", "system_admin", "350500000000", "--name", "甲", stdout=out)
    user = User.objects.get(phone="+8613800000001")
    assert (user.name, user.is_staff, user.family.count()) == ("甲", True, 1)
    assert "系统管理员，泉州市" in out.getvalue()
    for wrong, words in (
        (("0595-22500000", "system_admin", "350500000000"), "手机号"),
        (("13800000002", "system_admin", "350599000000"), "没有区划"),
        (("13800000001", "auditor", "350500000000"), "三个人分别担任"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("appoint", *wrong, stdout=out)
