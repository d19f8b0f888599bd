"""Who may fetch a child: "never" wins over everything, every guardian is told of a change, and both lists are sealed."""

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import family, guardians, pickups, privacy
from accounts.models import Guardianship, PickUpPerson
from accounts.refusals import NotAllowed
from notices.models import Notice
from tests import people

pytestmark = pytest.mark.django_db
GRANDMA = {"name": "林阿香", "phone": "+8613900005678", "relation": "外婆", "id_tail": "3321"}


@pytest.fixture
def father(make_user, mother, daughter):
    user = make_user("陈建斌")
    (row,) = guardians.invite(by=mother, members=[daughter], phone=user.phone, relation="father", shares=Guardianship.Shares.PICKUP)
    guardians.accept(guardianship=row, by=user, child_name="陈小满")
    return user


def names(member):
    lists = pickups.of(member)
    return [fetcher.name for fetcher in lists.may], [fetcher.name for fetcher in lists.never]


def test_added_shown_and_removed_on_the_page(client, mother, daughter):
    people.sign_in(client, mother, mfa=False)
    url = reverse("accounts:pickup", args=[daughter.pk])
    assert client.post(url, {"do": "add", "name": "林阿香", "phone": "139 0000 5678", "relation": "外婆", "id_tail": "332x"}).headers["Location"] == url
    page = client.get(url).content.decode()
    for words in ("林晓梅", "一直能接", "林阿香", "139****5678", "332X"):
        assert words in page
    assert "林晓梅、林阿香" in client.get("/my/family/").content.decode()
    person = PickUpPerson.objects.get()
    client.post(url, {"do": "remove", "person": person.pk})
    assert names(daughter) == (["林晓梅"], [])
    person.refresh_from_db()
    assert (person.name, person.phone, person.id_tail) == ("", None, None)


def test_never_wins_over_the_list_and_over_a_guardian(mother, daughter, father):
    pickups.add(member=daughter, by=mother, **GRANDMA)
    assert names(daughter) == (["林晓梅", "陈建斌", "林阿香"], [])
    pickups.forbid(member=daughter, by=mother, name="陈建斌")
    pickups.forbid(member=daughter, by=mother, name="林阿香")
    assert names(daughter) == (["林晓梅"], ["陈建斌", "林阿香"])
    assert [pickups.may_fetch(member=daughter, name=name) for name in ("陈建斌", "林晓梅", "王五")] == ["never", "yes", ""]
    with pytest.raises(pickups.OnNeverList):
        pickups.add(member=daughter, by=mother, **GRANDMA)
    with pytest.raises(pickups.GuardianNeverBarred):
        pickups.forbid(member=daughter, by=mother, name="林晓梅")


def test_every_guardian_is_told_but_not_the_one_who_is_barred(mother, daughter, father):
    pickups.add(member=daughter, by=mother, **GRANDMA)
    told = Notice.objects.filter(kind="pickup_changed")
    assert {notice.to for notice in told} == {mother, father}
    pickups.forbid(member=daughter, by=mother, name="陈建斌")
    assert told.filter(to=father).count() == 1
    assert told.filter(to=mother).count() == 2


def test_only_the_first_guardian_changes_it(daughter, father):
    for deed, how in ((pickups.add, GRANDMA), (pickups.forbid, {"name": "王五"})):
        with pytest.raises(NotAllowed):
            deed(member=daughter, by=father, **how)


def test_names_and_numbers_are_sealed(mother, daughter):
    pickups.add(member=daughter, by=mother, **GRANDMA)
    pickups.forbid(member=daughter, by=mother, name="司徒震天雷")
    with connection.cursor() as cursor:
        cursor.execute("select * from accounts_pickupperson")
        stored = repr(cursor.fetchall()).encode()
    for word in ("林阿香", "13900005678", "司徒震天雷", "3321"):
        assert word.encode() not in stored
        assert repr(word.encode())[2:-1].encode() not in stored


def test_lists_leave_with_the_child_and_with_the_account(mother, daughter):
    pickups.add(member=daughter, by=mother, **GRANDMA)
    assert [row["姓名"] for row in privacy.export(mother)["接送名单"]] == ["林阿香"]
    family.remove(member=daughter, by=mother)
    assert PickUpPerson.objects.get().name == ""


def test_lists_of_many_children_cost_the_same(mother, django_assert_num_queries):
    children = []
    for many in (2, 6):
        while len(children) < many:
            facts = family.Facts(f"陈{'甲乙丙丁戊己'[len(children)]}", "son", mother.born_on.replace(year=2019), child_ok=True)
            children.append(family.add(guardian=mother, facts=facts))
        pickups.add(member=children[-1], by=mother, **GRANDMA)
        with django_assert_num_queries(2):
            pickups.of_many(children)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=st.lists(st.tuples(st.sampled_from(["add", "forbid", "remove"]), st.sampled_from(["林阿香", "陈建斌", "王五"])), max_size=8))
def test_nobody_is_ever_on_both_lists(mother, daughter, steps):
    """Whatever the order of presses: who is barred may not fetch, and who may is not barred."""
    PickUpPerson.objects.all().delete()
    for deed, name in steps:
        if deed == "remove":
            for person in PickUpPerson.objects.present():
                if person.name == name:
                    pickups.remove(person=person, by=mother)
            continue
        try:
            if deed == "add":
                pickups.add(member=daughter, by=mother, name=name, phone="+8613900005678", relation="亲戚")
            else:
                pickups.forbid(member=daughter, by=mother, name=name)
        except pickups.OnNeverList:
            assert name in names(daughter)[1]
    may, never = names(daughter)
    assert not set(may) & set(never)
    assert len(never) == len(set(never))
    assert all(pickups.may_fetch(member=daughter, name=name) == "never" for name in never)
