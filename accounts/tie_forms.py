"""The forms on second guardians, on who fetches a child, and on mandates. They parse; the rules are the deeds'."""

from datetime import timedelta

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html

from . import guardians, mandates, text
from .fields import DayInput, PersonNameField, PlainTextField
from .models import Guardianship
from .phone_field import PhoneField

PICK_ONE = {"required": "请选一个。", "invalid_choice": "请在列出的里面选一个。"}
SHARES = (
    (Guardianship.Shares.PICKUP, format_html("{}<span>{}</span>", "只有接送", "对方在接送名单上，名单改了会知道；看不到什么时候、在哪里")),
    (Guardianship.Shares.BOOKINGS, format_html("{}<span>{}</span>", "预约和接送", "对方看得到孩子约了什么，也可以替孩子约、替孩子请假")),
)


def plain(*layout):
    helper = FormHelper()
    helper.form_tag = False
    if layout:
        helper.layout = Layout(*layout)
    return helper


def shares_field():
    """Nothing is chosen beforehand: what is shared is her choice each time."""
    return forms.ChoiceField(label="对方看得到什么", choices=SHARES, widget=forms.RadioSelect, error_messages=PICK_ONE)


class InviteForm(forms.Form):
    """Who is invited to be a second guardian, of which children, and what she is shown."""

    phone = PhoneField(label="对方的手机号", help_text="对方用这个号登录，写对孩子的姓名，才算接受。7 天内有效。")
    relation = forms.ChoiceField(label="对方是孩子的", choices=[("", "请选择"), *Guardianship.Relation.choices], error_messages=PICK_ONE)
    members = forms.MultipleChoiceField(
        label="哪个孩子", widget=forms.CheckboxSelectMultiple, error_messages={**PICK_ONE, "required": "还没有选孩子，请选一个或几个。"}
    )
    shares = shares_field()

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.children = {str(member.pk): member for member in user.family.present().others().order_by("pk") if guardians.can_be_shared(member)}
        self.fields["members"].choices = [(pk, member.name) for pk, member in self.children.items()]
        self.fields["phone"].widget.attrs["autocomplete"] = "off"
        self.helper = plain("phone", "relation", Div("members", css_class="pick pick-2 mb-3"), Div("shares", css_class="pick mb-3"))

    def clean_members(self):
        return [self.children[pk] for pk in self.cleaned_data["members"]]


class ShareForm(forms.Form):
    shares = shares_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain(Div("shares", css_class="pick mb-3"))


class AcceptForm(forms.Form):
    """The name of the one it is about: whoever got the message by mistake does not know it."""

    name = PersonNameField()

    def __init__(self, *args, label, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = label
        self.fields["name"].help_text = "写对了才能接受，免得发错了人。"
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.helper = plain()


class FetcherForm(forms.Form):
    """Somebody who may fetch the child."""

    name = PersonNameField()
    phone = PhoneField(help_text="老师要找人的时候打。加密保存。")
    relation = PlainTextField(label="是孩子的", max_length=20, help_text="比如：外婆、邻居阿姨。", error_messages={"required": "请写上是孩子的什么人。"})
    id_tail = forms.CharField(label="身份证末四位", required=False, help_text="来接的时候核对用。加密保存。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
        self.fields["id_tail"].widget.attrs["class"] = "form-control-narrow"
        self.helper = plain(Div("name", "relation", css_class="row"), Div("phone", "id_tail", css_class="row"))

    def clean_id_tail(self):
        tail = text.squeeze(self.cleaned_data["id_tail"]).upper()
        if tail and not (len(tail) == 4 and tail[:3].isascii() and tail[:3].isdigit() and tail[3] in "0123456789X"):
            raise ValidationError("这里要身份证的最后四位，最后一位可以是 X。", code="id_tail")
        return tail


class NeverForm(forms.Form):
    """Somebody who never may."""

    never = PersonNameField(label="姓名", help_text="不用写为什么。这个人来接，老师会拦下，马上打给您。只有当天的工作人员看得到。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["never"].widget.attrs["autocomplete"] = "off"
        self.helper = plain()


class UntilField(forms.DateField):
    """The last day of a mandate, at most a year ahead."""

    def __init__(self, **kwargs):
        errors = {"required": "请写上到哪一天。", "invalid": "这个日期看不懂。请这样写：2027-05-12。"}
        super().__init__(label="到哪一天（含当天）", widget=DayInput({"class": "form-control-narrow"}), error_messages=errors, **kwargs)


def a_year_on():
    return timezone.localdate() + timedelta(days=365)


class MandateForm(forms.Form):
    """Which relative may book for me, and until when."""

    phone = PhoneField(label="家人的手机号", help_text="对方用这个号登录，写对您的姓名，才算接受。7 天内有效。")
    until = UntilField(initial=a_year_on, help_text="最长一年。您随时可以结束。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.attrs["autocomplete"] = "off"
        self.helper = plain()

    def clean_until(self):
        until, today = self.cleaned_data["until"], timezone.localdate()
        if not today <= until <= today + mandates.LONGEST:
            raise ValidationError(str(mandates.BadUntil()), code="until")
        return until
