"""Form fields for what people type. Each cleans first, then says in a sentence what is amiss.

No field has a `maxlength` in the page: browsers count a rare character or an emoji twice and would cut a name short.
"""

from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils import timezone

from . import text

OLDEST = date(1900, 1, 1)
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643
ID_CHECKS = "10X98765432"


class TooLong(MaxLengthValidator):
    message = "最多 %(limit_value)d 个字，现在有 %(show_value)d 个。请写短一些。"


class PlainTextField(forms.CharField):
    """Free text of at most `max_length` characters; emoji stay. With `lines` it keeps its lines and is a textarea."""

    def __init__(self, *, max_length, lines=False, **kwargs):
        self.lines = lines
        if lines:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(**kwargs)
        self.validators.append(TooLong(max_length))

    def to_python(self, value):
        value = super().to_python(value)
        return text.clean(value) if self.lines else text.clean_line(value)


class PersonNameField(forms.CharField):
    """A person's name, at most `max_length` characters: rare characters and · stay, emoji and digits are refused."""

    default_error_messages = {"required": "请写上姓名。"}

    def __init__(self, *, max_length=40, label="姓名", **kwargs):
        super().__init__(label=label, **kwargs)
        self.validators.append(TooLong(max_length))

    def to_python(self, value):
        return text.person_name(super().to_python(value))

    def validate(self, value):
        super().validate(value)
        fault = value and text.name_fault(value)
        if fault:
            raise ValidationError(fault, code="name")


class IdNumberField(forms.CharField):
    """A resident's ID number (GB 11643): 18 characters, blanks and full-width digits accepted, the last one checked."""

    default_error_messages = {"required": "请写上身份证号。"}

    def __init__(self, *, label="身份证号", **kwargs):
        super().__init__(label=label, **kwargs)
        self.widget.attrs.update(autocomplete="off", spellcheck="false")

    def to_python(self, value):
        return text.squeeze(super().to_python(value)).upper()

    def validate(self, value):
        super().validate(value)
        fault = value and id_number_fault(value)
        if fault:
            raise ValidationError(fault, code="id_number")


class DayInput(forms.DateInput):
    """The date control of the browser: it understands ISO dates only. `until_today` ends it at today."""

    input_type = "date"

    def __init__(self, attrs=None, *, until_today=False):
        super().__init__(attrs, format="%Y-%m-%d")
        self.until_today = until_today

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        if self.until_today:
            context["widget"]["attrs"] |= {"min": f"{OLDEST:%Y-%m-%d}", "max": f"{timezone.localdate():%Y-%m-%d}"}
        return context


class BirthDateField(forms.DateField):
    """A day on which somebody now alive was born: 1900 until today. Written by hand, 2019年5月12日 and 20190512 are understood."""

    default_error_messages = {
        "required": "请写上出生日期。",
        "invalid": "这个日期看不懂。请这样写：2019-05-12。",
        "future": "出生日期不会在今天以后，请再看看年份。",
        "old": "出生日期不会早于 1900 年，请再看看年份。",
    }
    FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")

    def __init__(self, *, label="出生日期", **kwargs):
        kwargs.setdefault("widget", DayInput({"autocomplete": "bday"}, until_today=True))
        super().__init__(label=label, input_formats=self.FORMATS, **kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = text.fold(value).replace(" ", "")
        return super().to_python(value)

    def validate(self, value):
        super().validate(value)
        if value and value > timezone.localdate():
            raise ValidationError(self.error_messages["future"], code="future")
        if value and value < OLDEST:
            raise ValidationError(self.error_messages["old"], code="old")


def id_number_fault(number):
    """Return the sentence that says what is wrong with an ID number (squeezed, upper case), or "" when it is right."""
    if len(number) != 18:
        return f"身份证号是 18 位，现在有 {len(number)} 位，请对着证件再看一遍。"
    if not (number[:17].isascii() and number[:17].isdigit() and (number[17] in ID_CHECKS)) or number[0] == "0":
        return "身份证号由数字组成，只有最后一位可以是 X，请对着证件再看一遍。"
    try:
        born = datetime.strptime(number[6:14], "%Y%m%d").date()  # noqa: DTZ007
    except ValueError:
        return "身份证号中间的出生日期不对，请对着证件再看一遍。"
    if not OLDEST <= born <= timezone.localdate():
        return "身份证号中间的出生日期不对，请对着证件再看一遍。"
    if ID_CHECKS[sum(int(digit) * weight for digit, weight in zip(number, ID_WEIGHTS, strict=False)) % 11] != number[17]:
        return "身份证号有一位不对，请对着证件再看一遍。"
    return ""
