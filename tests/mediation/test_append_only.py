"""Timeline and log of reads: the database refuses UPDATE and DELETE, however they are asked."""

import pytest
from django.db import DatabaseError, connection, transaction

from mediation.models import AccessLog, CaseEvent


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


def test_a_line_can_be_added(case, mediator):
    CaseEvent.objects.create(case=case, kind="correction", words="前一条写错了时间。", by=mediator)
    assert case.events.count() == 2
