"""The pages of the line: joining it as a family, the offer, taking a free place, one ticket for all."""

import re

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from positions import booking
from positions.fairness import offers
from positions.models import Booking, Together


@pytest.fixture
def at_ten(time_machine):
    from datetime import datetime, timedelta

    from django.utils import timezone

    time_machine.move_to(timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), datetime.min.time())) + timedelta(hours=10))


def words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.content.decode()))


def key_of(page):
    return re.search(r'name="key" value="([0-9a-f]{32})"', page.content.decode())[1]


def test_a_family_waits_is_asked_and_chooses(at_ten, signed_in, make_session, family, fill, free, make_user, wait):
    session = make_session(capacity=3, days=3)
    held = fill(session)
    wait(session, make_user())
    mother, people = family()
    client = signed_in(mother)
    assert "现在排，是第 2 位" in words(client.get(f"/sessions/{session.pk}/"))
    page = client.get(f"/sessions/{session.pk}/book/")
    assertContains(page, "满了，排候补")
    assert "排在您前面1 家一共 1 个人" in words(page)
    assertContains(page, "一起去，少一个都不去")
    assertContains(page, "至少 2 人就去")
    assertContains(page, "空位不够一家要的数，先问后面够的那家，前面那家名次不动。")
    assertContains(page, "问到您，留 2 小时")
    said = {"attendee": [p.pk for p in people], "how": "2", "wait": "on", "key": key_of(page)}
    answer = client.post(f"/sessions/{session.pk}/book/", said)
    rows = list(Booking.objects.of(mother).order_by("pk"))
    assertRedirects(answer, f"/bookings/{rows[0].code}/")
    assert {row.together.at_least for row in rows} == {2}
    assertContains(client.get(f"/bookings/{rows[0].code}/"), "候补第 2 位")
    for row in held:
        free(row)
    page = client.get(f"/bookings/{rows[0].code}/")
    assertContains(page, "空出 2 个位子，您要吗？")
    assertContains(page, "选谁去，2 个位子")
    assert "给您留到 今天 12:00" in words(page)
    assertContains(client.get("/"), "空出位子，您要吗")
    assertContains(client.get("/my/bookings/"), "去答复")
    assertContains(client.post(f"/bookings/{rows[0].code}/answer/", {"go": "yes", "who": [row.pk for row in rows]}), "请选 2 位", status_code=422)
    assertRedirects(client.post(f"/bookings/{rows[0].code}/answer/", {"go": "yes", "who": [rows[0].pk, rows[2].pk]}), f"/bookings/{rows[0].code}/")
    assert [row.status for row in Booking.objects.of(mother).order_by("pk")] == ["confirmed", "waiting", "confirmed"]
    page = client.get(f"/bookings/{rows[0].together.code}/")
    assertContains(page, "一家用一个")
    assertContains(page, "小满（7 岁）")
    assert client.get("/my/bookings/").content.decode().count("ticket__day") == 1


def test_passing_from_the_page(at_ten, signed_in, make_session, fill, wait, free, make_user):
    session = make_session(capacity=1, days=3)
    (held,) = fill(session)
    user = make_user()
    mine = wait(session, user)
    free(held)
    client = signed_in(user)
    assertRedirects(client.post(f"/bookings/{mine.code}/answer/", {"go": "pass"}), f"/bookings/{mine.code}/")
    page = client.get(f"/bookings/{mine.code}/")
    assertContains(page, "现在有 1 个空位")
    assertRedirects(client.post(f"/bookings/{mine.code}/answer/", {"go": "take"}), f"/bookings/{mine.code}/")
    assertContains(client.get(f"/bookings/{mine.code}/"), "到门口给工作人员扫一扫")


def test_fewer_places_than_people_are_said_with_both_ways_out(signed_in, make_session, family, fill):
    session = make_session(capacity=3, days=3)
    fill(session, 2)
    mother, people = family()
    client = signed_in(mother)
    said = {"attendee": [p.pk for p in people], "key": key_of(client.get(f"/sessions/{session.pk}/book/"))}
    page = client.post(f"/sessions/{session.pk}/book/", said)
    assertContains(page, "只剩 1 个位子，不够 3 个", status_code=422)
    assertContains(page, "一起排候补", status_code=422)
    assert page.content.decode().count(" checked") == 4  # the three and the way that is proposed
    client.post(f"/sessions/{session.pk}/book/", {**said, "wait": "on", "how": "all"})
    assert Booking.objects.of(mother).waiting().count() == 3


def test_somebody_elses_offer_is_not_there(at_ten, signed_in, make_session, fill, wait, free, make_user, mother):
    session = make_session(capacity=1, days=3)
    (held,) = fill(session)
    other = wait(session, make_user())
    free(held)
    client = signed_in(mother)
    assert client.get(f"/bookings/{other.code}/").status_code == 404
    assert client.post(f"/bookings/{other.code}/answer/", {"go": "yes"}).status_code == 404


def test_one_of_the_family_stays_at_home(signed_in, make_session, family, together):
    session = make_session(capacity=3, days=3)
    mother, people = family()
    rows = together(session, mother, people)
    client = signed_in(mother)
    assertRedirects(client.post(f"/bookings/{rows[0].code}/cancel/", {"some": "on", "who": [rows[2].pk]}), f"/bookings/{rows[0].code}/")
    assert [row.status for row in Booking.objects.of(mother).order_by("pk")] == ["confirmed", "confirmed", "cancelled"]
    assertNotContains(client.get(f"/bookings/{rows[0].code}/"), "小禾")
    client.post(f"/bookings/{rows[0].code}/cancel/")
    session.refresh_from_db()
    assert session.booked == 0


def test_a_pair_is_chosen_beforehand_and_its_rule_is_printed(signed_in, make_session, family, service):
    service.audience, service.min_age, service.max_age = "pairs", 3, 8
    service.save()
    session = make_session(capacity=6, days=3)
    mother, people = family()
    client = signed_in(mother)
    assertContains(client.get(f"/sessions/{session.pk}/"), "至少一个大人、一个孩子，一起约，一起退")
    page = client.get(f"/sessions/{session.pk}/book/")
    assert page.content.decode().count(" checked") == 3
    said = {"attendee": [people[1].pk], "key": key_of(page)}
    assertContains(client.post(f"/sessions/{session.pk}/book/", said), "请至少选一个大人和一个孩子", status_code=422)


def test_the_share_of_phone_and_counter_is_printed(client, make_session, service):
    service.kept_for_counter = 2
    service.own_area_first = True
    service.save()
    page = client.get(f"/sessions/{make_session(capacity=6, days=3).pk}/")
    assertContains(page, "2 个位子先留给打电话、到现场来约的人")
    assertContains(page, "东美社区的人家先，别的社区后")


@pytest.mark.parametrize("count", [1, 4])
def test_a_family_of_many_costs_my_bookings_no_more(signed_in, make_session, family, together, django_assert_num_queries, count):
    mother, people = family(children=3)
    for n in range(count):
        together(make_session(capacity=6, days=3 + n), mother, people)
    client = signed_in(mother)
    client.get("/my/bookings/")
    with django_assert_num_queries(3):
        client.get("/my/bookings/")


def test_what_was_usually_freed_is_counted(make_session, fill, time_machine, service):
    from datetime import timedelta

    from positions.fairness import freed

    for n, count in enumerate((0, 2, 2, 3, 6)):
        session = make_session(capacity=8, days=2 + n)
        for row in fill(session, 6)[:count]:
            booking.cancel(booking=row, by=row.booker)
    assert freed.usually(service) is None
    time_machine.move_to(session.ends_at + timedelta(days=1))
    assert freed.usually(service) == (2, 3, 5)


def test_who_is_asked_before_a_larger_family_reads_why(at_ten, time_machine, signed_in, make_session, fill, wait, free, make_user, family, together):
    session = make_session(capacity=4, days=3)
    held = fill(session)
    mother, people = family(3)
    large = together(session, mother, people)
    time_machine.shift(60)
    mine = wait(session, make_user())
    time_machine.shift(60)
    free(held[0])
    page = signed_in(mine.booker).get(f"/bookings/{mine.code}/")
    assertContains(page, "排在您前面的一家要 4 个位子，这次不够，所以先问您。")
    for person in people:
        assertNotContains(page, person.name)
    Together.objects.filter(pk=large[0].together_id).update(at_least=1)  # it would have gone with one, so that is not why
    assertNotContains(signed_in(mine.booker).get(f"/bookings/{mine.code}/"), "所以先问您")


def test_who_joined_later_or_passed_is_no_reason(at_ten, time_machine, signed_in, make_session, fill, wait, free, make_user):
    session = make_session(capacity=1, days=3)
    (held,) = fill(session)
    first = wait(session, make_user())
    mine = wait(session, make_user())
    time_machine.shift(60)
    free(held)
    offers.pass_on(booking=first, by=first.booker)
    page = signed_in(mine.booker).get(f"/bookings/{mine.code}/")
    assertContains(page, "空出 1 个位子，您要吗？")
    assertNotContains(page, "所以先问您")
