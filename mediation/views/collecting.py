"""Add photos and scans to a case that is under way."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.refusals import Refusal

from ..casework import collecting
from ..forms import EvidenceForm
from ..models import AccessLog
from .opening import look, mediators_only, posted
from .people import may_write


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def new(request, number):
    case = look(request, number, AccessLog.What.WRITING)
    if not may_write(case, request.user):
        return redirect(case)
    form = EvidenceForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            collecting.collect(case=case, by=request.user, pictures=told["photos"], words=told["words"], key=told["key"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{len(told['photos'])} 张照片存好了，证据清单和卷宗里都会有。")
            return redirect(case)
    facts = {"case": case, "form": form, "lost_photos": len(request.FILES.getlist("photos")) if form.errors else 0}
    return render(request, "mediation/photos_new.html", facts, status=422 if form.errors else 200)
