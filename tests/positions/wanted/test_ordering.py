"""点单: offer, order, date, rating; one teacher is never sent to two places."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Area, Post
from positions.models import Center, Order, Provider, Resource, Session, Site
from positions.wanted import ordering, refusals
from tests.people import sign_in


@pytest.fixture
def county_officer(make_user, area):
    user = make_user("县干部")
    Post.objects.create(user=user, role="county_officer", area=area.parent.parent)
    return user


@pytest.fixture
def keeper(make_user, site):
    user = make_user("管理员")
    Post.objects.create(user=user, role="site_staff", site=site)
    return user


@pytest.fixture
def resource(area):
    provider = Provider.objects.create(name="丰泽区妇女儿童活动中心", kind="activity", area=area.parent.parent)
    return Resource.objects.create(provider=provider, title="送教下乡：簪花围", summary="老师上门教。", theme="skill", minutes=90, places=20)


def in_days(days, hour=9):
    return timezone.localtime().replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(days=days)


def test_from_the_order_to_the_rating(keeper, county_officer, resource, site, mother):
    staff, officer = sign_in(Client(), keeper), sign_in(Client(), county_officer)
    wish = in_days(10)
    assert "簪花围" in staff.get("/admin/positions/order/add/").content.decode()
    said = {"resource": resource.pk, "site": site.pk, "people": 20, "day": wish.date().isoformat(), "starts": "09:00"}
    assert staff.post("/admin/positions/order/add/", said).status_code == 302
    order = Order.objects.get()
    assert staff.get(f"/admin/positions/order/{order.pk}/agree/").status_code == 403
    assert officer.get(f"/admin/positions/order/{order.pk}/agree/").status_code == 200
    officer.post(f"/admin/positions/order/{order.pk}/agree/", {"day": wish.date().isoformat(), "starts": "09:00", "teacher": "黄老师"})
    session = Session.objects.get(service__title="送教下乡：簪花围")
    assert (session.host_name, session.capacity, session.status, session.starts_at) == ("黄老师", 20, "published", wish)
    assert "定了日子" in staff.get("/admin/positions/order/").content.decode()
    order.refresh_from_db()
    with pytest.raises(refusals.NotOverYet):
        ordering.rate(order=order, rating=4, words="", by=keeper)
    Order.objects.update(starts_at=in_days(-1), ends_at=in_days(-1, hour=11))
    staff.post(f"/admin/positions/order/{order.pk}/rate/", {"rating": "4", "words": "奶奶们都会了"})
    assert "奶奶们都会了" in officer.get(f"/admin/positions/order/{order.pk}/change/").content.decode()


def test_too_soon_and_not_for_here(keeper, resource, site):
    with pytest.raises(refusals.TooSoon):
        ordering.order(resource=resource, site=site, first_choice=in_days(2), people=5, by=keeper)
    other = Area.objects.create(code="350582000000", name="晋江市", level=3)
    far = Provider.objects.create(name="晋江活动中心", kind="activity", area=other)
    theirs = Resource.objects.create(provider=far, title="篮球", summary="教练。", theme="dance")
    with pytest.raises(refusals.NotForHere):
        ordering.order(resource=theirs, site=site, first_choice=in_days(20), people=5, by=keeper)


def test_one_teacher_is_not_sent_to_two_places(keeper, county_officer, make_user, resource, site, area):
    center = Center.objects.create(area=area, name="华大邻里中心", address="华大街 1 号")
    other = Site.objects.create(center=center, kind=Site.Kind.CHILDREN)
    Post.objects.create(user=keeper, role="site_staff", site=other)
    first = ordering.order(resource=resource, site=site, first_choice=in_days(10), people=5, by=keeper)
    second = ordering.order(resource=resource, site=other, first_choice=in_days(10), people=5, by=keeper)
    ordering.agree(order=first, starts_at=in_days(10), teacher="", by=county_officer)
    with pytest.raises(refusals.TeacherBusy):
        ordering.agree(order=second, starts_at=in_days(10, hour=11), teacher="", by=county_officer)  # ends 10:30, an hour on the road
    assert ordering.agree(order=second, starts_at=in_days(10, hour=12), teacher="", by=county_officer).status == "agreed"


def test_a_no_is_told_with_its_reason(keeper, county_officer, resource, site):
    order = ordering.order(resource=resource, site=site, first_choice=in_days(10), people=5, by=keeper)
    ordering.decline(order=order, reason="老师产假，三月以后再点。", by=county_officer)
    page = sign_in(Client(), keeper, mfa=False).get("/my/notices/").content.decode()
    assert "三月以后再点" in page
