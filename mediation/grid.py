"""/grid/: what a grid worker does on her phone. She reports, and sees how far it has come, never what it says."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.crypto import fingerprint
from accounts.headers import private
from accounts.refusals import Refusal

from . import intake, offline
from .forms import ReportForm
from .models import Case
from .offline import copying
from .refusals import AlreadyReported

REPORT = "mediation.report_case"
A_PAGE = 20


def grid_workers_only(view):
    """Whoever holds no post that reports cases finds nothing here."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if not request.user.has_perm(REPORT):
            raise Http404
        return view(request, *args, **kwargs)

    return private(login_required(wrapped))


def phone_facts(user, *, to_write=False):
    """What a page tells the phone: a mark of whose it is that names nobody; a form also the author's word and to what it is sealed."""
    facts = {"owner": fingerprint(str(user.pk), purpose="mediation.offline.owner")[:16]}
    if to_write:
        box_id, box_point = offline.public_key()
        facts |= {"author": offline.word_for(user), "box_id": box_id, "box_point": box_point}
    return facts


@require_safe
@grid_workers_only
def mine(request):
    cases = Case.objects.of(request.user).without_content().select_related("mediator").order_by("-created_at", "-pk")
    return render(request, "mediation/grid.html", {"page": Paginator(cases, A_PAGE).get_page(request.GET.get("page")), "phone": phone_facts(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@grid_workers_only
def report(request):
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ReportForm(*sent, reporter=request.user)
    if sent and form.is_valid():
        try:
            return redirect("mediation:reported", number=intake.report(by=request.user, **form.facts()).number)
        except AlreadyReported as refusal:
            # What she typed stays; under a new number it is another case.
            form.data = form.data.copy()
            form.data["key"] = intake.new_key()
            form.add_error(None, str(refusal))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    lost = len(request.FILES.getlist("photos")) if form.errors else 0
    context = {"form": form, "lost_photos": lost, "phone": phone_facts(request.user, to_write=True)}
    return render(request, "mediation/report.html", context, status=422 if form.errors else 200)


@require_safe
@grid_workers_only
def reported(request, number):
    case = get_object_or_404(Case.objects.of(request.user).without_content().select_related("mediator", "area__parent__parent"), number=number)
    context = {"case": case, "phone": phone_facts(request.user), "copy_text": copying.text_of(case, request.user)}
    return render(request, "mediation/reported.html", context)
