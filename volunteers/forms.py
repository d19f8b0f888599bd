"""What a volunteer fills in, and what a leader answers."""

import re

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms

from accounts import text
from accounts.fields import BirthDateField, PersonNameField, PlainTextField
from accounts.phone_field import PhoneField

from .models import Volunteer


class JoinForm(forms.Form):
    """Asks only what the account does not know yet."""

    name = PersonNameField(help_text="队里按这个名字登记，开证明也用它。")
    born_on = BirthDateField(help_text="16 岁以上可以在这里加入。")
    skills = forms.MultipleChoiceField(label="您会什么", choices=Volunteer.Skill.choices, widget=forms.CheckboxSelectMultiple, required=False)
    free_times = forms.MultipleChoiceField(
        label="什么时候有空",
        choices=Volunteer.Time.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一段有空的时间，队里好给您排班。"},
    )
    words = PlainTextField(label="想跟队长说的话", max_length=200, lines=True, required=False)
    emergency_name = PersonNameField(label="紧急联系人", required=False)
    emergency_phone = PlainTextField(
        label="紧急联系人的电话", max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
    )
    knows_risks = forms.BooleanField(label="上面要知道的，我都看过了", error_messages={"required": "请先看看上面“加入前要知道的”，看过了打个勾。"})

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        known = [field for field in ("name", "born_on") if getattr(user, field)]
        for field in known:
            del self.fields[field]
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True
        asked = [field for field in ("name", "born_on") if field not in known]
        self.helper.layout = Layout(
            *([Fieldset("您是谁", *asked)] if asked else []),
            Fieldset("您能做什么", Div("skills", css_class="pick pick-cols"), Div("free_times", css_class="pick pick-cols"), "words"),
            Fieldset("万一有事，找谁", "emergency_name", "emergency_phone"),
            "knows_risks",
        )

    def clean_emergency_phone(self):
        number = text.squeeze(self.cleaned_data["emergency_phone"])
        if number and not re.fullmatch(r"\+?\d{7,15}", number):
            raise forms.ValidationError("这个电话看不懂，请写手机号，或带区号的座机。")
        return number

    def clean(self):
        data = super().clean()
        if bool(data.get("emergency_name")) != bool(data.get("emergency_phone")) and not self.errors:
            missing = "emergency_phone" if data.get("emergency_name") else "emergency_name"
            self.add_error(missing, "姓名和电话要一起写，或者都不写。")
        data.pop("knows_risks", None)
        return data


class CounterForm(forms.Form):
    """What the station asks somebody who came in person."""

    phone = PhoneField(help_text="没有账号的，会用这个号码建一个。")
    name = PersonNameField()
    born_on = BirthDateField()
    with_guardian = forms.BooleanField(label="14、15 岁：家长在场，同意加入", required=False)
    skills = forms.MultipleChoiceField(label="会什么", choices=Volunteer.Skill.choices, widget=forms.CheckboxSelectMultiple, required=False)
    free_times = forms.MultipleChoiceField(label="什么时候有空", choices=Volunteer.Time.choices, widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True
        columns = "pick pick-cols"
        self.helper.layout = Layout(
            "phone", "name", "born_on", Div("with_guardian", css_class="pick"), Div("skills", css_class=columns), Div("free_times", css_class=columns)
        )


class RefuseForm(forms.Form):
    reason = PlainTextField(
        label="为什么现在不能加入",
        max_length=120,
        error_messages={"required": "请写明原因，本人会看到这句话。"},
        help_text="本人会看到这句话，也可以再申请。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True
