"""What is filled in at /help/ by somebody who need not say who she is. Forms parse and write nothing."""

from itertools import groupby

from django import forms

from accounts.fields import PlainTextField
from accounts.models import Area

from .fields import MOBILE, AnyPhoneField, PurposeField
from .forms import KeyField
from .models import FollowUp, SafeWay

WANTS = {"heard": "有人听我说", "law": "问法律怎么说", "mediate": "帮我们调解", "shelter": "想离开，要地方住"}
Rule = SafeWay.Rule


def streets():
    """Return the choices of "in which street": grouped by county, "不说" first."""
    open_streets = Area.objects.filter(level=Area.Level.TOWN).open().select_related("parent").order_by("pk")
    return [
        ("", "不说"),
        *((county, [(street.pk, street.name) for street in group]) for county, group in groupby(open_streets, lambda street: street.parent.name)),
    ]


class HelpForm(forms.Form):
    """Her request. Only what happened, and whether she may be reached, must be said."""

    key = KeyField()
    what = PlainTextField(
        label="出了什么事",
        max_length=5000,
        lines=True,
        help_text="几句话就行。不用写真名、门牌。",
        error_messages={"required": "还没写出了什么事，写一句也行。"},
    )
    purpose = PurposeField()
    want = forms.MultipleChoiceField(label="您想要什么", choices=WANTS, required=False, widget=forms.CheckboxSelectMultiple)
    where = forms.ChoiceField(label="在哪个街道", required=False, help_text="说了，离您近的人来看。里面有您认识的人？选别的街道。")
    safe = forms.ChoiceField(
        label="能联系您吗",
        widget=forms.RadioSelect,
        choices=[
            (Rule.NEVER, "不要联系我，我凭查询码回来看"),
            (Rule.HOURS, "只在这些时间打电话，别的时间一概不打"),
            (Rule.SMS, "只发短信，只写“您有一项预约”"),
        ],
        error_messages={"required": "还没选能不能联系您，选一样。"},
    )
    tel = AnyPhoneField(required=False)
    when = forms.MultipleChoiceField(label="什么时候方便", choices=SafeWay.Part, required=False, widget=forms.CheckboxSelectMultiple)
    says = forms.ChoiceField(
        label="我们打来时说自己是", required=False, widget=forms.RadioSelect, initial=SafeWay.Says.CENTER,
        choices=[(SafeWay.Says.CENTER, "邻里中心，“通知您活动的时间”"), (SafeWay.Says.FEDERATION, "妇联")],
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["what"].widget.attrs["rows"] = 6
        self.fields["purpose"].label = "您是来"
        self.fields["purpose"].help_text = "投诉，15 天内书面告诉您受不受理，办完书面答复您。"
        self.fields["where"].choices = streets()

    def clean(self):
        told = self.cleaned_data
        rule, phone = told.get("safe"), told.get("tel")
        if rule in (Rule.HOURS, Rule.SMS) and phone == "":
            self.add_error("tel", "选了可以联系，请写上电话；不想留，就选“不要联系我”。")
        if rule == Rule.SMS and phone and not MOBILE.fullmatch(phone):
            self.add_error("tel", "这个号码收不到短信，请写手机号。")
        if rule == Rule.HOURS and not told.get("when") and "when" not in self.errors:
            self.add_error("when", "还没选什么时候方便，选一段时间。")
        return told

    @property
    def open_contact(self):
        return self.is_bound and (self.data.get("safe") in (Rule.HOURS, Rule.SMS) or self["tel"].errors or self["when"].errors)

    def told(self):
        """Return the plain values that `intake.asking.begin` keeps."""
        told = self.cleaned_data
        reached = told["safe"] != Rule.NEVER
        return {
            "what": told["what"], "purpose": told["purpose"],
            "wishes": "、".join(WANTS[want] for want in told["want"]), "area": told["where"], "rule": told["safe"],
            "phone": told["tel"] if reached else "", "parts": told["when"] if told["safe"] == Rule.HOURS else [],
            "says": told["says"] or SafeWay.Says.CENTER.value,
        }  # fmt: skip


class LastForm(forms.Form):
    """The last four digits, typed back."""

    key = KeyField()
    last = forms.CharField(
        label="把最后 4 位打一遍", help_text="打对了，才算交上。怕您记错，就再也找不回来了。", error_messages={"required": "还没打最后 4 位。"}
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["last"].widget.attrs.update(inputmode="numeric", autocomplete="off", **{"class": "form-control-code"})


class CodeForm(forms.Form):
    """The 16 digits with which she comes back."""

    code = forms.CharField(label="您记下的号", help_text="16 位，空格有没有都行。", error_messages={"required": "还没输号，16 位都要输。"})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(inputmode="numeric", autocomplete="off", spellcheck="false")


class SayForm(forms.Form):
    """A sentence from her."""

    key = KeyField()
    say = PlainTextField(label="回一句", max_length=2000, lines=True, help_text="送出以后这里不留。", error_messages={"required": "还没写，写一句也行。"})


class AnswerForm(forms.Form):
    """A sentence to her."""

    key = KeyField()
    words = PlainTextField(
        label="给她的话", max_length=1000, lines=True,
        help_text="她凭查询码看到。别人也可能看到她的手机：不写名字、住址，不写她写过什么。存下就不能改。",
        error_messages={"required": "还没写给她的话，请写几句。"},
    )  # fmt: skip


class SolvedForm(forms.Form):
    """Her own word at the revisit: was it kept, is it solved."""

    kept = forms.ChoiceField(label="说好的，做到了吗", widget=forms.RadioSelect, choices=FollowUp.Kept, error_messages={"required": "还没选做到了没有。"})
    solved = forms.ChoiceField(
        label="事情解决了吗",
        widget=forms.RadioSelect,
        choices=[("yes", "解决了"), ("no", "没有解决，请换个人接着办")],
        error_messages={"required": "还没选解决了没有。"},
    )
