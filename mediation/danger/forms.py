"""What a mediator and an officer fill in about danger. Forms parse and write nothing."""

from django import forms
from django.utils import timezone

from accounts import masks
from accounts.fields import DayInput, PersonNameField, PlainTextField

from ..fields import MomentInput, PastMomentField
from ..models import MandatoryReport, Order, Party, Risk, RiskSign, Wish
from ..reached_forms import HowForm
from .application import MEASURES, told_of

NEW = "new"


def called(party):
    """Return how a party is called in a list: masked, with her side."""
    return f"{masks.name(party.name)}（{party.get_side_display()}）"


class PartyField(forms.ChoiceField):
    """One of the parties of a case; cleaned it is the Party."""

    def __init__(self, *, label):
        super().__init__(label=label, widget=forms.RadioSelect, error_messages={"required": "还没选是哪一位，请选一位。"})
        self.parties = {}

    def offer(self, parties, *more):
        self.parties = {str(party.pk): party for party in parties}
        self.choices = [*((pk, called(party)) for pk, party in self.parties.items()), *more]
        if len(self.choices) == 1:
            self.initial = self.choices[0][0]

    def clean(self, value):
        value = super().clean(value)
        return self.parties.get(value, value)


class RaiseForm(forms.Form):
    """What was seen now, and what colour it means."""

    risk = forms.TypedChoiceField(label="提高到", widget=forms.RadioSelect, coerce=int, error_messages={"required": "还没选颜色，请选一种。"})
    signs = forms.ModelMultipleChoiceField(
        label="现在看到、听到的", queryset=RiskSign.objects.none(), widget=forms.CheckboxSelectMultiple, required=False, help_text="勾了更急的，颜色跟着变。"
    )
    why = PlainTextField(label="为什么", max_length=500, lines=True, help_text="写今天出了什么事，谁说的。", error_messages={"required": "请写一句为什么。"})

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["risk"].choices = [(risk.value, f"{risk.label}色") for risk in reversed(Risk) if risk > case.risk]
        known = case.signs.values("pk")
        self.fields["signs"].queryset = RiskSign.objects.filter(is_used=True, kind="").exclude(pk__in=known)
        if len(self.fields["risk"].choices) == 1:
            self.initial["risk"] = self.fields["risk"].choices[0][0]


class LowerForm(forms.Form):
    """An officer answers for less."""

    risk = forms.TypedChoiceField(label="降到", widget=forms.RadioSelect, coerce=int, error_messages={"required": "还没选颜色，请选一种。"})
    why = PlainTextField(label="为什么", max_length=500, lines=True, help_text="写您核实了什么、和谁核实的。", error_messages={"required": "请写一句为什么。"})

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["risk"].choices = [(risk.value, f"{risk.label}色") for risk in reversed(Risk) if risk < case.risk]


class UnmarkForm(forms.Form):
    """An officer answers for it that what a mark says is not so."""

    mark = forms.ChoiceField(label="撤下哪一个", widget=forms.RadioSelect, error_messages={"required": "还没选撤下哪一个，请选一个。"})
    why = PlainTextField(label="为什么", max_length=500, lines=True, help_text="写您核实了什么、和谁核实的。", error_messages={"required": "请写一句为什么。"})

    def __init__(self, *args, marks, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mark"].choices = [(mark.value, mark.label) for mark in marks]
        if len(marks) == 1:
            self.initial["mark"] = marks[0].value


class HarmForm(forms.Form):
    """Who suffers violence."""

    party = PartyField(label="谁受到伤害")
    name = PersonNameField(label="怎么称呼", required=False, help_text="名单里没有时写。不知道姓名，写“大女儿”也行。")
    harmed = forms.ChoiceField(
        label="这一位是", widget=forms.RadioSelect, choices=Party.Harmed, error_messages={"required": "还没选这一位是大人还是孩子，请选一样。"}
    )
    why = PlainTextField(label="说明", max_length=500, lines=True, required=False)

    def __init__(self, *args, parties, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["party"].offer(parties, (NEW, "名单里没有的人"))
        self.fields["name"].widget.attrs["autocomplete"] = "off"

    def clean(self):
        told = self.cleaned_data
        if told.get("party") == NEW:
            told["party"] = None
            if not told.get("name") and "name" not in self.errors:
                self.add_error("name", "名单里没有的人，请写怎么称呼。")
        else:
            told["name"] = ""
        return told


class ReportedForm(forms.Form):
    """A report that the law wants: to whom, when, and what they gave as a receipt."""

    party = PartyField(label="为了谁")
    to = forms.ChoiceField(
        label="报给了", widget=forms.RadioSelect, choices=MandatoryReport.To, initial="police", error_messages={"required": "还没选报给哪个部门，请选一个。"}
    )
    at = PastMomentField(label="什么时候报的")
    unit = PlainTextField(
        label="哪个单位、谁接的",
        max_length=100,
        help_text="例如：东海派出所，警号 012345",
        error_messages={"required": "还没写报给哪个单位，请写上。"},
    )
    receipt = PlainTextField(
        label="回执",
        max_length=200,
        help_text="报警回执号、受理号，或对方签收的文书编号。",
        error_messages={"required": "还没写回执。没有拿到，请再打一次电话问编号。"},
    )

    def __init__(self, *args, parties, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["party"].offer(parties)
        self.fields["at"].widget = MomentInput()
        self.initial.setdefault("at", timezone.localtime().replace(second=0, microsecond=0))


class WishForm(HowForm):
    """What she herself wants."""

    moment = "at"

    party = PartyField(label="问了谁")
    answer = forms.ChoiceField(label="她怎么说", widget=forms.RadioSelect, choices=Wish.Answer, error_messages={"required": "还没选她怎么说，请选一样。"})
    words = PlainTextField(label="她的原话，同意什么、不同意什么", max_length=1000, lines=True, error_messages={"required": "请照她说的写几句。"})
    at = PastMomentField(label="什么时候问的")

    def __init__(self, *args, parties, hers, **kwargs):
        """`hers` are the keys of the parties of whom the rule speaks."""
        super().__init__(*args, **kwargs)
        self.hers = hers
        self.fields["party"].offer(parties)
        self.fields["at"].widget = MomentInput()
        self.initial.setdefault("at", timezone.localtime().replace(second=0, microsecond=0))

    def speaks_of_her(self, told):
        return bool(told.get("party")) and told["party"].pk in self.hers


class OrderForm(forms.Form):
    """A 告诫书 or a 保护令, as it lies on paper."""

    kind = forms.ChoiceField(label="哪一种", widget=forms.RadioSelect, choices=Order.Kind, error_messages={"required": "还没选哪一种，请选一样。"})
    party = PartyField(label="保护谁")
    unit = PlainTextField(label="哪里出的", max_length=100, help_text="告诫书写派出所，保护令写法院。", error_messages={"required": "还没写哪里出的，请写上。"})
    number = PlainTextField(label="文书编号", max_length=60, required=False)
    forbids = PlainTextField(label="不许做什么", max_length=1000, lines=True, error_messages={"required": "请照文书写不许做什么。"})
    issued_on = forms.DateField(
        label="哪天出的", widget=DayInput(until_today=True), error_messages={"required": "请写上哪天出的。", "invalid": "这个日期看不懂。"}
    )
    until = forms.DateField(
        label="到哪天为止",
        widget=DayInput(),
        required=False,
        help_text="保护令一定有，最长 6 个月；告诫书不用写。",
        error_messages={"invalid": "这个日期看不懂。"},
    )

    def __init__(self, *args, parties, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["party"].offer(parties)


class VisitForm(HowForm):
    """A look whether an order is kept."""

    moment = "at"

    KEPT = (("yes", "守住了"), ("no", "没有守住"))

    is_kept = forms.ChoiceField(label="对方守住了吗", widget=forms.RadioSelect, choices=KEPT, error_messages={"required": "还没选守住没有，请选一样。"})
    at = PastMomentField(label="什么时候")
    words = PlainTextField(label="看到、听到什么", max_length=1000, lines=True, error_messages={"required": "请写一两句。"})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["at"].widget = MomentInput()
        self.initial.setdefault("at", timezone.localtime().replace(second=0, microsecond=0))

    def clean_is_kept(self):
        return self.cleaned_data["is_kept"] == "yes"


class RenewForm(forms.Form):
    """A court extended an order."""

    issued_on = forms.DateField(
        label="哪天裁定延长的", widget=DayInput(until_today=True), error_messages={"required": "请写上哪天。", "invalid": "这个日期看不懂。"}
    )
    until = forms.DateField(label="延长到哪天", widget=DayInput(), error_messages={"required": "请写上到哪天为止。", "invalid": "这个日期看不懂。"})
    number = PlainTextField(label="新的文书编号", max_length=60, required=False)


class ApplicationForm(forms.Form):
    """For whom, against whom, and what a court shall order."""

    party = PartyField(label="申请人，要保护的人")
    respondent = PartyField(label="被申请人")
    measures = forms.MultipleChoiceField(
        label="请法院做什么",
        choices=MEASURES.items(),
        widget=forms.CheckboxSelectMultiple,
        initial=["violence", "contact"],
        error_messages={"required": "还没选请法院做什么，至少选一样。"},
    )
    story = PlainTextField(
        label="事实和理由", max_length=5000, lines=True,
        help_text="对方会看到这一份。案卷里的话不必都写：不写她现在住哪里、电话、谁帮了她，也不写她没有答应说的。",
        error_messages={"required": "还没写事实和理由，请写几句：什么时候、怎么动的手。"},
    )  # fmt: skip

    def __init__(self, *args, case, parties, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["story"].widget.attrs["rows"] = 10
        self.fields["story"].initial = told_of(case.narrative, [party for party in parties if party.side == Party.Side.APPLICANT])
        for name, side in (("party", Party.Side.APPLICANT), ("respondent", Party.Side.RESPONDENT)):
            self.fields[name].offer(parties)
            here = [party for party in parties if party.side == side]
            if len(here) == 1:
                self.fields[name].initial = here[0].pk

    def clean(self):
        told = self.cleaned_data
        if told.get("party") and told.get("party") == told.get("respondent"):
            self.add_error("respondent", "申请人和被申请人选了同一位，请改一位。")
        return told
