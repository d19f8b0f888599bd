"""Mandates and second guardians signed on paper: recorded in her presence, told to her, ended at her word; the photo is sealed and noted."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from auditlog.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from PIL import Image

from accounts import kept, mandates
from accounts.models import Guardianship, Mandate
from accounts.roles import Role
from notices.models import Notice

pytestmark = pytest.mark.django_db
MANDATES, GUARDIANS = "/admin/accounts/mandate/", "/admin/accounts/guardianship/"


def photo():
    out = BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, "PNG")
    return SimpleUploadedFile("paper.png", out.getvalue(), "image/png")


@pytest.fixture
def grandmother(make_user, area):
    return make_user("林阿香", home_area=area)


def paper_of(grandmother, mother, site, **changed):
    until = timezone.localdate() + timedelta(days=90)
    return {"giver_phone": grandmother.phone[3:], "holder_phone": mother.phone[3:], "site": site.pk, "until": f"{until}", "paper_photo": photo()} | changed


def test_a_mandate_on_paper(sign_in, keeper, site, mother, grandmother):
    client = sign_in(keeper)
    answer = client.post(f"{MANDATES}add/", paper_of(grandmother, mother, site))
    assert answer.status_code == 302, answer.context["errors"]
    row = Mandate.objects.get()
    assert (row.giver, row.site, row.on_paper, row.holder) == (grandmother, site, True, None)
    assert Notice.objects.filter(to=grandmother, kind="mandate_on_paper").count() == 1
    mandates.accept(mandate=row, by=mother, giver_name="林阿香")
    assert mandates.may_act(mother, grandmother)

    seen = client.get(f"{MANDATES}{row.pk}/paper/")
    assert (seen.status_code, seen.headers["Content-Type"], seen.content[:2]) == (200, "image/jpeg", b"\xff\xd8")
    assert LogEntry.objects.filter(object_id=row.pk, additional_data__deed="read_paper", actor=keeper).exists()
    with connection.cursor() as cursor:
        cursor.execute("select paper from accounts_mandate")
        assert b"JFIF" not in bytes(cursor.fetchone()[0])

    page = client.get(MANDATES).content.decode()
    assert "林*香" in page
    assert grandmother.phone[3:] not in page
    client.post(f"{MANDATES}{row.pk}/end/")
    assert not mandates.may_act(mother, grandmother)
    assert Notice.objects.filter(to=grandmother, kind="mandate_ended").count() == 1


def test_without_photo_or_person_nothing_is_recorded(sign_in, keeper, site, mother, grandmother):
    client = sign_in(keeper)
    for changed in (
        {"paper_photo": ""},
        {"giver_phone": ""},
        {"until": f"{timezone.localdate() + timedelta(days=500)}"},
        {"holder_phone": grandmother.phone[3:]},
    ):
        assert client.post(f"{MANDATES}add/", paper_of(grandmother, mother, site, **changed)).status_code == 422, changed
    assert not Mandate.objects.exists()


def test_for_somebody_without_a_phone(sign_in, keeper, site, mother):
    user = kept.account_of(name="苏笋", contact_phone="+8613900001234", contact_of="邻居", site=site, by=keeper)
    answer = sign_in(keeper).post(f"{MANDATES}add/", paper_of(user, mother, site, giver_phone="", kept=user.kept.pk))
    assert answer.status_code == 302
    assert Mandate.objects.get().giver == user


def test_a_second_guardian_on_paper(sign_in, keeper, site, mother, daughter, make_user):
    father = make_user("陈建斌")
    said = {
        "first_phone": mother.phone[3:], "child_name": "陈小满", "child_born_on": f"{daughter.born_on}", "second_phone": father.phone[3:],
        "relation": "father", "shares": "pickup", "site": site.pk, "paper_photo": photo(),
    }  # fmt: skip
    client = sign_in(keeper)
    wrong = client.post(f"{GUARDIANS}add/", said | {"child_born_on": f"{date(2015, 1, 1)}", "paper_photo": photo()})
    assert wrong.status_code == 422
    assert client.post(f"{GUARDIANS}add/", said | {"paper_photo": photo()}).status_code == 302
    row = Guardianship.objects.get()
    assert (row.user, row.since, row.on_paper) == (None, None, True)
    assert Notice.objects.filter(to=mother, kind="guardian_on_paper").count() == 1
    assert "陈小满" not in client.get(GUARDIANS).content.decode()


def test_papers_of_another_place_are_not_there(sign_in, appoint, keeper, site, other_site, mother, grandmother):
    sign_in(keeper).post(f"{MANDATES}add/", paper_of(grandmother, mother, site))
    row = Mandate.objects.get()
    client = sign_in(appoint(Role.SITE_STAFF, site=other_site, name="吴海燕"))
    for path in (f"{MANDATES}{row.pk}/change/", f"{MANDATES}{row.pk}/paper/", f"{MANDATES}{row.pk}/end/"):
        assert client.get(path).status_code == 404, path
    assert client.post(f"{MANDATES}{row.pk}/end/").status_code == 404
    assert "林*香" not in client.get(MANDATES).content.decode()
    # the officer of her community ends also what was given on the phone of hers
    officer = sign_in(appoint(Role.COUNTY_OFFICER, area="350503000000", name="苏丽华"))
    assert officer.post(f"{MANDATES}{row.pk}/end/").status_code == 302
    row.refresh_from_db()
    assert row.ended_at is not None


def test_staff_write_down_no_tie_to_themselves_and_a_longer_one_is_told(sign_in, keeper, site, mother, daughter, grandmother):
    client = sign_in(keeper)
    assert client.post(f"{MANDATES}add/", paper_of(grandmother, keeper, site)).status_code == 422
    said = {
        "first_phone": mother.phone[3:], "child_name": "陈小满", "child_born_on": f"{daughter.born_on}", "second_phone": keeper.phone[3:],
        "relation": "other", "shares": "bookings", "site": site.pk, "paper_photo": photo(),
    }  # fmt: skip
    assert client.post(f"{GUARDIANS}add/", said).status_code == 422
    assert (Mandate.objects.count(), Guardianship.objects.count()) == (0, 0)
    for days in (90, 300):
        client.post(f"{MANDATES}add/", paper_of(grandmother, mother, site, until=f"{timezone.localdate() + timedelta(days=days)}"))
    assert Mandate.objects.get().until == timezone.localdate() + timedelta(days=300)
    assert Notice.objects.filter(to=grandmother, kind="mandate_on_paper").count() == 2
