"""Putting a deadline off, and writing down that both sides applied for judicial confirmation."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.refusals import Refusal

from ..clocks import extending
from ..clocks.forms import ConfirmationForm, ExtensionForm
from ..models import AccessLog, What
from .opening import look, mediators_only, posted, with_case


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def extend(request, number, what):
    case, deadline = _running(request, number, what)
    if not deadline.clock.longest_extension:
        raise Http404
    form = ExtensionForm(posted(request), deadline=deadline, parties=with_case(case, case.parties.all()))
    if request.method == "POST" and form.is_valid():
        try:
            made = extending.extend(case=case, what=what, by=request.user, **form.facts())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"记下了，延到 {made.until:%Y-%m-%d}。")
            return redirect(case)
    return render(request, "mediation/deadlines_extend.html", {"case": case, "deadline": deadline, "form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def confirmation(request, number):
    case, deadline = _running(request, number, What.CONFIRM)
    form = ConfirmationForm(posted(request), initial={"on": timezone.localdate(), "touches_status": extending.said(case)})
    if request.method == "POST" and form.is_valid():
        try:
            extending.apply_for_confirmation(case=case, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "记下了。法院三天内决定收不收，收了十五天内办完。")
            return redirect(case)
    return render(request, "mediation/deadlines_confirmation.html", {"case": case, "deadline": deadline, "form": form}, status=422 if form.errors else 200)


def _running(request, number, what):
    """Return (case, its running deadline `what`); whatever does not run, or is carried by another, does not exist for her."""
    case = look(request, number, AccessLog.What.WRITING)
    deadline = case.deadlines.select_related("clock").filter(what=what, done_at=None).first()
    if deadline is None or case.mediator_id != request.user.pk:
        raise Http404
    return case, deadline
