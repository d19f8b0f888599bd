"""Excel files that come in: checked before they are opened, then read as text, each fault with its cell.

An .xlsx is a zip: a small one can unpack to gigabytes, and its XML can name entities of the machine (`packed` looks first).
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from . import packed, text
from .refusals import Refusal

HEAD_ROWS = 10  # a title and a remark may stand above the heads


class NotAWorkbook(Refusal):
    sentence = "这不是 .xlsx 表格。请在 Excel 或 WPS 里打开，另存为 .xlsx，再上传。"


class TooBig(Refusal):
    sentence = "这个表格太大，打不开。请只留要导入的那一页，删掉图片和多余的行，再上传。"


@dataclass(frozen=True)
class Fault:
    """What is wrong, and in which cell: B7 (or the row, or nothing, for the whole sheet)."""

    where: str
    words: str


@dataclass(frozen=True)
class Row:
    """One row of the sheet: its number, what its cells say as text, and the name of each cell."""

    number: int
    said: dict
    cells: dict


def read(file, *, heads, needed, most):
    """Read the first sheet of an .xlsx whose columns are called `heads`; those in `needed` must be there.

    Returns (rows, faults): Rows without the empty ones, and a Fault for each cell that is a formula, merged, or broken. Numbers and
    dates become text as people write them. Raises NotAWorkbook, TooBig.
    """
    packed.check(file, needed="xl/workbook.xml", not_one=NotAWorkbook, too_big=TooBig)
    file.seek(0)
    try:
        book = load_workbook(file, data_only=False, keep_links=False)
    except Exception:
        raise NotAWorkbook from None
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        raise NotAWorkbook
    return _rows(sheets[0], heads, needed, most)


def _rows(sheet, heads, needed, most):
    columns, first = _heads(sheet, heads)
    missing = [head for head in needed if head not in columns.values()]
    if missing:
        return [], [Fault("", f"没有找到这几列：{'、'.join(missing)}。请用下载的样表，第一行的名称不要改。")]
    merged = [area for area in sheet.merged_cells.ranges if area.max_row >= first and any(area.min_col <= column <= area.max_col for column in columns)]
    faults = [Fault(str(area.coord), "这几格合并在一起了，分不清是谁的。请取消合并，每一格都写上。") for area in merged[:20]]
    rows = []
    for number, cells in enumerate(sheet.iter_rows(min_row=first, max_col=max(columns), max_row=sheet.max_row), start=first):
        row = Row(number, {}, {})
        for column, head in columns.items():
            cell = cells[column - 1]
            row.cells[head] = f"{get_column_letter(column)}{number}"
            row.said[head], fault = _say(cell)
            if fault:
                faults.append(Fault(row.cells[head], fault))
        if any(row.said.values()):
            rows.append(row)
        if len(rows) > most:
            return [], [Fault("", f"一次最多导入 {most} 行，这张表不止。请分成几张。")]
    if not rows and not faults:
        faults.append(Fault("", "表里还没有人。请从第二行写起，一人一行。"))
    return rows, faults


def _heads(sheet, heads):
    """Return ({column number: head}, number of the first row below) of the row that has most of `heads`."""
    best, below = {}, 2
    for number, cells in enumerate(sheet.iter_rows(min_row=1, max_row=HEAD_ROWS), start=1):
        found = {}
        for cell in cells:
            words = text.squeeze(str(cell.value or "")).split("（")[0].split("(")[0].rstrip("*＊")
            if words in heads and words not in found.values():
                found[cell.column] = words
        if len(found) > len(best):
            best, below = found, number + 1
    return best, below


def _say(cell):
    """Return (what the cell says as text, what is wrong with it or "")."""
    value = getattr(cell, "value", None)
    kind = getattr(cell, "data_type", "n")
    if value is None:
        return "", ""
    if kind == "f":
        return "", "这一格是公式。请复制，再用“只粘贴值”贴回来。"
    if kind == "e":
        return "", "这一格在表里就显示出错了，请重写。"
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}", ""
    if isinstance(value, time):
        return f"{value:%H:%M}", ""
    if isinstance(value, bool):
        return ("是" if value else "否"), ""
    if isinstance(value, float):
        return (str(int(value)) if value.is_integer() else repr(value)), ""
    return text.clean_line(str(value))[:500], ""
