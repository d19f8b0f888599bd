"""/handed/: what a partner body's person sees. The copies that are open to her body today, and nothing else of the house."""

from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import roles, second_factor
from accounts.client import ip_of
from accounts.headers import private
from accounts.refusals import Refusal

from .. import referral as deeds
from ..models import AccessLog, Referral, Screening
from ..referral.forms import AnswerForm
from ..referral.opening import READ, open_handed
from .opening import posted

A_PAGE = 20
What = AccessLog.What


def bodies_only(view):
    """Whoever holds no Post of a partner body finds nothing here; who holds one shows her second factor first."""
    opened = second_factor.required(view)

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if not roles.may_ever(request.user, READ):
            raise Http404
        return opened(request, *args, **kwargs)

    return private(login_required(wrapped))


def _open(request, number, what, **how):
    return open_handed(user=request.user, number=number, what=what, ip=ip_of(request), **how)


@require_safe
@bodies_only
def handed(request):
    rows = Referral.objects.visible_to(request.user, READ).without_content().select_related("partner")
    page = Paginator(rows.order_by("returned_at", "due_on", "pk"), A_PAGE).get_page(request.GET.get("page"))
    lists = Screening.objects.visible_to(request.user).select_related("area")[:A_PAGE]
    return render(
        request,
        "mediation/handed.html",
        {"page": page, "screenings": lists, "bodies": sorted({str(p.partner) for p in request.user.live_posts if p.partner_id})},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@bodies_only
def one(request, number):
    """The copy, the answers so far, and the form of the next one."""
    referral = _open(request, number, What.REFERRAL)
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = deeds.answer(referral=referral, by=request.user, **form.cleaned_data)
            messages.success(request, "交回了，经办人已经收到消息。" if made.gives_back else "答复送到了，经办人已经收到消息。")
            return redirect("mediation:handed_one", referral.number)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            referral = Referral.objects.select_related("partner", "case__mediator").get(pk=referral.pk)  # as it is now
    answers = list(referral.answers.select_related("by"))
    for row in answers:
        row.referral = referral
    facts = {"referral": referral, "parts": referral.parts, "answers": answers, "photos": referral.photos.all(), "form": form}
    return render(request, "mediation/handed_one.html", facts, status=422 if form.errors else 200)


@require_safe
@bodies_only
def photo(request, number, uid: UUID):
    """Give one photo of the copy, opened for this reader; it is for the page only and saved by nobody."""
    found = []

    def among(referral):
        found.extend(referral.photos.filter(uid=uid))
        return found or None

    referral = _open(request, number, What.PHOTO, row=uid, among=among)
    found[0].referral = referral
    response = HttpResponse(found[0].open(), content_type="image/jpeg")
    response["Content-Disposition"] = f'attachment; filename="{referral.number}.jpg"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
