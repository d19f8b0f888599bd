"""How she may be reached, said anew: written down by whoever carries her case, or by herself behind her own PIN."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.headers import private
from accounts.refusals import Refusal

from .. import reaching
from ..casework import ways
from ..models import AccessLog, SafeWay
from ..secrecy.pins import print_of
from .hers import is_open
from .opening import look, mediators_only, posted
from .people import may_write

Rule = SafeWay.Rule
TOLD = ("当面说的", "她自己打来说的", "照原来说好的办法联系时说的")


class WayForm(forms.Form):
    """Her rule, in her own words."""

    rule = forms.ChoiceField(
        label="能联系您吗", widget=forms.RadioSelect, choices=SafeWay.Rule, error_messages={"required": "还没选能不能联系，选一样。"},
    )  # fmt: skip
    parts = forms.MultipleChoiceField(label="选了“只在这些时间”：什么时候", required=False, choices=SafeWay.Part, widget=forms.CheckboxSelectMultiple)
    says = forms.ChoiceField(
        label="打来时说自己是", widget=forms.RadioSelect, choices=SafeWay.Says, error_messages={"required": "还没选打来时怎么说，选一样。"}
    )

    def __init__(self, *args, way=None, **kwargs):
        """`way` is what holds now (a SafeWay), if anybody asked."""
        now = {"rule": way.rule, "parts": way.parts.split(","), "says": way.says} if way else {"says": SafeWay.Says.CENTER}
        super().__init__(*args, initial=now, **kwargs)

    def clean(self):
        told = super().clean()
        if told.get("rule") == Rule.HOURS and not told.get("parts") and "parts" not in self.errors:
            self.add_error("parts", "还没选什么时候可以打，选一段时间。")
        return told


class ToldForm(WayForm):
    """The same, as the mediator heard it."""

    told = forms.ChoiceField(
        label="她怎样告诉您的", widget=forms.RadioSelect, choices=[(words, words) for words in TOLD],
        help_text="只能照她自己说的改，不能听别人转告。", error_messages={"required": "还没选她怎样告诉您的，选一样。"},
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rule"].label = "能联系她吗"


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def way(request, number):
    case = look(request, number, AccessLog.What.WRITING)
    if not may_write(case, request.user):
        return redirect(case)
    now = reaching.way_of(case)
    form = ToldForm(posted(request), way=now)
    if request.method == "POST" and form.is_valid():
        try:
            ways.change(case=case, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "记下了，马上照新的来。原来的留在经过里。")
            return redirect(case)
    return render(request, "mediation/way.html", {"case": case, "form": form, "way": now}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@private
@login_required
def locked_way(request):
    """Her own word. Where nothing is under way there is nothing to say; then it leads back, as a page that is shut does."""
    whose = print_of(request.user)
    if not is_open(request) or not ways.bound(whose):
        return redirect("mediation:locked")
    form = WayForm(posted(request), way=ways.hers(whose))
    if request.method == "POST" and form.is_valid():
        try:
            ways.change_herself(whose=whose, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "存下了，马上算数。")
            return redirect("mediation:locked")
    return render(request, "mediation/locked_way.html", {"form": form}, status=422 if form.errors else 200)
