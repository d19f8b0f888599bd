"""The answer to a complaint: write it, and write down that she has it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.refusals import Refusal

from ..complaints import card, giving
from ..complaints.forms import GivenForm, OpinionForm
from ..models import AccessLog
from .opening import look, mediators_only, posted


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def opinion(request, number):
    """Write what she will be answered."""
    case = _mine(request, number)
    if not case.is_carried:
        raise Http404
    form = OpinionForm(posted(request), initial={"words": giving.opinion(case)})
    if request.method == "POST" and form.is_valid():
        try:
            giving.answer(case=case, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "记下了。现在可以做《答复意见书》。")
            return redirect("mediation:papers", number=case.number)
    return render(request, "mediation/complaint_opinion.html", {"case": case, "form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def given(request, number):
    """Write down that a paper came to her, in a way that she agreed to."""
    case = _mine(request, number)
    owed = [row for row in card.owed(case) if not row.ended]
    if case.is_waiting or not owed:
        raise Http404
    form = GivenForm(posted(request), owed=owed, ways=giving.ways(case))
    if request.method == "POST" and form.is_valid():
        try:
            giving.given(case=case, by=request.user, **form.facts())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "记下了，期限到此为止。")
            return redirect(case)
    return render(request, "mediation/complaint_given.html", {"case": case, "form": form}, status=422 if form.errors else 200)


def _mine(request, number):
    """Return the complaint that she answers; any other case has no such page."""
    case = look(request, number, AccessLog.What.WRITING)
    if not case.is_complaint or not giving.may(case, request.user):
        raise Http404
    return case
