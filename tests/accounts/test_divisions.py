"""The official table: taken in whole or not at all, and again when a newer one comes."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts import divisions
from accounts.divisions import TableRefused, level_of, parent_of
from accounts.models import Area

OFFICIAL = Path(settings.BASE_DIR) / "data" / "quanzhou-divisions.csv"
ROWS = [
    ("350500000000", "泉州市"),
    ("350503000000", "丰泽区"),
    ("350503002000", "丰泽街道"),
    ("350503002001", "霞淮社区居委会"),
    ("350503002002", "东美社区居委会"),
    ("350503002003", "源淮社区居委会"),
    ("350503003000", "泉秀街道"),
    ("350503003001", "泉秀社区居委会"),
]

pytestmark = pytest.mark.django_db


def table(rows=ROWS, **renamed):
    return [(line, code, renamed.get(f"c{code}", name)) for line, (code, name) in enumerate(rows, 2)]


def without(*codes):
    return [row for row in ROWS if row[0] not in codes]


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("350000000000", None, None),
        ("350500000000", 2, None),
        ("350503000000", 3, "350500000000"),
        ("350503002000", 4, "350503000000"),
        ("350502400000", 4, "350502000000"),
        ("350503002010", 5, "350503002000"),
    ],
)
def test_level_and_parent_are_read_off_the_code(code, level, parent):
    assert level_of(code) == level
    if level:
        assert parent_of(code) == parent


def test_the_official_table_is_taken_in_whole():
    report = divisions.load(table=divisions.read(OFFICIAL))
    assert len(report.added) == Area.objects.count() == 2759
    assert [Area.objects.filter(level=level).count() for level in (2, 3, 4, 5)] == [1, 12, 174, 2572]
    kinmen = Area.objects.get(code="350527000000")
    assert (kinmen.name, kinmen.parent_id, kinmen.children.count()) == ("金门县", "350500000000", 0)
    zones = Area.objects.filter(level=4, code__regex=r"^\d{6}4")
    assert zones.count() == 11
    assert all(zone.parent.level == 3 for zone in zones)
    again = divisions.load(table=divisions.read(OFFICIAL))
    assert (again.added, again.renamed, again.gone, again.back, again.same) == ([], [], [], [], 2759)


def test_a_newer_table_adds_renames_closes_and_opens_again():
    divisions.load(table=table())
    newer = table([*without("350503002003"), ("350503002004", "东淮社区居委会")], c350503002002="东美家园社区居委会")
    report = divisions.load(table=newer)
    assert report.added == ["350503002004"]
    assert report.renamed == [("350503002002", "东美社区居委会", "东美家园社区居委会")]
    assert (report.gone, report.back) == (["350503002003"], [])
    assert Area.objects.get(code="350503002003").closed_on is not None
    back = divisions.load(table=table())
    assert (back.back, back.gone) == (["350503002003"], ["350503002004"])
    assert Area.objects.get(code="350503002003").closed_on is None


def test_a_table_of_one_street_leaves_the_others_alone():
    divisions.load(table=table())
    report = divisions.load(table=table([("350503003000", "泉秀街道"), ("350503003001", "泉秀社区居委会")]))
    assert (report.gone, report.same) == ([], 2)


def test_a_cut_off_table_is_refused_unless_it_is_meant():
    divisions.load(table=table())
    with pytest.raises(TableRefused, match="少了 3 个"):
        divisions.load(table=table(without("350503002002", "350503002003", "350503003001")))
    assert not Area.objects.exclude(closed_on=None).exists()
    assert len(divisions.load(table=table(without("350503002002", "350503002003", "350503003001")), many_gone=True).gone) == 3


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (("35050300200", "短"), "第 10 行：代码“35050300200”不是 12 位数字。"),
        (("3.50503E+11", "表格软件"), "第 10 行：代码“3.50503E+11”不是 12 位数字。"),
        (("٣٥٠٥٠٣٠٠٢٠٠٩", "别的数字"), "第 10 行：代码“٣٥٠٥٠٣٠٠٢٠٠٩”不是 12 位数字。"),
        (("350000000000", "福建省"), "第 10 行：350000000000 在市以上，这里只要市和市以下的。"),
        (("350503002009", ""), "第 10 行：350503002009 没有名称。"),
        (("350503002009", "长" * 61), "第 10 行：350503002009 的名称超过 60 个字。"),
        (("350503002001", "别名"), "第 10 行：350503002001 已经在第 5 行叫“霞淮社区居委会”。"),
        (("350503009001", "没有街道"), "第 10 行：350503009001 的上级 350503009000 不在表里。"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_nothing_is_taken_in(bad, sentence):
    with pytest.raises(TableRefused) as refused:
        divisions.load(table=table([*ROWS, bad]))
    assert refused.value.faults == [sentence]
    assert not Area.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize(("comma", "end", "heading"), [(",", "\n", "code,name"), ("\t", "\r\n", "区划代码\t名称"), (",", "\r\n", None)])
def test_any_usual_encoding_is_read(tmp_path, encoding, comma, end, heading):
    lines = ([heading] if heading else []) + [comma.join(row) for row in ROWS] + ["", comma]
    file = tmp_path / "areas.csv"
    file.write_bytes(end.join(lines).encode(encoding))
    first = 2 if heading else 1
    assert divisions.read(file) == [(line, *row) for line, row in enumerate(ROWS, first)]


def test_the_command_reports_and_refuses_in_words(tmp_path):
    out, err = StringIO(), StringIO()
    file = tmp_path / "areas.csv"
    file.write_text("\n".join(map(",".join, ROWS)), encoding="utf-8")
    call_command("loadareas", str(file), "--dry-run", stdout=out)
    assert out.getvalue() == "新增 8，改名 0，撤销 0，恢复 0，没变 0。\n这次只看，没有保存。\n"
    assert not Area.objects.exists()
    call_command("loadareas", str(file), stdout=out)
    assert Area.objects.count() == 8
    file.write_text("350503002009,\n1,甲", encoding="utf-8")
    with pytest.raises(CommandError, match="有 2 行要改，一行也没有导入。"):
        call_command("loadareas", str(file), stderr=err)
    assert err.getvalue() == "第 1 行：350503002009 没有名称。\n第 2 行：代码“1”不是 12 位数字。\n"
    file.write_bytes(b"\x89PNG\x00\x01\xff\xfe")
    with pytest.raises(CommandError, match="读不出文字"):
        call_command("loadareas", str(file))
    with pytest.raises(CommandError, match="打不开文件"):
        call_command("loadareas", str(tmp_path / "none.csv"))
