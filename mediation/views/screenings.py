"""/mediation/screenings/: joint lists with other bodies. Numbers and colours; a name stands in its case only, for whoever may open that."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import masks, roles, second_factor
from accounts.client import ip_of
from accounts.headers import private
from accounts.models import Area
from accounts.refusals import Refusal

from ..models import AccessLog, Case, Partner, Referral, Screening, ScreeningLine
from ..referral import screening as deeds
from ..referral.forms import ScreeningForm
from ..referral.opening import READ
from ..secrecy import noting
from .opening import mediators_only, posted, with_case

A_PAGE, MOST = 20, 60
VIEW = "mediation.view_screening"


def readers_of_lists(view):
    opened = second_factor.required(view)

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if not roles.may_ever(request.user, VIEW):
            raise Http404
        return opened(request, *args, **kwargs)

    return private(login_required(wrapped))


@require_safe
@mediators_only
def screenings(request):
    rows = Screening.objects.visible_to(request.user).select_related("area").prefetch_related("partners", Prefetch("lines", _lines(request.user)))
    return render(request, "mediation/screenings.html", {"page": Paginator(rows, A_PAGE).get_page(request.GET.get("page"))})


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def new(request):
    """Choose colours for the open cases of her area, the most urgent first."""
    areas = [post.area for post in request.user.live_posts if post.area_id and deeds.PERM in roles.GRANTS[post.role].get(roles.Reach.AREA, ())]
    codes = {code for area in areas for code in roles.lineage(area.pk)}
    cases = Case.objects.visible_to(request.user).open().without_content().order_by("-risk", "created_at", "pk").select_related("area")[:MOST]
    form = ScreeningForm(
        posted(request),
        areas=Area.objects.filter(pk__in=[area.pk for area in areas]),
        cases=cases,
        partners=Partner.objects.filter(area__in=codes, is_used=True),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = deeds.screen(by=request.user, **form.facts())
            messages.success(request, f"排查记下了，{len(form.cleaned_data['colours'])} 件。")
            return redirect(made)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, "mediation/screening_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@readers_of_lists
def screening(request, pk):
    """One list: for a mediator with the names of the cases that she may see, each written down; for a body with what was handed to it."""
    user = request.user
    found = get_object_or_404(Screening.objects.visible_to(user, VIEW).select_related("area", "by").prefetch_related("partners"), pk=pk)
    lines = list(_lines(user).filter(screening=found).select_related("case__area"))
    mine, handed = {}, {}
    if roles.may_ever(user, READ):
        open_now = Referral.objects.visible_to(user, READ).without_content().filter(case__in=[line.case_id for line in lines])
        handed = {row.case_id: row for row in open_now.order_by("pk")}
    else:
        seen = Case.objects.visible_to(user).filter(pk__in=[line.case_id for line in lines], sealed_key__isnull=False).prefetch_related("parties")
        mine = {case.pk: case for case in seen}
        noting.note(user=user, cases=mine.values(), what=AccessLog.What.CASE, ip=ip_of(request))
    for line in lines:
        case = mine.get(line.case_id)
        line.names = [masks.name(party.name) for party in with_case(case, case.parties.all())] if case and not case.violent else []
        line.may_open, line.referral = case is not None, handed.get(line.case_id)
    facts = {"screening": found, "lines": lines, "is_body": roles.may_ever(user, READ)}
    return render(request, "mediation/screening.html", facts)


def _lines(user):
    """Return the lines without those of cases that concern herself: for her there is no such case, not even a number."""
    return ScreeningLine.objects.filter(case__in=Case.objects.without_conflict(user).order_by().values("pk"))
