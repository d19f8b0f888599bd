"""What comes in from the pages of a term: parsed, never written."""

from django import forms
from django.utils import timezone

from accounts.fields import BirthDateField, DayInput, PlainTextField

from ..forms import BIGGEST, KEY
from ..rules import WEEKDAYS

DAYS = [(str(day), f"周{name}") for day, name in enumerate(WEEKDAYS)]


class WeekdaysField(forms.TypedMultipleChoiceField):
    """Boxes of weekdays; their numbers (0 Monday)."""

    def __init__(self, **kwargs):
        super().__init__(choices=DAYS, coerce=int, empty_value=[], widget=forms.CheckboxSelectMultiple, **kwargs)


class EnrolForm(forms.Form):
    """One press of 约上. Whether the child may come is asked by `enrolling.enrol`."""

    attendee = forms.IntegerField(
        min_value=1,
        max_value=BIGGEST,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), "还没有选谁来上，请选一位。"),
    )
    d = WeekdaysField(label="哪几天", error_messages=dict.fromkeys(("required", "invalid_choice", "invalid_list"), "还没有选星期几，请至少选一天。"))
    key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, timetable, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["d"].choices = [choice for choice in DAYS if choice[0] in timetable.weekdays]

    def clean(self):
        """A press without the number of its page would be one more enrollment each time it is sent."""
        said = super().clean()
        if not KEY.fullmatch(said.get("key", "")):
            raise forms.ValidationError("这一页没有载入好，请再按一次。")
        return said


class LeaveForm(forms.Form):
    d = WeekdaysField(label="退哪几天", error_messages=dict.fromkeys(("required", "invalid_choice", "invalid_list"), "还没有选退哪一天，请至少选一天。"))

    def __init__(self, *args, enrollment, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["d"].choices = [choice for choice in DAYS if choice[0] in enrollment.weekdays]


class DayForm(forms.Form):
    """One day off."""

    day = forms.DateField(input_formats=["%Y-%m-%d"], error_messages=dict.fromkeys(("required", "invalid"), "还没有选哪一天，请在日历里点一天。"))

    def stretch(self):
        return self.cleaned_data["day"], self.cleaned_data["day"]


class StretchForm(forms.Form):
    """Days off in a row."""

    first = forms.DateField(
        label="从哪天", widget=DayInput(), error_messages={"required": "请填从哪天起请假。", "invalid": "这个日期看不懂。请这样写：2026-12-01。"}
    )
    last = forms.DateField(
        label="到哪天", widget=DayInput(), error_messages={"required": "请填请到哪天。", "invalid": "这个日期看不懂。请这样写：2026-12-01。"}
    )

    def clean(self):
        said = super().clean()
        first, last = said.get("first"), said.get("last")
        if first and last:
            if last < first:
                self.add_error("last", "“到哪天”要不早于“从哪天”。")
            elif (last - first).days > 120 or first < timezone.localdate():
                self.add_error("first", "请从今天或以后的日子请起，一次最多请 120 天。")
        return said

    def stretch(self):
        return self.cleaned_data["first"], self.cleaned_data["last"]


class HoursForm(forms.Form):
    """Hours of an opening, one after the other; whether they are free is asked by `hourly.book`."""

    attendee = forms.IntegerField(
        min_value=1,
        max_value=BIGGEST,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), "还没有选谁来，请选一位。"),
    )
    h = forms.TypedMultipleChoiceField(
        label="几点到几点",
        coerce=int,
        empty_value=[],
        widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(("required", "invalid_choice", "invalid_list"), "还没有选时间，请至少选一个小时。"),
    )
    born_on = BirthDateField(label="您的出生日期", required=False)
    note = PlainTextField(
        label="过敏、用药或要留意的事",
        max_length=200,
        lines=True,
        required=False,
        help_text="家人资料里写过的不用再写。只有这一场的工作人员看得到，加密保存；写上，就是同意为这一场登记。",
    )
    key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, grid, **kwargs):
        super().__init__(*args, **kwargs)
        self.grid = grid
        self.fields["h"].choices = [(str(number), "") for number in range(len(grid))]

    def clean_h(self):
        """Hours with a gap between them are two stays, and this is one."""
        chosen = sorted(self.cleaned_data["h"])
        if chosen != list(range(chosen[0], chosen[-1] + 1)):
            raise forms.ValidationError("中间空着的小时也请选上，一次约连着的几个小时。")
        return chosen

    def clean(self):
        said = super().clean()
        if not KEY.fullmatch(said.get("key", "")):
            raise forms.ValidationError("这一页没有载入好，请再按一次。")
        if said.get("h"):
            said["first"], said["last"] = self.grid[said["h"][0]].start, self.grid[said["h"][-1]].end
        return said


class WordsForm(forms.Form):
    words = PlainTextField(
        label="怎么回事", max_length=200, lines=True, error_messages={"required": "请写一句怎么回事。"}, help_text="加密保存，只给这里的工作人员看。"
    )
