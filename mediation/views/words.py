"""The words between a mediator and somebody who comes back with her code: written here, shown on the card of the case."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.refusals import Refusal

from ..help_forms import AnswerForm, LastForm
from ..intake import codes, talking
from ..models import AccessLog
from .opening import look, mediators_only, posted, with_case

What = AccessLog.What


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def words(request, number):
    """Read what went both ways, and answer her."""
    case = look(request, number, What.WRITING)
    form = AnswerForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            talking.say(case=case, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "写给她了。她凭查询码回来就看得到。")
            return redirect(case)
    facts = {"case": case, "form": form, "words": with_case(case, case.words.select_related("by")), "may": _may(case, request.user)}
    return render(request, "mediation/words.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def code(request, number):
    """Give her a code: asked first, shown once, and counted when its last four digits were said back."""
    case = look(request, number, What.WRITING)
    form, groups, refused = LastForm(), None, ""
    if request.method == "POST":
        try:
            if "last" in request.POST:
                form = LastForm(request.POST)
                if form.is_valid():
                    codes.confirm(case=case, last=form.cleaned_data["last"], by=request.user)
                    messages.success(request, "查询码可以用了。号码这里不留。")
                    return redirect(case)
            else:
                groups = codes.grouped(codes.issue(case=case, by=request.user))
        except Refusal as refusal:
            refused = str(refusal)
    had = case.codes.filter(ended_at=None, confirmed_at__isnull=False).exists()
    step = "say" if groups or "last" in request.POST else "ask"
    facts = {"case": case, "form": form, "groups": groups, "refused": refused, "had": had, "step": step, "may": _may(case, request.user)}
    return render(request, "mediation/code.html", facts, status=422 if refused or form.errors else 200)


def _may(case, user):
    goes_on = case.goes_on_in
    return goes_on.mediator_id == user.pk and user.has_perm("mediation.add_caseevent", case)
