"""The forms on family members and on oneself. They parse; the rules are the deeds' (`family`)."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils.html import format_html

from .consents import TEXTS, Purpose
from .family import Facts
from .fields import BirthDateField, PersonNameField, PlainTextField
from .models import FamilyMember, User

Relation = FamilyMember.Relation
CHILDREN = (Relation.DAUGHTER, Relation.SON, Relation.GRANDCHILD, Relation.OTHER)
ADULTS = (Relation.SPOUSE, Relation.PARENT, Relation.DAUGHTER, Relation.SON, Relation.OTHER)


def box(purpose, more):
    """Return a consent box; nobody ticks it beforehand."""
    return forms.BooleanField(label=format_html("{}<span>{}</span>", TEXTS[purpose].asks, more), required=False)


class FamilyForm(forms.Form):
    """One family member, `child` or grown-up. `given` are the purposes to which the guardian agreed already."""

    child_ok = box(Purpose.CHILD, "不满 14 岁，要您先同意才能登记")
    name = PersonNameField()
    born_on = BirthDateField()
    relation = forms.ChoiceField(error_messages={"required": "请选一个。", "invalid_choice": "请在列出的里面选一个。"})
    school = PlainTextField(label="学校或幼儿园", max_length=60, required=False)
    health_note = PlainTextField(label="过敏、用药或要留意的事", max_length=300, lines=True, required=False)
    health_ok = box(Purpose.HEALTH, "单独一项，不同意就不存")
    photo_ok = box(Purpose.PHOTO, "不勾也能参加，我们就不拍")

    def __init__(self, *args, child, given=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.child = child
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["born_on"].widget.attrs["autocomplete"] = "off"
        relation = self.fields["relation"]
        relation.label = "孩子是您的" if child else "这位家人是您的"
        relation.choices = [("", "请选择"), *((choice.value, choice.label) for choice in (CHILDREN if child else ADULTS))]
        self.fields["health_note"].help_text = f"加密保存。只在{'孩子' if child else '家人'}来的那一场，给那一场的工作人员看。"
        if not child:
            del self.fields["school"]
        if not child or Purpose.CHILD in given:
            del self.fields["child_ok"]
        if Purpose.HEALTH in given:
            del self.fields["health_ok"]
        if not child or Purpose.PHOTO in given:
            del self.fields["photo_ok"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            *self._some(Div("child_ok", css_class="pick mb-3")),
            Fieldset("孩子" if child else "家人", Div("name", "born_on", css_class="row"), *self._some(Div("relation", "school", css_class="row"))),
            Fieldset("健康", "health_note", *self._some(Div("health_ok", "photo_ok", css_class="pick"))),
        )

    def _some(self, div):
        """Leave out of a Div the fields that this form does not have."""
        div.fields = [name for name in div.fields if name in self.fields]
        return [div] if div.fields else []

    @property
    def facts(self):
        """What was written, for the deeds."""
        return Facts(**self.cleaned_data)


class ProfileForm(forms.Form):
    """What somebody says of herself."""

    name = PersonNameField()
    gender = forms.TypedChoiceField(
        label="性别",
        coerce=int,
        widget=forms.RadioSelect,
        choices=[(User.Gender.FEMALE, "女"), (User.Gender.MALE, "男"), (User.Gender.UNSAID, "不说")],
        error_messages={"required": "请选一个，不想说就选“不说”。", "invalid_choice": "请在列出的里面选一个。"},
    )
    born_on = BirthDateField(required=False, help_text="有的活动看年龄，填了才能约。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("name", Div("gender", css_class="pick pick-3 mb-3"), "born_on")
