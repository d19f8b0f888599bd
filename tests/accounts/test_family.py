"""For whom she books: nothing about a child without consent, nothing left after removal, nobody else's family."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import family
from accounts.consents import TEXTS, Purpose
from accounts.family import Facts
from accounts.models import Consent, FamilyMember

pytestmark = pytest.mark.django_db
LIST = "/my/family/"
NEW = "/my/family/new/"


def years_ago(years, days=0):
    today = timezone.localdate()
    return date(today.year - years, today.month, min(today.day, 28)) + timedelta(days=days)


def typed(**changed):
    return {
        "who": "child", "child_ok": "on", "name": "陈小满", "born_on": f"{years_ago(7)}", "relation": "daughter", "school": "东美小学",
        "health_note": "", **changed,
    }  # fmt: skip


@pytest.fixture
def child(mother):
    facts = Facts("陈小满", "daughter", years_ago(7), "东美小学", "花生过敏", child_ok=True, health_ok=True)
    return family.add(guardian=mother, facts=facts)


@pytest.fixture
def signed_in(client, mother):
    client.force_login(mother)
    return client


def errors(response):
    assert response.status_code == 422
    return {field: list(words) for field, words in response.context["form"].errors.items()}


def test_a_child_is_added_with_the_guardians_consent(signed_in, mother):
    response = signed_in.post(NEW, typed(health_note="花生过敏", health_ok="on", next="/sessions/3/book/"))
    assert response.headers["Location"] == "/sessions/3/book/"
    member = mother.family.others().get()
    assert (member.name, member.relation, member.age, member.school, member.health_note) == ("陈小满", "daughter", 7, "东美小学", "花生过敏")
    given = {(c.purpose, c.version, c.about_id) for c in mother.consents.live()}
    assert given == {(Purpose.CHILD, TEXTS[Purpose.CHILD].version, member.pk), (Purpose.HEALTH, TEXTS[Purpose.HEALTH].version, member.pk)}


def test_the_boxes_are_never_ticked_beforehand(signed_in):
    page = signed_in.get(NEW).content.decode()
    assert page.count('type="checkbox"') == 3  # the child, its health, its photos: each apart
    assert "checked" not in page
    assert page.index("先说清楚，您再决定") < page.index('name="child_ok"') < page.index('name="name"')


def test_under_14_nothing_is_stored_without_consent(signed_in, mother):
    response = signed_in.post(NEW, typed(child_ok=""))
    assert errors(response) == {"child_ok": ["不满 14 岁的孩子，要您作为监护人同意，才能登记。"]}
    assert 'value="陈小满"' in response.content.decode()
    assert response.content.decode().count("<title>有 1 处要改：") == 1
    assert (mother.family.others().count(), Consent.objects.count()) == (0, 0)


def test_a_child_in_the_form_for_adults_gets_the_childs_form(signed_in, mother):
    response = signed_in.post(NEW, typed(who="adult", child_ok=""))
    assert errors(response) == {"child_ok": ["不满 14 岁的孩子，要您作为监护人同意，才能登记。"]}
    assert 'name="child_ok"' in response.content.decode()
    assert not mother.family.others().exists()


def test_the_fourteenth_birthday_ends_the_need_for_consent(signed_in, mother):
    assert family.is_child(years_ago(14, days=1)) is True
    assert family.is_child(years_ago(14)) is False
    signed_in.post(NEW, typed(child_ok="", born_on=f"{years_ago(14)}"))
    assert mother.family.others().count() == 1
    assert not Consent.objects.exists()


def test_health_is_asked_apart(signed_in, mother):
    response = signed_in.post(NEW, typed(health_note="花生过敏"))
    assert errors(response) == {"health_ok": ["要先同意，才能保存健康情况。不想保存，就把写的内容删掉。"]}
    assert "花生过敏" in response.content.decode()
    assert not mother.family.others().exists()


def test_the_health_note_is_sealed_at_rest(child):
    with connection.cursor() as cursor:
        cursor.execute("select health_note from accounts_familymember where id = %s", [child.pk])
        assert "花生".encode() not in bytes(cursor.fetchone()[0])
    assert FamilyMember.objects.get(pk=child.pk).health_note == "花生过敏"


@pytest.mark.parametrize(
    ("changed", "field", "word"),
    [
        ({"name": ""}, "name", "请写上姓名"),
        ({"name": "满" * 10_000}, "name", "最多 40 个字，现在有 10000 个"),
        ({"name": "陈小满😀"}, "name", "表情"),
        ({"born_on": "9999-12-31"}, "born_on", "今天以后"),
        ({"born_on": "2019-02-30"}, "born_on", "看不懂"),
        ({"relation": "self"}, "relation", "请在列出的里面选一个"),
        ({"relation": "spouse"}, "relation", "请在列出的里面选一个"),
        ({"relation": ""}, "relation", "请选一个"),
        ({"school": "校" * 61}, "school", "最多 60 个字"),
        ({"health_note": "药" * 301, "health_ok": "on"}, "health_note", "最多 300 个字"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(signed_in, mother, changed, field, word):
    said = errors(signed_in.post(NEW, typed(**changed)))
    assert list(said) == [field]
    assert word in said[field][0]
    assert not mother.family.others().exists()


def test_pressing_twice_adds_one(signed_in, mother):
    for _ in range(3):
        signed_in.post(NEW, typed())
    assert mother.family.others().count() == 1
    assert mother.consents.count() == 1


def test_the_same_person_as_another_relation_is_refused(signed_in, child):
    assert errors(signed_in.post(NEW, typed(relation="grandchild"))) == {"name": ["这位家人已经登记过了，在“我的家人”里可以看到。"]}


def test_the_database_refuses_the_same_person_twice(child):
    with pytest.raises(IntegrityError), transaction.atomic():
        FamilyMember.objects.create(guardian=child.guardian, name=child.name, born_on=child.born_on, relation="other")


def test_a_family_ends_somewhere(signed_in, mother):
    for number in range(family.MOST):
        family.add(guardian=mother, facts=Facts("林" + "一二三四五六七八九十甲乙"[number], "parent", date(1950, 1, 1)))
    assert errors(signed_in.post(NEW, typed()))["__all__"] == ["一个账号最多登记 12 位家人。请先移除不再需要的，再添加。"]
    assert "添加孩子" not in signed_in.get(LIST).content.decode()


def test_the_list_shows_what_is_known(signed_in, child):
    page = signed_in.get(LIST).content.decode()
    for words in ("陈小满", "女儿，7 岁", "东美小学", "花生过敏", "登记健康情况"):
        assert words in page


def test_the_list_costs_the_same_for_three_and_for_ten(signed_in, mother, django_assert_num_queries):
    for many in (3, 10):
        for number in range(many - mother.family.others().count()):
            family.add(guardian=mother, facts=Facts(f"林{'甲乙丙丁戊己庚辛壬癸'[mother.family.count() - 1]}", "parent", date(1950, 1, 1 + number)))
        with django_assert_num_queries(10):  # session, user, members, consents, four kinds of ties, invitations to me, mandates that I hold
            signed_in.get(LIST)


def test_changing_keeps_the_consents_and_asks_for_what_is_missing(signed_in, child):
    url = reverse("accounts:family_edit", args=[child.pk])
    page = signed_in.get(url).content.decode()
    assert 'value="陈小满"' in page
    assert f'value="{child.born_on}"' in page
    assert "花生过敏" in page
    assert [name for name in ("child_ok", "health_ok", "photo_ok") if f'name="{name}"' in page] == ["photo_ok"]  # what was never agreed to
    signed_in.post(url, typed(name="陈满满", health_note="花生和虾过敏", child_ok=""))
    child.refresh_from_db()
    assert (child.name, child.health_note, child.consents.live().count()) == ("陈满满", "花生和虾过敏", 2)


def test_who_turns_out_to_be_a_child_needs_consent_then(signed_in, mother):
    member = family.add(guardian=mother, facts=Facts("陈大", "son", date(2000, 1, 1)))
    url = reverse("accounts:family_edit", args=[member.pk])
    said = errors(signed_in.post(url, {"name": "陈大", "born_on": f"{years_ago(7)}", "relation": "son", "health_note": ""}))
    assert list(said) == ["child_ok"]
    member.refresh_from_db()
    assert member.born_on == date(2000, 1, 1)


def test_changing_into_somebody_who_is_there_is_refused(signed_in, mother, child):
    other = family.add(guardian=mother, facts=Facts("陈小禾", "son", years_ago(3), child_ok=True))
    url = reverse("accounts:family_edit", args=[other.pk])
    assert list(errors(signed_in.post(url, typed(born_on=f"{child.born_on}")))) == ["name"]
    other.refresh_from_db()
    assert other.name == "陈小禾"


def test_removing_asks_first_and_leaves_nothing(signed_in, child):
    url = reverse("accounts:family_remove", args=[child.pk])
    assert "移除陈小满？" in signed_in.get(url).content.decode()
    assert FamilyMember.objects.get(pk=child.pk).removed_at is None
    assert signed_in.post(url).headers["Location"] == LIST
    gone = FamilyMember.objects.get(pk=child.pk)
    assert (gone.name, gone.born_on, gone.school, gone.health_note) == ("", None, "", None)
    assert not gone.consents.live().exists()
    assert gone.consents.count() == 2
    assert "陈小满" not in signed_in.get(LIST).content.decode()
    assert signed_in.get(url).status_code == 404


def test_withdrawing_health_empties_the_note_only(signed_in, child):
    url = reverse("accounts:family_withdraw", args=[child.pk, "health"])
    assert "撤回这份同意？" in signed_in.get(url).content.decode()
    signed_in.post(url)
    child.refresh_from_db()
    assert (child.name, child.health_note, child.removed_at) == ("陈小满", None, None)
    assert list(child.consents.live().values_list("purpose", flat=True)) == ["child"]
    assert signed_in.get(url).status_code == 404


def test_withdrawing_the_childs_consent_takes_the_child_out(signed_in, child):
    signed_in.post(reverse("accounts:family_withdraw", args=[child.pk, "child"]))
    child.refresh_from_db()
    assert (child.name, child.health_note, child.consents.live().count()) == ("", None, 0)
    assert child.removed_at is not None


def test_agreeing_again_after_withdrawal_is_a_new_record(signed_in, child):
    signed_in.post(reverse("accounts:family_withdraw", args=[child.pk, "health"]))
    signed_in.post(reverse("accounts:family_edit", args=[child.pk]), typed(health_note="虾过敏", health_ok="on"))
    assert child.consents.filter(purpose="health").count() == 2
    assert child.consents.live().filter(purpose="health").count() == 1


@pytest.mark.parametrize("name", ["family_edit", "family_remove", "family_withdraw"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_somebody_elses_family_is_not_found(client, make_user, child, myself, name, method):
    stranger = make_user("外人")
    client.force_login(stranger)
    for pk in (child.pk, myself(stranger).pk, 99_999, 10**25):
        args = [pk, "child"] if name == "family_withdraw" else [pk]
        assert getattr(client, method)(reverse(f"accounts:{name}", args=args), typed()).status_code == 404
    child.refresh_from_db()
    assert (child.name, child.removed_at) == ("陈小满", None)


@pytest.mark.parametrize("url", [LIST, NEW, "/my/family/1/", "/my/family/1/remove/", "/my/profile/"])
def test_signed_out_leads_to_sign_in(client, url):
    assert client.get(url).headers["Location"].endswith(f"?next={url}")


def test_her_own_data_are_hers_when_she_books(signed_in, mother, myself):
    response = signed_in.post("/my/profile/", {"name": "林晓 梅", "gender": "2", "born_on": "1991年3月2日", "next": "/sessions/3/book/"})
    assert response.headers["Location"] == "/sessions/3/book/"
    mother.refresh_from_db()
    me = myself(mother)
    assert (mother.name, mother.gender, mother.born_on) == ("林晓梅", 2, date(1991, 3, 2))
    assert (me.name, me.born_on) == ("林晓梅", date(1991, 3, 2))


def test_who_is_under_14_needs_a_guardian(signed_in, mother):
    response = signed_in.post("/my/profile/", {"name": "小明", "gender": "9", "born_on": f"{years_ago(10)}"})
    assert errors(response) == {"born_on": ["不满 14 岁，请让监护人用自己的手机号登录，再把您加为家人。"]}
    mother.refresh_from_db()
    assert mother.name == "林晓梅"


def test_next_stays_on_this_site(signed_in):
    assert signed_in.post(NEW, typed(next="https://evil.example/")).headers["Location"] == LIST
    assert 'name="next" value="">' in signed_in.get(NEW, {"next": "//evil.example"}).content.decode()


def test_what_is_typed_is_shown_as_text(signed_in, mother):
    signed_in.post(NEW, typed(school="<script>alert(1)</script>"))
    page = signed_in.get(LIST).content.decode()
    assert "&lt;script&gt;alert(1)" in page


def test_a_changed_text_is_asked_again_and_what_was_booked_holds(signed_in, child, mother):
    """The child was registered under the first version; editing and the list ask for today's, withdrawing goes at once."""
    child.consents.filter(purpose=Purpose.CHILD).update(version="1")
    page = signed_in.get(LIST).content.decode()
    assert "说明改了" in page
    assert 'name="child_ok"' in signed_in.get(reverse("accounts:family_edit", args=[child.pk])).content.decode()
    url = reverse("accounts:family_agree", args=[child.pk, "child"])
    assert "接送的人" in signed_in.get(url).content.decode()
    assert signed_in.post(url).headers["Location"] == LIST
    assert list(child.consents.live().filter(purpose=Purpose.CHILD).values_list("version", flat=True)) == [TEXTS[Purpose.CHILD].version]
    assert "说明改了" not in signed_in.get(LIST).content.decode()
    assert signed_in.get(url).status_code == 404


def test_photos_are_a_consent_of_their_own(signed_in, child):
    signed_in.post(reverse("accounts:family_edit", args=[child.pk]), typed(health_note="花生过敏", photo_ok="on"))
    assert child.consents.live().filter(purpose=Purpose.PHOTO).count() == 1
    url = reverse("accounts:family_withdraw", args=[child.pk, "photo"])
    assert "不拍" in signed_in.get(url).content.decode()
    signed_in.post(url)
    child.refresh_from_db()
    assert (child.health_note, child.consents.live().filter(purpose=Purpose.PHOTO).count()) == ("花生过敏", 0)


def test_no_child_hangs_on_an_account_without_a_phone(make_user):
    kept = make_user("苏笋")
    type(kept).objects.filter(pk=kept.pk).update(phone="kept-0a1b")
    kept.refresh_from_db()
    with pytest.raises(family.GuardianPhoneNeeded):
        family.add(guardian=kept, facts=Facts("苏小", "grandchild", years_ago(7), child_ok=True))
    assert not kept.family.others().exists()
