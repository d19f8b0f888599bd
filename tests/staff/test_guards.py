"""The guards are needed: what the stock admin would show or write is seen when one is taken out; wrong options stop the start."""

import pytest
from allauth.mfa.models import Authenticator
from auditlog.models import LogEntry as Trail
from django.contrib import admin
from django.core.exceptions import BadRequest
from django.test import RequestFactory
from django.urls import reverse

from accounts import second_factor
from accounts.admin import StaffModelAdmin, StaffModelForm, base, staff_action
from accounts.admin.checks import wrong_with
from accounts.roles import Role
from positions import booking as deeds
from positions.models import Room, Service, Session, Site


@pytest.fixture
def everything_visible(monkeypatch):
    """Take the guard out: every row is in everybody's reach."""
    monkeypatch.setattr(base, "visible", lambda model, user, perm=None: model._default_manager.all())


def test_without_the_guard_a_list_names_the_other_site(sign_in, keeper, service, other_service, everything_visible):
    assert "隐山" in sign_in(keeper).get(reverse("admin:positions_service_changelist")).content.decode()


def as_it_stands(model):
    """Return what the page to add one shows before anybody types: the numbers and choices that a field begins with."""
    return {f.name: f.default for f in model._meta.fields if isinstance(f.default, (int, str)) and not isinstance(f.default, bool)}


def test_without_the_guard_a_posted_key_goes_through(sign_in, keeper, service, other_site, everything_visible, monkeypatch):
    monkeypatch.setattr(StaffModelAdmin, "require", lambda *args: None)
    data = {**as_it_stands(Service), "site": other_site.pk, "title": "新课", "summary": "一句话", "theme": "care"}
    assert sign_in(keeper).post(reverse("admin:positions_service_add"), data).status_code == 302
    assert Service.objects.get(title="新课").site == other_site


def test_the_second_guard_holds_alone_and_nothing_is_saved(sign_in, keeper, service, other_site, everything_visible):
    """Choices show everything by mistake; what was saved out of reach is taken back before the commit."""
    data = {**as_it_stands(Service), "site": other_site.pk, "title": "新课", "summary": "一句话", "theme": "care"}
    response = sign_in(keeper).post(reverse("admin:positions_service_add"), data)
    assert response.status_code == 422
    assert "您的岗位不能办这件事" in response.content.decode()
    assert not Service.objects.filter(title="新课").exists()


def test_without_the_guard_an_action_reaches_the_other_site(sign_in, keeper, make_session, other_service, everything_visible):
    theirs = make_session(publish=False, service=other_service)
    sign_in(keeper).post(reverse("admin:positions_session_changelist"), {"action": "publish_chosen", "_selected_action": [theirs.pk], "index": 0})
    assert Session.objects.get(pk=theirs.pk).status == "published"


class EditableRooms(StaffModelAdmin):
    list_display = ["name", "floor"]
    list_display_links = ["name"]
    list_editable = ["floor"]


def edit_list(user, rows):
    request = RequestFactory().post(
        "/", {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(rows), "_save": "1", **{f"form-{n}-id": row.pk for n, row in enumerate(rows)},
              **{f"form-{n}-floor": "9 楼" for n in range(len(rows))}}
    )  # fmt: skip
    request.user, request._messages, request._dont_enforce_csrf_checks = user, [], True
    request._messages = type("Messages", (), {"add": lambda *args: None})()
    return EditableRooms(Room, admin.site).changelist_view(request)


def test_an_editable_list_asks_for_each_row(officer, keeper, center, other_site, site):
    mine, theirs = Room.objects.create(center=center, name="活动室"), Room.objects.create(center=other_site.center, name="隐山活动室")
    assert edit_list(officer, [mine]).status_code == 302
    assert Room.objects.get(pk=mine.pk).floor == "9 楼"
    Room.objects.filter(pk=mine.pk).update(floor="")
    with pytest.raises(BadRequest):
        edit_list(officer, [mine, theirs])
    assert set(Room.objects.values_list("floor", flat=True)) == {""}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"raw_id_fields": ["center"]}, "raw_id_fields"),
        ({"date_hierarchy": "opened_on"}, "date_hierarchy"),
        ({"search_fields": ["phone"]}, "does not show"),
        ({"form": type("Bare", (base.forms.ModelForm,), {})}, "StaffModelForm"),
        ({"list_filter": [("center", admin.RelatedOnlyFieldListFilter)]}, "VisibleFilter"),
        ({"actions": [admin.actions.delete_selected]}, "staff_action"),
    ],
)
def test_options_that_would_leak_stop_the_start(options, sentence):
    page = type("Page", (StaffModelAdmin,), options)(Site, admin.site)
    assert any(sentence in fault for fault in wrong_with(page))


def test_our_own_pages_have_no_such_option():
    assert [fault for page in admin.site._registry.values() for fault in wrong_with(page)] == []
    assert issubclass(StaffModelAdmin.form, StaffModelForm)
    assert staff_action("x", perm="a.b_c")(lambda *args: None).perm == "a.b_c"


def test_a_mediator_sees_what_she_carries_out_and_nothing_else(sign_in, appoint, area, make_session, service, mother, daughter):
    mediator = appoint(Role.MEDIATOR, area=area.parent_id, name="陈雅芳")
    mine, other = make_session(host=mediator, hour=9), make_session(hour=15)
    deeds.book(session=mine.pk, attendee=daughter.pk, booker=mother, by=mother)
    client = sign_in(mediator)
    assert client.get(reverse("admin:index")).status_code == 200
    assert client.get(reverse("admin:positions_session_change", args=[mine.pk])).status_code == 200
    assert client.post(reverse("admin:positions_session_change", args=[mine.pk]), {"capacity": 9}).status_code == 403
    assert client.get(reverse("admin:positions_session_change", args=[other.pk])).status_code == 404
    assert client.get(reverse("admin:positions_session_cancel", args=[mine.pk])).status_code == 403
    assert client.get(reverse("admin:today"), {"day": mine.day.isoformat(), "s": mine.pk}).status_code == 200


def test_a_lost_factor_is_taken_off_in_person(sign_in, appoint, area, keeper):
    second_factor.enrol_totp(keeper)
    admin_person = appoint(Role.SYSTEM_ADMIN, area="350500000000", name="许管理")
    client, address = sign_in(admin_person), reverse("admin:accounts_user_factor", args=[keeper.pk])
    assert "取下" in client.get(address).content.decode()
    assert Authenticator.objects.filter(user=keeper).exists()
    client.post(address)
    assert not Authenticator.objects.filter(user=keeper).exists()
    assert Trail.objects.filter(object_id=keeper.pk, additional_data__deed="factor", actor=admin_person).count() == 1
    assert client.post(reverse("admin:accounts_user_factor", args=[admin_person.pk])).status_code == 403


@pytest.mark.parametrize("role", [Role.CITY_OFFICER, Role.SITE_STAFF, Role.SYSTEM_ADMIN, Role.MEDIATOR, Role.AUDITOR, Role.DATA_PROTECTION])
def test_every_list_and_add_page_opens_or_says_no(sign_in, appoint, area, site, role):
    client = sign_in(appoint(role, site=site) if role == Role.SITE_STAFF else appoint(role, area="350500000000"))
    for page in admin.site._registry.values():
        for which in ("changelist", "add"):
            address = reverse(f"admin:{page.opts.app_label}_{page.opts.model_name}_{which}")
            assert client.get(address).status_code in (200, 302, 403), address
            assert client.post(address, {}).status_code in (200, 302, 403, 405, 422), address
