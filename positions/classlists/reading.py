"""What a class list says: each row checked like the form of the counter, each fault with its cell."""

from dataclasses import dataclass
from io import BytesIO

from django import forms
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

from accounts import text, workbooks
from accounts.fields import BirthDateField, PersonNameField, PlainTextField
from accounts.models import FamilyMember
from accounts.phone_field import PhoneField
from accounts.workbooks import Fault

MOST = 200  # rows of one list
Relation = FamilyMember.Relation
OTHER_WORDS = {"自己": "self"} | dict.fromkeys(("孙子", "孙女", "外孙", "外孙女"), "grandchild")
RELATIONS = {words: value for value, words in Relation.choices} | OTHER_WORDS
HEADS = {  # the column and the field of the form
    "参加人姓名": "name",
    "是预约人的": "relation",
    "出生日期": "born_on",
    "预约人姓名": "caller",
    "手机号": "phone",
    "要留意的事": "note",
}
NEEDED = ("参加人姓名", "是预约人的", "预约人姓名", "手机号")
EXAMPLES = (("陈小满", "女儿", "2019-05-12", "林晓梅", "13800000000", "花生过敏"), ("林阿香", "本人", "1957-03-08", "林阿香", "13900000000", ""))


class LineForm(forms.Form):
    """One row. What it refuses has the words of the counter's own form."""

    name = PersonNameField()
    relation = forms.CharField(required=False)
    born_on = BirthDateField(required=False)
    caller = PersonNameField()
    phone = PhoneField()
    note = PlainTextField(max_length=200, required=False)

    def clean_relation(self):
        said = text.squeeze(self.cleaned_data["relation"])
        if said not in RELATIONS:
            raise forms.ValidationError(f"这一格写下面的一个：{'、'.join(words for _, words in Relation.choices)}。")
        return RELATIONS[said]

    def clean(self):
        said = super().clean()
        if said.get("relation") not in (None, "self") and not said.get("born_on") and "born_on" not in self.errors:
            self.add_error("born_on", "孩子和家人要写出生日期，这样写：2019-05-12。")
        if said.get("relation") == "self" and {"name", "caller"} <= said.keys() and said["name"] != said["caller"]:
            self.add_error("caller", "本人来，预约人就是参加人，两个姓名要一样。")
        return said


@dataclass(frozen=True)
class Line:
    """One person of the list, checked; `cells` {field: cell} says where each fact stands."""

    number: int
    said: dict
    cells: dict

    def fault(self, words, field="name"):
        return Fault(self.cells.get(field, f"第 {self.number} 行"), words)


def read(file):
    """Return (lines, faults) of an uploaded .xlsx: Lines when there is no fault. Raises accounts.workbooks.NotAWorkbook, TooBig."""
    rows, faults = workbooks.read(file, heads=set(HEADS), needed=NEEDED, most=MOST)
    broken = {fault.where for fault in faults}
    lines, seen = [], {}
    for row in rows:
        cells = {HEADS[head]: cell for head, cell in row.cells.items()}
        form = LineForm({HEADS[head]: said for head, said in row.said.items()})
        if not form.is_valid():
            for field, errors in form.errors.items():
                where = cells.get(field, f"第 {row.number} 行")
                if where not in broken:
                    faults += [Fault(where, str(words)) for words in errors]
            continue
        line = Line(row.number, form.cleaned_data, cells)
        same = seen.setdefault((line.said["phone"], line.said["name"]), line)
        if same is not line:
            faults.append(line.fault(f"和第 {same.number} 行是同一个人，留一行就好。"))
        lines.append(line)
    return ([] if faults else lines), faults


def sample():
    """Return the bytes of the .xlsx to fill in: the heads, two invented people to write over, a list for the relations."""
    book = Workbook()
    sheet = book.active
    sheet.title = "名单"
    sheet.append(list(HEADS))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for example in EXAMPLES:
        sheet.append(list(example))
    for column, width in zip("ABCDEF", (14, 14, 16, 14, 18, 36), strict=True):
        sheet.column_dimensions[column].width = width
        for cell in sheet[column]:
            cell.number_format = "@"  # a phone or a date that is typed in stays as it was typed
    choices = DataValidation(type="list", formula1=f'"{",".join(words for _, words in Relation.choices)}"', allow_blank=False)
    sheet.add_data_validation(choices)
    choices.add(f"B2:B{MOST + 1}")
    sheet.freeze_panes = "A2"
    out = BytesIO()
    book.save(out)
    return out.getvalue()
