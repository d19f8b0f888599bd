"""What is typed about parties and meetings, beyond the fields of `accounts.fields`."""

import re
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import text
from accounts.fields import OLDEST

from .models import Purpose

MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"(0\d{2,3})?[2-8]\d{6,7}")


class PurposeField(forms.ChoiceField):
    """What she came for; nobody has to say it."""

    def __init__(self, *, widget=forms.RadioSelect):
        super().__init__(label="来做什么", required=False, choices=Purpose, initial=Purpose.HELP, widget=widget)

    def clean(self, value):
        return super().clean(value) or Purpose.HELP.value


class AnyPhoneField(forms.CharField):
    """A mobile or landline number by which a party can be called; cleaned it is digits alone."""

    def __init__(self, *, label="电话", **kwargs):
        super().__init__(label=label, **kwargs)
        self.widget.attrs.update(inputmode="tel", autocomplete="off")

    def to_python(self, value):
        digits = text.squeeze(super().to_python(value)).strip("()")
        return re.sub(r"^(\+|00)86", "", digits).replace("(", "").replace(")", "")

    def validate(self, value):
        super().validate(value)
        if value and not (MOBILE.fullmatch(value) or LANDLINE.fullmatch(value)):
            raise ValidationError("这个电话看不懂。手机写 11 位，座机连区号写，例如 0595-22001234；不知道就空着。", code="phone")


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class PastMomentField(forms.DateTimeField):
    """A moment until now (five minutes of a phone's clock forgiven)."""

    widget = MomentInput
    default_error_messages = {
        "required": "请写上什么时候。",
        "invalid": "这个时间看不懂。请这样写：2026-11-24 09:40。",
        "future": "时间比现在还晚。请写已经联系过的时间。",
        "old": "年份太早了，请再看看。",
    }

    def __init__(self, **kwargs):
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M"], **kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = text.fold(value)
        try:
            return super().to_python(value)
        except OverflowError:
            raise ValidationError(self.error_messages["future"], code="future") from None

    def validate(self, value):
        super().validate(value)
        if value and value > timezone.now() + timedelta(minutes=5):
            raise ValidationError(self.error_messages["future"], code="future")
        if value and value.date() < OLDEST:
            raise ValidationError(self.error_messages["old"], code="old")
