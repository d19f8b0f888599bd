"""The forms of the door: a code, a picture, who fetches, who stands there without a booking, a paper list. They parse and write nothing."""

from django import forms
from django.utils import timezone

from accounts.fields import BirthDateField, PersonNameField, PlainTextField
from accounts.models import FamilyMember
from accounts.phone_field import PhoneField
from accounts.refusals import Refusal

from ..door import lists, paper, people, scanning, walkins
from ..door.refusals import WrongTime
from ..models import Service
from .day_forms import RELATIONS

PICTURES = "image/jpeg,image/png,image/webp"


class CodeForm(forms.Form):
    code = PlainTextField(
        label="6 位码，或手机尾号 4 位",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "请输 6 位预约码，或手机号的后 4 位。"},
    )

    def clean_code(self):
        code = scanning.letters(self.cleaned_data["code"])
        if not (scanning.LETTERS.fullmatch(code) or scanning.TAIL.fullmatch(code)):
            raise forms.ValidationError("要 6 位预约码，或手机号的后 4 位。请对着票再输一次。")
        return code


class PictureForm(forms.Form):
    picture = forms.FileField(
        label="拍下二维码",
        widget=forms.FileInput(attrs={"accept": PICTURES, "capture": "environment"}),
        error_messages={"required": "还没有拍，请拍下二维码。"},
    )


class AdultsForm(forms.Form):
    adults = forms.IntegerField(label="在场的大人", min_value=0, max_value=99, error_messages={"required": "请写上有几个大人。"})


class HeadsForm(forms.Form):
    key = forms.CharField(widget=forms.HiddenInput, max_length=36)
    more = forms.IntegerField(label="又来了几位", min_value=-500, max_value=500)


class OutForm(forms.Form):
    """Who fetches. `listed` are the Persons of the list; `alone`: the child may also go home by itself."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=36)
    by = forms.ChoiceField(label="谁来接", widget=forms.RadioSelect, error_messages={"required": "请选是谁来接。", "invalid_choice": "请在名单里选。"})
    name = PersonNameField(label="他的姓名", required=False)

    def __init__(self, *args, listed, alone, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(person.ref, person.name) for person in listed]
        self.fields["by"].choices = [*choices, *([(people.ALONE, people.HERSELF)] if alone else []), (people.OTHER, "不在名单上的人")]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("by") == people.OTHER and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", "请问一问他的姓名，写下来。")
        return cleaned


class SaidForm(forms.Form):
    """What the guardian said on the phone about somebody who is not on the list."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=36)
    name = PersonNameField(label="来接的人姓名")
    said = PlainTextField(label="几点打的，谁接的，怎么说", max_length=120, error_messages={"required": "请写下监护人怎么说，才能交给他。"})


class WalkInForm(forms.Form):
    """A name and a number; what the portal knows by them is not asked again. For who is new, the rest is asked in a second step."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=36)
    who = forms.ChoiceField(label="谁来参加", choices=[("family", "孩子或家人"), ("self", "本人")], widget=forms.RadioSelect)
    name = PersonNameField(label="来的人姓名")
    phone = PhoneField(label="手机号", help_text="孩子来，写监护人的。")
    caller = PersonNameField(label="监护人或预约人姓名", required=False)
    relation = forms.ChoiceField(label="来的人是他的", choices=[("", "请选择"), *RELATIONS], required=False)
    born_on = BirthDateField(label="来的人出生日期", required=False)
    note = PlainTextField(label="要留意的事", max_length=200, required=False, help_text="过敏、用药等。加密保存，只给这一场的工作人员看。")
    agreed = forms.BooleanField(label="已说明：记下这些资料只为预约和通知，本人同意；不满 14 岁的，监护人同意", required=False)
    NEW = ("caller", "relation", "born_on", "note", "agreed")

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        self.session = session
        with_children = session.service.audience in (Service.Audience.CHILDREN, Service.Audience.PAIRS)
        self.initial.setdefault("who", "family" if with_children else "self")  # one press less: what is most often so
        self.asks_more = self.is_bound and any(name in self.data for name in self.NEW)
        for name in ("caller", "relation", "born_on"):
            self.fields[name].conditional = True
        if not self.asks_more:
            self._hold_back()

    def _hold_back(self):
        self.kept_back = {name: self.fields.pop(name) for name in self.NEW}

    def clean(self):
        cleaned = super().clean()
        if not {"name", "phone", "who"} <= set(cleaned):
            return cleaned
        herself = cleaned["who"] == "self"
        if walkins.known(phone=cleaned["phone"], name=cleaned["name"], herself=herself):
            return cleaned
        if not self.asks_more:
            self.fields |= self.kept_back
            self.asks_more = True
            self.add_error(None, "第一次来，再填几项。往后只要姓名和手机号。")
            return cleaned
        self._require_new(cleaned, herself)
        return cleaned

    def _require_new(self, cleaned, herself):
        service = self.session.service
        asks_age = not herself or service.min_age is not None or service.max_age is not None
        needed = [("agreed", "请先向对方说明，得到同意再办。")] + [("born_on", "请填上出生日期。")] * asks_age
        if not herself:
            needed += [("caller", "请写上监护人或预约人的姓名。"), ("relation", "请选来的人是他的谁。")]
        for name, sentence in needed:
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, sentence)

    @property
    def deed(self):
        """What walkins.walk_in() takes."""
        data = self.cleaned_data
        more = {name: data[name] for name in ("caller", "relation", "born_on", "note") if data.get(name)}
        return {"key": data["key"], "phone": data["phone"], "name": data["name"], "herself": data["who"] == FamilyMember.Relation.SELF, **more}


class PaperForm(forms.Form):
    """Three fields for each booking: came, left, fetched by."""

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            known = {"came": row.came_at, "left": row.left_at}
            for name, words in (("came", "来"), ("left", "走")):
                at = known[name]
                self.fields[f"{name}_{row.pk}"] = forms.TimeField(
                    label=f"{lists.shown(row)} {words}",
                    required=False,
                    initial=at and _local(at),
                    widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                    error_messages={"invalid": "时间写成 16:30 这样。"},
                )
            self.fields[f"who_{row.pk}"] = PlainTextField(label=f"{lists.shown(row)} 谁接", max_length=40, required=False, initial=row.fetched_by or "")

    def clean(self):
        cleaned = super().clean()
        for row in self.rows:
            names = [f"{name}_{row.pk}" for name in ("came", "left", "who")]
            if any(name in self.errors for name in names):
                continue
            line = self._line(row)
            try:
                if paper.changed(line):
                    paper.require_sense(row.session, line)
            except WrongTime as refusal:
                self.add_error(names[0], str(refusal))
            except Refusal as refusal:
                self.add_error(None, str(refusal))
        return cleaned

    def _line(self, row):
        data = self.cleaned_data
        return paper.Line(row, data[f"came_{row.pk}"], data[f"left_{row.pk}"], data[f"who_{row.pk}"])

    def lines(self):
        return [self._line(row) for row in self.rows]

    def table(self):
        """Yield (booking, came, left, who) as bound fields, a row each."""
        for row in self.rows:
            yield row, self[f"came_{row.pk}"], self[f"left_{row.pk}"], self[f"who_{row.pk}"]


def _local(at):
    return timezone.localtime(at).time().replace(second=0, microsecond=0)
