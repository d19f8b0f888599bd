"""What comes in from the pages of appointments: parsed, never written."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.html import format_html

from accounts.fields import BirthDateField, DayInput, PlainTextField
from accounts.models import SafeContact

from ..forms import BIGGEST, KEY, Lenient
from ..models import Service, Topic
from ..rules import moment

Rule = SafeContact.Rule
NOTHING = "还没有选时间，请选一个。"
RULES = (  # her choice, and what then happens
    (Rule.ANY, "随时可以", "短信只写“您有一项预约，{when}”"),
    (Rule.AS_CENTER, "只说是“邻里中心”", "电话里不提是什么事，别人接就说打错了"),
    (Rule.HOURS, "只在这些钟点", "别的时候不打电话，不发短信"),
    (Rule.NEVER, "都不要", "不打电话，不发短信。约好后请自己记下预约码"),
)


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self):
        super().__init__(format="%H:%M")


class SlotsQuery(Lenient):
    """The query of the pages: which kind, where, whose, which week, which time was chosen before signing in."""

    theme = forms.ChoiceField(choices=Service.Theme.choices, required=False)
    topic = forms.ChoiceField(choices=Topic, required=False)
    near = forms.ChoiceField(choices=[(near, near) for near in ("community", "street", "county", "city")], required=False)
    who = forms.IntegerField(min_value=1, max_value=BIGGEST, required=False)
    week = forms.DateField(input_formats=["%Y-%m-%d"], required=False)
    slot = forms.IntegerField(min_value=1, max_value=BIGGEST, required=False)
    go = forms.BooleanField(required=False)


class SlotForm(forms.Form):
    """One time out of those that stand on the page. Whether it may be taken is asked by the deed."""

    slot = forms.IntegerField(
        min_value=1, max_value=BIGGEST, error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), NOTHING), widget=forms.HiddenInput
    )
    key = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self):
        """A press without the number of its page would be one more booking each time it is sent."""
        said = super().clean()
        if not KEY.fullmatch(said.get("key", "")):
            raise forms.ValidationError("这一页没有载入好，请再按一次。")
        return said


class AppointmentForm(SlotForm):
    """A time, how she may be reached, and how she wants to be called."""

    rule = forms.ChoiceField(label="怎么联系您", widget=forms.RadioSelect, error_messages={"required": "请选一种。", "invalid_choice": "请选一种。"})
    starts = forms.TimeField(label="从", required=False, widget=TimeInput, error_messages={"invalid": "请这样写：9:00。"})
    ends = forms.TimeField(label="到", required=False, widget=TimeInput, error_messages={"invalid": "请这样写：18:00。"})
    called = PlainTextField(label="怎么称呼您", max_length=20, required=False, help_text="可以写“林女士”，不用写真名。")
    unnamed = forms.BooleanField(label=format_html("先不留名<span>{}</span>", "接待的人只看到预约码和您写的称呼，来了再说也行"), required=False)
    born_on = BirthDateField(label="您的出生日期", required=False)

    def __init__(self, *args, contact=None, slot_at=None, asks_birth_date=False, confidential=True, **kwargs):
        super().__init__(*args, **kwargs)
        when = moment(slot_at) if slot_at else "几月几日几点"
        first = RULES[0][2].format(when=when) if confidential else "约好、有变动，用短信告诉您"
        self.fields["rule"].choices = [(value, format_html("{}<span>{}</span>", words, first if value == Rule.ANY else more)) for value, words, more in RULES]
        self.fields["called"].widget.attrs |= {"autocomplete": "off", "class": "form-control-narrow"}
        self.initial.setdefault("rule", contact.rule if contact else Rule.ANY)
        if contact and contact.starts:
            self.initial |= {"starts": contact.starts, "ends": contact.ends}
        if not asks_birth_date:
            del self.fields["born_on"]

    def contact(self):
        """Return the arguments of safe_contact.choose."""
        said = self.cleaned_data
        return {"rule": said["rule"], "starts": said.get("starts"), "ends": said.get("ends")}


class NoteForm(forms.Form):
    called = PlainTextField(label="怎么称呼", max_length=20, required=False)
    note = PlainTextField(label="记一笔", max_length=500, lines=True, required=False, help_text="加密保存，只有您看得到。换人接待，这一笔不跟过去。")


class ReasonForm(forms.Form):
    reason = PlainTextField(label="为什么停", max_length=60, help_text="对方只会看到“不能按时进行”，看不到这句。")


WEEKDAYS = [(str(n), f"周{word}") for n, word in enumerate("一二三四五六日")]
LENGTHS = [(n, f"{n} 分钟") for n in (20, 30, 45, 60, 90)]
BREAKS = [(0, "不歇"), (5, "5 分钟"), (10, "10 分钟"), (15, "15 分钟"), (30, "30 分钟")]


class HoursForm(forms.Form):
    """The weekly pattern that a host offers."""

    service = forms.ModelChoiceField(label="哪项服务", queryset=Service.objects.none(), empty_label="请选择")
    weekdays = forms.MultipleChoiceField(label="星期几", choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple, error_messages={"required": "至少选一天。"})
    starts = forms.TimeField(label="从", widget=TimeInput)
    ends = forms.TimeField(label="到", widget=TimeInput)
    slot_minutes = forms.TypedChoiceField(label="一个时段", choices=LENGTHS, coerce=int, initial=45)
    break_minutes = forms.TypedChoiceField(label="中间歇", choices=BREAKS, coerce=int, initial=15)
    since = forms.DateField(label="从哪天起", widget=DayInput)
    until = forms.DateField(label="到哪天", widget=DayInput, required=False, help_text="不写就一直排下去。放假不排。")

    def __init__(self, *args, services, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = services
        self.fields["service"].label_from_instance = lambda row: f"{row}（{row.site.center}）"

    def clean(self):
        said = super().clean()
        if said.get("starts") and said.get("ends") and said["ends"] <= said["starts"]:
            self.add_error("ends", "结束要比开始晚。")
        if said.get("since") and said.get("until") and said["until"] < said["since"]:
            self.add_error("until", "结束的日期要比开始的晚。")
        return said


class OneForm(forms.Form):
    """One more time, outside the pattern."""

    service = forms.ModelChoiceField(label="哪项服务", queryset=Service.objects.none(), empty_label="请选择")
    day = forms.DateField(label="哪天", widget=DayInput)
    at = forms.TimeField(label="几点", widget=TimeInput)
    minutes = forms.TypedChoiceField(label="多长", choices=LENGTHS, coerce=int, initial=45)

    def __init__(self, *args, services, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = services
        self.fields["service"].label_from_instance = lambda row: f"{row}（{row.site.center}）"


class DayOffForm(forms.Form):
    day = forms.DateField(label="哪天不在", widget=DayInput)

    def clean_day(self):
        day = self.cleaned_data["day"]
        if not timezone.localdate() <= day <= timezone.localdate() + timedelta(days=366):
            raise forms.ValidationError("请选今天以后、一年以内的日子。")
        return day
