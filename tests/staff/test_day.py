"""The keeper's day: who is on the list, who came, who called, what is laid, what leaves the house."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from auditlog.models import LogEntry
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Consent, FamilyMember, User
from accounts.roles import Role
from positions import booking as deeds
from positions import timetables
from positions.models import Booking, Room, Service, Session


@pytest.fixture
def today(make_session):
    """A session of today that has not ended yet, whatever the clock says."""

    def make(**fields):
        session = make_session(days=0, hour=0, hours=23, **{"capacity": 5, **fields})
        Session.objects.filter(pk=session.pk).update(starts_at=timezone.now() + timedelta(minutes=20), closes_at=timezone.now() + timedelta(minutes=20))
        session.refresh_from_db()
        return session

    return make


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(timezone.localtime().replace(hour=12, minute=0, second=0))


@pytest.fixture
def booked(mother, daughter):
    def book(session, attendee=daughter, **kwargs):
        return deeds.book(session=session.pk, attendee=attendee.pk, booker=attendee.guardian, by=attendee.guardian, **kwargs)

    return book


def page(client, **query):
    return client.get(reverse("admin:today"), query)


def words(response):
    return response.content.decode()


def test_the_roster_says_who_comes_how_old_and_what_to_look_out_for(sign_in, keeper, today, booked, daughter):
    daughter.health_note = "花生过敏"
    daughter.save()
    session = today()
    booked(session)
    body = words(page(sign_in(keeper)))
    assert "陈小满" in body
    assert "7 岁" in body
    assert "花生过敏" in body
    assert LogEntry.objects.filter(object_id=session.pk, actor=keeper, additional_data__deed="roster").count() == 1


def test_notes_are_opened_for_the_people_of_the_session_only(sign_in, officer, today, booked, daughter):
    daughter.health_note = "花生过敏"
    daughter.save()
    booked(today())
    body = words(page(sign_in(officer)))
    assert "陈小满" in body
    assert "花生过敏" not in body
    assert "现场的人看得到" in body
    assert not LogEntry.objects.filter(additional_data__deed="roster").exists()


def test_another_site_is_not_on_the_page(sign_in, keeper, today, other_service):
    today()
    today(service=other_service)
    assert "隐山" not in words(page(sign_in(keeper)))


def test_a_confidential_session_shows_nobody_but_to_its_host(sign_in, appoint, keeper, area, today, service, booked):
    service.confidential = True
    service.save()
    mediator = appoint(Role.MEDIATOR, area=area.parent_id, name="陈雅芳")
    session = today(host=mediator)
    booking = booked(session)
    body = words(page(sign_in(keeper), s=session.pk))
    assert "陈小满" not in body
    assert "保密的服务" in body
    assert sign_in(keeper).post(reverse("admin:check_in"), {"booking": booking.pk}).status_code == 404
    assert sign_in(keeper).post(reverse("admin:sheet", args=[session.pk])).status_code == 403
    assert "陈小满" in words(page(sign_in(mediator), s=session.pk))


def test_nobody_learns_by_booking_for_her_that_she_has_booked_in_confidence(sign_in, appoint, keeper, area, today, service, booked, mother):
    service.confidential = True
    service.save()
    session = today(host=appoint(Role.MEDIATOR, area=area.parent_id, name="陈雅芳"))
    booked(session)
    client = sign_in(keeper)
    assert "代人约这一场" not in words(page(client, s=session.pk))
    assert call(client, session, phone=mother.phone, caller=mother.name).status_code == 404


def test_check_in_by_hand_and_back(sign_in, keeper, today, booked):
    booking, client = booked(today()), sign_in(keeper)
    response = client.post(reverse("admin:check_in"), {"booking": booking.pk}, follow=True)
    booking.refresh_from_db()
    assert booking.status == Booking.Status.ATTENDED
    assert "陈小满 签到了" in words(response)
    response = client.post(reverse("admin:undo"), {"booking": booking.pk}, follow=True)
    booking.refresh_from_db()
    assert booking.status == Booking.Status.CONFIRMED
    assert "签到撤回了" in words(response)


@pytest.mark.parametrize("typed", ["{code}", " {lower} ", "{first} {second}", "https://example.org/bookings/{whole}/"])
def test_check_in_by_the_code_however_it_comes(sign_in, keeper, today, booked, typed):
    booking = booked(today())
    code = booking.door_code
    typed = typed.format(code=code, lower=code.lower(), first=code[:3], second=code[3:], whole=booking.code)
    sign_in(keeper).post(reverse("admin:check_in"), {"code": typed})
    booking.refresh_from_db()
    assert booking.status == Booking.Status.ATTENDED


@pytest.mark.parametrize("typed", ["", "ABC", "XXXXXX", "%%%%%%", "\0\0\0\0\0\0", "陈小满", "7" * 5000])
def test_a_code_that_is_none_says_so(sign_in, keeper, today, booked, typed):
    booked(today())
    response = sign_in(keeper).post(reverse("admin:check_in"), {"code": typed}, follow=True)
    assert "不在这一天的名单里" in words(response)
    assert not Booking.objects.filter(status="attended").exists()


def test_a_code_of_another_site_is_not_known_here(sign_in, keeper, today, booked, other_service):
    booking = booked(today(service=other_service))
    response = sign_in(keeper).post(reverse("admin:check_in"), {"code": booking.door_code}, follow=True)
    assert "不在这一天的名单里" in words(response)


@pytest.mark.parametrize("deed", ["check_in", "undo", "cancel_booking"])
def test_deeds_on_a_booking_of_another_site_answer_like_one_that_is_missing(sign_in, keeper, today, booked, other_service, deed):
    booking, client = booked(today(service=other_service)), sign_in(keeper)
    for pk in (booking.pk, 999999, "x", ""):
        assert client.post(reverse(f"admin:{deed}"), {"booking": pk}).status_code == 404
    booking.refresh_from_db()
    assert booking.status == Booking.Status.CONFIRMED


def test_cancelling_for_somebody_gives_the_place_to_the_first_who_waits(sign_in, keeper, today, booked, make_user, myself):
    session = today(capacity=1)
    Service.objects.update(offer_minutes=0)  # given at once, without asking
    booking = booked(session)
    waits = booked(session, myself(make_user("吴思睿")), wait=True)
    response = sign_in(keeper).post(reverse("admin:cancel_booking"), {"booking": booking.pk, "s": session.pk}, follow=True)
    waits.refresh_from_db()
    assert waits.status == Booking.Status.CONFIRMED
    assert "预约取消了" in words(response)


def test_no_message_on_the_server_holds_a_name(sign_in, keeper, today, booked):
    client = sign_in(keeper)
    client.post(reverse("admin:check_in"), {"booking": booked(today()).pk})
    assert "陈小满" not in str(dict(client.session))
    assert "messages" not in client.cookies


# --- somebody called, somebody stands there ---------------------------------------------------------
def call(client, session, door=False, **data):
    form = {"key": deeds.new_key(), "phone": "139 1234 5678", "caller": "林阿香", "who": "self", "agreed": "on", **data}
    address = reverse("admin:book_for", args=[session.pk]) + ("?door=1" if door else "")
    return client.post(address, form, follow=True)


def test_a_caller_without_an_account_gets_one_and_her_place(sign_in, keeper, today):
    session = today()
    response = call(sign_in(keeper), session)
    booking = Booking.objects.get()
    assert (booking.source, booking.made_by, booking.booker.phone, booking.booker.name) == ("phone", keeper, "+8613912345678", "林阿香")
    assert booking.booker.phone_verified is False
    assert Consent.objects.get(user=booking.booker).purpose == Consent.Purpose.ACCOUNT
    assert booking.door_code[:3] in words(response)


def test_a_caller_who_is_known_keeps_what_she_wrote_herself(sign_in, keeper, today, mother):
    call(sign_in(keeper), today(), phone=mother.phone, caller="别的名字")
    mother.refresh_from_db()
    assert (mother.name, mother.bookings.count(), User.objects.filter(phone=mother.phone).count()) == ("林晓梅", 1, 1)


def test_a_caller_books_for_a_child_of_hers_who_is_there_already(sign_in, keeper, today, mother, daughter):
    call(sign_in(keeper), today(), phone=mother.phone, who="family", name="陈小满", relation="daughter", born_on=daughter.born_on.isoformat())
    assert Booking.objects.get().attendee == daughter
    assert FamilyMember.objects.filter(guardian=mother).count() == 2


def test_a_new_child_is_added_with_the_guardians_consent(sign_in, keeper, today):
    born = date(timezone.localdate().year - 8, 3, 1)
    call(sign_in(keeper), today(), who="family", name="许知远", relation="son", born_on=born.isoformat(), note="海鲜过敏")
    booking = Booking.objects.get()
    assert (booking.attendee.name, booking.note) == ("许知远", "海鲜过敏")
    assert booking.attendee.consents.get().purpose == Consent.Purpose.CHILD


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"agreed": ""}, "请先向对方说明"),
        ({"phone": "0595-22156156"}, "座机"),
        ({"caller": ""}, "请写上姓名"),
        ({"who": "family"}, "请写上参加人的姓名"),
        ({"who": "family", "name": "许知远", "relation": "self", "born_on": "2018-01-01"}, "不在列出来的里面"),
        ({"who": "family", "name": "许知远", "relation": "son", "born_on": "9999-01-01"}, "出生日期不会在今天以后"),
        ({"born_on": "2020-01-01"}, "不满 14 岁，请让监护人"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_half_saved(sign_in, keeper, today, data, sentence):
    people = User.objects.count()
    response = call(sign_in(keeper), today(), **data)
    assert response.status_code == 422
    assert sentence in words(response)
    assert (Booking.objects.count(), User.objects.count()) == (0, people)


def test_a_refused_place_leaves_no_account_behind(sign_in, keeper, today, booked):
    session = today(capacity=1)
    booked(session)
    people = User.objects.count()
    response = call(sign_in(keeper), session)
    assert (response.status_code, User.objects.count()) == (422, people)
    assert "已经约满" in words(response)
    assert "林阿香" in words(response)  # what was typed is kept
    assert "排上候补了" in words(call(sign_in(keeper), session, wait="on"))


def test_another_birthday_than_the_account_knows_is_asked_again(sign_in, keeper, today, mother, daughter):
    response = call(sign_in(keeper), today(), phone=mother.phone, who="family", name="陈小满", relation="daughter", born_on="2016-05-05")
    assert "出生日期不一样" in words(response)
    assert not Booking.objects.exists()


def test_who_stands_there_is_taken_in_and_checked_in_also_after_the_start(sign_in, keeper, today):
    session = today()
    Session.objects.filter(pk=session.pk).update(starts_at=timezone.now() - timedelta(minutes=10), closes_at=timezone.now() - timedelta(minutes=10))
    assert call(sign_in(keeper), session).status_code == 422
    call(sign_in(keeper), session, door=True)
    booking = Booking.objects.get()
    assert (booking.status, booking.source) == ("attended", "counter")


def test_one_press_sent_twice_is_one_booking(sign_in, keeper, today):
    client, session, key = sign_in(keeper), today(), deeds.new_key()
    for _ in range(2):
        call(client, session, key=key)
    assert Booking.objects.count() == 1


def test_calling_for_a_session_elsewhere_is_not_found(sign_in, keeper, today, other_service):
    assert call(sign_in(keeper), today(service=other_service)).status_code == 404
    assert "隐山" not in words(sign_in(keeper).get(reverse("admin:book")))


# --- what leaves the house --------------------------------------------------------------------------
def read(response):
    rows = load_workbook(BytesIO(response.content)).active
    return [[cell.value for cell in row] for row in rows.iter_rows()], [cell.data_type for row in rows.iter_rows() for cell in row if cell.value is not None]


def test_the_sheet_holds_text_only_and_is_noted(sign_in, keeper, today, booked, mother, make_user, myself):
    session = today()
    booked(session)
    for name in ("=1+1", "+cmd", "-2", "@SUM(A1)", "\tx", "\rx"):
        member = FamilyMember.objects.create(guardian=mother, name=name, relation="other", born_on=date(1990, 1, 1))
        Session.objects.filter(pk=session.pk).update(capacity=20)
        booked(session, member)
    response = sign_in(keeper).post(reverse("admin:sheet", args=[session.pk]))
    rows, kinds = read(response)
    assert response["Content-Disposition"].startswith("attachment")
    assert {row[4] for row in rows[1:]} >= {"陈小满", "'=1+1", "'+cmd", "'-2", "'@SUM(A1)"}
    assert not any(str(cell or "").startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)
    assert set(kinds) <= {"s", "inlineStr"}
    entry = LogEntry.objects.get(additional_data__deed="export")
    assert (entry.actor, entry.object_id, entry.additional_data["rows"]) == (keeper, session.pk, 7)
    assert "陈小满" not in str(entry.additional_data) + entry.object_repr


def test_the_sheet_is_for_those_who_may_take_it(sign_in, appoint, site, keeper, today, booked, other_service):
    session, elsewhere = today(), today(service=other_service)
    booked(session)
    leader = appoint(Role.VOLUNTEER_LEADER, site=site)
    assert sign_in(leader).post(reverse("admin:sheet", args=[session.pk])).status_code == 403
    assert sign_in(keeper).post(reverse("admin:sheet", args=[elsewhere.pk])).status_code == 404
    assert sign_in(keeper).get(reverse("admin:sheet", args=[session.pk])).status_code == 405


def test_more_than_a_hundred_people_do_not_leave_at_once(sign_in, keeper, today, make_user, myself, monkeypatch):
    monkeypatch.setattr("positions.rosters.MOST", 2)
    session = today()
    for _ in range(3):
        user = make_user()
        deeds.book(session=session.pk, attendee=myself(user).pk, booker=user, by=user)
    response = sign_in(keeper).post(reverse("admin:sheet", args=[session.pk]), follow=True)
    assert "一次最多导出" in words(response)


# --- sessions ---------------------------------------------------------------------------------------
def test_a_session_is_added_on_the_page(sign_in, keeper, service):
    day = timezone.localdate() + timedelta(days=2)
    data = {"service": service.pk, "day": day.isoformat(), "starts": "16:30", "ends": "18:00", "capacity": 12, "host_name": "许老师"}
    client = sign_in(keeper)
    response = client.post(reverse("admin:add_session"), data, follow=True)
    session = Session.objects.get()
    assert (session.capacity, session.host_name, session.status) == (12, "许老师", "published")
    assert "居民看得到了" in words(response)
    again = client.post(reverse("admin:add_session"), data)
    assert again.status_code == 422
    assert "已经有这门课了" in words(again)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"day": "昨天"}, "这个日期看不懂"),
        ({"day": "9999-01-01"}, "一年以内"),
        ({"ends": "16:00"}, "结束要比开始晚"),
        ({"starts": "25:00"}, "这个时间看不懂"),
        ({"capacity": 0}, "最小是 1"),
        ({"service": ""}, "请填上这一项"),
    ],
)
def test_a_session_that_cannot_be(sign_in, keeper, service, data, sentence):
    data = {"service": service.pk, "day": timezone.localdate().isoformat(), "starts": "16:30", "ends": "18:00", "capacity": 12, **data}
    response = sign_in(keeper).post(reverse("admin:add_session"), data)
    assert response.status_code == 422
    assert sentence in words(response)
    assert not Session.objects.exists()


def test_a_service_or_a_room_of_another_site_is_no_choice(sign_in, keeper, service, other_service, other_site):
    room = Room.objects.create(center=other_site.center, name="隐山活动室")
    data = {"service": service.pk, "day": timezone.localdate().isoformat(), "starts": "16:30", "ends": "18:00", "capacity": 12}
    client = sign_in(keeper)
    for wrong in ({"service": other_service.pk}, {"room": room.pk}):
        response = client.post(reverse("admin:add_session"), {**data, **wrong})
        assert response.status_code == 422
        assert "隐山" not in words(response)
    assert not Session.objects.exists()


def test_last_week_is_shown_then_copied(sign_in, keeper, service, center, site):
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7)  # next week: nothing of it is over
    room = Room.objects.create(center=center, name="活动室")

    def add(day, hour, **fields):
        start = timezone.make_aware(timezone.datetime(day.year, day.month, day.day, hour))
        return timetables.add(service=fields.pop("service", service), starts_at=start, ends_at=start + timedelta(hours=1), capacity=8, **fields)

    add(monday - timedelta(days=7), 9)
    blocked = add(monday - timedelta(days=6), 9, room=room)
    add(monday - timedelta(days=5), 9)
    add(monday + timedelta(days=2), 9)  # there already
    other = type(service).objects.create(site=site, title="合唱", summary="唱", theme="dance")
    add(monday + timedelta(days=1), 9, room=room, service=other)  # in the way of `blocked`
    client, query = sign_in(keeper), {"day": monday.isoformat()}
    preview = words(client.get(reverse("admin:copy_week"), query))
    assert "会加 2 场" in preview
    assert "场地或老师那时有别的安排" in preview
    result = words(client.post(reverse("admin:copy_week"), query))
    assert "加了 1 场" in result
    assert "没有抄的 1 场" in result
    assert Session.objects.between(monday, monday + timedelta(days=6)).count() == 3
    assert blocked.pk
    assert "没有可抄的" not in words(client.get(reverse("admin:copy_week"), query))
    assert "加了 0 场" in words(client.post(reverse("admin:copy_week"), query))


@pytest.mark.parametrize(
    "query", [{"day": "9999-99-99"}, {"day": "昨天"}, {"s": "999999999999999999999"}, {"s": "x"}, {"center": "-1"}, {"b": "'", "done": "in"}]
)
def test_an_address_that_makes_no_sense_shows_today(sign_in, keeper, today, query):
    today()
    assert page(sign_in(keeper), **query).status_code == 200


def test_who_sees_several_centres_adds_where_she_looks(sign_in, appoint, area, center, service, other_service, make_session):
    first = make_session(days=0)
    make_session(days=0, service=other_service)
    client = sign_in(appoint(Role.CITY_OFFICER, area="350500000000"))

    def offered(center):
        response = page(client, center=center)
        assert all(name in words(response) for name in (str(first.site.center), str(other_service.site.center)))
        return set(response.context["form"].fields["service"].queryset)

    assert offered(0) == {service, other_service}
    assert offered(center.pk) == {service}
    assert offered(other_service.site.center_id) == {other_service}


def test_without_the_right_post_the_page_is_closed(sign_in, appoint, area):
    auditor = appoint(Role.AUDITOR, area=area.parent_id)
    assert page(sign_in(auditor)).status_code == 403
    assert "admin/today" not in words(sign_in(auditor).get(reverse("admin:index")))
