"""Take in the official table of divisions, again and again: what is new, renamed, gone, back.

The table is a list of (code, name); a code is 2+2+2+3+3 digits and the zeros at its end tell its level (DOMAIN section 8).
"""

import csv
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from . import roles, text
from .models import Area
from .refusals import Refusal

LENGTHS = {4: Area.Level.CITY, 6: Area.Level.COUNTY, 9: Area.Level.TOWN, 12: Area.Level.VILLAGE}
LONGEST_NAME = Area._meta.get_field("name").max_length
MANY_GONE = 0.2  # a table that closes more than this share is more likely cut off than true


class TableRefused(Refusal):
    """The table was not taken in; nothing was changed. `faults` are sentences, one a line of the table."""

    def __init__(self, sentence, faults=()):
        super().__init__(sentence)
        self.faults = list(faults)


@dataclass
class Report:
    """What a table changed: codes, by what became of them."""

    added: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str, str]] = field(default_factory=list)  # code, before, after
    gone: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    same: int = 0


def level_of(code):
    """Return the Area.Level of a 12-digit code, or None when it lies above the city."""
    for length, level in LENGTHS.items():
        if not code[length:].strip("0"):
            return level if code[length - 2 : length].strip("0") or level > Area.Level.CITY else None
    return None


def parent_of(code):
    """Return the code one level up, or None for a city."""
    lengths = list(LENGTHS)
    length = next(n for n in lengths if not code[n:].strip("0"))
    return None if length == lengths[0] else code[: lengths[lengths.index(length) - 1]].ljust(12, "0")


def read(path):
    """Return [(line number, code, name)] of a table (pathlib.Path): UTF-8 with or without BOM, UTF-16, GBK; comma or tab.

    Raises TableRefused when it is no text.
    """
    words = _decode(path.read_bytes())
    head = words.split("\n", 1)[0]
    rows = csv.reader(words.splitlines(), delimiter="\t" if "\t" in head else ";" if ";" in head and "," not in head else ",")
    table = []
    for row in rows:
        cells = [text.clean_line(cell) for cell in row]
        if not any(cells):
            continue
        code, name = ([*cells, ""])[:2]
        code = text.squeeze(code)
        if not table and not any(char.isdigit() for char in code):
            continue  # the heading
        table.append((rows.line_num, code, name))
    return table


def _decode(data):
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            words = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in words:
            return words
    raise TableRefused("这个文件读不出文字。请用 UTF-8 或 GBK 编码的 CSV 文件，两列：代码，名称。")


@transaction.atomic
def load(*, table, today=None, many_gone=False):
    """Bring the areas in line with `table`, as read() gives it, and return a Report.

    What the table leaves out of the parts that it covers is closed, never deleted; what comes back is opened again.
    Raises TableRefused (all or nothing): rows that cannot be, or more than a fifth of the areas gone without `many_gone`.
    """
    today = today or timezone.localdate()
    known = Area.objects.in_bulk()
    names = _check(table, known)
    report, fresh, changed = Report(), [], []
    for code in sorted(names):
        name, area = names[code], known.get(code)
        if area is None:
            fresh.append(Area(code=code, name=name, level=level_of(code), parent_id=parent_of(code)))
            report.added.append(code)
            continue
        if area.name != name:
            report.renamed.append((code, area.name, name))
        if area.closed_on:
            report.back.append(code)
        if area.name != name or area.closed_on:
            area.name, area.closed_on = name, None
            changed.append(area)
        else:
            report.same += 1
    gone = _gone(names, known)
    open_before = sum(area.closed_on is None for area in known.values())
    if gone and not many_gone and len(gone) > MANY_GONE * open_before:
        raise TableRefused(f"这张表里少了 {len(gone)} 个现有的区划，像是不完整，所以没有导入。真要这样，请加 --many-gone。")
    for area in gone:
        area.closed_on = today
    report.gone = [area.code for area in gone]
    for level in Area.Level.values:  # parents first
        Area.objects.bulk_create([area for area in fresh if area.level == level], batch_size=500)
    Area.objects.bulk_update(changed + gone, ["name", "closed_on"], batch_size=200)
    return report


def _check(table, known):
    """Return {code: name}. Raises TableRefused with a sentence for each bad line."""
    names, lines, faults = {}, {}, []
    for line, code, name in table:
        if not (len(code) == 12 and code.isascii() and code.isdigit()):
            faults.append(f"第 {line} 行：代码“{code[:20]}”不是 12 位数字。")
        elif level_of(code) is None:
            faults.append(f"第 {line} 行：{code} 在市以上，这里只要市和市以下的。")
        elif not name:
            faults.append(f"第 {line} 行：{code} 没有名称。")
        elif len(name) > LONGEST_NAME:
            faults.append(f"第 {line} 行：{code} 的名称超过 {LONGEST_NAME} 个字。")
        elif names.get(code, name) != name:
            faults.append(f"第 {line} 行：{code} 已经在第 {lines[code]} 行叫“{names[code]}”。")
        else:
            names[code] = name
            lines.setdefault(code, line)
    for code, line in lines.items():
        parent = parent_of(code)
        if parent and parent not in names and (parent not in known or known[parent].closed_on):
            faults.append(f"第 {line} 行：{code} 的上级 {parent} 不在表里。")
    if not table:
        raise TableRefused("这张表是空的，没有导入。")
    if faults:
        raise TableRefused(f"有 {len(faults)} 行要改，一行也没有导入。", faults)
    return names


def _gone(names, known):
    """Return the open areas that lie under a part which the table covers and are not in it."""
    covered = [roles.subtree(code) for code in names if parent_of(code) not in names]
    missing = [area for code, area in known.items() if area.closed_on is None and code not in names]
    return [area for area in missing if any(low <= area.code < high for low, high in covered)]


def spoken(report, *, limit=20):
    """Yield the lines that tell a person what `report` says: the counts, then up to `limit` of each kind that changed."""
    yield f"新增 {len(report.added)}，改名 {len(report.renamed)}，撤销 {len(report.gone)}，恢复 {len(report.back)}，没变 {report.same}。"
    for code, before, after in report.renamed[:limit]:
        yield f"  改名 {code}：{before} → {after}"
    for title, codes in (("撤销", report.gone), ("恢复", report.back)):
        for code in codes[:limit]:
            yield f"  {title} {code}"
    rest = sum(max(len(rows) - limit, 0) for rows in (report.renamed, report.gone, report.back))
    if rest:
        yield f"  还有 {rest} 行没有列出。"
