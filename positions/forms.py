"""What comes in from the pages: parsed, never written. A filter that makes no sense is left out, a booking's fault is said."""

import re
from datetime import timedelta

from django import forms
from django.utils import timezone

from accounts.fields import BirthDateField, PlainTextField

from .models import Ask, Feedback, Service, Site

BIGGEST = 2**63 - 1  # what a primary key can be
LAST_PAGE = 500
KEY = re.compile(r"[0-9a-f]{32}")  # booking.new_key()
NEAR = ("community", "street", "county", "city")


class Lenient(forms.Form):
    """A form for the query of a list: whatever is not valid counts as not said."""

    def said(self):
        """Return {name: value} of the fields that hold something usable."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", False)}


class PlaceFilter(Lenient):
    q = PlainTextField(max_length=60, required=False)
    kind = forms.ChoiceField(choices=Site.Kind.choices, required=False)
    area = forms.RegexField(r"^\d{12}$", required=False)
    near = forms.ChoiceField(choices=[(near, near) for near in NEAR], required=False)
    page = forms.IntegerField(min_value=1, max_value=LAST_PAGE, required=False)


class SessionFilter(Lenient):
    day = forms.DateField(input_formats=["%Y-%m-%d"], required=False)
    kind = forms.ChoiceField(choices=Site.Kind.choices, required=False)
    theme = forms.ChoiceField(choices=Service.Theme.choices, required=False)
    taken = forms.ChoiceField(choices=Service.Taken.choices, required=False)
    age = forms.IntegerField(min_value=0, max_value=120, required=False)
    who = forms.IntegerField(min_value=1, max_value=BIGGEST, required=False)
    free = forms.BooleanField(required=False)
    near = forms.ChoiceField(choices=[(near, near) for near in NEAR], required=False)
    area = forms.RegexField(r"^\d{12}$", required=False)
    center = forms.IntegerField(min_value=1, max_value=BIGGEST, required=False)
    site = forms.IntegerField(min_value=1, max_value=BIGGEST, required=False)
    service = forms.IntegerField(min_value=1, max_value=BIGGEST, required=False)
    page = forms.IntegerField(min_value=1, max_value=LAST_PAGE, required=False)

    def clean_day(self):
        """Only days for which there can be sessions: lists look forward, and nobody plans further than a year."""
        day, today = self.cleaned_data["day"], timezone.localdate()
        return day if day and today <= day <= today + timedelta(days=366) else None


class People(forms.Field):
    """Whom of the family she chose: primary keys, each once."""

    widget = forms.SelectMultiple
    MOST = 20

    def to_python(self, value):
        texts = value or []
        if len(texts) > self.MOST or not all(text.isascii() and text.isdigit() and 0 < int(text) <= BIGGEST for text in texts):
            raise forms.ValidationError(self.error_messages["required"])
        return list(dict.fromkeys(int(text) for text in texts))

    def validate(self, value):
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"])


class BookForm(forms.Form):
    """One press of 确认预约. Whether the person may come is asked by `booking.book`, not here."""

    seen = forms.IntegerField(min_value=0, max_value=BIGGEST, required=False, widget=forms.HiddenInput)  # the start that stood on the page
    attendee = People(error_messages={"required": "还没有选谁来参加，请选一位。"})
    how = forms.ChoiceField(label="空出来的位子不够呢", choices=[("all", "一起去"), *((str(n), n) for n in range(1, 20))], required=False)
    born_on = BirthDateField(label="您的出生日期", required=False)
    note = PlainTextField(
        label="过敏、用药或要留意的事",
        max_length=200,
        lines=True,
        required=False,
        help_text="家人资料里写过的不用再写。只有这一场的工作人员看得到，加密保存；写上，就是同意为这一场登记。",
    )
    to_fetch = forms.CharField(required=False)  # the key of a Fetcher, "" for anybody of the list
    acting = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST, widget=forms.HiddenInput)  # by which mandate she books for somebody
    key = forms.CharField(required=False, widget=forms.HiddenInput)
    wait = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self):
        """A press without the number of its page would be one more booking each time it is sent."""
        said = super().clean()
        if not KEY.fullmatch(said.get("key", "")):
            raise forms.ValidationError("这一页没有载入好，请再按一次。")
        return said


class AnswerForm(forms.Form):
    """What she says to an offered or a free place: who goes, or that the next one may have it."""

    go = forms.ChoiceField(choices=[("yes", "要去"), ("pass", "让给下一家"), ("take", "现在就要")])
    who = People(required=False)


class WantedForm(forms.Form):
    """What she misses. `really`: she has seen what is like it and means something else."""

    title = PlainTextField(
        label="想要什么",
        max_length=40,
        help_text="一句话就行，例如：晚上的合唱。不要写人名和电话。",
        error_messages={"required": "请写一句想要什么。"},
    )
    for_whom = forms.ChoiceField(label="给谁", choices=Ask.ForWhom.choices)
    time = forms.ChoiceField(label="什么时候方便", choices=Ask.Time.choices)
    really = forms.BooleanField(required=False, widget=forms.HiddenInput)


class EnterDrawForm(forms.Form):
    """Who takes part in a draw under one number. Whether they may, `draws.enter` says."""

    attendees = forms.TypedMultipleChoiceField(coerce=int, error_messages={"required": "还没有选谁参加，请选一位。", "invalid_choice": "请从家人里选。"})
    key = forms.RegexField(KEY, error_messages=dict.fromkeys(("required", "invalid"), "这一页没有载入好，请再按一次。"), widget=forms.HiddenInput)

    def __init__(self, *args, family, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["attendees"].label = "参加的人"
        self.fields["attendees"].choices = [(member.pk, member.name) for member in family]


class RateForm(forms.Form):
    """How it was: one of five words, and what she likes to say."""

    mark = forms.TypedChoiceField(
        label="觉得怎么样",
        coerce=int,
        choices=Feedback.Mark.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice", "invalid"), "请选一个。"),
    )
    words = PlainTextField(
        label="说两句", max_length=300, lines=True, required=False, help_text="说说这门课、这个地方。请不要写孩子、老师和别人的名字，也不用写自己的。"
    )


class ReportForm(forms.Form):
    words = PlainTextField(
        label="哪里不合适",
        max_length=200,
        lines=True,
        error_messages={"required": "请写一句哪里不合适。"},
        help_text="例如：写了别人的名字。只有工作人员看得到。",
    )
