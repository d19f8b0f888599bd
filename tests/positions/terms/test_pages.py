"""The pages of a term, over HTTP: what stands there, what a press does, what a refusal looks like."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from positions import booking
from positions.models import Booking, Enrollment

from ..conftest import key_of
from .test_enrolling import enrol

Status = Booking.Status


@pytest.fixture
def press_enrol(signed_in):
    """press_enrol(user, timetable, **said): open the page and send its form, as a browser does."""

    def press(user, timetable, **said):
        client = signed_in(user)
        url = reverse("positions:enrol", args=[timetable.pk])
        return client.post(url, {"key": key_of(client.get(url)), **said})

    return press


def test_the_service_leads_to_the_term_and_one_press_books_it(client, make_term, mother, daughter, press_enrol, signed_in):
    timetable = make_term()
    assertContains(client.get(timetable.service.get_absolute_url()), reverse("positions:enrol", args=[timetable.pk]))
    page = signed_in(mother).get(reverse("positions:enrol", args=[timetable.pk]))
    assertContains(page, "约上这 20 天")
    assertContains(page, "一学期满 3 次没请假没来，或满 3 次晚接超过 10 分钟")
    answer = press_enrol(mother, timetable, attendee=daughter.pk, d=["0", "2"])
    made = Enrollment.objects.get()
    assert answer.url == made.get_absolute_url()
    assert made.bookings.filter(status=Status.CONFIRMED).count() == 8


def test_the_summary_follows_the_choice(signed_in, make_term, mother, daughter):
    url = reverse("positions:enrol", args=[make_term().pk])
    part = signed_in(mother).get(url, {"attendee": daughter.pk, "d": ["1"]}, headers={"HX-Request": "true"})
    assertContains(part, "约上这 4 天")
    assertNotContains(part, "<html")


def test_without_a_weekday_the_page_comes_back_with_the_reason(make_term, mother, daughter, press_enrol):
    answer = press_enrol(mother, make_term(), attendee=daughter.pk)
    assertContains(answer, "还没有选星期几，请至少选一天。", status_code=422)
    assertContains(answer, f'value="{daughter.pk}"', status_code=422)


def test_a_full_weekday_says_her_place(signed_in, make_term, make_child, mother, daughter):
    timetable = make_term(capacity=1)
    enrol(timetable, make_child("甲"), weekdays=[2])
    assertContains(signed_in(mother).get(reverse("positions:enrol", args=[timetable.pk])), "满了，候补第 1")


def test_the_calendar_frees_a_day_and_takes_it_back(signed_in, make_term, mother, daughter, of):
    timetable = make_term()
    made = enrol(timetable, daughter)
    day = of(timetable, 2)[0].day
    client = signed_in(mother)
    page = client.get(made.get_absolute_url(), {"day": day.isoformat()})
    assertContains(page, "让出这一天")
    answer = client.post(reverse("positions:day_off", args=[made.code]), {"day": day.isoformat()})
    assert made.bookings.get(session=of(timetable, 2)[0]).ended_as == "day_off"
    page = client.get(answer.url)
    assertContains(page, "还是要来")
    client.post(reverse("positions:come_back", args=[made.code]), {"day": day.isoformat()})
    assert made.bookings.get(session=of(timetable, 2)[0]).status == Status.CONFIRMED


def test_days_in_a_row(signed_in, make_term, mother, daughter, of):
    timetable = make_term()
    made = enrol(timetable, daughter)
    client = signed_in(mother)
    first, last = of(timetable, 0)[0].day, of(timetable, 4)[0].day
    url = reverse("positions:day_off", args=[made.code])
    refused = client.post(url, {"first": last.isoformat(), "last": first.isoformat()})
    assertContains(refused, "“到哪天”要不早于“从哪天”。", status_code=422)
    assertContains(refused, f'value="{last.isoformat()}"', status_code=422)
    client.post(url, {"first": first.isoformat(), "last": last.isoformat()})
    assert made.bookings.days_off().count() == 5


def test_elders_get_a_list_instead_of_the_calendar(signed_in, make_term, mother, daughter):
    made = enrol(make_term(), daughter)
    client = signed_in(mother)
    client.cookies["view"] = "elder"
    page = client.get(made.get_absolute_url())
    assertNotContains(page, 'class="cal"')
    assertContains(page, "<small>约好了</small>", count=10)


def test_leaving_asks_which_days(signed_in, make_term, mother, daughter):
    made = enrol(make_term(), daughter)
    client = signed_in(mother)
    url = reverse("positions:leave_term", args=[made.code])
    assertContains(client.post(url), "还没有选退哪一天", status_code=422)
    client.post(url, {"d": ["0", "1", "2", "3", "4"]})
    made.refresh_from_db()
    assert made.status == Enrollment.Status.ENDED
    assertContains(client.get(made.get_absolute_url()), "整个学期退了")


def test_a_term_is_one_entry_among_her_bookings(signed_in, make_term, mother, daughter, make_session):
    enrol(make_term(), daughter)
    booking.book(session=make_session(hour=9).pk, attendee=daughter.pk, booker=mother, by=mother)
    page = signed_in(mother).get(reverse("positions:my_bookings"))
    assert len(page.context["bookings"]) == 2
    assertContains(page, "整个学期，每周一至周五。")
    assertContains(signed_in(mother).get("/my/"), "这是下一次。", count=1)


def test_somebody_elses_term_is_not_there(signed_in, make_term, daughter, make_user):
    made = enrol(make_term(), daughter)
    assert signed_in(make_user()).get(made.get_absolute_url()).status_code == 404


def test_as_many_statements_for_a_long_term_as_for_a_short_one(signed_in, make_term, mother, daughter, make_child):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for weeks in (2, 20):
        timetable = make_term(weeks=weeks)
        client = signed_in(mother)
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("positions:enrol", args=[timetable.pk]))
        made = enrol(timetable, daughter)
        with CaptureQueriesContext(connection) as term:
            client.get(made.get_absolute_url())
        with CaptureQueriesContext(connection) as mine:
            client.get(reverse("positions:my_bookings"))
        counts.append((len(caught), len(term), len(mine)))
        made.bookings.all().delete()
        made.days.all().delete()
        made.delete()
        timetable.status = "ended"
        timetable.save()
    assert counts[0] == counts[1]
