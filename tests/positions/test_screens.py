"""The week on the wall and the screen in the hall: what everybody may see, nothing else."""

from datetime import timedelta

import pytest
from django.test import Client

from positions import booking, timetables
from positions.models import Service


@pytest.fixture
def secret(site):
    return Service.objects.create(site=site, title="心理疏导咨询", summary="关起门来说。", theme="mind", confidential=True)


def test_the_week_on_the_wall(center, make_session, secret, mother, daughter):
    session = make_session(days=7, hour=22, hours=1, capacity=1)  # next week: there is an hour left to book in it, however late it is
    make_session(days=7, hour=9, service=secret)
    booking.book(session=session.pk, attendee=daughter.pk, booker=mother, by=mother)
    monday = session.day - timedelta(days=session.day.weekday())
    page = Client().get(f"/centers/{center.pk}/week/", {"monday": monday.isoformat()}).content.decode()
    assert "22:00–23:00<b>四点半课堂</b>" in page
    assert "已满可候补" in page
    assert page.count('role="img"') >= 3
    for hidden in ("心理疏导", "陈小满", "林晓梅"):
        assert hidden not in page


@pytest.mark.parametrize("asked", ["", "2026-02-30", "9999-01-01", "x"])
def test_a_week_that_makes_no_sense_is_this_one(center, asked):
    assert Client().get(f"/centers/{center.pk}/week/", {"monday": asked}).status_code == 200


def test_the_screen_says_what_comes_and_what_is_called_off(center, make_session, secret):
    make_session(days=1, hour=9, capacity=3)
    make_session(days=1, hour=10, service=secret)
    timetables.cancel(session=make_session(days=2, hour=9), reason="老师病了")
    page = Client().get(f"/centers/{center.pk}/board/").content.decode()
    assert "明天" in page
    assert "剩 3 位" in page
    assert "四点半课堂停一次" in page
    assert "心理疏导" not in page


def test_its_worker_keeps_the_files_as_they_are_called_now(center):
    answer = Client().get(f"/centers/{center.pk}/board/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert '"/static/board.js"' in answer.content.decode()


def test_statements_are_as_many_for_one_session_as_for_many(center, make_session, django_assert_num_queries):
    make_session(days=1, hour=8, hours=1)
    with django_assert_num_queries(4):
        Client().get(f"/centers/{center.pk}/board/")
    for hour in range(9, 15):
        make_session(days=1, hour=hour, hours=1)
    with django_assert_num_queries(4):
        Client().get(f"/centers/{center.pk}/board/")
    with django_assert_num_queries(3):
        Client().get(f"/centers/{center.pk}/week/")
