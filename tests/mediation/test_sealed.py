"""What lies in the database and on the disk opens only in its place and with its key."""

import pytest
from django.core.exceptions import FieldError
from django.db import connection, transaction

from accounts.crypto import CannotOpen, fingerprint
from mediation.models import Case, CaseEvent, Party

from .conftest import NARRATIVE


def swap(table, column, one, other):
    """Exchange a cell between two rows, as somebody with the database in hand can."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [one])  # noqa: S608
        (cell,) = cursor.fetchone()
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [cell, other])  # noqa: S608


def test_it_opens_in_its_place(case):
    case = Case.objects.get(pk=case.pk)
    assert (case.narrative, case.wishes, case.place) == (NARRATIVE, "想分开住", "3 号楼 502")
    party = case.parties.first()
    assert (party.name, party.phone, party.id_number) == ("陈阿妹", "13905950001", "35050319900307058X")


def test_a_cell_moved_to_another_case_does_not_open(report):
    one, other = report(), report(narrative="两兄弟分房子。")
    swap("mediation_case", "narrative", one.pk, other.pk)
    with pytest.raises(CannotOpen):
        _ = Case.objects.get(pk=other.pk).narrative


def test_a_name_moved_within_one_case_does_not_open(case):
    """Both parties are sealed with the same data key: their row numbers keep them apart."""
    one, other = case.parties.all()
    swap("mediation_party", "name", one.pk, other.pk)
    with pytest.raises(CannotOpen):
        _ = Party.objects.get(pk=other.pk).name


def test_a_data_key_moved_to_another_case_does_not_open(report):
    one, other = report(), report(narrative="两兄弟分房子。")
    swap("mediation_case", "sealed_key", one.pk, other.pk)
    with pytest.raises(CannotOpen):
        _ = Case.objects.get(pk=other.pk).narrative


def test_a_changed_bit_does_not_open(case):
    with connection.cursor() as cursor:
        cursor.execute("SELECT wishes FROM mediation_case WHERE id = %s", [case.pk])
        cell = bytearray(cursor.fetchone()[0])
        cell[-1] ^= 1
        cursor.execute("UPDATE mediation_case SET wishes = %s WHERE id = %s", [bytes(cell), case.pk])
    with pytest.raises(CannotOpen):
        _ = Case.objects.get(pk=case.pk).wishes


def test_another_key_under_the_same_name_does_not_open(case, settings):
    settings.ENCRYPTION_KEYS = dict.fromkeys(settings.ENCRYPTION_KEYS, b"x" * 32)
    with pytest.raises(CannotOpen):
        _ = Case.objects.get(pk=case.pk).narrative


def test_a_lost_key_is_named(case, settings):
    settings.ENCRYPTION_KEYS = {"new": b"n" * 32}
    with pytest.raises(CannotOpen, match="no key"):
        _ = Case.objects.get(pk=case.pk).narrative


def test_after_rotation_the_old_opens_and_the_new_key_seals(case, report, settings):
    settings.ENCRYPTION_KEYS = {"new": b"n" * 32, **settings.ENCRYPTION_KEYS}
    assert Case.objects.get(pk=case.pk).narrative == NARRATIVE
    fresh = report(narrative="两兄弟分房子。")
    assert bytes(Case.objects.values_list("sealed_key", flat=True).get(pk=fresh.pk))[1:4] == b"new"


def test_without_its_data_key_nothing_of_a_case_opens_nor_can_be_added(case, mediator):
    """Erasing a case means erasing this one cell; the timeline, which nobody may change, goes dark with it."""
    CaseEvent.objects.create(case=case, kind="phone", words="老人说不谈了。", by=mediator)
    Case.objects.filter(pk=case.pk).update(sealed_key=None)
    erased = Case.objects.get(pk=case.pk)
    for read in (lambda: erased.narrative, lambda: erased.parties.first().name, lambda: erased.events.get(kind="phone").words):
        with pytest.raises(CannotOpen):
            read()
    with pytest.raises(CannotOpen):
        CaseEvent.objects.create(case=erased, kind="phone", words="再写一条。", by=mediator)


@pytest.mark.parametrize("column", ["narrative", "wishes", "place"])
def test_sealed_columns_cannot_be_searched_nor_written_by_update(case, column):
    with pytest.raises(FieldError):
        Case.objects.filter(**{column: NARRATIVE}).exists()
    with pytest.raises(FieldError):
        Case.objects.filter(**{f"{column}__contains": "婆媳"}).exists()
    with pytest.raises(FieldError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**{column: "明文"})
    assert Case.objects.filter(**{f"{column}__isnull": False}).count() == 1


def test_a_number_is_found_exactly_and_by_nothing_less(case):
    assert [p.name for p in Party.objects.known_as(phone="13905950001")] == ["陈阿妹"]
    assert [p.name for p in Party.objects.known_as(id_number="35050319900307058X")] == ["陈阿妹"]
    assert not Party.objects.known_as(phone="1390595000").exists()
    assert not Party.objects.known_as().exists()


def test_a_fingerprint_tells_nothing_outside_its_purpose(settings):
    one = fingerprint("13905950001", purpose="mediation.party.phone")
    assert one != fingerprint("13905950001", purpose="mediation.party.id_number")
    settings.INDEX_KEY = b"y" * 32
    assert one != fingerprint("13905950001", purpose="mediation.party.phone")


def test_str_names_nobody(case):
    rows = [case, *case.parties.all(), *case.events.all()]
    for row in rows:
        assert "陈" not in str(row)
        assert case.number not in str(row)
