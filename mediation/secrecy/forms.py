"""What is asked before a case is opened to somebody outside, and of her who opens her own part."""

from django import forms
from django.core.exceptions import ValidationError

from accounts import text
from accounts.fields import PlainTextField

from ..models import BreakGlass


class CaseNumberField(forms.CharField):
    """261124-K7M2QP, typed by hand: blanks, full width and small letters are understood."""

    default_error_messages = {"required": "还没写编号，请写上。", "shape": "编号是 6 位数字、一横、6 个字母或数字，比如 261124-K7M2QP，请再看一遍。"}

    def to_python(self, value):
        value = text.squeeze(super().to_python(value)).upper()
        return value[:6] + "-" + value[6:] if len(value) == 12 else value

    def validate(self, value):
        super().validate(value)
        if value and not (len(value) == 13 and value[6] == "-" and value[:6].isdigit() and value[7:].isalnum() and value.isascii()):
            raise ValidationError(self.error_messages["shape"], code="shape")


class GlassForm(forms.Form):
    number = CaseNumberField(label="案件编号", widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "inputmode": "text"}))
    why = forms.ChoiceField(label="为什么要现在打开", widget=forms.RadioSelect, choices=BreakGlass.Why, error_messages={"required": "还没选理由，请选一个。"})
    words = PlainTextField(
        label="说明",
        max_length=300,
        lines=True,
        help_text="写发生了什么、谁同意的。不写姓名和电话。",
        error_messages={"required": "请写几句说明，个人信息保护负责人要看。"},
    )


class _DigitsField(forms.CharField):
    """`count` digits; blanks and full width are understood."""

    def __init__(self, *, count, shape, **kwargs):
        super().__init__(**kwargs)
        self.count, self.shape = count, shape

    def to_python(self, value):
        return text.squeeze(super().to_python(value))

    def validate(self, value):
        super().validate(value)
        if value and not (len(value) == self.count and value.isdigit() and value.isascii()):
            raise ValidationError(self.shape, code="shape")


def _pin(label):
    return _DigitsField(
        count=6,
        shape="口令是 6 位数字，请再看一遍。",
        label=label,
        widget=forms.PasswordInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "还没写口令，请写 6 位数字。"},
    )


class PinForm(forms.Form):
    pin = _pin("口令")


class NewPinForm(forms.Form):
    code = _DigitsField(
        count=8,
        shape="当面号码是 8 位数字，请再看一遍。",
        label="当面号码",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "还没写当面给您的号码，请写 8 位数字。"},
    )
    pin = _pin("自己想一个口令，6 位数字")
    again = _pin("再写一遍口令")

    def clean_pin(self):
        pin = self.cleaned_data["pin"]
        if len(set(pin)) == 1 or pin in "0123456789" or pin in "9876543210":
            raise ValidationError("这个口令太好猜，请换一个。也不要用生日和手机号里的数字。")
        return pin

    def clean(self):
        told = super().clean()
        if told.get("pin") and told.get("again") and told["pin"] != told["again"]:
            self.add_error("again", "两遍不一样，请再写一遍。")
        return told


class QuestionForm(forms.Form):
    words = PlainTextField(label="想问什么", max_length=300, lines=True, required=False, help_text="不写也行：就是问为什么打开。")


class AnswerForm(forms.Form):
    words = PlainTextField(
        label="答复",
        max_length=500,
        lines=True,
        help_text="只显示在她自己的页面上。写清楚为什么打开、对不对；不写经办人的姓名。",
        error_messages={"required": "还没写答复，请写几句。"},
    )
