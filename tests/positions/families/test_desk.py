"""替老人约: the same answer whether a number was known or not; without a phone of her own too; a couple in one press; the slip."""

import pytest

from accounts import callers, kept
from accounts.models import KeptPerson, Post, User
from accounts.roles import Role
from notices import outbox
from notices.models import CallEntry, Notice
from positions import booking, timetables
from positions.models import Booking
from tests import people

pytestmark = pytest.mark.django_db
URL = "/admin/desk/"


@pytest.fixture
def keeper(site, make_user):
    user = make_user("黄秀云")
    Post.objects.create(user=user, role=Role.SITE_STAFF, site=site)
    return user


@pytest.fixture
def desk(client, keeper):
    return people.sign_in(client, keeper)


def typed(session, **changed):
    return {"key": booking.new_key(), "name": "林阿香", "phone": "13900005678", "session": session.pk, "agreed": "on"} | changed


def test_one_page_one_press_and_a_slip(desk, make_session, keeper):
    session = make_session()
    assert "四点半课堂" in desk.get(URL).content.decode()
    answer = desk.post(URL, typed(session))
    made = Booking.objects.get()
    assert answer.headers["Location"] == f"/admin/desk/slips/{made.code}/"
    assert (made.booker.phone, made.booker.name, made.source, made.made_by) == ("+8613900005678", "林阿香", "phone", keeper)
    page = desk.get(answer.headers["Location"]).content.decode()
    for words in (f"{made.door_code[:3]} {made.door_code[3:]}", "林阿香", "139****5678", "<svg"):
        assert words in page


def test_nobody_learns_whose_number_it_is(desk, make_session, make_user):
    """A number of somebody else, with another name: the page, the roster and the booking say what they say of a number that is new."""
    owner = make_user("欧阳雪莲花")
    Notice.objects.all().delete()
    session = make_session(capacity=5)
    told = {}
    for phone in (owner.phone, "+8613911112222"):
        answer = desk.post(URL, typed(session, phone=phone[3:]))
        made = Booking.objects.latest("pk")
        roster = desk.get(f"/admin/today/?day={session.day}&s={session.pk}")
        pages = [desk.get(answer.headers["Location"]), desk.get(f"/admin/positions/booking/{made.pk}/change/"), roster]
        told[phone] = [page.content.decode() for page in pages]
        assert not any("欧阳" in page for page in told[phone])
        booking.cancel(booking=made, by=owner, by_staff=True)
    assert User.objects.get(phone=owner.phone).name == "欧阳雪莲花"
    assert owner.family.get(relation="guest").name == "林阿香"


def test_her_own_number_is_her_own_account(desk, make_session, make_user):
    owner = make_user("林阿香")
    desk.post(URL, typed(make_session(), phone=owner.phone[3:]))
    made = Booking.objects.get()
    assert (made.booker, made.attendee.relation) == (owner, "self")


def test_without_a_phone_a_site_keeps_her_and_calls_go_to_the_number_near_her(desk, make_session, keeper, site):
    session = make_session()
    said = typed(session, phone="", contact_phone="13900001234", contact_of="女儿")
    answer = desk.post(URL, said)
    made = Booking.objects.get()
    row = KeptPerson.objects.get()
    assert (row.user, row.site, row.contact_phone) == (made.booker, site, "+8613900001234")
    assert "没有手机" in desk.get(answer.headers["Location"]).content.decode()
    desk.post(URL, typed(make_session(days=2), phone="", contact_phone="13900001234", contact_of="女儿"))
    assert KeptPerson.objects.count() == 1  # the same person, found by name and number near her

    outbox.send_due(50)
    assert set(Notice.objects.filter(to=made.booker).values_list("state", flat=True)) == {"inside"}
    timetables.cancel(session=session, reason="老师病了")
    outbox.send_due(50)
    entry = CallEntry.objects.get()
    assert (entry.user, entry.phone, entry.name) == (None, "+8613900001234", "林阿香（女儿的电话）")


def test_kept_people_of_another_place_are_not_found(make_session, make_user, keeper, site, area):
    from positions.models import Center, Site

    other = Site.objects.create(center=Center.objects.create(area=area, name="隐山邻里中心", address="隐山路 1 号"), kind=Site.Kind.WOMEN)
    elsewhere = make_user("吴海燕")
    Post.objects.create(user=elsewhere, role=Role.SITE_STAFF, site=other)
    said = {"name": "林阿香", "contact_phone": "+8613900001234", "contact_of": "女儿"}
    first = kept.account_of(**said, site=site, by=keeper)
    assert kept.account_of(**said, site=other, by=elsewhere) != first


def test_a_couple_in_one_press(desk, make_session):
    answer = desk.post(URL, typed(make_session(), companion="陈金发"))
    assert sorted(Booking.objects.values_list("attendee__name", flat=True)) == ["林阿香", "陈金发"]
    assert "林阿香、陈金发" in desk.get(answer.headers["Location"]).content.decode()


def test_a_refusal_writes_nothing(desk, make_session, mother, myself):
    session = make_session(capacity=1)
    booking.book(session=session.pk, attendee=myself(mother).pk, booker=mother, by=mother)
    answer = desk.post(URL, typed(session))
    assert answer.status_code == 422
    assert "约满" in answer.content.decode()
    assert not User.objects.filter(phone="+8613900005678").exists()
    assert desk.post(URL, typed(session, wait="on")).status_code == 302


def test_age_is_asked_of_everybody_where_it_matters(desk, make_session, service, make_user):
    service.min_age, service.max_age = 60, 90
    service.save()
    session = make_session()
    known = make_user("林阿香", born_on="1950-01-01")
    for phone in (known.phone[3:], "13911112222"):
        answer = desk.post(URL, typed(session, phone=phone))
        assert answer.status_code == 422
        assert "请问一下出生日期" in answer.content.decode()
    assert desk.post(URL, typed(session, born_on="1950-01-01")).status_code == 302


@pytest.mark.parametrize(("changed", "words"), [
    ({"phone": ""}, "找得到"), ({"phone": "", "contact_phone": "13900001234"}, "这是谁的电话"), ({"session": ""}, "还没有选场次"),
    ({"agreed": ""}, "得到同意再办"), ({"name": ""}, "请写上姓名"), ({"session": "999999"}, "请另选一场"),
])  # fmt: skip
def test_what_is_missing_is_said(desk, make_session, changed, words):
    answer = desk.post(URL, typed(make_session()) | changed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Booking.objects.exists()


def test_a_slip_out_of_reach_is_not_there(client, make_session, make_user, mother, myself, area):
    from positions.models import Center, Site

    made = booking.book(session=make_session().pk, attendee=myself(mother).pk, booker=mother, by=mother)
    other = Site.objects.create(center=Center.objects.create(area=area, name="隐山邻里中心", address="隐山路 1 号"), kind=Site.Kind.WOMEN)
    elsewhere = make_user("吴海燕")
    Post.objects.create(user=elsewhere, role=Role.SITE_STAFF, site=other)
    people.sign_in(client, elsewhere)
    assert client.get(f"/admin/desk/slips/{made.code}/").status_code == 404
    assert "四点半课堂" not in client.get(URL).content.decode()


def test_the_name_that_is_said_picks_the_person(make_user):
    owner = make_user("林晓梅")
    callers.named(user=owner, name="林阿香")
    again = callers.named(user=owner, name="林阿香")
    assert owner.family.others().get() == again
    assert callers.named(user=owner, name="林晓梅").is_self


def test_who_is_old_enough_by_word_is_not_asked_for_her_birthday(desk, make_session, service):
    """Staff say that she is 60 or older: enough for a class from 16 on; nothing is written that nobody said."""
    service.min_age = 16
    service.save()
    assert desk.post(URL, typed(make_session())).status_code == 302
    assert Booking.objects.get().attendee.born_on is None


def test_what_is_for_children_does_not_stand_there(desk, make_session, service):
    service.audience, service.max_age = "children", 12
    service.save()
    make_session()
    assert "四点半课堂" not in desk.get(URL).content.decode()


@pytest.mark.parametrize("rows", [3, 30])
def test_the_page_costs_the_same_for_three_and_for_thirty(desk, django_assert_max_num_queries, make_session, rows):
    for number in range(rows):
        make_session(days=1 + number % 6, hour=8 + number // 6, hours=1)
    with django_assert_max_num_queries(8):
        assert desk.get(URL).content.decode().count('name="session"') == rows
