"""我想要: residents ask, neighbours join, staff answer; who said what stays hers."""

import pytest
from django.test import Client

from accounts.models import Post
from notices.models import Notice
from notices.texts import words_of
from positions import booking
from positions.models import Ask, Service, Voice
from positions.refusals import NotOpenYet
from positions.wanted import asking, refusals
from tests.people import sign_in

SAID = {"title": "瑜伽课，晚上八点以后", "for_whom": "adults", "time": "evening"}


@pytest.fixture
def officer(make_user, area):
    user = make_user("黄干部")
    Post.objects.create(user=user, role="community_officer", area=area)
    return user


@pytest.fixture
def asked(mother, area, officer):
    ask = asking.ask(area=area, by=mother, **SAID)
    return asking.show(ask=ask, by=officer)


def at_home(user, area):
    user.home_area = area
    user.save()
    client = Client()
    return sign_in(client, user, mfa=False)


def test_she_says_it_once_and_neighbours_read_it_when_staff_have(mother, make_user, area, officer):
    hers, neighbour = at_home(mother, area), at_home(make_user(), area)
    for _ in range(2):
        assert hers.post("/wanted/", SAID).status_code == 302
    ask = Ask.objects.get()
    assert ask.voices == 1
    assert "瑜伽课" in hers.get("/wanted/").content.decode()
    assert "瑜伽课" not in neighbour.get("/wanted/").content.decode()
    assert neighbour.post(f"/wanted/{ask.pk}/").status_code == 404
    staff = sign_in(Client(), officer)
    assert staff.post(f"/admin/positions/ask/{ask.pk}/show/").status_code == 302
    page = neighbour.get("/wanted/").content.decode()
    assert "瑜伽课" in page
    assert "林晓梅" not in page


def test_something_alike_is_offered_first(asked, make_user, area):
    neighbour = at_home(make_user(), area)
    page = neighbour.post("/wanted/", {**SAID, "title": "瑜伽"})
    assert page.status_code == 422
    assert "是不是这一样" in page.content.decode()
    assert neighbour.post("/wanted/", {**SAID, "title": "瑜伽", "really": "on"}).status_code == 302
    assert Ask.objects.count() == 2


def test_an_account_counts_once_and_at_the_number_an_answer_is_due(asked, make_user, area):
    Ask.objects.filter(pk=asked.pk).update(needed=3)
    first, second = make_user(), make_user()
    client = at_home(first, area)
    for _ in range(3):
        client.post(f"/wanted/{asked.pk}/")
    asked.refresh_from_db()
    assert (asked.voices, asked.answer_by) == (2, None)
    asking.me_too(ask=asked, by=second)
    asked.refresh_from_db()
    assert asked.voices == 3
    assert asked.answer_by is not None
    client.post(f"/wanted/{asked.pk}/back/")
    asked.refresh_from_db()
    assert asked.voices == Voice.objects.filter(ask=asked).count() == 2


def test_the_first_one_may_go_only_while_alone(asked, mother, make_user):
    asking.me_too(ask=asked, by=make_user())
    with pytest.raises(refusals.FirstStays):
        asking.take_back(ask=asked, by=mother)


def test_three_at_once_are_enough(mother, area):
    for number in range(3):
        asking.ask(area=area, by=mother, **{**SAID, "title": f"第 {number} 样"})
    with pytest.raises(refusals.TooManyAsks):
        asking.ask(area=area, by=mother, **SAID)


def test_a_no_has_a_reason_that_everybody_who_wanted_it_gets(asked, officer, make_user, area):
    asking.me_too(ask=asked, by=make_user())
    staff = sign_in(Client(), officer)
    assert staff.post(f"/admin/positions/ask/{asked.pk}/decline/", {"answer": ""}).status_code == 422
    staff.post(f"/admin/positions/ask/{asked.pk}/decline/", {"answer": "场地不够，华大社区有。"})
    told = Notice.objects.filter(kind="ask_answered")
    assert told.count() == 2
    assert "场地不够" in words_of(told.first()).body
    assert "场地不够" in at_home(make_user(), area).get("/wanted/").content.decode()


def test_what_is_opened_is_prefilled_and_the_askers_book_first(asked, mother, officer, make_user, myself, site, make_session):
    staff = sign_in(Client(), officer)
    assert "瑜伽课" in staff.get(f"/admin/positions/ask/{asked.pk}/offer/").content.decode()
    answer = staff.post(f"/admin/positions/ask/{asked.pk}/offer/", {"title": "瑜伽", "site": site.pk, "theme": "dance"})
    service = Service.objects.get(title="瑜伽")
    assert answer.url == f"/admin/positions/service/{service.pk}/change/"
    assert service.first_days == 2
    early = make_session(service=service, days=service.opens_days_before + 1)
    other = make_user()
    with pytest.raises(NotOpenYet):
        booking.book(session=early.pk, attendee=myself(other).pk, booker=other, by=other)
    page = sign_in(Client(), mother, mfa=False).get(f"/sessions/{early.pk}/").content.decode()
    assert "预约这一场" in page
    assert "说过想要的人，早 2 天约" in page
    assert booking.book(session=early.pk, attendee=myself(mother).pk, booker=mother, by=mother).status == "confirmed"


def test_staff_elsewhere_do_not_see_it(asked, make_user):
    from accounts.models import Area

    stranger = make_user()
    elsewhere = Area.objects.create(code="350502001001", name="别处社区居委会", level=5)
    Post.objects.create(user=stranger, role="community_officer", area=elsewhere)
    client = sign_in(Client(), stranger)
    assert client.get(f"/admin/positions/ask/{asked.pk}/change/").status_code == 404
    assert client.get(f"/admin/positions/ask/{asked.pk}/decline/").status_code == 404
