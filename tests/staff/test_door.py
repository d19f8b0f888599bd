"""The pages of the door over HTTP: scanning, ticking, handing over, stopping, closing, the list on paper; and what a phone may send later."""

import io
import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
import segno
from auditlog.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import FamilyMember, PickUpPerson
from positions import booking as deeds
from positions.models import Booking, Door, DoorTick, Service, Session

Status = Booking.Status


@pytest.fixture(autouse=True)
def afternoon(time_machine):
    time_machine.move_to(timezone.localtime().replace(hour=16, minute=10, second=0, microsecond=0), tick=False)
    return time_machine


@pytest.fixture
def session(service, make_session):
    Service.objects.filter(pk=service.pk).update(needs_pickup=True, children_per_adult=2)
    made = make_session(days=1, capacity=6)
    start = timezone.localtime().replace(hour=16, minute=30)
    Session.objects.filter(pk=made.pk).update(starts_at=start, ends_at=start + timedelta(hours=2), closes_at=start)
    return Session.objects.select_related("service").get(pk=made.pk)


@pytest.fixture
def child(session, mother, daughter):
    daughter.health_note = "花生过敏"
    daughter.save()
    return deeds.book(session=session.pk, attendee=daughter.pk, booker=mother, by=mother)


@pytest.fixture
def brother(session, mother, child):
    member = FamilyMember.objects.create(guardian=mother, name="陈小禾", relation="son", born_on=date(2017, 1, 1))
    return deeds.book(session=session.pk, attendee=member.pk, booker=mother, by=mother)


@pytest.fixture
def client_(sign_in, keeper):
    return sign_in(keeper)


@pytest.fixture
def later(afternoon, sign_in, keeper):
    """later(hours=2, minutes=31): so much time goes by; she signs in again."""

    def later(**much):
        afternoon.move_to(timezone.localtime() + timedelta(**much), tick=False)
        sign_in(keeper)

    return later


def at(name, session, *more):
    return reverse(f"admin:{name}", args=[session.pk, *more])


def words(response):
    return response.content.decode()


def came(booking):
    booking.refresh_from_db()
    return booking.status == Status.ATTENDED


def picture(text):
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=6)
    return SimpleUploadedFile("scan.png", out.getvalue(), "image/png")


def test_a_picture_of_the_code_signs_in(client_, session, child):
    page = client_.post(at("door_scan", session), {"picture": picture(child.code)}, follow=True)
    assert came(child)
    assert "陈小满到了，16:10" in words(page)
    assert "花生过敏" in words(page)


@pytest.mark.parametrize("upload", [SimpleUploadedFile("x.png", b"no picture", "image/png"), None])
def test_a_picture_without_a_code_is_said(client_, session, child, upload):
    page = client_.post(at("door_scan", session), {"picture": upload} if upload else {})
    assert page.status_code == 422
    assert not came(child)


def test_six_letters_or_the_end_of_the_number(client_, session, child):
    assert client_.post(at("door_code", session), {"code": child.door_code.lower()}).status_code == 302
    assert came(child)
    client_.post(at("door_back", session), {"booking": child.pk})
    assert not came(child)
    client_.post(at("door_code", session), {"code": child.booker.phone[-4:]})
    assert came(child)
    assert LogEntry.objects.filter(additional_data__kind="tail").count() == 1
    client_.post(at("door_back", session), {"booking": child.pk})
    Booking.objects.filter(pk=child.pk).update(unnamed=True)  # her number is not for staff to find her by
    assert client_.post(at("door_code", session), {"code": child.booker.phone[-4:]}).status_code == 422
    assert client_.post(at("door_code", session), {"code": "ZZZZZZ"}).status_code == 422
    assert client_.post(at("door_code", session), {"code": "12"}).status_code == 422


def test_one_code_of_a_family_asks_who_came(client_, session, child, brother):
    page = client_.post(at("door_code", session), {"code": child.door_code}, follow=True)
    assert "一个码，2 个人" in words(page)
    assert not came(child)
    client_.post(at("door_in", session), {"booking": [child.pk], "key": "k" * 20})
    assert (came(child), came(brother)) == (True, False)


def test_a_child_is_handed_to_a_listed_person_and_kept_from_others(client_, session, child, daughter):
    grandmother = PickUpPerson.objects.create(member=daughter, name="林阿香", relation="外婆", phone="+8613900005678", may="yes")
    PickUpPerson.objects.create(member=daughter, name="陈志远", relation="爸爸", may="never")
    client_.post(at("door_in", session), {"booking": child.pk})
    page = words(client_.get(at("door_out", session, child.pk)))
    assert "手机尾号 5678" in page
    assert "陈志远" not in page
    assert LogEntry.objects.filter(additional_data__deed="pickup").count() == 1
    stop = client_.post(at("door_out", session, child.pk), {"by": "other", "name": "陈志远", "key": "a" * 32}, follow=True)
    assert "这个人不能接" in words(stop)
    assert f"tel:{child.booker.phone}" in words(stop)
    child.refresh_from_db()
    assert child.left_at is None
    assert client_.post(at("door_out", session, child.pk), {"by": f"p{grandmother.pk}", "key": "b" * 32}).status_code == 302
    child.refresh_from_db()
    assert child.fetched_by == "林阿香（外婆）"


def test_who_is_not_listed_needs_the_guardians_word(client_, session, child):
    client_.post(at("door_in", session), {"booking": child.pk})
    stop = client_.post(at("door_out", session, child.pk), {"by": "other", "name": "王阿姨", "key": "a" * 32})
    assert client_.post(stop.url, {"name": "王阿姨", "said": "", "key": "b" * 32}).status_code == 422
    assert client_.post(stop.url, {"name": "王阿姨", "said": "16:09 林晓梅接的，说可以", "key": "b" * 32}).status_code == 302
    child.refresh_from_db()
    assert child.fetched_by == "王阿姨（名单外，监护人电话同意）"


def test_closing_says_who_is_still_here_with_the_number(client_, session, child, later):
    client_.post(at("door_in", session), {"booking": child.pk})
    later(hours=2, minutes=31)
    page = words(client_.get(at("door_close", session)))
    assert "18:41，还有 1 个没接走" in page
    assert "晚 11 分钟" in page
    assert f'href="tel:{child.booker.phone}"' in page
    assert client_.post(at("door_close", session)).status_code == 422
    client_.post(at("door_out", session, child.pk), {"by": f"g{child.booker_id}", "key": "b" * 32})
    assert client_.post(at("door_close", session)).status_code == 302
    assert Door.objects.get(session=session).closed_at


def test_too_few_adults_are_on_show(client_, session, child, brother):
    client_.post(at("door_adults", session), {"adults": "1"})
    client_.post(at("door_in", session), {"booking": [child.pk, brother.pk]})
    assert "够 2 个" in words(client_.get(at("door", session)))
    client_.post(at("door_adults", session), {"adults": "0"})
    assert "大人不够" in words(client_.get(at("door", session)))
    assert client_.post(at("door_adults", session), {"adults": "many"}).status_code == 422


def test_a_walk_in_that_is_known_is_asked_two_things_and_a_new_one_the_rest(client_, session, mother, daughter):
    page = client_.post(at("door_walk_in", session), {"key": "a" * 32, "who": "family", "name": "陈小满", "phone": mother.phone[3:]})
    assert page.status_code == 302
    assert Booking.objects.get(attendee=daughter).status == Status.ATTENDED
    assert LogEntry.objects.filter(object_id=session.pk, additional_data__kind="phone").count() == 1
    new = {"key": "b" * 32, "who": "family", "name": "许知远", "phone": "13712345678"}
    page = client_.post(at("door_walk_in", session), new)
    assert page.status_code == 422
    assert "第一次来" in words(page)
    more = {"caller": "许建国", "relation": "son", "born_on": "2017-05-01", "agreed": "on", "note": ""}
    assert client_.post(at("door_walk_in", session), {**new, "caller": ""}).status_code == 422
    assert client_.post(at("door_walk_in", session), {**new, **more}).status_code == 302
    assert Booking.objects.get(attendee__name="许知远").source == "counter"


def test_heads_are_counted_where_nobody_books(client_, session):
    Service.objects.filter(pk=session.service_id).update(taken=Service.Taken.WALK_IN, needs_pickup=False)
    client_.post(at("door_heads", session), {"more": "1", "key": "a" * 32})
    client_.post(at("door_heads", session), {"more": "1", "key": "a" * 32})
    assert Door.objects.get(session=session).heads == 1


def test_a_paper_list_is_typed_later(client_, session, child, later):
    later(hours=20)
    data = {f"came_{child.pk}": "16:28", f"left_{child.pk}": "16:20", f"who_{child.pk}": "外婆"}
    assert client_.post(at("door_paper", session), data).status_code == 422
    assert client_.post(at("door_paper", session), {**data, f"left_{child.pk}": "18:35"}).status_code == 302
    assert came(child)
    assert LogEntry.objects.filter(additional_data__deed="paper").count() == 1


def test_nobody_came_is_asked_and_can_be_taken_back(client_, session, child, later):
    later(hours=6)
    assert "这一场没有人签到" in words(client_.get(at("door", session)))
    client_.post(at("door_absent", session), {"do": "mark"})
    child.refresh_from_db()
    assert child.status == Status.ABSENT
    client_.post(at("door_absent", session), {"do": "undo"})
    child.refresh_from_db()
    assert child.status == Status.CONFIRMED


# --- what a phone keeps and sends ------------------------------------------------------------------
def kept(client, session):
    return client.get(at("door_list", session)).json()


def send(client, session, *ticks, owner=None):
    owner = owner or client.get(reverse("admin:door_ticks")).json()["owner"]
    return client.post(reverse("admin:door_ticks"), json.dumps({"owner": owner, "ticks": list(ticks)}), content_type="application/json")


def tick(kind, booking, minutes_ago=0, **more):
    moment = timezone.now() - timedelta(minutes=minutes_ago)
    return {"key": uuid4().hex, "kind": kind, "booking": booking.pk, "at": int(moment.timestamp() * 1000), **more}


def test_the_phone_keeps_no_health_and_no_number(client_, session, child, daughter):
    daughter.refresh_from_db()
    PickUpPerson.objects.create(member=daughter, name="陈志远", relation="爸爸", may="never")
    PickUpPerson.objects.create(member=daughter, name="林阿香", relation="外婆", phone="+8613900005678", id_tail="3321", may="yes")
    told = client_.get(at("door_list", session))
    for word in ("花生", child.booker.phone[-4:], "5678", "3321", "陈志远", child.code):
        assert word not in words(told), word
    row = told.json()["rows"][0]
    assert {row["n"], row["c"]} == {"陈小满", child.door_code}
    assert [name for _, name in row["f"]] == ["林晓梅（监护人）", "林阿香（外婆）"]
    shell = words(client_.get(reverse("admin:door_shell")))
    assert "陈小满" not in shell
    assert "四点半课堂" not in shell


def test_the_key_of_the_day_ends_with_the_day(client_, session, child):
    cookie = client_.get(at("door", session)).cookies["door_key"]
    assert (len(cookie.value), cookie["path"], cookie["samesite"], cookie["httponly"]) == (43, "/admin/today/door/", "Strict", "")
    assert " 16:00:0" in cookie["expires"]  # midnight in Quanzhou
    assert client_.get(at("door", session)).headers["Permissions-Policy"].split("camera=")[1].startswith("(self)")


def test_what_was_kept_arrives_once_with_its_time(client_, session, child):
    one = tick("in", child, minutes_ago=25)
    out = tick("out", child, minutes_ago=3, ref=f"g{child.booker_id}")
    first, again = send(client_, session, one, out).json(), send(client_, session, one, out).json()
    assert [result["outcome"] for result in first["results"]] == ["done", "done"]
    assert again["results"] == first["results"]
    child.refresh_from_db()
    assert child.came_at.timestamp() == one["at"] / 1000
    assert DoorTick.objects.count() == 2


def test_what_does_not_fit_any_more_is_said_in_words(client_, session, child, brother, mother):
    deeds.cancel(booking=child, by=mother, by_staff=True)
    client_.post(at("door_in", session), {"booking": brother.pk})
    results = send(client_, session, tick("in", child, 5), tick("in", brother, 5), {**tick("in", child), "booking": 10**9}).json()["results"]
    assert [result["outcome"] for result in results] == ["cancelled", "elsewhere", "gone"]
    assert "已经取消" in results[0]["words"]
    assert "以先签的 16:05 为准" in results[1]["words"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"ticks": [1]}',
        b'{"ticks": [{"key": "x"}]}',
        b'{"owner": 1, "ticks": [{"key": "aaaaaaaaaaaaaaaa", "kind": "in", "booking": true, "at": 1}]}',
    ],
)
def test_nonsense_is_400(client_, body):
    assert client_.post(reverse("admin:door_ticks"), body, content_type="application/json").status_code == 400


def test_what_somebody_else_kept_is_not_sent_in_my_name(client_, session, child):
    assert send(client_, session, tick("in", child), owner="f" * 16).status_code == 409
    assert not came(child)


def test_another_site_is_not_there(sign_in, appoint, other_site, session, child):
    from accounts.roles import Role

    client = sign_in(appoint(Role.SITE_STAFF, site=other_site, name="庄晋江"))
    for name, more in (("door", ()), ("door_out", (child.pk,)), ("door_close", ()), ("door_paper", ()), ("door_list", ()), ("door_walk_in", ())):
        assert client.get(at(name, session, *more)).status_code == 404, name
    assert send(client, session, tick("in", child)).json()["results"][0]["outcome"] == "gone"
    assert not came(child)


def test_a_confidential_session_is_only_its_hosts_and_never_kept(client_, session, child, appoint, sign_in, keeper):
    Service.objects.filter(pk=session.service_id).update(confidential=True)
    assert client_.get(at("door", session)).status_code == 404
    Session.objects.filter(pk=session.pk).update(host=keeper)
    page = client_.get(at("door", session))
    assert "陈小满" in words(page)
    assert 'id="kept"' not in words(page)
    assert client_.get(at("door_list", session)).status_code == 404


def test_who_keeps_her_name_to_herself_is_named_on_no_page_of_the_door(client_, session, child, keeper):
    Service.objects.filter(pk=session.service_id).update(confidential=True, needs_pickup=False)
    Session.objects.filter(pk=session.pk).update(host=keeper)
    Booking.objects.filter(pk=child.pk).update(unnamed=True)
    for name, more in (("door", ()), ("door_out", (child.pk,)), ("door_close", ()), ("door_paper", ())):
        assert "陈小满" not in words(client_.get(at(name, session, *more), follow=True)), name


def test_the_page_needs_as_many_statements_for_many(client_, session, child, make_user):
    def more(count):
        for number in range(count):
            user = make_user(f"王一{number}")
            member = FamilyMember.objects.create(guardian=user, name="小满", relation="daughter", born_on=date(2017, 5, 1), health_note="花生过敏")
            PickUpPerson.objects.create(member=member, name="林阿香", relation="外婆", may="yes")
            row = deeds.book(session=session.pk, attendee=member.pk, booker=user, by=user)
            client_.post(at("door_in", session), {"booking": row.pk}) if number % 2 else None

    def statements():
        client_.get(at("door", session))
        with CaptureQueriesContext(connection) as captured:
            assert client_.get(at("door", session)).status_code == 200
        return len(captured)

    Session.objects.filter(pk=session.pk).update(capacity=60)
    more(3)
    few = statements()
    more(27)
    assert statements() == few


def test_a_count_of_a_session_that_is_gone_keeps_nothing_behind_it(client_, session, child):
    gone = {"key": uuid4().hex, "kind": "heads", "session": 10**9, "more": 1, "at": int(timezone.now().timestamp() * 1000)}
    results = send(client_, session, gone, tick("in", child)).json()["results"]
    assert [result["outcome"] for result in results] == ["gone", "done"]
    assert came(child)


def test_nobody_learns_at_the_door_whose_number_it_is(client_, session, mother):
    Service.objects.filter(pk=session.service_id).update(needs_pickup=False, min_age=None, max_age=None)
    said = {"key": "c" * 32, "who": "self", "name": "许知远", "phone": mother.phone[3:], "born_on": "1990-05-01", "agreed": "on", "note": ""}
    assert client_.post(at("door_walk_in", session), said).status_code == 302
    made = Booking.objects.get()
    assert (made.booker, made.attendee.name, made.attendee.relation) == (mother, "许知远", "guest")
    mother.refresh_from_db()
    assert mother.born_on != date(1990, 5, 1)
    assert "许知远" in words(client_.get(at("door", session)))
    assert mother.name not in words(client_.get(at("door", session)))
