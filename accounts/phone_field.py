"""The mobile number that somebody signs in with, however she writes it."""

import re

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from . import text

MOBILE = re.compile(r"1[3-9][0-9]{9}")


class PhoneField(forms.CharField):
    """A mainland mobile number; +86, 0086, blanks, dashes, brackets and full-width digits are fine. Gives +86 and 11 digits."""

    default_error_messages = {"required": "请填手机号。"}

    def __init__(self, *, label="手机号", **kwargs):
        kwargs.setdefault("widget", forms.TextInput())
        super().__init__(label=label, **kwargs)
        self.widget.input_type = "tel"
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "tel-national", "class": "form-control-narrow"})

    def to_python(self, value):
        return re.sub(r"[().·]", "", text.squeeze(super().to_python(value)))

    def clean(self, value):
        number = super().clean(value)
        if not number:
            return number
        local = re.sub(r"^(\+|00)?86(?=1[0-9]{10}$)", "", number)
        fault = mobile_fault(local)
        if fault:
            raise ValidationError(fault, code="phone")
        return f"+86{local}"


def mobile_fault(number):
    """Return the sentence that says why `number` (squeezed, without its +86) is no mainland mobile, or "" when it is one."""
    if MOBILE.fullmatch(number):
        return ""
    if not re.fullmatch(r"\+?[0-9]+", number):
        return "手机号只有数字，请再看一遍。"
    if number.startswith(("+86", "0086")):
        number = number.removeprefix("+86").removeprefix("0086")
        number = number if number.startswith("1") else f"0{number}"  # +86 595 …: the code of a town, written without its 0
    if number.startswith(("+", "00")):
        return f"现在只能用中国大陆的手机号。没有的话，请打 {settings.HOTLINE}，工作人员帮您办。"
    if number.startswith(("0", "400", "800")) or len(number) in (7, 8):
        return "这像是座机号，收不到验证码。请填 11 位手机号。"
    if len(number) != 11:
        return f"手机号是 11 位，现在有 {len(number)} 位，请再看一遍。"
    return "手机号是 13 到 19 开头的，请再看一遍。"
