"""The base class of the admin shows and changes nothing that is out of reach (SECURITY: Who may see and do)."""

import re

import pytest
from django.contrib import admin
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from accounts.admin import StaffInline, StaffModelAdmin
from positions.models import Service, Site


def url(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_every_page_and_inline_derives_from_the_base():
    for page in admin.site._registry.values():
        assert isinstance(page, StaffModelAdmin), page
        assert all(issubclass(inline, StaffInline) for inline in page.inlines), page


def test_a_page_that_does_not_stops_the_start():
    with pytest.raises(ImproperlyConfigured, match="must derive from"):
        admin.site.register(Site, type("Bare", (admin.ModelAdmin,), {"__module__": "positions.admin"}))


def words(response, pk):
    """The page without what differs each time: the request's number, the token, the address that was asked for."""
    body = re.sub(r"\d{4}-\d{4}|(?<=value=\")\w{64}(?=\")", "", response.content.decode())
    return re.sub(rf"/{pk}/|%2F{pk}%2F", "/PK/", body)


MISSING = 999999


@pytest.mark.parametrize("which", ["change", "history", "delete"])
def test_another_site_answers_like_one_that_does_not_exist(sign_in, keeper, site, other_site, which):
    client = sign_in(keeper)
    for ask in (client.get, lambda address: client.post(address, {"name": "x"})):
        hidden, missing = ask(url(Site, which, other_site.pk)), ask(url(Site, which, MISSING))
        assert (hidden.status_code, words(hidden, other_site.pk)) == (404, words(missing, MISSING))
    assert client.get(url(Site, "change", site.pk)).status_code == 200


def test_a_list_names_visible_rows_only(sign_in, keeper, service, other_service):
    body = sign_in(keeper).get(url(Service, "changelist")).content.decode()
    assert "四点半课堂" in body
    assert "隐山" not in body


def test_a_preset_names_no_hidden_row(sign_in, keeper, site, other_site):
    client = sign_in(keeper)
    assert "隐山" not in client.get(url(Service, "add"), {"site": other_site.pk}).content.decode()
    assert "selected>" in client.get(url(Service, "add"), {"site": site.pk}).content.decode()


def test_a_posted_foreign_key_out_of_reach_is_refused(sign_in, keeper, service, other_site):
    data = {
        "site": other_site.pk,
        "title": "新课",
        "summary": "一句话",
        "theme": "care",
        "audience": "everybody",
        "household_limit": 4,
        "opens_days_before": 14,
        "closes_minutes_before": 0,
        "cancel_minutes_before": 120,
    }
    response = sign_in(keeper).post(url(Service, "add"), data)
    assert response.status_code == 422
    assert not Service.objects.filter(title="新课").exists()
    assert "隐山" not in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "title__startswith=四",
        "site__center__name=x",
        "sessions__booked__gt=0",
        "nonsense=1",
        "site__id__exact=abc",
        "theme__exact=%00",
        "site__id__exact=99999999999999999999",
        "_to_field=title",
    ],
)
def test_undeclared_lookups_are_bad_requests(sign_in, officer, center, service, query):
    Site.objects.create(center=center, kind=Site.Kind.WOMEN)
    assert sign_in(officer).get(url(Service, "changelist") + "?" + query).status_code in ([200, 400] if "9999" in query else [400])


def test_declared_filters_work(sign_in, keeper, service, site, other_site):
    client = sign_in(keeper)
    assert "四点半课堂" in client.get(url(Service, "changelist"), {"site__id__exact": site.pk}).content.decode()
    body = client.get(url(Service, "changelist"), {"site__id__exact": other_site.pk}).content.decode()
    assert "隐山" not in body


def test_staff_without_the_second_factor_stay_outside_and_are_led_to_it(sign_in, keeper):
    client = sign_in(keeper, mfa=False)
    response = client.get(reverse("admin:index"), follow=True)
    assert [status for _, status in response.redirect_chain] == [302, 302]
    assert response.redirect_chain[-1][0].startswith("/accounts/")


def test_a_resident_is_told_instead_of_being_sent_round(sign_in, mother):
    response = sign_in(mother).get(reverse("admin:index"), follow=True)
    assert response.status_code == 403
    assert "没有任职" in response.content.decode()


def test_a_stranger_is_sent_to_the_one_door(client, db):
    response = client.get(reverse("admin:index"), follow=True)
    assert response.redirect_chain[-1][0].startswith(str(reverse("account_login")))


def test_sign_out_needs_a_press(sign_in, keeper):
    client = sign_in(keeper)
    assert client.get(reverse("admin:logout")).status_code == 405
    assert client.post(reverse("admin:logout")).status_code == 302
    assert client.get(reverse("admin:index")).status_code == 302
