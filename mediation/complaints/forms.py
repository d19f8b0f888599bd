"""What is filled in about the answer to a complaint."""

from django import forms
from django.utils import timezone

from accounts.fields import PlainTextField

from ..clocks.forms import DayField
from ..models import What
from . import giving


class OpinionForm(forms.Form):
    """What she will be answered."""

    words = PlainTextField(
        label="答复意见", max_length=3000, lines=True,
        help_text="查到什么、怎么处理、依据什么。印在《答复意见书》上，存下就不能改；重写一次，就按新的。",
        error_messages={"required": "还没写答复意见，请写几句。"},
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].widget.attrs["rows"] = 8


class GivenForm(forms.Form):
    """That she has one of the papers."""

    what = forms.ChoiceField(label="哪一份", widget=forms.RadioSelect, error_messages={"required": "还没选哪一份，请选一份。"})
    on = DayField(label="哪天送到的")
    how = forms.ChoiceField(label="怎么送到的", widget=forms.RadioSelect, error_messages={"required": "还没选怎么送到的，请选一样。"})
    words = PlainTextField(
        label="写进查询码的话",
        max_length=1000,
        lines=True,
        required=False,
        help_text="选“写进她的查询码”才要写。别人也可能看到：不写名字、住址，不写她写过什么。",
    )

    def __init__(self, *args, owed, ways, **kwargs):
        """`owed` are the Owed that she has not got, `ways` the Hows that she agreed to."""
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [(row.what, f"《{row.paper}》") for row in owed]
        self.fields["how"].choices = [(how.value, how.label) for how in ways]
        if len(owed) == 1:
            self.initial["what"] = owed[0].what
        if giving.How.CODE not in ways:
            del self.fields["words"]
        self.initial["on"] = timezone.localdate()

    def clean(self):
        told = self.cleaned_data
        if told.get("how") == giving.How.CODE and told.get("words") == "":
            self.add_error("words", "还没写给她的话，请写几句。")
        return told

    def facts(self):
        """Return what `giving.given` takes, but for the case and who writes."""
        return {"words": "", **self.cleaned_data, "what": What(self.cleaned_data["what"])}
