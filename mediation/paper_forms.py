"""What is typed or drawn on the pages of papers. Forms parse and write nothing."""

import base64
import binascii
import io

from django import forms
from django.core.files.uploadedfile import InMemoryUploadedFile

from accounts import pictures
from accounts.fields import PlainTextField
from accounts.pictures import PicturesField

from .documents.making import MOST_SCANS
from .documents.registry import PLACES

DRAWN = "data:image/png;base64,"
LARGEST = 600_000  # characters of a drawn signature; an ordinary one has about 20,000


class DetailsForm(forms.Form):
    """What the forms ask of a party beyond name and numbers. Gender and age are asked only where no ID number tells them."""

    version = forms.IntegerField(widget=forms.HiddenInput())  # the one of the case that she read
    gender = forms.ChoiceField(label="性别", required=False, choices=[("", "没有问"), ("女", "女"), ("男", "男")], widget=forms.RadioSelect)
    age = forms.CharField(label="年龄", required=False, help_text="周岁，写数字。")
    ethnicity = PlainTextField(label="民族", max_length=10, required=False, help_text="例如：汉族、畲族、回族。")
    occupation = PlainTextField(label="职业或职务", max_length=40, required=False)
    address = PlainTextField(label="单位或住址", max_length=120, required=False, help_text="家暴案件的协议书等会给对方的文书，不印住址和电话。")

    def __init__(self, *args, party, **kwargs):
        told = {name: getattr(party, name) or "" for name in self.base_fields if name != "version"}
        super().__init__(*args, initial=told | {"version": party.case.version}, **kwargs)
        if party.id_number:
            del self.fields["gender"], self.fields["age"]
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
        if "age" in self.fields:
            self.fields["age"].widget.attrs["inputmode"] = "numeric"

    def clean_age(self):
        age = self.cleaned_data["age"].strip().removesuffix("岁")
        if age and not (age.isdecimal() and int(age) <= 130):
            raise forms.ValidationError("年龄请写周岁的数字，例如 36；不知道就空着。")
        return str(int(age)) if age else ""


class SignForm(forms.Form):
    """One signature, drawn on the screen: its place on the paper and the picture that the script sends."""

    place = forms.ChoiceField(label="谁来签", widget=forms.RadioSelect, error_messages={"required": "还没选谁来签，请选一位。"})
    drawn = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [(place, PLACES[place]) for place in places]

    def clean_drawn(self):
        """Return (jpeg, width, height)."""
        sent = self.cleaned_data["drawn"]
        if not sent:
            raise forms.ValidationError("还没有签名。请在框里用手指或鼠标写上姓名，再按保存。")
        try:
            png = base64.b64decode(sent.removeprefix(DRAWN), validate=True) if sent.startswith(DRAWN) and len(sent) <= LARGEST else b""
            return pictures.rewrite(InMemoryUploadedFile(io.BytesIO(png), "drawn", "sign.png", "image/png", len(png), None))
        except (binascii.Error, ValueError, pictures.PictureRefused):
            raise forms.ValidationError("这次签名没有收到，请在框里再写一遍。") from None


class ScansForm(forms.Form):
    """Photos of the paper that was signed by hand."""

    scans = PicturesField(label="签好的纸", most=MOST_SCANS, help_text="一页一张，拍正、拍全。照片里的地点信息会去掉。")

    def clean_scans(self):
        if not self.cleaned_data["scans"]:
            raise forms.ValidationError("还没有选照片。请选签好的那张纸的照片。")
        return self.cleaned_data["scans"]
