"""Lists and change pages of centres, sites, sessions, bookings: deeds, not fields, are written; hidden rows stay hidden."""

from datetime import timedelta
from io import BytesIO

import pytest
from auditlog.models import LogEntry as Trail
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import NOT_PROVIDED
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from PIL import Image

from accounts.models import Area, Post, User
from accounts.roles import Role
from notices.models import Notice
from positions import booking as deeds
from positions import checklists
from positions.models import Booking, Center, ChecklistItem, OpeningHours, Room, Service, Session, Site, SiteCheck


def url(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def words(response):
    return response.content.decode()


@pytest.fixture
def booked(mother, daughter):
    def book(session, attendee=daughter, **kwargs):
        return deeds.book(session=session.pk, attendee=attendee.pk, booker=attendee.guardian, by=attendee.guardian, **kwargs)

    return book


# --- sessions ---------------------------------------------------------------------------------------
def session_form(service, **data):
    day = timezone.localdate() + timedelta(days=3)
    return {"service": service.pk, "day": day.isoformat(), "starts": "16:30", "ends": "18:00", "capacity": 12, "host_name": "", "publish_now": "on", **data}


def test_a_session_is_laid_through_its_deed(sign_in, keeper, service, center):
    room = Room.objects.create(center=center, name="活动室")
    client = sign_in(keeper)
    assert client.post(url(Session, "add"), session_form(service, room=room.pk)).status_code == 302
    session = Session.objects.get()
    assert (session.status, session.site, session.cancel_by) == ("published", service.site, session.starts_at - timedelta(minutes=120))
    clash = client.post(url(Session, "add"), session_form(service, room=room.pk, host_name="另一位", starts="17:00"))
    assert clash.status_code == 422
    assert "场地在这个时间已经有" in words(clash)
    assert Session.objects.count() == 1


def test_a_draft_may_move_and_a_published_session_may_not(sign_in, keeper, service):
    client = sign_in(keeper)
    client.post(url(Session, "add"), session_form(service, publish_now=""))
    session = Session.objects.get()
    assert session.status == "draft"
    assert client.post(url(Session, "change", session.pk), session_form(service, starts="15:00", ends="16:00")).status_code == 302
    session.refresh_from_db()
    assert timezone.localtime(session.starts_at).hour == 15
    assert client.post(reverse("admin:positions_session_publish", args=[session.pk])).status_code == 302
    assert client.post(url(Session, "change", session.pk), session_form(service, starts="09:00", ends="10:00")).status_code == 302
    session.refresh_from_db()
    assert (session.status, timezone.localtime(session.starts_at).hour) == ("published", 15)


def test_capacity_goes_through_its_deed_and_writes_no_counter(sign_in, keeper, make_session, booked, make_user, myself):
    session, client = make_session(capacity=1), sign_in(keeper)
    booked(session)
    waits = booked(session, myself(make_user()), wait=True)
    assert client.post(url(Session, "change", session.pk), {"capacity": 2, "host_name": "许老师"}).status_code == 302
    session.refresh_from_db()
    waits.refresh_from_db()
    assert (session.capacity, session.booked, session.waiting, session.host_name, waits.status) == (2, 2, 0, "许老师", "offered")
    response = client.post(url(Session, "change", session.pk), {"capacity": 1, "host_name": "另一位"})
    assert response.status_code == 422
    assert "已经约好 2 位" in words(response)
    session.refresh_from_db()
    assert (session.capacity, session.host_name) == (2, "许老师")  # nothing half-saved


def test_cancelling_says_who_will_be_told_and_tells_them(sign_in, keeper, make_session, booked, mother):
    session, client = make_session(), sign_in(keeper)
    booked(session)
    address = reverse("admin:positions_session_cancel", args=[session.pk])
    asked = words(client.get(address))
    assert "会通知 1 位" in asked
    assert "陈*满" in asked
    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "老师病了"})
    session.refresh_from_db()
    assert (session.status, session.cancel_reason) == ("cancelled", "老师病了")
    assert Notice.objects.filter(to=mother, kind="session_cancelled").count() == 1
    assert "只能看" in words(client.get(url(Session, "change", session.pk)))


def test_chosen_drafts_are_published_and_foreign_ones_are_not_touched(sign_in, keeper, make_session, other_service):
    mine, theirs = make_session(publish=False), make_session(publish=False, service=other_service)
    data = {"action": "publish_chosen", "_selected_action": [mine.pk, theirs.pk, 999999], "index": 0}
    sign_in(keeper).post(url(Session, "changelist"), data)
    assert [Session.objects.get(pk=row.pk).status for row in (mine, theirs)] == ["published", "draft"]


def test_select_across_reaches_her_rows_only(sign_in, keeper, make_session, other_service):
    mine, theirs = [make_session(publish=False, days=n) for n in (1, 2, 3)], make_session(publish=False, service=other_service)
    data = {"action": "publish_chosen", "_selected_action": [mine[0].pk], "select_across": "1", "index": 0}
    sign_in(keeper).post(url(Session, "changelist"), data)
    assert set(Session.objects.filter(status="published")) == set(mine)
    assert Session.objects.get(pk=theirs.pk).status == "draft"


def test_chosen_sessions_are_cancelled_after_the_reason(sign_in, keeper, make_session, other_service):
    sessions, theirs = [make_session(days=n) for n in (1, 2)], make_session(service=other_service)
    client, data = sign_in(keeper), {"action": "cancel_chosen", "_selected_action": [*(row.pk for row in sessions), theirs.pk]}
    asked = client.post(url(Session, "changelist"), {**data, "index": 0})
    assert "取消这 2 场" in words(asked)
    assert "隐山" not in words(asked)
    client.post(url(Session, "changelist"), {**data, "reason": "停电"})
    assert [Session.objects.get(pk=row.pk).status for row in (*sessions, theirs)] == ["cancelled", "cancelled", "published"]


@pytest.mark.parametrize("chosen", ["x", "99999999999999999999999", "-1e9", "\0"])
def test_chosen_rows_that_are_no_rows(sign_in, keeper, make_session, chosen):
    make_session()
    response = sign_in(keeper).post(url(Session, "changelist"), {"action": "publish_chosen", "_selected_action": [chosen], "index": 0})
    assert response.status_code == 400


# --- bookings ---------------------------------------------------------------------------------------
def test_bookings_are_found_by_whole_number_or_door_code_and_never_by_name(sign_in, keeper, make_session, booked, mother):
    booking, client = booked(make_session()), sign_in(keeper)
    for term in (mother.phone.removeprefix("+86"), "+86 " + mother.phone[3:], booking.door_code, booking.door_code.lower()):
        assert "陈*满" in words(client.get(url(Booking, "changelist"), {"q": term})), term
    for term in ("陈小满", mother.phone[-4:], mother.phone[:-1], booking.code[:5], "XXXXXX", "\0"):
        assert "陈*满" not in words(client.get(url(Booking, "changelist"), {"q": term})), term
    assert Trail.objects.filter(additional_data__deed="search", actor=keeper).count() >= 4
    assert mother.phone[3:] not in str(list(Trail.objects.values_list("additional_data", "object_repr")))


def test_a_booking_elsewhere_is_not_found_by_its_code(sign_in, keeper, make_session, booked, other_service):
    booking = booked(make_session(service=other_service))
    assert "陈*满" not in words(sign_in(keeper).get(url(Booking, "changelist"), {"q": booking.door_code}))
    for page in ("change", "history"):
        assert sign_in(keeper).get(url(Booking, page, booking.pk)).status_code == 404


def test_confidential_bookings_are_not_in_the_list(sign_in, keeper, officer, make_session, booked, service):
    booking = booked(make_session())
    service.confidential = True
    service.save()
    for person in (keeper, officer):
        client = sign_in(person)
        assert "陈*满" not in words(client.get(url(Booking, "changelist")))
        assert client.get(url(Booking, "change", booking.pk)).status_code == 404


def test_the_page_of_a_booking_is_read_only_and_its_reading_is_noted(sign_in, keeper, make_session, booked, daughter, mother):
    daughter.health_note = "花生过敏"
    daughter.save()
    booking, client = booked(make_session()), sign_in(keeper)
    body = words(client.get(url(Booking, "change", booking.pk)))
    assert "陈小满" in body
    assert "花生过敏" in body
    assert mother.phone.removeprefix("+86") in body
    assert Trail.objects.get(additional_data__deed="read").object_id == booking.pk
    assert client.post(url(Booking, "change", booking.pk), {"status": "attended"}).status_code == 403
    assert client.get(url(Booking, "add")).status_code == 302
    assert client.post(url(Booking, "delete", booking.pk), {"post": "yes"}).status_code == 403


def test_actions_on_bookings_ask_for_each_row(sign_in, keeper, make_session, booked, other_service, make_user, myself):
    mine, theirs = booked(make_session()), booked(make_session(service=other_service, hour=10))
    client = sign_in(keeper)
    chosen = {"_selected_action": [mine.pk, theirs.pk]}
    client.post(url(Booking, "changelist"), {"action": "check_in_chosen", "index": 0, **chosen})
    assert [Booking.objects.get(pk=row.pk).status for row in (mine, theirs)] == ["attended", "confirmed"]
    deeds.undo_check_in(booking=mine, by=keeper)
    response = client.post(url(Booking, "changelist"), {"action": "export_chosen", "index": 0, **chosen})
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(response.content)).active.iter_rows()]
    assert [row[3] for row in rows[1:]] == ["儿童之家"]
    asked = client.post(url(Booking, "changelist"), {"action": "cancel_chosen", "index": 0, **chosen})
    assert "取消这 1 个预约" in words(asked)
    client.post(url(Booking, "changelist"), {"action": "cancel_chosen", "sure": "1", **chosen})
    assert [Booking.objects.get(pk=row.pk).status for row in (mine, theirs)] == ["cancelled", "confirmed"]


def test_a_leader_has_no_action_that_her_post_does_not_grant(sign_in, appoint, site, make_session, booked):
    booking, client = booked(make_session()), sign_in(appoint(Role.VOLUNTEER_LEADER, site=site))
    body = words(client.get(url(Booking, "changelist")))
    assert "check_in_chosen" in body
    assert "export_chosen" not in body
    client.post(url(Booking, "changelist"), {"action": "export_chosen", "_selected_action": [booking.pk], "index": 0})
    assert not Trail.objects.filter(additional_data__deed="export").exists()


# --- places -----------------------------------------------------------------------------------------
def site_form(**data):
    counts = {"checks-TOTAL_FORMS": 0, "checks-INITIAL_FORMS": 0}
    return {"name": "", "mark": "", "keeper": "", "phone": "", "about": "", "rules": "", **counts, **data}


def test_only_what_was_changed_is_written(sign_in, keeper, site, monkeypatch):
    written = []
    save = Site.save
    monkeypatch.setattr(Site, "save", lambda self, **kwargs: written.append(kwargs.get("update_fields")) or save(self, **kwargs))
    client = sign_in(keeper)
    assert client.post(url(Site, "change", site.pk), site_form(keeper="黄秀云")).status_code == 302
    assert written == [["keeper"]]
    client.post(url(Site, "change", site.pk), site_form(keeper="黄秀云"))
    assert written == [["keeper"]]


def test_history_and_log_hold_fields_and_numbers_only(sign_in, keeper, site):
    client = sign_in(keeper)
    client.post(url(Site, "change", site.pk), site_form(keeper="黄秀云", about="孩子放学有地方去"))
    entry = LogEntry.objects.get()
    assert entry.object_repr == f"阵地 #{site.pk}"
    assert "秀云" not in entry.change_message
    assert "负责人" in words(client.get(url(Site, "history", site.pk)))
    assert {"keeper", "about"} == set(Trail.objects.get(content_type__model="site", action=Trail.Action.UPDATE).changes_dict)


def test_a_room_of_another_centre_is_refused_and_not_named(sign_in, officer, site, center, other_site):
    theirs = Room.objects.create(center=other_site.center, name="隐山活动室")
    neighbor = Center.objects.create(area=center.area, name="隔壁邻里中心", address="隔壁 1 号")
    near = Room.objects.create(center=neighbor, name="隔壁活动室")
    for room in (theirs, near):
        response = sign_in(officer).post(url(Site, "change", site.pk), site_form(room=room.pk))
        assert response.status_code == 422
        assert "隐山" not in words(response)
    site.refresh_from_db()
    assert site.room is None


def test_a_room_that_is_set_but_out_of_sight_stays_and_is_not_named(sign_in, keeper, site, other_site):
    site.room = Room.objects.create(center=other_site.center, name="隐山活动室")
    site.save()
    client = sign_in(keeper)
    body = words(client.get(url(Site, "change", site.pk)))
    assert "不在您管的范围" in body
    assert f'option value="{site.room_id}" selected' in body


def test_checklists_are_laid_with_the_site_and_with_the_item(sign_in, appoint, area, center, site):
    city = appoint(Role.CITY_OFFICER, area="350500000000", name="吴敏")
    client = sign_in(city)
    client.post(url(ChecklistItem, "add"), {"kind": "children", "group": "五亮", "words": "亮牌子", "position": 1})
    assert site.checks.get().item.words == "亮牌子"
    client.post(url(Site, "add"), site_form(center=center.pk, kind="children", name="第二个儿童之家"))
    assert Site.objects.get(name="第二个儿童之家").checks.count() == 1
    assert checklists.lay_for_site(site) == 0


def check_form(check, **data):
    rows = {
        "checks-TOTAL_FORMS": 1,
        "checks-INITIAL_FORMS": 1,
        "checks-0-id": check.pk,
        "checks-0-site": check.site_id,
        "checks-0-checked_on": "2026-11-20",
        "checks-0-note": "",
    }
    return site_form(**rows, **{f"checks-0-{name}": value for name, value in data.items()})


def test_inline_rows_of_another_site_cannot_be_written(sign_in, keeper, site, other_site):
    item = ChecklistItem.objects.create(kind="children", group="五亮", words="亮牌子")
    mine, theirs = SiteCheck.objects.create(site=site, item=item), SiteCheck.objects.create(site=other_site, item=item)
    client = sign_in(keeper)
    assert client.post(url(Site, "change", site.pk), check_form(mine, is_met="on")).status_code == 302
    mine.refresh_from_db()
    assert mine.is_met
    response = client.post(url(Site, "change", site.pk), check_form(theirs, is_met="on"))
    assert response.status_code == 422
    theirs.refresh_from_db()
    assert not theirs.is_met


def test_photos_are_written_anew_and_shown_to_those_who_see_the_item(sign_in, keeper, appoint, site, other_site, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    item = ChecklistItem.objects.create(kind="children", group="五亮", words="亮牌子")
    check = SiteCheck.objects.create(site=site, item=item)
    picture = BytesIO()
    image = Image.new("RGB", (40, 30), "red")
    image.save(picture, "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0", comment=b"secret place")
    client = sign_in(keeper)
    data = check_form(check, photo=SimpleUploadedFile("我家门口.jpg", picture.getvalue(), "image/jpeg"))
    assert client.post(url(Site, "change", site.pk), data).status_code == 302
    check.refresh_from_db()
    assert "我家" not in check.photo.name
    assert b"secret place" not in check.photo.read()
    address = reverse("admin:positions_sitecheck_photo", args=[site.pk, check.pk])
    assert client.get(address)["Content-Type"] == "image/jpeg"
    assert sign_in(appoint(Role.SITE_STAFF, site=other_site)).get(address).status_code == 404
    bad = check_form(check, photo=SimpleUploadedFile("x.jpg", b"no picture at all", "image/jpeg"))
    response = sign_in(keeper).post(url(Site, "change", site.pk), bad)
    assert response.status_code == 422
    assert "不是照片" in words(response)


def test_the_sketch_of_a_centre_is_public(client, center):
    assert client.get(reverse("positions:sketch", args=[center.pk])).status_code == 404


def test_officers_change_only_what_lies_in_their_area(sign_in, officer, center, other_site):
    client = sign_in(officer)
    body = words(client.get(url(Center, "changelist")))
    assert "东美邻里中心" in body
    assert "隐山" not in body
    hours = {"opening_hours-TOTAL_FORMS": 1, "opening_hours-INITIAL_FORMS": 0, "opening_hours-0-weekday": 0, "opening_hours-0-opens": "08:30",
             "opening_hours-0-closes": "17:00", "rooms-TOTAL_FORMS": 0, "rooms-INITIAL_FORMS": 0}  # fmt: skip
    data = {"name": center.name, "address": "新路 1 号", "directions": "", "about": "", **hours}
    assert client.post(url(Center, "change", center.pk), data).status_code == 302
    assert OpeningHours.objects.get().center == center
    assert client.post(url(Center, "change", other_site.center_id), data).status_code == 404


def test_a_centre_is_not_founded_in_another_county(sign_in, officer, other_area, area):
    hours = {"opening_hours-TOTAL_FORMS": 0, "opening_hours-INITIAL_FORMS": 0, "rooms-TOTAL_FORMS": 0, "rooms-INITIAL_FORMS": 0}
    data = {"name": "新中心", "address": "x", "directions": "", "about": "", **hours}
    client = sign_in(officer)
    assert client.post(url(Center, "add"), {**data, "area": other_area.pk}).status_code == 422
    assert client.post(url(Center, "add"), {**data, "area": area.pk}).status_code == 302
    assert Center.objects.get(name="新中心").area == area


def test_keepers_do_not_see_centres_of_the_model_at_all(sign_in, keeper, center):
    client = sign_in(keeper)
    assert client.get(url(Center, "changelist")).status_code == 403
    assert client.get(url(Center, "change", center.pk)).status_code == 404


def test_autocomplete_answers_declared_fields_with_visible_rows(sign_in, officer, keeper, area, other_area):
    address, ask = reverse("admin:autocomplete"), {"app_label": "positions", "model_name": "center", "field_name": "area", "term": "社区"}
    found = sign_in(officer).get(address, ask).json()["results"]
    assert [row["id"] for row in found] == [area.pk]
    assert found[0]["text"] == "东美社区（丰泽区 丰泽街道）"
    assert sign_in(officer).get(address, {**ask, "term": "阳光"}).json()["results"] == []
    assert sign_in(keeper).get(address, ask).status_code == 404
    for wrong in ({"field_name": "name"}, {"model_name": "session", "field_name": "host"},
                  {"app_label": "accounts", "model_name": "familymember", "field_name": "guardian"},
                  {"app_label": "x"}, {"field_name": "x"}, {}):  # fmt: skip
        assert sign_in(officer).get(address, {**ask, **wrong} if wrong else {}).status_code == 404
    assert sign_in(officer).get(address, {**ask, "term": "\0"}).status_code in (200, 400)


def test_a_services_rules_are_followed_by_its_coming_sessions(sign_in, keeper, service, make_session):
    session = make_session(days=5)
    data = {"title": service.title, "summary": service.summary, "theme": "care", "audience": "everybody", "is_offered": "on", "opens_days_before": 14,
            "closes_minutes_before": 30, "cancel_minutes_before": 60, "household_limit": 0, "bring": "", "good_to_know": ""}  # fmt: skip
    kept = {f.name: f.default for f in Service._meta.fields if f.default is not NOT_PROVIDED and isinstance(f.default, (int, str)) and f.name not in data}
    assert sign_in(keeper).post(url(Service, "change", service.pk), {**kept, **data}).status_code == 302
    session.refresh_from_db()
    assert session.cancel_by == session.starts_at - timedelta(minutes=60)


def test_nothing_is_deleted(sign_in, officer, center, site, service, make_session):
    client = sign_in(officer)
    for row in (center, site, service, make_session()):
        assert client.get(url(type(row), "delete", row.pk)).status_code == 403
        assert client.post(url(type(row), "delete", row.pk), {"post": "yes"}).status_code == 403
        body = words(client.get(url(type(row), "changelist")))
        assert "delete_selected" not in body


# --- people -----------------------------------------------------------------------------------------
def test_an_officer_appoints_and_ends_through_the_deeds(sign_in, officer, site, mother, area):
    client = sign_in(officer)
    data = {"phone": mother.phone.removeprefix("+86"), "role": "site_staff", "site": site.pk, "since": timezone.localdate().isoformat()}
    assert client.post(url(Post, "add"), data).status_code == 302
    post = Post.objects.get(user=mother)
    assert (post.role, post.site) == ("site_staff", site)
    assert client.get(reverse("admin:accounts_post_end", args=[post.pk])).status_code == 200
    client.post(reverse("admin:accounts_post_end", args=[post.pk]))
    post.refresh_from_db()
    assert post.ended_at is not None


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"phone": "13800000000"}, "还没有能用的账号"),
        ({"role": "system_admin", "area": "350500000000", "site": ""}, "不在列出来的里面"),
        ({"area": "350503002001"}, "只选一样"),
        ({"site": ""}, "只选一样"),
        ({"role": "county_officer", "area": "350503002001", "site": ""}, "不在列出来的里面"),
        ({"role": "street_officer", "area": "350503002001", "site": ""}, "不能设在这里"),
    ],
)
def test_a_post_that_cannot_be_given(sign_in, officer, site, mother, data, sentence):
    form = {"phone": mother.phone.removeprefix("+86"), "role": "site_staff", "site": site.pk, "since": timezone.localdate().isoformat(), **data}
    response = sign_in(officer).post(url(Post, "add"), form)
    assert response.status_code == 422
    assert sentence in words(response)
    assert not mother.posts.exists()


def test_a_post_elsewhere_can_be_neither_given_nor_seen(sign_in, officer, appoint, other_site, mother):
    theirs = appoint(Role.SITE_STAFF, site=other_site, name="蔡美玲").posts.get()
    client = sign_in(officer)
    assert "蔡美玲" not in words(client.get(url(Post, "changelist")))
    assert client.post(reverse("admin:accounts_post_end", args=[theirs.pk])).status_code == 404
    data = {"phone": mother.phone.removeprefix("+86"), "role": "site_staff", "site": other_site.pk, "since": timezone.localdate().isoformat()}
    response = client.post(url(Post, "add"), data)
    assert response.status_code == 422
    assert "隐山" not in words(response)


def test_the_system_administrator_locks_an_account_and_reads_no_name(sign_in, appoint, area, mother, client):
    admin = appoint(Role.SYSTEM_ADMIN, area="350500000000", name="许管理")
    body = words(sign_in(admin).get(url(User, "changelist")))
    assert "林*梅" in body
    assert "林晓梅" not in body
    assert mother.phone[3:] not in body
    sign_in(admin).post(url(User, "change", mother.pk), {})
    mother.refresh_from_db()
    assert mother.is_active is False
    assert Trail.objects.filter(object_id=mother.pk, content_type__model="user").count() == 1
    response = sign_in(admin).post(url(User, "change", admin.pk), {})
    assert "不能停用自己的账号" in words(response)
    assert sign_in(admin).get(url(Booking, "changelist")).status_code == 403


def test_the_auditor_reads_the_trail_and_changes_nothing(sign_in, appoint, area, keeper, site):
    sign_in(keeper).post(url(Site, "change", site.pk), site_form(keeper="黄秀云"))
    auditor = sign_in(appoint(Role.AUDITOR, area="350500000000", name="谢文彬"))
    body = words(auditor.get(url(Trail, "changelist")))
    assert "负责人" in body
    assert "黄秀云" in body  # who did it
    entry = Trail.objects.filter(content_type__model="site").first()
    assert auditor.get(url(Trail, "change", entry.pk)).status_code == 200
    assert auditor.post(url(Trail, "change", entry.pk), {}).status_code == 403
    for query in ({"did": "1"}, {"what": "positions.site"}, {"did": "x"}, {"what": "x"}):
        assert auditor.get(url(Trail, "changelist"), query).status_code == 200
    assert auditor.get(url(Trail, "changelist"), {"actor__phone": keeper.phone}).status_code == 400
    assert sign_in(keeper).get(url(Trail, "changelist")).status_code == 403


def test_areas_are_read_and_their_keeper_is_named(sign_in, appoint, area):
    admin = sign_in(appoint(Role.SYSTEM_ADMIN, area="350500000000", name="许管理"))
    assert admin.post(url(Area, "change", area.pk), {"managed_by": "台商投资区", "name": "别的", "closed_on": ""}).status_code == 302
    area.refresh_from_db()
    assert (area.managed_by, area.name) == ("台商投资区", "东美社区居委会")
