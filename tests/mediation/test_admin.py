"""The admin shows who looked at what, and the table of risk; of a case it shows nothing."""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.roles import Role
from mediation import models
from tests.people import sign_in

from .test_access import SECRETS

LIST = reverse("admin:mediation_accesslog_changelist")
SIGNS = reverse("admin:mediation_risksign_changelist")


@pytest.fixture
def looked(client, case, mediator):
    """A mediator looked at a case and at a party."""
    sign_in(client, mediator)
    client.get(case.get_absolute_url())
    client.post(reverse("mediation:party", args=[case.number, case.parties.first().uid]), {"why": "contact"})
    return models.AccessLog.objects.order_by("pk").last()


def test_cases_and_what_belongs_to_them_are_not_in_the_admin():
    """What is there is a table that officers edit, or a row that says who looked: nothing of it is sealed by a case's key."""
    for model in admin.site._registry:
        if model._meta.app_label == "mediation":
            assert not hasattr(model, "data_key") or model._meta.object_name in ("BreakGlass", "Question"), model  # their reason is read there
            assert model._meta.object_name not in ("Case", "Party", "CaseEvent", "Evidence", "Meeting", "Agreement", "FollowUp")


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.DATA_PROTECTION])
def test_the_auditor_reads_who_looked_without_content(client, looked, make_post, role):
    sign_in(client, make_post(role, "350503000000"))
    for path in (LIST, reverse("admin:mediation_accesslog_change", args=[looked.pk])):
        page = client.get(path)
        body = page.content.decode()
        assert page.status_code == 200
        for shown in ("吴佩玲", looked.number, "要联系当事人", "看了当事人资料"):
            assert shown in body
        assert not any(secret in body for secret in SECRETS)
    assert looked.number in client.get(LIST, {"q": looked.number}).content.decode()
    assert looked.number not in client.get(LIST, {"q": looked.number[:8]}).content.decode().split('id="result_list"')[-1].split("searchbar")[0]


def test_she_changes_nothing_and_sees_no_other_county(client, looked, make_post, elsewhere):
    sign_in(client, make_post(Role.AUDITOR, "350503000000"))
    change = reverse("admin:mediation_accesslog_change", args=[looked.pk])
    assert client.post(change, {"what": "case"}).status_code == 403
    assert client.get(reverse("admin:mediation_accesslog_add")).status_code == 403
    assert client.get(reverse("admin:mediation_accesslog_delete", args=[looked.pk])).status_code == 403
    sign_in(client, make_post(Role.AUDITOR, "350582000000"))
    assert client.get(change).status_code == 404
    assert looked.number not in client.get(LIST).content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.AUDITOR, Role.DATA_PROTECTION)])
def test_others_do_not_find_the_log(client, looked, make_post, role):
    sign_in(client, make_post(role, "350500000000"))
    assert client.get(LIST).status_code in (302, 403, 404)


def test_the_city_edits_the_table_of_risk(client, make_post, sign):
    sign_in(client, make_post(Role.CITY_OFFICER, "350500000000"))
    row = sign("重组")
    assert "重组家庭" in client.get(SIGNS).content.decode()
    form = {"words": "重组家庭，有积怨", "risk": "2", "kind": "", "position": row.position, "is_used": "on"}
    assert client.post(reverse("admin:mediation_risksign_change", args=[row.pk]), form).status_code == 302
    row.refresh_from_db()
    assert (row.words, row.risk) == ("重组家庭，有积怨", 2)
    assert client.post(reverse("admin:mediation_risksign_add"), form | {"words": "深夜哭喊"}).status_code == 302
    assert client.post(reverse("admin:mediation_risksign_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_a_county_does_not(client, make_post):
    sign_in(client, make_post(Role.COUNTY_OFFICER, "350503000000"))
    assert client.get(SIGNS).status_code == 403
