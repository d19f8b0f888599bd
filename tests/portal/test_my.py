"""我的: her bookings, her family, what she was told, her data."""

import json

import pytest
from django.urls import reverse

from accounts import privacy
from accounts.models import FamilyMember, Post, User
from accounts.roles import Role
from notices.models import Notice
from positions import booking
from positions.models import Booking, Session
from tests.people import sign_in


@pytest.fixture
def booked(mother, daughter, make_session):
    return booking.book(session=make_session(days=2).pk, attendee=daughter.pk, booker=mother, by=mother, note="花生过敏")


def test_a_visitor_is_asked_to_sign_in(client, db):
    for name in ("portal:my", "portal:notices", "portal:my_privacy"):
        response = client.get(reverse(name))
        assert response.status_code == 302
        assert response["Location"].endswith(f"?next={reverse(name)}")


def test_my_page_shows_what_is_hers(client, mother, daughter, booked, make_user):
    other = make_user("王阿姨")
    FamilyMember.objects.create(guardian=other, name="别家的孩子", relation="son", born_on="2018-01-01")
    client.force_login(mother)
    text = client.get("/my/").content.decode()
    assert "四点半课堂" in text
    assert "陈小满" in text
    assert "1 条新的" in text
    assert mother.phone[3:] not in text
    assert "别家的孩子" not in text
    client.force_login(other)
    text = client.get("/my/").content.decode()
    assert "还没有预约" in text
    assert "陈小满" not in text


def test_doors_of_her_posts(client, mother, area, site):
    client.force_login(mother)
    assert reverse("admin:index") not in client.get("/my/").content.decode()
    Post.objects.create(user=mother, role=Role.GRID_WORKER, area=area)
    text = client.get("/my/").content.decode()
    assert reverse("mediation:grid") in text
    assert reverse("admin:index") not in text
    Post.objects.create(user=mother, role=Role.SITE_STAFF, site=site)
    assert reverse("admin:index") in client.get("/my/").content.decode()


def test_statements_of_my_page(client, mother, daughter, booked, make_session, django_assert_num_queries):
    client.force_login(mother)
    client.get("/my/")
    with django_assert_num_queries(9):  # session, herself, posts, bookings, family, teams, three words at the most, new ones
        client.get("/my/")


def test_notices_are_read_by_a_press(client, mother, booked):
    client.force_login(mother)
    assert "1 条都读过了" in client.get("/my/notices/").content.decode()
    assert Notice.objects.of(mother).unread().count() == 1  # looking changes nothing
    client.post("/my/notices/")
    assert Notice.objects.of(mother).unread().count() == 0
    assert "都读过了" not in client.get("/my/notices/").content.decode()


def test_notices_come_in_pages(client, mother, booked, django_assert_num_queries):
    for n in range(30):
        Notice.objects.create(to=mother, kind="booking_confirmed", about=booked.pk, key=f"x{n}", state="inside")
    client.force_login(mother)
    assert len(client.get("/my/notices/").context["told"]) == 20
    assert len(client.get("/my/notices/?page=2").context["told"]) == 11
    assert client.get("/my/notices/?page=zzz").status_code == 200


def test_an_open_phone_alone_neither_takes_nor_closes(client, mother, booked):
    client.force_login(mother)
    for address in ("/my/privacy/export/", "/my/privacy/"):
        response = client.post(address)
        assert (response.status_code, response["Location"]) == (302, "/my/privacy/confirm/")
    assert client.get("/my/privacy/confirm/")["Location"].startswith("/accounts/confirm/?next=")
    assert User.objects.get(pk=mother.pk).is_active
    sign_in(client, mother)
    assert client.get("/my/privacy/confirm/")["Location"] == "/my/privacy/"
    assert "请再按一次" in client.get("/my/privacy/").content.decode()


def test_a_confidential_booking_stays_neutral_in_the_file(client, mother, booked, service):
    type(service).objects.filter(pk=service.pk).update(confidential=True)
    sign_in(client, mother)
    text = client.post("/my/privacy/export/").content.decode()
    assert "一项预约" in text
    assert "四点半课堂" not in text
    assert "花生过敏" not in text


def test_she_takes_her_data_along(client, mother, booked, make_user):
    sign_in(client, mother)
    assert client.get("/my/privacy/export/").status_code == 405
    response = client.post("/my/privacy/export/")
    assert response.headers["Content-Disposition"].startswith("attachment")
    data = json.loads(response.content)
    assert data["账号"]["手机号"] == mother.phone
    assert [member["姓名"] for member in data["家人"]] == ["林晓梅", "陈小满"]
    assert [(b["活动"], b["要留意的事"]) for b in data["预约"]] == [("四点半课堂", "花生过敏")]
    assert data["消息"][0]["标题"] == "约好了：四点半课堂"
    sign_in(client, make_user("王阿姨"))
    assert json.loads(client.post("/my/privacy/export/").content)["预约"] == []


def test_closing_the_account_empties_it(client, mother, daughter, booked):
    sign_in(client, mother)
    phone, session = mother.phone, booked.session
    response = client.post("/my/privacy/")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert "账号关掉了" in client.get("/").content.decode()
    assert client.get("/my/").status_code == 302
    gone = User.objects.get(pk=mother.pk)
    assert (gone.name, gone.born_on, gone.is_active, gone.phone) == ("", None, False, f"gone-{mother.pk}")
    assert set(FamilyMember.objects.filter(guardian=gone).values_list("name", "born_on")) == {("", None)}
    kept = Booking.objects.get(pk=booked.pk)
    assert (kept.status, kept.note) == (Booking.Status.CANCELLED, None)
    assert Session.objects.get(pk=session.pk).booked == 0
    assert not Notice.objects.filter(to=gone).exists()
    User.objects.create_user(phone)  # the number is free for a new account


def test_whoever_has_a_post_cannot_close_her_account(client, mother, site):
    Post.objects.create(user=mother, role=Role.SITE_STAFF, site=site)
    sign_in(client, mother)
    response = client.post("/my/privacy/")
    assert response.status_code == 422
    assert privacy.StillInPost.sentence in response.content.decode()
    assert User.objects.get(pk=mother.pk).name == "林晓梅"


def test_a_place_that_cannot_be_cancelled_any_more_comes_first(client, mother, daughter, make_session):
    soon = booking.book(session=make_session(days=1).pk, attendee=daughter.pk, booker=mother, by=mother)
    Session.objects.filter(pk=soon.session_id).update(cancel_by="2020-01-01T00:00Z")
    sign_in(client, mother)
    response = client.post("/my/privacy/")
    assert response.status_code == 422
    assert "等这一场结束再关账号" in response.content.decode()
    assert User.objects.get(pk=mother.pk).is_active
