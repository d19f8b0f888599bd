"""/mediation/desk/: an officer gives cases out. She sees number, kind and state; what was said stays with the mediator."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.fields import PlainTextField
from accounts.refusals import Refusal

from ..casework import assigning
from ..casework.steps import ASSIGN
from ..models import Case, Mediator
from ..refusals import CaseChanged
from .lists import page_of
from .opening import only_with, posted

LISTS = {"": "等派人", "waiting": "等人接", "open": "在办的"}


class AssignForm(forms.Form):
    """`seen` says with whom it lay when the page was made."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput())
    to = forms.ModelChoiceField(
        label="派给谁", queryset=None, widget=forms.RadioSelect, empty_label=None,
        error_messages={"required": "还没选派给谁，请选一位。", "invalid_choice": "她现在不在这一片。请另选一位。"},
    )  # fmt: skip
    why = PlainTextField(label="为什么", max_length=200, required=False, help_text="写进经过，经办人看得到。可以不写。")

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("seen", assigning.mark(case))
        people = assigning.mediators_for(case)
        if case.desk_why in (Case.DeskWhy.UNSOLVED, Case.DeskWhy.CONFLICT):  # it goes to somebody else
            people = people.exclude(pk=case.mediator_id)
        self.fields["to"].queryset = people
        roster = {row.user_id: row for row in Mediator.objects.filter(user__in=people)}
        loads = assigning.loads(people)
        self.fields["to"].label_from_instance = lambda user: _line(user, roster.get(user.pk), loads.get(user.pk, 0))


def _line(user, row, load):
    words = [f"手上 {load} 件" + ("，满了" if row and load >= row.most else "")]
    if row:
        words += [text for text in (row.skills, row.languages, row.duty_words) if text]
    return f"{user.get_full_name()}（{'；'.join(words)}）"


officers_only = only_with(ASSIGN)


@require_safe
@officers_only
def desk(request):
    chosen = request.GET.get("list", "")
    chosen = chosen if chosen in LISTS else ""
    hers = Case.objects.visible_to(request.user, ASSIGN).without_content().select_related("area", "mediator")
    rows = {"": hers.at_the_desk(), "waiting": hers.waiting(), "open": hers.open()}[chosen].by_due()
    return render(request, "mediation/desk.html", {"page": page_of(rows, request.GET.get("page")), "lists": LISTS, "chosen": chosen})


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
def assign(request, number):
    hers = Case.objects.visible_to(request.user, ASSIGN).without_content().select_related("area", "mediator")
    case = get_object_or_404(hers, number=number)
    if case.status not in Case.OPEN:
        messages.info(request, f"{case.number} 已经办结，不用再派。")
        return redirect("mediation:desk")
    form = AssignForm(posted(request), case=case)
    if request.method == "POST" and form.is_valid():
        try:
            assigning.assign(case=case, by=request.user, **form.cleaned_data)
        except CaseChanged as refusal:
            case = get_object_or_404(hers, number=number)
            form = _asked_again(form, case, str(refusal))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{case.number} 派给{form.cleaned_data['to'].get_full_name()}了，已经告诉她。")
            return redirect("mediation:desk")
    return render(request, "mediation/desk_assign.html", {"case": case, "form": form}, status=422 if form.errors else 200)


def _asked_again(form, case, words):
    """Return the form of the case as it is now, with what she chose: pressed again, her choice stands."""
    again = AssignForm(form.data.copy(), case=case)
    again.data["seen"] = assigning.mark(case)
    again.add_error(None, words)
    return again
