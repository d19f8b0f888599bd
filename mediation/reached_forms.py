"""How somebody was asked, on every form that writes down what she said; against her own word only with a reason (reaching)."""

from django import forms
from django.utils import timezone

from accounts.fields import PlainTextField

from . import reaching
from .models import CaseEvent

HOW = [(kind.value, kind.label) for kind in (CaseEvent.Kind.PHONE, CaseEvent.Kind.VISIT, CaseEvent.Kind.TALK, CaseEvent.Kind.MESSAGE)]
PLANS = [
    ("", "到时再定"), (CaseEvent.Kind.PHONE.value, "打电话问"), (CaseEvent.Kind.MESSAGE.value, "发短信、微信问"), (CaseEvent.Kind.VISIT.value, "上门看"),
    (CaseEvent.Kind.TALK.value, "她自己来，或凭查询码来说"),
]  # fmt: skip


class HowForm(forms.Form):
    """Adds `how`, and `against` once it is needed. `moment` names the field that says when; empty or without one it is now."""

    moment = ""

    how = forms.ChoiceField(label="怎样问的", widget=forms.RadioSelect, choices=HOW, error_messages={"required": "还没选怎样问的，请选一样。"})
    against = PlainTextField(
        label="她说过不要这样联系，为什么还是联系了", max_length=300, lines=True, required=False, help_text="例如：听见呼救，怕出人命。这一句写进经过。"
    )

    def __init__(self, *args, way=None, **kwargs):
        """`way` is the SafeWay of her who asked for help; None when nobody asked her, or when it is about somebody else."""
        super().__init__(*args, **kwargs)
        self.way = way
        last = self.fields.pop("against")
        self.fields["against"] = last

    def clean(self):
        told = super().clean()
        at = told.get(self.moment) or timezone.now()
        if told.get("how") and told.get("against") == "" and self.speaks_of_her(told) and reaching.is_against(self.way, told["how"], at):
            self.fields["against"].required = True  # from now on the page must not say that it may stay empty
            self.add_error("against", "她说过不要这样联系。联系过了，请写一句为什么；还没联系，就照她说的来。")
        return told

    def speaks_of_her(self, told):
        """Whether what is written down is about her whom the rule protects."""
        return True

    @property
    def asks_why(self):
        """Whether the question why stands on the page: only once it is needed."""
        return self.is_bound and bool(self.errors.get("against") or self.data.get("against"))


class PlanForm(forms.Form):
    """How a revisit is meant to be done. What she said no to is not offered."""

    how = forms.ChoiceField(
        label="打算怎样问她", widget=forms.RadioSelect, choices=PLANS, required=False,
        error_messages={"invalid_choice": "她说过不要这样联系。请选别的办法，或者等她自己来。"},
    )  # fmt: skip

    def __init__(self, *args, way=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.way = way
        self.fields["how"].choices = [(kind, words) for kind, words in PLANS if not reaching.is_shut(way, kind)]
