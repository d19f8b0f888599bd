"""The coverage as an Excel file, for officers: each community of their area with its sites."""

from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from .coverage import FIVE, of_communities

FORMULAS = ("=", "+", "-", "@")
NUMBERS = (int, float, Decimal)


def coverage_book(areas):
    """Return the bytes of an .xlsx with every open community of `areas` (a queryset of Area)."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("五类阵地")
    sheet.freeze_panes = "A2"
    for column, width in zip("ABCDEFGHIJ", (16, 12, 16, 20, 10, 10, 10, 10, 12, 40), strict=True):
        sheet.column_dimensions[column].width = width
    heads = ["区划代码", "县（市、区）", "街道（乡镇）", "社区（村）", *(short for short, _, _ in FIVE.values()), "还缺"]
    sheet.append([_text(sheet, head, bold=True) for head in heads])
    for area, numbers in of_communities(areas):
        missing = "、".join(whole for key, (_, whole, _) in FIVE.items() if not numbers[key])
        street = area.parent
        places = [_text(sheet, words) for words in (area.code, street.parent.name if street.parent else "", street.name, area.name)]
        sheet.append([*places, *(numbers[key] for key in FIVE), _text(sheet, missing)])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _text(sheet, words, *, bold=False):
    """Return a cell that stays text, whatever it begins with (= would be a formula), also when somebody edits it in Excel."""
    cell = WriteOnlyCell(sheet, value=words)
    cell.data_type = "s"
    cell.quotePrefix = str(words)[:1] in FORMULAS
    if bold:
        cell.font = Font(bold=True)
    return cell


def attendance_book(heads, rows, title):
    """Return the bytes of an .xlsx with a row for each of `rows` (lists of text and numbers; None is written as 不显示)."""
    return book([(title, heads, rows)], widths=(36, 24, 10, 10, 10, 10))


def book(parts, widths=(24,)):
    """Return the bytes of an .xlsx with a sheet for each of `parts`: (title, heads, rows as in attendance_book)."""
    made = Workbook(write_only=True)
    for title, heads, rows in parts:
        sheet = made.create_sheet(title)
        sheet.freeze_panes = "A2"
        for column, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.append([_text(sheet, head, bold=True) for head in heads])
        for row in rows:
            sheet.append([_text(sheet, "不显示") if value is None else value if isinstance(value, NUMBERS) else _text(sheet, value) for value in row])
    out = BytesIO()
    made.save(out)
    return out.getvalue()
