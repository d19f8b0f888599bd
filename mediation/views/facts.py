"""Rewrite the basic facts of a case. Who comes second sees both texts side by side and chooses."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.refusals import Refusal

from ..casework import editing
from ..casework.forms import FactsForm
from ..models import AccessLog, Case, Kind
from ..refusals import EditedMeanwhile
from .opening import look, mediators_only, posted


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def facts(request, number):
    case = look(request, number, AccessLog.What.WRITING)
    if case.status not in Case.OPEN or case.mediator_id != request.user.pk:
        return redirect(case)
    form = FactsForm(posted(request), initial={"version": case.version, **{name: getattr(case, name) for name in editing.FACTS}})
    both = []
    if request.method == "POST" and form.is_valid():
        try:
            editing.edit(case=case, by=request.user, **form.cleaned_data)
        except EditedMeanwhile as refusal:
            both = _both(refusal.case, form.cleaned_data)
            form.data = form.data.copy()
            form.data["version"] = refusal.case.version  # she has seen it: pressed again, her words stand
            form.add_error(None, str(refusal))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "改好了。原来的写法留在经过里。")
            return redirect(case)
    return render(request, "mediation/facts.html", {"case": case, "form": form, "both": both}, status=422 if form.errors else 200)


def _both(there, hers):
    """Return (label, what stands there now, what she wrote) of each fact that differs."""
    rows = []
    for name in editing.FACTS:
        now, wrote = getattr(there, name) or "", hers[name] or ""
        if now != wrote:
            words = [Kind(value).label if name == "kind" else value or "（空着）" for value in (now, wrote)]
            rows.append((FactsForm.base_fields[name].label, *words))
    return rows
