"""What a mediator writes at each step of a case. The forms parse; the deeds write."""

from datetime import timedelta
from decimal import Decimal

from django import forms
from django.utils import timezone

from accounts.fields import DayInput, PlainTextField

from ..fields import MomentInput, PastMomentField
from ..models import Agreement, Case, ConflictOfInterest, FollowUp, Kind, Meeting
from ..reached_forms import HowForm, PlanForm
from . import meeting

PARTS = 4  # rows for instalments on one page; more are written as one
YES_NO = (("yes", "解决了"), ("no", "没有解决"))


def day_field(label, **how):
    words = {"required": f"还没写{label}。", "invalid": "这个日期看不懂。请这样写：2026-12-05。"}
    return forms.DateField(label=label, widget=DayInput(), error_messages=words, **how)


def money_field(label):
    return forms.DecimalField(
        label=label, required=False, min_value=Decimal(0), max_digits=12, decimal_places=2,
        error_messages={"invalid": "金额写数字，例如 1200.50；没有就空着。", "min_value": "金额不能小于 0。"},
    )  # fmt: skip


class WordsForm(forms.Form):
    """A step that may take a few words."""

    words = PlainTextField(label="说明", max_length=2000, lines=True, required=False, help_text="写进经过，存下就不能改。可以不写。")


class BeginForm(WordsForm):
    told = forms.BooleanField(
        label="已经把权利义务说给各方听，各方都愿意调解",
        help_text="调解不收钱；可以要求关起门谈；随时可以不调了。",
        error_messages={"required": "说过了才能勾。还没说，先联系当事人。"},
    )
    field_order = ["told", "words"]


class FailForm(forms.Form):
    words = PlainTextField(
        label="为什么谈不拢，告诉了各方什么",
        max_length=2000,
        lines=True,
        help_text="要告诉各方：可以找仲裁、行政部门，也可以去法院。",
        error_messages={"required": "还没写，请写几句。"},
    )


class EndForm(forms.Form):
    outcome = forms.ChoiceField(
        label="为什么停下",
        widget=forms.RadioSelect,
        choices=[(Case.Outcome.WITHDRAWN, "有一方或各方不要调了"), (Case.Outcome.REFERRED, "公安、法院或别的部门来办")],
        error_messages={"required": "还没选为什么，请选一个。"},
    )
    words = PlainTextField(label="说明", max_length=2000, lines=True, error_messages={"required": "还没写说明，请写几句。"})


class MeetingForm(forms.Form):
    starts_at = forms.DateTimeField(
        label="什么时候",
        widget=MomentInput(),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={"required": "还没写什么时候。", "invalid": "这个时间看不懂。请这样写：2026-12-05 09:30。"},
    )
    minutes = forms.TypedChoiceField(label="大约多久", coerce=int, choices=[(30, "半小时"), (60, "一小时"), (90, "一个半小时"), (120, "两小时")], initial=60)
    room = forms.ModelChoiceField(label="用哪一间", queryset=None, required=False, empty_label="不用我们的调解室")
    place = PlainTextField(label="别的地点", max_length=120, required=False, help_text="不用调解室，就写在哪里谈。")
    people = PlainTextField(label="另外请了谁", max_length=200, required=False, help_text="请亲友或懂行的人来，要当事人同意。")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = meeting.rooms_for(user)
        self.fields["room"].label_from_instance = lambda service: f"{service.site.center.name} {service.site.room.name}"

    def clean(self):
        told = self.cleaned_data
        if not told.get("room") and not told.get("place"):
            self.add_error("place", "还没写在哪里谈。选一间调解室，或写一个地点。")
        if told.get("starts_at") and told["starts_at"] < timezone.now() - timedelta(days=60):
            self.add_error("starts_at", "这个时间太早了，请再看看。")
        return told

    def facts(self):
        told = dict(self.cleaned_data)
        minutes = told.pop("minutes")
        return told | {"ends_at": told["starts_at"] + timedelta(minutes=minutes)}


class RecordForm(forms.Form):
    result = forms.ChoiceField(label="谈得怎么样", widget=forms.RadioSelect, choices=Meeting.Result, error_messages={"required": "还没选结果，请选一个。"})
    record = PlainTextField(
        label="调解记录",
        max_length=8000,
        lines=True,
        help_text="各方说了什么、您怎么调解的、说好了什么。存下就不能改。",
        error_messages={"required": "还没写记录。没有开成，也写一句为什么。"},
    )


class AgreementForm(forms.Form):
    form = forms.ChoiceField(
        label="怎么说定的", widget=forms.RadioSelect, choices=Agreement.Form, initial=Agreement.Form.WRITTEN, error_messages={"required": "还没选，请选一样。"}
    )
    facts_said = PlainTextField(label="主要事实和争议", max_length=4000, lines=True, error_messages={"required": "还没写主要事实，请写几句。"})
    terms = PlainTextField(label="说定了什么", max_length=4000, lines=True, help_text="一条一行。", error_messages={"required": "还没写说定了什么。"})
    way = PlainTextField(label="怎么履行", max_length=300, required=False)
    place = PlainTextField(label="在哪里履行", max_length=120, required=False)
    deadline = day_field("履行期限", required=False)
    amount = money_field("涉及金额（元）")
    copies = forms.IntegerField(label="一式几份", initial=3, min_value=2, max_value=20, help_text="当事人各一份，留底一份。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for n in range(1, PARTS + 1):
            self.fields[f"due_{n}"] = day_field(f"第 {n} 笔最晚哪天", required=False)
            self.fields[f"what_{n}"] = PlainTextField(label=f"第 {n} 笔做什么", max_length=200, required=False)
            self.fields[f"sum_{n}"] = money_field(f"第 {n} 笔金额（元）")

    @property
    def main(self):
        return [field for field in self.visible_fields() if not field.name[-1].isdigit()]

    @property
    def parts(self):
        return [(self[f"due_{n}"], self[f"what_{n}"], self[f"sum_{n}"]) for n in range(1, PARTS + 1)]

    @property
    def has_parts(self):
        return any(field.errors or field.value() for part in self.parts for field in part)

    def clean(self):
        told = self.cleaned_data
        for n in range(1, PARTS + 1):
            due, what = told.get(f"due_{n}"), told.get(f"what_{n}")
            if bool(due) != bool(what) or (told.get(f"sum_{n}") and not what):
                self.add_error(f"what_{n}" if due else f"due_{n}", f"第 {n} 笔要写明哪天、做什么；不用就都空着。")
        return told

    def facts(self):
        told = self.cleaned_data
        parts = [{"due_on": told[f"due_{n}"], "what": told[f"what_{n}"], "amount": told[f"sum_{n}"]} for n in range(1, PARTS + 1) if told[f"due_{n}"]]
        names = ("form", "terms", "way", "place", "deadline", "amount", "copies")
        return {name: told[name] for name in names} | {"facts": told["facts_said"], "instalments": parts}


class SignForm(forms.Form):
    reached_at = PastMomentField(label="什么时候都签好了")
    whole = forms.BooleanField(
        label="各方签了字或按了手印，调解员签了字，盖了章",
        error_messages={"required": "都齐了才能勾：各方签字、调解员签字、盖章。"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("reached_at", timezone.localtime().replace(second=0, microsecond=0))

    def facts(self):
        return {"reached_at": self.cleaned_data["reached_at"]}


class PerformForm(forms.Form):
    done_on = day_field("哪天做到的", initial=timezone.localdate)
    proof = PlainTextField(
        label="凭什么知道", max_length=300, help_text="例如：转账截图、双方电话确认。", error_messages={"required": "还没写凭什么知道，请写一句。"}
    )


class PlanRevisitForm(PlanForm, WordsForm):
    """When 回访 begins: how she is to be asked."""


class RevisitForm(HowForm):
    moment = "asked_at"

    kept = forms.ChoiceField(label="协议做到了吗", widget=forms.RadioSelect, choices=FollowUp.Kept, error_messages={"required": "还没选做到了没有，请选一个。"})
    solved = forms.ChoiceField(
        label="她说，事情解决了吗",
        widget=forms.RadioSelect,
        choices=YES_NO,
        help_text="按她说的选。没有解决，会换一位调解员接着办。",
        error_messages={"required": "还没选解决了没有，请问过她再选。"},
    )
    satisfied = forms.ChoiceField(label="满意吗", choices=FollowUp.Satisfied, initial=FollowUp.Satisfied.UNSAID)
    escalation = forms.BooleanField(label="有激化的苗头", required=False)
    asked_at = PastMomentField(label="什么时候问的", required=False)
    words = PlainTextField(label="情况", max_length=2000, lines=True, error_messages={"required": "还没写情况，请写几句。"})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("asked_at", timezone.localtime().replace(second=0, microsecond=0))

    def facts(self):
        return self.cleaned_data | {"solved": self.cleaned_data["solved"] == "yes"}


class RecuseForm(forms.Form):
    why = forms.ChoiceField(
        label="为什么回避", widget=forms.RadioSelect, choices=ConflictOfInterest.Why, error_messages={"required": "还没选为什么，请选一个。"}
    )


class FactsForm(forms.Form):
    """The basic facts; `version` is the one that she read."""

    version = forms.IntegerField(widget=forms.HiddenInput())
    kind = forms.ChoiceField(label="是什么事", choices=Kind)
    wishes = PlainTextField(label="他们要什么", max_length=500, lines=True, required=False)
    place = PlainTextField(label="哪一栋、哪一户", max_length=200, required=False)
