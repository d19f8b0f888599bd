"""The one form of the desk: who, how she is reached, and which session."""

from django import forms

from accounts.fields import BirthDateField, PersonNameField, PlainTextField
from accounts.phone_field import PhoneField

from ..families.desk import Caller

NO_SESSION = "还没有选场次，请选一场。"


class DeskForm(forms.Form):
    """Name and number; without a phone of her own, somebody's near her."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=36)
    name = PersonNameField(label="老人姓名")
    phone = PhoneField(label="手机号", required=False, help_text="预约码会发短信到这个号。没有手机，填下面一格。")
    contact_phone = PhoneField(label="没有手机：找得到的电话", required=False, help_text="儿女、邻居或社区的手机。不给这个号发短信，有变化打电话说。")
    contact_of = PlainTextField(label="这是谁的电话", max_length=20, required=False, help_text="比如：女儿、社区网格员。")
    companion = PersonNameField(label="一起来的人", required=False, help_text="老两口一起来，写另一位的姓名。")
    born_on = BirthDateField(label="老人出生日期", required=False, help_text="最大年龄有限制的课才要填。")
    companion_born_on = BirthDateField(label="一起来的人出生日期", required=False)
    wait = forms.BooleanField(label="约满的话，排候补", required=False)
    agreed = forms.BooleanField(label="满 60 岁。已说明：记下姓名和电话只为预约和通知，本人同意", error_messages={"required": "请先向对方说明，得到同意再办。"})
    session = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput, error_messages=dict.fromkeys(("required", "invalid"), NO_SESSION))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("name", "phone", "contact_phone", "companion"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["phone"].conditional = self.fields["contact_of"].conditional = self.fields["contact_phone"].conditional = True

    def clean(self):
        said = super().clean()
        if not self.errors.get("phone") and not self.errors.get("contact_phone"):
            if not said.get("phone") and not said.get("contact_phone"):
                self.add_error("phone", "请填手机号。没有手机，就填一个找得到本人的电话。")
            elif not said.get("phone") and not said.get("contact_of"):
                self.add_error("contact_of", "请写这是谁的电话，打过去才知道怎么说。")
        return said

    @property
    def caller(self):
        said = self.cleaned_data
        names = ("name", "phone", "born_on", "companion", "companion_born_on")
        near = {} if said["phone"] else {name: said[name] for name in ("contact_phone", "contact_of")}
        return Caller(**{name: said[name] for name in names}, **near)
