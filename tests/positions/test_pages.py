"""The resident's pages over HTTP: every refusal, every second press, nobody else's ticket, no bad input that breaks."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import Circle, FamilyMember
from positions import booking, timetables
from positions.models import Booking, Session

from .conftest import key_of

pytestmark = pytest.mark.django_db
BOOK = "/sessions/{}/book/"


@pytest.fixture
def children(service):
    """The service as one for children of 6 to 12."""
    service.min_age, service.max_age, service.audience, service.household_limit = 6, 12, "children", 1
    service.save()
    return service


@pytest.fixture
def hold(myself):
    """hold(session, user): `user` takes a place, or joins the line."""
    return lambda session, user: booking.book(session=session.pk, attendee=myself(user).pk, booker=user, by=user, wait=True)


def live(session):
    return list(session.bookings.live().order_by("pk").values_list("attendee__name", "status"))


# --- the way: session, who, ticket -----------------------------------------------------------------


def test_a_mother_books_for_her_daughter(signed_in, children, make_session, mother, daughter):
    session, client = make_session(), signed_in(mother)
    assertContains(client.get(f"/sessions/{session.pk}/"), f'href="{BOOK.format(session.pk)}">预约这一场</a>')
    page = client.get(BOOK.format(session.pk))
    assertContains(page, f'value="{daughter.pk}" id="id_attendee_1" required checked')
    assertContains(page, "这一场要 6–12 岁")
    answer = client.post(BOOK.format(session.pk), {"attendee": daughter.pk, "key": key_of(page), "note": "花生过敏"})
    made = Booking.objects.get()
    assertRedirects(answer, f"/bookings/{made.code}/")
    assert (made.attendee, made.booker, made.made_by, made.note, made.status) == (daughter, mother, mother, "花生过敏", "confirmed")
    ticket = client.get(answer.headers["Location"])
    for words in ("约好了", f"{made.code[:3]} {made.code[3:6]}", "陈小满", "刺桐路 156 号", 'aria-label="签到二维码"', "花生过敏"):
        assertContains(ticket, words)


def test_signed_out_the_page_sends_to_the_door_and_back(client, make_session):
    session = make_session()
    assertContains(client.get(f"/sessions/{session.pk}/"), f"/accounts/login/?next={BOOK.format(session.pk)}")
    answer = client.get(BOOK.format(session.pk))
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/accounts/login/?next={BOOK.format(session.pk)}"
    assert client.post(BOOK.format(session.pk), {"attendee": 1}).status_code == 302


def test_the_rule_stands_in_words_before_the_button(client, children, make_session):
    page = client.get(f"/sessions/{make_session(days=2).pk}/").content.decode()
    for words in ("先到先得", "约满了可以排候补", "当天要 6–12 岁", "同一场最多约 1 位", "前取消"):
        assert words in page
    assert page.index('class="rule"') < page.index("登录后预约")


# --- pressing again --------------------------------------------------------------------------------


def test_pressing_twice_and_going_back_and_pressing_again_is_one_booking(signed_in, make_session, mother, myself):
    session, client = make_session(), signed_in(mother)
    said = {"attendee": myself(mother).pk, "key": key_of(client.get(BOOK.format(session.pk)))}
    answers = {client.post(BOOK.format(session.pk), said).headers["Location"] for _ in range(3)}
    assert len(answers) == 1
    assert Booking.objects.count() == 1


def test_two_tabs_are_one_booking(signed_in, make_session, mother, myself):
    session, client = make_session(), signed_in(mother)
    keys = [key_of(client.get(BOOK.format(session.pk))) for _ in range(2)]
    assert keys[0] != keys[1]
    answers = {client.post(BOOK.format(session.pk), {"attendee": myself(mother).pk, "key": key}).headers["Location"] for key in keys}
    assert len(answers) == 1
    assert Booking.objects.count() == 1


def test_back_after_cancelling_shows_the_cancelled_one_and_offers_it_again(signed_in, make_session, mother, myself):
    session, client = make_session(), signed_in(mother)
    said = {"attendee": myself(mother).pk, "key": key_of(client.get(BOOK.format(session.pk)))}
    ticket = client.post(BOOK.format(session.pk), said).headers["Location"]
    client.post(f"{ticket}cancel/")
    assert client.post(BOOK.format(session.pk), said).headers["Location"] == ticket
    assertContains(client.get(ticket), "重新约这一场")
    assert live(session) == []


# --- refusals, each with what to do instead --------------------------------------------------------


def test_full_meanwhile_offers_the_line_with_the_same_press(signed_in, make_session, mother, myself, make_user, hold):
    session, client = make_session(capacity=1), signed_in(mother)
    said = {"attendee": myself(mother).pk, "key": key_of(client.get(BOOK.format(session.pk)))}
    hold(session, make_user())
    page = client.post(BOOK.format(session.pk), said)
    assertContains(page, "刚刚约满了", status_code=422)
    assert key_of(page) == said["key"]
    assertContains(page, '<input type="hidden" name="wait" value="on">', status_code=422)
    assertContains(page, "您是第一位", status_code=422)
    ticket = client.post(BOOK.format(session.pk), said | {"wait": "on"}).headers["Location"]
    assertContains(client.get(ticket), "候补第 1 位")
    assertNotContains(client.get(ticket), "签到二维码")
    assert client.post(BOOK.format(session.pk), said | {"wait": "on"}).headers["Location"] == ticket


def test_wrong_age_stays_visible_and_is_refused(signed_in, children, make_session, mother, daughter, press):
    brother = FamilyMember.objects.create(guardian=mother, name="陈小禾", relation="son", born_on=date(timezone.localdate().year - 3, 1, 1))
    session = make_session()
    page = press(signed_in(mother), session, brother, note="怕生")
    assertContains(page, "<title>有 1 处要改：", status_code=422)
    assertContains(page, "这门课要 6–12 岁，参加的人那天 3 岁。", status_code=422)
    assertContains(page, f'value="{brother.pk}" id="id_attendee_2" required disabled', status_code=422)
    assertContains(page, "怕生", status_code=422)
    assert live(session) == []


def test_household_limit(signed_in, children, make_session, mother, daughter, press):
    session, client = make_session(), signed_in(mother)
    sister = FamilyMember.objects.create(guardian=mother, name="陈小苗", relation="daughter", born_on=daughter.born_on)
    press(client, session, daughter)
    page = client.get(BOOK.format(session.pk))
    assertContains(page, "一个账号最多约 1 位，已经约满")
    assertContains(page, "现在没有能参加这一场的人")
    answer = client.post(BOOK.format(session.pk), {"attendee": sister.pk, "key": booking.new_key()})
    assertContains(answer, "您已经约满", status_code=422)
    assert live(session) == [("陈小满", "confirmed")]


def test_two_sessions_at_the_same_time(signed_in, make_session, mother, myself, press):
    client = signed_in(mother)
    press(client, make_session(hour=16), myself(mother))
    other = make_session(hour=17)
    assertContains(client.get(BOOK.format(other.pk)), "那个时间已经有别的预约")
    answer = client.post(BOOK.format(other.pk), {"attendee": myself(mother).pk, "key": booking.new_key()})
    assertContains(answer, "这个时间已经有别的预约或候补", status_code=422)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda session: timetables.cancel(session=session, reason="老师病了"), "已经取消了"),
        (lambda session: Session.objects.filter(pk=session.pk).update(closes_at=timezone.now()), "已经开始或结束"),
        (lambda session: Session.objects.filter(pk=session.pk).update(opens_at=session.starts_at), "开放预约"),
    ],
    ids=["cancelled", "closed", "not yet open"],
)
def test_a_page_that_grew_old(signed_in, make_session, mother, myself, change, words):
    session, client = make_session(), signed_in(mother)
    said = {"attendee": myself(mother).pk, "key": key_of(client.get(BOOK.format(session.pk)))}
    change(session)
    page = client.post(BOOK.format(session.pk), said)
    assertContains(page, words, status_code=422)
    assertContains(page, "看同一门课的其他场次", status_code=422)
    assertContains(client.get(BOOK.format(session.pk)), "这一场现在约不了")
    assertNotContains(client.get(f"/sessions/{session.pk}/"), "预约这一场")
    assert live(session) == []


def test_somebody_elses_child_is_not_offered_and_not_booked(signed_in, make_session, make_user, daughter):
    session, client = make_session(), signed_in(make_user())
    assertNotContains(client.get(BOOK.format(session.pk)), "陈小满")
    page = client.post(BOOK.format(session.pk), {"attendee": daughter.pk, "key": booking.new_key()})
    assertContains(page, "没有找到要参加的人", status_code=422)
    assertNotContains(page, "陈小满", status_code=422)


def test_birth_date_is_asked_where_it_is_needed_and_kept(signed_in, service, make_session, make_user, myself, press):
    service.min_age = 18
    service.save()
    user, session = make_user("林阿香"), make_session()
    client = signed_in(user)
    assertContains(client.get(BOOK.format(session.pk)), "您的出生日期")
    assertContains(press(client, session, myself(user)), "请填上您的出生日期", status_code=422)
    assertContains(press(client, session, myself(user), born_on="9999-01-01"), "请再看看年份", status_code=422)
    assertContains(press(client, session, myself(user), born_on=f"{timezone.localdate().year - 8}-01-01"), "请让监护人", status_code=422)
    assert press(client, session, myself(user), born_on="1956-02-29").status_code == 302
    user.refresh_from_db()
    assert (user.born_on, myself(user).born_on) == (date(1956, 2, 29), date(1956, 2, 29))
    assertNotContains(client.get(BOOK.format(make_session(days=2).pk)), "您的出生日期")


def test_a_childrens_service_does_not_ask_how_old_the_mother_is(signed_in, children, make_session, make_user):
    page = signed_in(make_user()).get(BOOK.format(make_session().pk))
    assertNotContains(page, "您的出生日期")
    assertContains(page, "现在没有能参加这一场的人")


@pytest.mark.parametrize(
    "bad",
    [
        {"attendee": ""},
        {"attendee": "abc"},
        {"attendee": "-1"},
        {"attendee": str(2**70)},
        {"attendee": "１"},
        {"attendee": "\0"},
        {"key": ""},
        {"key": "x" * 10_000},
        {"key": "\0" * 32},
        {"note": "很" * 10_000},
    ],
    ids=lambda bad: f"{next(iter(bad))}={next(iter(bad.values()))[:6]!r}",
)
def test_a_press_that_makes_no_sense_is_said_and_saves_nothing(signed_in, children, make_session, mother, daughter, bad):
    session = make_session()
    page = signed_in(mother).post(BOOK.format(session.pk), {"attendee": daughter.pk, "key": booking.new_key(), "note": "花生过敏", **bad})
    assert page.status_code in (400, 422)
    assert live(session) == []
    if "note" not in bad and page.status_code == 422:
        assertContains(page, "花生过敏", status_code=422)
        assertContains(page, 'class="errsum"', status_code=422)
        assert key_of(page)


def test_a_note_is_cleaned_and_kept_sealed(signed_in, children, make_session, mother, daughter, press):
    press(signed_in(mother), make_session(), daughter, note="花生\u202e过敏 🥜\n带药")
    assert Booking.objects.get().note == "花生过敏 🥜\n带药"
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM positions_booking")
        assert "过敏".encode() not in bytes(cursor.fetchone()[0])


# --- the ticket ------------------------------------------------------------------------------------


def test_a_ticket_is_nobody_elses(client, signed_in, make_session, mother, make_user, hold):
    code = hold(make_session(), mother).code
    stranger, missing = signed_in(make_user()), "A" * 12
    for end in ("", "cancel/", "calendar.ics"):
        method = stranger.post if end == "cancel/" else stranger.get
        theirs, none = method(f"/bookings/{code}/{end}"), method(f"/bookings/{missing}/{end}")
        assert (theirs.status_code, none.status_code) == (404, 404)
        assert theirs.content.replace(code.encode(), b"") == none.content.replace(missing.encode(), b"")
        assert client.get(f"/bookings/{code}/{end}").status_code == 302
    assert live(Session.objects.get()) == [("林晓梅", "confirmed")]


@pytest.mark.parametrize("code", ["0" * 12, "a" * 12, "A" * 11, "A" * 13, "../../etc", "%00", "ＡＡＡＡＡＡＡＡＡＡＡＡ"])
def test_what_is_no_code_is_no_address(signed_in, mother, code):
    assert signed_in(mother).get(f"/bookings/{code}/").status_code in (400, 404)


def test_cancelling(signed_in, make_session, mother, hold, make_user):
    session, client = make_session(capacity=1), signed_in(mother)
    code = hold(session, mother).code
    waits = hold(session, make_user("王秀英"))
    assertRedirects(client.get(f"/bookings/{code}/cancel/"), f"/bookings/{code}/")
    assert live(session) == [("林晓梅", "confirmed"), ("王秀英", "waiting")]  # asking is not pressing
    assertRedirects(client.post(f"/bookings/{code}/cancel/"), f"/bookings/{code}/")
    assertContains(client.get(f"/bookings/{code}/"), "取消好了")
    waits.refresh_from_db()
    assert waits.status == "offered"
    assertContains(client.post(f"/bookings/{code}/cancel/"), "不用再办", status_code=422)


def test_too_late_to_cancel(signed_in, make_session, mother, hold, time_machine):
    session, client = make_session(), signed_in(mother)
    code = hold(session, mother).code
    time_machine.move_to(session.cancel_by)
    client = signed_in(mother)
    assertNotContains(client.get(f"/bookings/{code}/"), "取消这次预约")
    assertContains(client.post(f"/bookings/{code}/cancel/"), "请打电话告诉邻里中心", status_code=422)
    assert live(session) == [("林晓梅", "confirmed")]


def test_states_of_a_ticket(signed_in, make_session, mother, hold, time_machine):
    gone, comes = make_session(), make_session(days=2)
    codes = [hold(session, mother).code for session in (gone, comes)]
    timetables.cancel(session=gone, reason="老师病了")
    client = signed_in(mother)
    assertContains(client.get(f"/bookings/{codes[0]}/"), "原因：老师病了")
    time_machine.move_to(comes.ends_at)
    client = signed_in(mother)
    assertContains(client.get(f"/bookings/{codes[1]}/"), "已结束")
    Booking.objects.filter(code=codes[1]).update(status="attended")
    assertContains(client.get(f"/bookings/{codes[1]}/"), "已经签到")
    Booking.objects.filter(code=codes[1]).update(status="absent")
    assertContains(client.get(f"/bookings/{codes[1]}/"), "没来")


def test_the_way_there(signed_in, client, center, make_session, mother, hold):
    session = make_session()
    code = hold(session, mother).code
    for page in (signed_in(mother).get(f"/bookings/{code}/"), client.get(f"/sessions/{session.pk}/"), client.get(f"/centers/{center.pk}/")):
        assertNotContains(page, "uri.amap.com")
    center.latitude, center.longitude, center.directions = "24.900001", "118.600001", "公交 3 路到“东美”站。"
    center.save()
    for page in (signed_in(mother).get(f"/bookings/{code}/"), client.get(f"/sessions/{session.pk}/"), client.get(f"/centers/{center.pk}/")):
        assertContains(page, 'href="https://uri.amap.com/marker?position=118.600001,24.900001&amp;name=')
        assertContains(page, 'rel="noopener noreferrer"')
    assertContains(signed_in(mother).get(f"/bookings/{code}/"), "公交 3 路到“东美”站。")


def test_calendar(signed_in, make_session, mother, hold):
    import icalendar

    session, client = make_session(), signed_in(mother)
    made = hold(session, mother)
    answer = client.get(f"/bookings/{made.code}/calendar.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"

    def read(answer):
        book = icalendar.Calendar.from_ical(answer.content)
        (event,) = book.walk("VEVENT")
        return book["METHOD"], event

    method, event = read(answer)
    assert (method, event["STATUS"], event["SUMMARY"], event.start) == ("PUBLISH", "CONFIRMED", "四点半课堂", session.starts_at)
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert made.code not in answer.content.decode()  # the six letters of the door, not the whole code
    booking.cancel(booking=made, by=mother)
    method, gone = read(client.get(f"/bookings/{made.code}/calendar.ics"))
    assert (method, gone["STATUS"], gone["UID"]) == ("CANCEL", "CANCELLED", event["UID"])
    assert gone["SEQUENCE"] > event["SEQUENCE"]


# --- confidential ----------------------------------------------------------------------------------


@pytest.fixture
def secret(service):
    service.title, service.confidential = "婚姻家庭咨询", True
    service.save()
    return service


def test_a_confidential_service_shows_no_seats_and_never_says_who_booked(signed_in, client, secret, make_session, mother, hold, make_user):
    session = make_session(capacity=5, host_name="陈慧敏")
    for address in ("/sessions/", f"/sessions/{session.pk}/", f"/services/{secret.pk}/", f"/sites/{session.site_id}/"):
        before = signed_in(mother).get(address).content
        assert "可约".encode() in before
        for words in ("剩", "名额</dt>", "陈慧敏"):
            assert words.encode() not in before
    hold(session, mother)
    pages = [signed_in(mother).get(address).content.decode() for address in ("/sessions/", f"/sessions/{session.pk}/", BOOK.format(session.pk))]
    assert not any(words in page for page in pages for words in ("已约好", "tag--mine", "看我的预约", "已经约了"))
    assertContains(client.get(f"/sessions/{session.pk}/"), "<title>便民服务</title>")
    assert "no-store" in client.get(f"/sessions/{session.pk}/").headers["Cache-Control"]


def test_a_confidential_booking_is_one_appointment(signed_in, secret, make_session, mother, hold, press, myself):
    session, client = make_session(), signed_in(mother)
    made = hold(session, mother)
    assert press(client, session, myself(mother)).headers["Location"] == f"/bookings/{made.code}/"
    mine = client.get("/my/bookings/").content.decode()
    assert "一项预约" in mine
    assert "婚姻" not in mine
    ticket = client.get(f"/bookings/{made.code}/").content.decode()
    assert "<title>我的预约" in ticket
    assert "婚姻" not in ticket[: ticket.index("<details")]
    file = client.get(f"/bookings/{made.code}/calendar.ics").content.decode()
    assert "一项预约" in file
    assert not any(words in file for words in ("婚姻", "东美", "儿童之家", "刺桐路"))


# --- a team's shifts -------------------------------------------------------------------------------


def test_a_shift_is_there_for_its_team_only(client, signed_in, service, make_session, mother, make_user, press, myself):
    service.circle = Circle.objects.create(name="东美巾帼志愿服务队")
    service.save()
    session, stranger = make_session(), signed_in(make_user())
    service.circle.members.add(mother)
    member = signed_in(mother)
    for address in (f"/sessions/{session.pk}/", f"/services/{service.pk}/"):
        assert [who.get(address).status_code for who in (client, stranger, member)] == [404, 404, 200]
    assert stranger.get(BOOK.format(session.pk)).status_code == 404
    assert stranger.post(BOOK.format(session.pk), {"attendee": 1, "key": booking.new_key()}).status_code == 404
    for who in (client, stranger, member):
        assertNotContains(who.get("/sessions/"), f"/sessions/{session.pk}/")
    assertContains(member.get(f"/sessions/{session.pk}/"), "只给“东美巾帼志愿服务队”的队员报名")
    assert press(member, session, myself(mother)).status_code == 302


def test_a_draft_is_not_there(client, make_session):
    assert client.get(f"/sessions/{make_session(publish=False).pk}/").status_code == 404


# --- statements ------------------------------------------------------------------------------------


def test_the_whole_booking_takes_at_most_20_statements(signed_in, make_session, mother, myself):
    session, client = make_session(), signed_in(mother)
    client.get(f"/sessions/{session.pk}/")
    counts = {}

    def count(name, ask):
        with CaptureQueriesContext(connection) as seen:
            answer = ask()
        counts[name] = len(seen.captured_queries)
        return answer

    count("session", lambda: client.get(f"/sessions/{session.pk}/"))
    page = count("form", lambda: client.get(BOOK.format(session.pk)))
    said = {"attendee": myself(mother).pk, "key": key_of(page)}
    answer = count("press", lambda: client.post(BOOK.format(session.pk), said))
    count("ticket", lambda: client.get(answer.headers["Location"]))
    assert counts == {"session": 4, "form": 5, "press": 8, "ticket": 3}


@pytest.mark.parametrize("rows", [3, 30])
def test_statements_do_not_grow_with_the_rows(client, signed_in, django_assert_num_queries, service, site, center, make_session, mother, myself, rows):
    sessions = [make_session(days=1 + number % 10, hour=8 + number // 10, hours=1) for number in range(rows)]
    for session in sessions:
        booking.book(session=session.pk, attendee=myself(mother).pk, booker=mother, by=mother)
    me = signed_in(mother)
    for who, address, count in (
        (client, "/sessions/", 2),
        (me, "/sessions/", 5),
        (client, "/centers/", 3),
        (client, f"/centers/{center.pk}/", 4),
        (client, f"/sites/{site.pk}/", 6),
        (client, f"/services/{service.pk}/", 5),
        (client, f"/sessions/{sessions[0].pk}/", 2),
        (me, "/my/bookings/", 3),  # her session, herself, her bookings; two more only for who has a number in a draw, a child in another's term
    ):
        with django_assert_num_queries(count, info=address):
            assert who.get(address).status_code == 200
