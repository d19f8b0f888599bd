"""What is typed during a call to 12338. Everything is on one page; only what must be known is asked for."""

from itertools import groupby

from django import forms
from django.db.models import Q

from accounts import text
from accounts.fields import PersonNameField, PlainTextField
from accounts.models import Area

from .fields import AnyPhoneField, PurposeField
from .forms import NONE, KeyField
from .intake.receiving import TAKE_CALL
from .models import HotlineCall, Kind, RiskSign, SafeWay

Handling, Rule = HotlineCall.Handling, SafeWay.Rule
GO = {"case": Handling.CASE, "done": Handling.ANSWERED, "refer": Handling.PASSED, "police": Handling.POLICE, "draft": Handling.DRAFT}
KINDS = [*((kind.value, kind.label) for kind in Kind), ("labour", "劳动")]
GENDERS = [("", "没说"), ("女", "女"), ("男", "男")]
ABOUT = {"gender": "性别", "age": "年龄", "nation": "民族", "education": "文化", "marriage": "婚姻", "job": "职业"}


def _seg(**how):
    return forms.RadioSelect(attrs={"class": "form-check-input"}, **how)


class CallForm(forms.Form):
    """One call. `go` says what is done about it; put aside, it may have gaps."""

    key = KeyField()
    signs = forms.MultipleChoiceField(
        label="危险迹象",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        error_messages={"required": "还没问现在安不安全。都没有，就勾“都没有”。"},
    )
    channel = forms.ChoiceField(label="怎么来的", choices=HotlineCall.Channel, initial=HotlineCall.Channel.CALL, widget=_seg())
    caller = forms.ChoiceField(label="来电人", choices=HotlineCall.Caller, initial=HotlineCall.Caller.HERSELF, widget=_seg())
    name = PersonNameField(label="称呼，空着是不留名", required=False)
    age = forms.CharField(label="年龄", required=False)
    tel = AnyPhoneField(required=False)
    area = forms.ModelChoiceField(
        label="属地", queryset=Area.objects.none(), empty_label="选一处", error_messages={"required": "还没选属地；不肯说，就选所在的县（市、区）。"}
    )
    relation = forms.ChoiceField(label="对方是她的", required=False, choices=[("", "没说"), *HotlineCall.Relation.choices])
    safe = forms.ChoiceField(
        label="能不能打回去", widget=_seg(), error_messages={"required": "还没问能不能打回去。问一句：“以后方便打给您吗？”"},
        choices=[(Rule.ANY, "随时"), (Rule.HOURS, "只在这些时间，自称邻里中心"), (Rule.NEVER, "不要打，给查询码")],
    )  # fmt: skip
    parts = forms.MultipleChoiceField(
        label="什么时间", required=False, choices=SafeWay.Part, widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
    )
    purpose = PurposeField(widget=_seg())
    kind = forms.ChoiceField(label="类别", choices=KINDS, widget=_seg(), error_messages={"required": "还没选类别，选最主要的一样。"})
    narrative = PlainTextField(
        label="她说的（用她的话）", max_length=5000, lines=True, error_messages={"required": "还没写她说了什么，写几句。"}
    )  # fmt: skip
    wishes = PlainTextField(label="她要什么", max_length=500, lines=True, required=False)
    answer = PlainTextField(label="您答复的", max_length=2000, lines=True, required=False)
    minor = forms.BooleanField(label="涉及未成年人", required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"}))
    violence = forms.BooleanField(label="涉及家暴", required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"}))
    gender = forms.ChoiceField(label="性别", choices=GENDERS, required=False)
    nation = PlainTextField(label="民族", max_length=20, required=False)
    education = PlainTextField(label="文化", max_length=20, required=False)
    marriage = PlainTextField(label="婚姻", max_length=20, required=False)
    job = PlainTextField(label="职业", max_length=40, required=False)
    unit = forms.ChoiceField(label="转给谁", required=False, choices=[("", "不转"), *HotlineCall.Unit.choices])

    def __init__(self, *args, by, go="", **kwargs):
        super().__init__(*args, **kwargs)
        self.go = go
        self.used = {str(sign.pk): sign for sign in RiskSign.objects.filter(is_used=True, kind="")}
        self.fields["signs"].choices = [*((pk, sign.words) for pk, sign in self.used.items()), (NONE, "都没有")]
        reach = Area.objects.visible_to(by, TAKE_CALL).open().select_related("parent")
        wide = reach.filter(Q(level=Area.Level.COUNTY) | Q(level=Area.Level.TOWN)).order_by("pk")
        here = wide if wide.exists() else reach.order_by("pk")
        self.fields["area"].queryset = here
        grouped = groupby(here, lambda area: area.name if area.level == Area.Level.COUNTY else area.parent.name)
        self.fields["area"].choices = [("", "选一处"), *((county, [(area.pk, area.short_name) for area in group]) for county, group in grouped)]
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Select) and not isinstance(field.widget, forms.RadioSelect):
                field.widget.attrs["class"] = "form-select"
            elif isinstance(field.widget, forms.TextInput | forms.Textarea):
                field.widget.attrs["class"] = "form-control"
            if go == "draft" and name not in ("area", "kind"):
                field.required = False
        self.fields["age"].widget.attrs["inputmode"] = "numeric"

    def clean_age(self):
        age = text.squeeze(self.cleaned_data["age"]).removesuffix("岁")
        if age and not (age.isascii() and age.isdigit() and int(age[:4]) <= 120):
            raise forms.ValidationError("年龄写数字就行，例如 36；不肯说就空着。", code="age")
        return age

    def clean_signs(self):
        ticked = self.cleaned_data["signs"]
        if NONE in ticked and len(ticked) > 1:
            raise forms.ValidationError("勾了迹象，又勾了“都没有”。去掉一样。", code="both")
        return [self.used[pk] for pk in ticked if pk != NONE]

    def clean(self):
        told = self.cleaned_data
        if self.go == "refer" and not told.get("unit"):
            self.add_error("unit", "转办要选转给谁。")
        if self.go in ("done", "refer", "police") and told.get("answer") == "":
            self.add_error("answer", "还没写您怎么答复的，写一句。")
        if told.get("safe") == Rule.HOURS and not told.get("parts") and "parts" not in self.errors:
            self.add_error("parts", "还没选什么时间可以打。")
        return told

    def facts(self):
        """Return what `intake.hotline.register` takes, but for who answers."""
        told = self.cleaned_data
        about = {name: told[name] for name in ABOUT if told.get(name)}
        plain = {
            name: told[name]
            for name in ("channel", "caller", "name", "area", "relation", "purpose", "kind", "narrative", "wishes", "answer", "minor", "violence", "unit")
        }
        plain |= {"phone": told["tel"], "safe_rule": told["safe"] or Rule.NEVER, "parts": told["parts"] if told["safe"] == Rule.HOURS else [], "about": about}
        plain["channel"], plain["caller"] = plain["channel"] or HotlineCall.Channel.CALL, plain["caller"] or HotlineCall.Caller.HERSELF
        return {"told": plain, "signs": told["signs"], "handling": GO[self.go], "key": told["key"]}


def initial(call, about):
    """Return what a call that was put aside fills the form with."""
    facts = {
        name: getattr(call, name)
        for name in ("channel", "caller", "name", "relation", "purpose", "kind", "narrative", "wishes", "answer", "minor", "violence", "unit")
    }
    signs = [str(pk) for pk in call.signs.values_list("pk", flat=True)]
    return facts | about | {"tel": call.phone, "area": call.area_id, "safe": call.safe_rule, "parts": call.safe_parts.split(","), "signs": signs}


class ResultForm(forms.Form):
    """What came of a call afterwards."""

    result = PlainTextField(label="结果", max_length=1000, lines=True, required=False, help_text="转办的单位怎么办的、回电说了什么。")
    satisfied = forms.ChoiceField(
        label="她满意吗", choices=HotlineCall.Satisfied, widget=forms.RadioSelect, error_messages={"required": "还没选她满不满意，没问到就选“没有说”。"}
    )  # fmt: skip
