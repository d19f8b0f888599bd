"""What is filled in about deadlines."""

from django import forms
from django.utils import timezone

from accounts import masks, text
from accounts.fields import DayInput, PlainTextField

from ..models import Extension, Party, What
from . import extending


class DayField(forms.DateField):
    """One day, typed or picked."""

    widget = DayInput
    default_error_messages = {"required": "还没写哪一天，请写上。", "invalid": "这一天看不懂。请这样写：2026-11-24。"}

    def __init__(self, **kwargs):
        super().__init__(input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"], **kwargs)

    def to_python(self, value):
        return super().to_python(text.fold(value) if isinstance(value, str) else value)


class ExtensionForm(forms.Form):
    """Until when, and who agreed."""

    until = DayField(label="延到哪一天")
    parties = forms.MultipleChoiceField(
        label="哪几方同意了",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "还没勾谁同意了。双方都同意才能延长。"},
    )
    agreed_on = DayField(label="哪天说好的")
    how = forms.ChoiceField(label="怎么同意的", widget=forms.RadioSelect, choices=Extension.How, error_messages={"required": "还没选怎么同意的，请选一样。"})
    words = PlainTextField(
        label="为什么要延长",
        max_length=500,
        lines=True,
        help_text="存下就不能改。",
        error_messages={"required": "还没写为什么，请写几句。"},
    )

    def __init__(self, *args, deadline, parties, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = {str(party.pk): party for party in parties if party.side in extending.SIDES}
        self.fields["parties"].choices = [(pk, f"{masks.name(party.name)}（{Party.Side(party.side).label}）") for pk, party in self.rows.items()]
        last = extending.latest(deadline)
        self.fields["until"].help_text = f"现在是 {deadline.due_on:%Y-%m-%d}，最晚能延到 {last:%Y-%m-%d}。"
        self.initial |= {"agreed_on": timezone.localdate(), "until": last}
        if deadline.what == What.ANSWER:
            del self.fields["parties"]
            self.fields["agreed_on"].label = "哪天批准并告知投诉人的"
            self.fields["how"].label = "怎么告知的"
            self.fields["words"].label = "谁批准的，为什么要延长"

    def facts(self):
        """Return what `extending.extend` takes, but for the case, what, and who writes."""
        told = dict(self.cleaned_data)
        return told | {"parties": [self.rows[pk] for pk in told.get("parties", ())]}


class StatusForm(forms.Form):
    """What a court must know before it confirms an agreement."""

    touches_status = forms.TypedChoiceField(
        label="协议里有没有离婚、身份、收养的内容",
        widget=forms.RadioSelect,
        choices=[("no", "没有"), ("yes", "有")],
        coerce=lambda value: value == "yes",
        error_messages={"required": "还没选有没有，请看看协议再选。"},
    )


class ConfirmationForm(StatusForm):
    """That both sides went to the court together."""

    on = DayField(label="哪天向法院申请的")
    words = PlainTextField(label="说明", max_length=500, lines=True, required=False, help_text="哪个法院、谁陪着去的。存下就不能改。")
