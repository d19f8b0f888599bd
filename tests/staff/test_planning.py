"""The staff's pages of plans: a rule with its dates before it is saved, each change seen first, closings, holidays."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from notices.models import Notice
from positions import booking
from positions.models import Closing, HolidayYear, Service, Session, Timetable
from positions.planning import generating

TODAY = timezone.localdate
TERM = {"rhythm": "1", "starts": "16:30", "ends": "18:30", "capacity": "5"}
ADD = "/admin/positions/timetable/add/"


@pytest.fixture
def daily(service):
    made = Timetable.objects.create(
        service=service, weekdays="0123456", starts=time(16, 30), minutes=120, capacity=5, since=TODAY() + timedelta(days=1), until=TODAY() + timedelta(days=6),
        skip_holidays=False,
    )  # fmt: skip
    generating.generate(made)
    return made


@pytest.fixture
def held(daily, mother, daughter):
    session = daily.sessions.get(occurrence=TODAY() + timedelta(days=2))
    return booking.book(session=session.pk, attendee=daughter.pk, booker=mother, by=mother)


def text_of(answer):
    return answer.content.decode()


def hidden(answer):
    """Return what the preview carries: every hidden field of its last form, as a browser would send it."""
    import re

    form = text_of(answer).rpartition('<form method="post" class="btns">')[2]
    found = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?', form):
        if name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(value)
    return found


def test_the_dates_are_seen_before_the_rule_is_saved(keeper, service, sign_in):
    client = sign_in(keeper)
    said = {**TERM, "service": service.pk, "weekdays": ["5"], "since": TODAY().isoformat(), "until": (TODAY() + timedelta(days=20)).isoformat()}
    saturdays = [TODAY() + timedelta(days=n) for n in range(1, 21) if (TODAY() + timedelta(days=n)).weekday() == 5]
    for address, more in (("/admin/positions/timetable/dates/", {}), (ADD, {"look": "1"})):
        answer = client.post(address, {**said, **more})
        assert answer.status_code == 200
        assert all(f"{day.month}月{day.day}日" in text_of(answer) for day in saturdays)
    assert not Timetable.objects.exists()
    answer = client.post(ADD, said, follow=True)
    assert f"新排 {len(saturdays)} 场" in text_of(answer)
    assert "每周六 16:30–18:30" in text_of(answer)
    assert Timetable.objects.get().sessions.count() == len(saturdays)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"weekdays": []}, "请选上课的日子"),
        ({"ends": "16:30"}, "结束要比开始晚"),
        ({"ends": "16:00"}, "结束要比开始晚"),
        ({"until": (TODAY() - timedelta(days=1)).isoformat()}, "结束的日期要比开始的晚"),
        ({"for_terms": "on"}, "整个学期报名的，要写哪天结课"),
        ({"since": "2020-02-30"}, "日期"),
        ({"capacity": "0"}, "1"),
        ({"slot_minutes": "200"}, "每一段不能比整段时间长"),
    ],
)
def test_what_makes_no_sense_is_said_and_what_was_typed_stays(keeper, service, sign_in, wrong, words):
    said = {**TERM, "service": service.pk, "weekdays": ["1", "3"], "since": TODAY().isoformat(), "host_name": "黄老师"} | wrong
    answer = sign_in(keeper).post(ADD, said)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert 'value="黄老师"' in text_of(answer)
    assert not Timetable.objects.exists()


def test_over_midnight_is_taken(keeper, service, sign_in):
    said = {**TERM, "service": service.pk, "weekdays": ["4"], "since": TODAY().isoformat(), "starts": "22:00", "ends": "01:00"}
    sign_in(keeper).post(ADD, said)
    assert Timetable.objects.get().minutes == 180


def test_a_change_is_seen_first_and_then_done(keeper, daily, held, mother, sign_in):
    client = sign_in(keeper)
    page = f"/admin/positions/timetable/{daily.pk}/rearrange/"
    assert "16:30" in text_of(client.get(page))
    said = {
        "weekdays": list("0123456"), "rhythm": "1", "starts": "17:00", "ends": "19:00", "since": daily.since.isoformat(), "until": daily.until.isoformat(),
        "capacity": "5", "booked": "move", "reason": "老师有课",
    }  # fmt: skip
    seen = client.post(page, said)
    day = held.session.day
    assert seen.status_code == 200
    for words in ("会改动 6 场", "陈*满", "会通知 1 位", f"{day.month}月{day.day}日改17:00", "就这样改，通知 1 位"):
        assert words in text_of(seen)
    assert daily.sessions.filter(starts_at=held.session.starts_at).exists()  # not yet
    back = client.post(page, {**hidden(seen), "back": "1"})
    assert (back.status_code, 'value="17:00"' in text_of(back)) == (200, True)
    done = client.post(page, {**hidden(seen), "confirm": "1"}, follow=True)
    assert "改好了：动了 6 场" in text_of(done)
    held.session.refresh_from_db()
    assert f"{timezone.localtime(held.session.starts_at):%H:%M}" == "17:00"
    assert Notice.objects.filter(to=mother, kind="session_moved").count() == 1


def test_who_books_meanwhile_is_shown_before_it_is_done(keeper, daily, held, make_user, myself, sign_in):
    client = sign_in(keeper)
    page = f"/admin/positions/timetable/{daily.pk}/stop/"
    seen = client.post(page, {"last": TODAY().isoformat(), "booked": "cancel", "reason": "不办了"})
    neighbor = make_user("吴桂英")
    booking.book(session=held.session_id, attendee=myself(neighbor).pk, booker=neighbor, by=neighbor)
    again = client.post(page, {**hidden(seen), "confirm": "1"})
    assert again.status_code == 422
    assert "有人预约或改了场次" in text_of(again)
    assert "会通知 2 位" in text_of(again)
    done = client.post(page, {**hidden(again), "confirm": "1"}, follow=True)
    assert "通知了 2 位" in text_of(done)
    assert not daily.sessions.exclude(status="cancelled").exists()


def test_one_session_moves_alone(keeper, daily, held, sign_in):
    client = sign_in(keeper)
    page = f"/admin/positions/session/{held.session_id}/move/"
    day = held.session.day
    seen = client.post(page, {"day": day.isoformat(), "starts": "09:00", "ends": "11:00", "reason": "停电"})
    assert "陈*满" in text_of(seen)
    client.post(page, {**hidden(seen), "confirm": "1"})
    held.refresh_from_db()
    assert f"{timezone.localtime(held.session.starts_at):%H:%M}" == "09:00"
    assert generating.generate(daily)[0] == []


def test_a_single_date_is_left_out_and_taken_back(keeper, daily, held, sign_in):
    client = sign_in(keeper)
    page = f"/admin/positions/timetable/{daily.pk}/date/"
    day = held.session.day
    seen = client.post(page, {"date": day.isoformat(), "kind": "left_out", "booked": "cancel", "reason": "运动会"})
    assert "取消，通知大家" not in text_of(seen)
    assert "会通知 1 位" in text_of(seen)
    client.post(page, {**hidden(seen), "confirm": "1"})
    assert not daily.sessions.filter(occurrence=day).exclude(status="cancelled").exists()
    assert "运动会" in text_of(client.get(f"/admin/positions/timetable/{daily.pk}/change/"))
    seen = client.post(page, {"date": day.isoformat(), "kind": "", "booked": "cancel"})
    client.post(page, {**hidden(seen), "confirm": "1"})
    assert daily.sessions.filter(occurrence=day, status="published").exists()


def test_a_site_is_closed_and_opened_again(officer, keeper, site, daily, held, sign_in):
    client = sign_in(officer)
    page = "/admin/positions/closing/add/"
    said = {"place": f"s{site.pk}", "first": TODAY().isoformat(), "last": (TODAY() + timedelta(days=3)).isoformat(), "reason": "装修"}
    seen = client.post(page, said)
    assert "会取消 3 场" in text_of(seen)
    client.post(page, {**hidden(seen), "confirm": "1"})
    row = Closing.objects.get()
    assert Session.objects.filter(closing=row, status="cancelled").count() == 3
    assert "撤回停开" in text_of(client.get(f"/admin/positions/closing/{row.pk}/change/"))
    client.post(f"/admin/positions/closing/{row.pk}/reopen/")
    assert Session.objects.filter(status="cancelled").count() == 0


def test_a_year_is_filled_in_by_the_city_and_read_by_all(appoint, keeper, area, sign_in):
    client = sign_in(appoint(Role.CITY_OFFICER, area="350500000000"))
    rows = {"days-TOTAL_FORMS": "2", "days-INITIAL_FORMS": "0", "days-MIN_NUM_FORMS": "0", "days-MAX_NUM_FORMS": "1000"}
    rows |= {"days-0-date": "2040-01-01", "days-0-name": "元旦", "days-0-kind": "holiday"}
    wrong = rows | {"days-1-date": "2041-01-02", "days-1-name": "补班", "days-1-kind": "makeup"}
    page = "/admin/positions/holidayyear/add/"
    answer = client.post(page, {"year": "2040", "is_complete": "on", **wrong})
    assert (answer.status_code, "这一天不在 2040 年" in text_of(answer)) == (422, True)
    client.post(page, {"year": "2040", "is_complete": "on", **rows, "days-1-date": "2040-01-07", "days-1-name": "补班", "days-1-kind": "makeup"})
    assert HolidayYear.objects.get().days.count() == 2
    client = sign_in(keeper)
    assert "还没填" in text_of(client.get("/admin/positions/holidayyear/"))
    assert client.get(page).status_code == 403


def test_a_year_that_nobody_knows_is_said_on_the_page(keeper, service, sign_in):
    far = date(2090, 1, 5)
    made = Timetable.objects.create(service=service, weekdays="0123456", starts=time(8), minutes=60, capacity=5, since=TODAY(), for_terms=True, until=far)
    answer = sign_in(keeper).get(f"/admin/positions/timetable/{made.pk}/change/")
    assert "年的放假安排还没有填" in text_of(answer)


@pytest.mark.parametrize("address", ["change/", "rearrange/", "date/", "stop/", "generate/"])
def test_another_places_timetable_is_not_there(keeper, other_service, sign_in, address):
    hers = Timetable.objects.create(service=other_service, weekdays="1", starts=time(8), minutes=60, capacity=5, since=TODAY())
    client = sign_in(keeper)
    for pk in (hers.pk, 999999):
        ask = client.post if address == "generate/" else client.get
        assert ask(f"/admin/positions/timetable/{pk}/{address}").status_code == 404


def test_the_list_costs_the_same_for_many(keeper, site, sign_in):
    client = sign_in(keeper)

    def count():
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/admin/positions/timetable/").status_code == 200
        return len(seen)

    def add(number):
        service = Service.objects.create(site=site, title=f"课{number}", summary="一起。", theme="interest")
        Timetable.objects.create(service=service, weekdays="2", starts=time(8), minutes=60, capacity=9, since=TODAY())

    add(0)
    add(1)
    count()
    few = count()
    for number in range(2, 20):
        add(number)
    assert count() == few


def test_what_was_laid_before_its_day_became_a_holiday_is_asked_about(keeper, service, sign_in, daughter, mother):
    made = Timetable.objects.create(
        service=service, weekdays="0123456", starts=time(9), minutes=60, capacity=5, since=TODAY() + timedelta(days=1), until=TODAY() + timedelta(days=6)
    )  # fmt: skip
    generating.generate(made)
    first, second, third = made.sessions.order_by("starts_at")[:3]
    booking.book(session=second.pk, attendee=daughter.pk, booker=mother, by=mother)
    client = sign_in(keeper)
    assert "排在放假那天" not in text_of(client.get("/admin/"))
    for session in (first, second, third):
        year = HolidayYear.objects.get_or_create(year=session.occurrence.year, defaults={"is_complete": True})[0]
        year.days.create(date=session.occurrence, name="加放", kind="holiday")
    home, chosen = text_of(client.get("/admin/")), "/admin/positions/session/?day=all&holiday=on"
    assert "3 场排在放假那天" in home
    assert chosen.replace("&", "&amp;") in home
    client.post(chosen, {"action": "keep_chosen", "_selected_action": [first.pk]})
    page = client.post(chosen, {"action": "cancel_chosen", "_selected_action": [second.pk, third.pk]})
    assert "陈" in text_of(page)  # who is told
    client.post(chosen, {"action": "cancel_chosen", "_selected_action": [second.pk, third.pk], "reason": "国家放假"})
    assert "排在放假那天" not in text_of(client.get("/admin/"))
    assert list(made.sessions.filter(status="published").order_by("starts_at")[:1]) == [first]
    assert Notice.objects.filter(to=mother, kind="session_cancelled").count() == 1
    assert generating.generate(made)[0] == []  # what was cancelled is not laid again, what is held is not doubled
