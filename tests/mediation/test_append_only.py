"""Timeline and log of reads: the database refuses UPDATE, DELETE and TRUNCATE, however they are asked."""

import pytest
from django.db import DatabaseError, connection, transaction

from mediation.models import AccessLog, CaseEvent

on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite cannot empty a table but by DELETE")


@pytest.fixture(params=["timeline", "log"])
def row(request, case, mediator):
    if request.param == "timeline":
        return case.events.get()
    return AccessLog.objects.create(user=mediator, case=case, number=case.number, area_code=case.area_id, what="case")


def _update(row):
    same = {"by_id": row.by_id} if hasattr(row, "by_id") else {"what": row.what}
    type(row).objects.filter(pk=row.pk).update(**same)


def _raw(sql):
    return lambda row: connection.cursor().execute(sql.format(table=row._meta.db_table))


WAYS = {
    "update": _update,
    "save": lambda row: row.save(),
    "delete": lambda row: type(row).objects.filter(pk=row.pk).delete(),
    "raw update": _raw("UPDATE {table} SET id = id"),
    "raw delete": _raw("DELETE FROM {table}"),
}


@pytest.mark.parametrize("way", WAYS)
def test_nobody_changes_or_removes_a_line(row, way):
    before = type(row).objects.values().get(pk=row.pk)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        WAYS[way](row)
    after = type(row).objects.values().get(pk=row.pk)
    assert {k: bytes(v) if isinstance(v, memoryview) else v for k, v in before.items()} == {
        k: bytes(v) if isinstance(v, memoryview) else v for k, v in after.items()
    }


@on_postgresql
@pytest.mark.parametrize("table", ["mediation_caseevent", "mediation_accesslog", "mediation_case", "positions_draw"])
def test_no_table_is_emptied_at_one_stroke(row, table):
    """Neither by name nor with what it hangs on."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # rows of this test that wait for their keys would be refused for that
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(f"TRUNCATE {table} CASCADE")
    assert type(row).objects.filter(pk=row.pk).exists()


@on_postgresql
def test_every_table_that_keeps_its_rows_refuses_to_be_emptied(db):
    """By the names of the triggers: whoever adds such a table is reminded here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, tgname LIKE '%truncate' FROM pg_trigger WHERE tgname LIKE '%append_only%'")
        rows = set(cursor.fetchall())
    tables = {table for table, _ in rows} - {"positions_drawchild"}  # goes with an entry, and may leave the list
    assert len(tables) >= 9
    assert all((table, True) in rows for table in tables)


def test_a_line_can_be_added(case, mediator):
    CaseEvent.objects.create(case=case, kind="correction", words="前一条写错了时间。", by=mediator)
    assert case.events.count() == 2
