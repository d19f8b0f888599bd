"""A second guardian: invited by number, accepted by the person herself, shown what the first one chose and nothing else, ended at once."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import guardians, inviting, privacy, stepup
from accounts.models import FamilyMember, Guardianship
from accounts.refusals import NotAllowed
from notices.models import Notice
from tests import people

pytestmark = pytest.mark.django_db
BOOKINGS, PICKUP = Guardianship.Shares.BOOKINGS, Guardianship.Shares.PICKUP
LIST = "/my/family/"


@pytest.fixture
def father(make_user):
    return make_user("陈建斌")


@pytest.fixture
def invited(mother, father, daughter):
    (row,) = guardians.invite(by=mother, members=[daughter], phone=father.phone, relation="father", shares=BOOKINGS)
    return row


@pytest.fixture
def accepted(invited, father):
    return guardians.accept(guardianship=invited, by=father, child_name="陈小满")


def page_of(client, user, path=LIST):
    return people.sign_in(client, user, mfa=False).get(path)


def test_invited_by_number_accepted_in_person(client, mother, father, daughter):
    people.sign_in(client, mother, mfa=False)
    said = {"phone": father.phone[3:], "relation": "father", "members": [daughter.pk], "shares": "bookings"}
    assert client.post(reverse("accounts:guardian_new"), said).headers["Location"] == LIST
    row = Guardianship.objects.get()
    assert (row.user, row.since) == (None, None)
    assert Notice.objects.filter(to=father, kind="guardian_invited").count() == 1

    people.sign_in(client, father, mfa=False)
    url = reverse("accounts:guardian", args=[row.pk])
    page = client.get(url).content.decode()
    assert "林*梅" in page
    assert "陈小满" not in page  # a wrong number learns no child's name
    assert client.post(url, {"do": "accept", "name": "陈小禾"}).status_code == 422
    assert client.post(url, {"do": "accept", "name": "陈小满"}).headers["Location"] == LIST
    row.refresh_from_db()
    assert (row.user, row.since is not None) == (father, True)
    assert list(FamilyMember.objects.of(father).others()) == [daughter]
    assert "陈小满" in client.get(LIST).content.decode()


def test_who_has_an_account_is_not_told(mother, father, daughter):
    """The answer and what is written are the same for a number that nobody has; a message goes only to somebody known."""
    for phone in (father.phone, "+8613999999999"):
        (row,) = guardians.invite(by=mother, members=[daughter], phone=phone, relation="other", shares=PICKUP)
        assert row.user is None
    assert Notice.objects.filter(kind="guardian_invited").count() == 1


def test_the_second_sees_nothing_of_the_first(client, mother, father, accepted):
    for path in (LIST, reverse("accounts:guardian", args=[accepted.pk]), "/my/"):
        page = page_of(client, father, path).content.decode()
        assert mother.phone[3:] not in page
        assert mother.phone[-4:] not in page


@pytest.mark.parametrize("who", ["stranger", "neighbor", "second", "first"])
def test_only_the_two_sides_open_it(client, mother, father, accepted, make_user, who):
    user = {"neighbor": make_user("陈美丽"), "second": father, "first": mother}.get(who)
    url = reverse("accounts:guardian", args=[accepted.pk])
    answer = page_of(client, user, url) if user else client.get(url)
    assert answer.status_code == {"stranger": 302, "neighbor": 404}.get(who, 200)


def test_the_second_neither_invites_nor_shares_nor_opens_the_list(client, father, daughter, accepted):
    with pytest.raises(NotAllowed):
        guardians.invite(by=father, members=[daughter], phone="+8613888888888", relation="other", shares=BOOKINGS)
    with pytest.raises(NotAllowed):
        guardians.share(guardianship=accepted, shares=PICKUP, by=father)
    people.sign_in(client, father, mfa=False)
    assert client.post(reverse("accounts:guardian", args=[accepted.pk]), {"do": "share", "shares": "pickup"}).status_code == 404
    for path in (reverse("accounts:family_edit", args=[daughter.pk]), reverse("accounts:pickup", args=[daughter.pk])):
        assert client.get(path).status_code == 404


def test_sharing_less_holds_from_the_next_request(client, mother, father, daughter, accepted):
    guardians.share(guardianship=accepted, shares=PICKUP, by=mother)
    assert not FamilyMember.objects.of(father).others().exists()
    page = page_of(client, father).content.decode()
    assert "陈小满" in page
    assert "约好的" not in page


def test_either_side_ends_it_and_the_other_is_told(mother, father, daughter, accepted):
    guardians.end(guardianship=accepted, by=mother)
    assert not FamilyMember.objects.of(father).others().exists()
    assert Notice.objects.filter(to=father, kind="guardian_ended").count() == 1
    with pytest.raises(inviting.AlreadyEnded):
        guardians.end(guardianship=accepted, by=father)


def test_an_invitation_ends_by_itself_and_can_be_given_anew(mother, father, daughter, invited):
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        with pytest.raises(inviting.InvitationGone):
            guardians.accept(guardianship=invited, by=father, child_name="陈小满")
        (again,) = guardians.invite(by=mother, members=[daughter], phone=father.phone, relation="father", shares=BOOKINGS)
        assert again.pk != invited.pk
        assert guardians.accept(guardianship=again, by=father, child_name="陈小满").user == father


def test_nobody_else_accepts_and_names_cannot_be_tried(father, invited, make_user):
    with pytest.raises(inviting.InvitationGone):
        guardians.accept(guardianship=invited, by=make_user("陈美丽"), child_name="陈小满")
    for _ in range(5):
        with pytest.raises(inviting.OtherName):
            guardians.accept(guardianship=invited, by=father, child_name="陈小天")
    with pytest.raises(inviting.limits.TooOften):
        guardians.accept(guardianship=invited, by=father, child_name="陈小天")


def test_pressing_twice_is_one_invitation_and_the_database_agrees(mother, father, daughter, invited):
    (again,) = guardians.invite(by=mother, members=[daughter], phone=father.phone, relation="father", shares=BOOKINGS)
    assert again.pk == invited.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Guardianship.objects.create(member=daughter, phone=father.phone, phone_index=invited.phone_index, relation="father", shares=BOOKINGS)
    with pytest.raises(IntegrityError), transaction.atomic():
        Guardianship.objects.filter(pk=invited.pk).update(since=timezone.now())  # accepted by nobody


def test_inviting_wants_a_fresh_proof(client, mother, daughter):
    people.sign_in(client, mother, mfa=False)
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": 0}]
    session.save()
    for path in (reverse("accounts:guardian_new"), reverse("accounts:mandate_new"), reverse("accounts:pickup", args=[daughter.pk])):
        assert client.get(path).headers["Location"].startswith(reverse("accounts:stepup")), path
    assert stepup.FRESH == 600


def test_grown_children_and_herself_are_not_shared(mother, myself):
    grown = FamilyMember.objects.create(guardian=mother, name="陈大", relation="son", born_on=date(2000, 2, 29))
    for member in (grown, myself(mother)):
        with pytest.raises(NotAllowed):
            guardians.invite(by=mother, members=[member], phone="+8613888888888", relation="other", shares=PICKUP)


def test_export_holds_the_ties_and_closing_ends_them(mother, father, daughter, accepted):
    told = privacy.export(father)["另一位监护人"]
    assert [(row["孩子"], row["谁"]) for row in told] == [("陈小满", "我")]
    privacy.close(user=father)
    accepted.refresh_from_db()
    assert accepted.ended_at is not None
    assert (accepted.phone, accepted.phone_index, accepted.paper) == ("", "", None)
    assert Notice.objects.filter(to=mother, kind="guardian_ended").count() == 1
