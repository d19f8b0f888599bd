"""A place that is being taken back: which rule, which facts, until when it is held, and the appeal."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts import headers
from accounts.refusals import Refusal

from ..fairness import taking_back
from ..models import TakenBack
from ..terms.forms import WordsForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def taken(request, code):
    """Explain, and take her appeal."""
    rows = TakenBack.objects.filter(booker=request.user).select_related("service__site__center", "rule", "attendee", "enrollment")
    mine = get_object_or_404(rows, code=code)
    form, refusal = WordsForm(request.POST if request.method == "POST" else None), ""
    if form.is_bound and form.is_valid():
        try:
            taking_back.appeal(taken=mine, by=request.user, words=form.cleaned_data["words"])
            return redirect(mine)
        except Refusal as no:
            refusal = str(no)
    context = {"taken": mine, "form": form, "refusal": refusal, "is_neutral": mine.service.confidential}
    response = render(request, "positions/taken_back.html", context, status=422 if form.is_bound else 200)
    return headers.leave_nothing(response) if mine.service.confidential else response
