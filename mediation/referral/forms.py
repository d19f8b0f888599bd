"""What the mediator and the body's person fill in for a referral. Forms parse and write nothing."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from accounts import masks
from accounts.fields import DayInput, PlainTextField
from accounts.models import Area

from .. import reaching
from ..forms import KeyField
from ..models import Partner, Referral, ReferralAnswer, Risk
from . import content

DAYS, MOST_DAYS = 10, 180  # [D] how long a body has by default, and at the most


class PartsForm(forms.Form):
    """To whom, what of it, until when."""

    key = KeyField()
    partner = forms.ModelChoiceField(
        label="转给谁", queryset=Partner.objects.none(), empty_label="请选择", error_messages={"required": "还没选转给哪个单位，请选一个。"}
    )
    people = forms.MultipleChoiceField(label="哪些人、哪些资料", widget=forms.CheckboxSelectMultiple, required=False)
    facts = forms.MultipleChoiceField(label="哪些情况", widget=forms.CheckboxSelectMultiple, required=False)
    story = PlainTextField(
        label="经过，写给对方看的",
        max_length=3000,
        lines=True,
        help_text="只写对方办这件事用得着的，重新写，别照抄。案件里的原话不会带过去。",
        error_messages={"required": "还没写经过，请写几句对方用得着的。"},
    )
    care = PlainTextField(label="联系时要注意什么", max_length=300, required=False, lines=True, help_text="例如：只在上午打，别提妇联；不要上门。")
    photos = forms.MultipleChoiceField(label="哪些照片", widget=forms.CheckboxSelectMultiple, required=False)
    due_on = forms.DateField(
        label="请对方在哪天前交回", widget=DayInput(), error_messages={"required": "请写上日子。", "invalid": "这个日子看不懂。请这样写：2026-12-05。"}
    )

    def __init__(self, *args, case, parties, photos, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = Partner.objects.serving(case.area_id).reading()
        self.fields["partner"].label_from_instance = lambda row: f"{row.name}（{row.get_kind_display()}）"
        way = reaching.way_of(case)
        hints = {"name": lambda party: masks.name(party.name), "phone": lambda party: masks.phone(party.phone), "id_number": lambda party: "****"}
        self.fields["people"].choices = [
            (f"{party.uid}:{name}", f"{party.get_side_display()}的{words}（{hints[name](party)}）")
            for party in parties
            for name, words in content.personal(party, way, parties)
        ]
        self.withheld = content.is_withheld(way)
        self.fields["facts"].choices = content.known(case)
        self.fields["photos"].choices = [
            (str(photo.uid), f"第 {number} 张{f'：{photo.words}' if photo.words else ''}") for number, photo in enumerate(photos, 1)
        ]
        self.initial.setdefault("due_on", timezone.localdate() + timedelta(days=DAYS))
        for name in ("people", "photos"):
            if not self.fields[name].choices:
                del self.fields[name]

    def clean_due_on(self):
        day, today = self.cleaned_data["due_on"], timezone.localdate()
        if not today < day <= today + timedelta(days=MOST_DAYS):
            raise forms.ValidationError("请写今天以后、半年以内的日子。", code="day")
        return day

    def facts_told(self):
        """Return what `asking.ask` takes, but for the case and who asks."""
        return {"people": [], "photos": [], **self.cleaned_data}

    @classmethod
    def initial_of(cls, referral):
        parts = referral.parts
        return {
            "partner": referral.partner_id, "people": parts["chosen"]["people"], "facts": parts["chosen"]["facts"], "story": parts["story"],
            "care": parts["care"], "photos": parts["photos"], "due_on": referral.due_on,
        }  # fmt: skip


class ConsentForm(forms.Form):
    """Who agreed, or why nobody was asked."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    consent = forms.ChoiceField(label="本人同意吗", widget=forms.RadioSelect, error_messages={"required": "还没选本人同意没有，请选一样。"})
    consent_words = PlainTextField(
        label="怎么说的，或者为什么来不及问", max_length=500, lines=True, required=False, help_text="对方看不到这一栏。没有问本人的，一定要写。"
    )

    def __init__(self, *args, parties, **kwargs):
        super().__init__(*args, **kwargs)
        self.parties = {str(party.uid): party for party in parties}
        agreed = [(uid, f"{masks.name(party.name)}（{party.get_side_display()}）同意") for uid, party in self.parties.items()]
        others = [choice for choice in Referral.Consent.choices if choice[0] != Referral.Consent.GIVEN]
        self.fields["consent"].choices = [*agreed, *others]

    def clean(self):
        said = self.cleaned_data
        if said.get("consent") and said["consent"] not in self.parties and said.get("consent_words") == "":
            self.add_error("consent_words", "没有问本人，请写一句为什么。")
        return said

    def facts(self):
        """Return what `handing.hand_over` takes, but for the referral and who hands over."""
        said = self.cleaned_data
        party = self.parties.get(said["consent"])
        consent = Referral.Consent.GIVEN if party else said["consent"]
        return {"revision": said["revision"], "consent": consent, "consent_by": party, "consent_words": said["consent_words"]}


class TakeBackForm(forms.Form):
    words = PlainTextField(label="为什么收回", max_length=300, lines=True, required=False, help_text="写进案件的经过，对方看不到。")


class AnswerForm(forms.Form):
    """What a body writes back."""

    key = KeyField()
    kind = forms.ChoiceField(
        label="办得怎么样", widget=forms.RadioSelect, choices=ReferralAnswer.Kind, error_messages={"required": "还没选办得怎么样，请选一样。"}
    )
    words = PlainTextField(
        label="说明",
        max_length=2000,
        lines=True,
        help_text="谁在办、办了什么、还要妇联做什么。存下就不能改，可以再写一条。",
        error_messages={"required": "还没写说明，请写几句。"},
    )


class ScreeningForm(forms.Form):
    """When, where, with whom; and which cases with which colour: one choice a case, `colour_<number>`."""

    key = KeyField()
    area = forms.ModelChoiceField(label="哪一片", queryset=Area.objects.none(), empty_label=None)
    held_on = forms.DateField(
        label="哪一天碰的头",
        widget=DayInput(until_today=True),
        error_messages={"required": "请写上日子。", "invalid": "这个日子看不懂。请这样写：2026-11-25。"},
    )
    partners = forms.ModelMultipleChoiceField(
        label="和哪些单位",
        queryset=Partner.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "还没选和哪些单位，请至少选一个。"},
    )

    def __init__(self, *args, areas, cases, partners, **kwargs):
        super().__init__(*args, **kwargs)
        self.cases = {case.number: case for case in cases}
        self.fields["area"].queryset = areas
        self.fields["partners"].queryset = partners
        self.initial.setdefault("held_on", timezone.localdate())
        for number in self.cases:
            self.fields[f"colour_{number}"] = forms.TypedChoiceField(
                label=number,
                choices=[("", "不列"), *((str(risk), words) for risk, words in reversed(Risk.choices))],
                coerce=int,
                required=False,
                empty_value=None,
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    @property
    def rows(self):
        """(case, its field), for the template."""
        return [(case, self[f"colour_{number}"]) for number, case in self.cases.items()]

    def clean_held_on(self):
        day = self.cleaned_data["held_on"]
        if not timezone.localdate() - timedelta(days=366) <= day <= timezone.localdate():
            raise forms.ValidationError("请写今天或近一年里的日子。", code="day")
        return day

    def clean(self):
        said = self.cleaned_data
        said["colours"] = {case: said[f"colour_{number}"] for number, case in self.cases.items() if said.get(f"colour_{number}")}
        if not self.errors and not said["colours"]:
            raise forms.ValidationError("还没有选一件。请给要列的案件选颜色。", code="none")
        return said

    def facts(self):
        return {name: self.cleaned_data[name] for name in ("key", "area", "held_on", "partners", "colours")}
