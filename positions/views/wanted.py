"""我想要: what the neighbours of a community miss, saying it, joining, taking it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import areas
from accounts.models import Area
from accounts.refusals import Refusal

from ..forms import WantedForm
from ..models import Ask, Order, Provider, Resource
from ..wanted import asking

PAGE = 18


@require_http_methods(["GET", "HEAD", "POST"])
def wanted(request):
    """What the chosen community wants; a POST says something new. Reading needs no account, saying does."""
    area = areas.chosen(request)
    if request.method == "POST" and not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={reverse('positions:wanted')}")
    form = WantedForm(request.POST if request.method == "POST" else None)
    same = None
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        same = None if said.pop("really") else area and asking.alike(area=area, title=said["title"])
        if same is None:
            try:
                asking.ask(area=area, by=request.user, **said)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, "记下了。工作人员看过，就放出来给邻居们看；有回话会告诉您。")
                return redirect("positions:wanted")
    asks = Ask.objects.none()
    if area:
        asks = Ask.objects.shown_to(request.user).in_area(area.code).with_mine(request.user).select_related("service", "area").live_first()
    context = {
        "area": area,
        "can_ask": bool(area and area.level == Area.Level.VILLAGE),
        "page": Paginator(asks, PAGE).get_page(request.GET.get("page")),
        "form": form,
        "same": same,
        "rules": asking.rules(),
    }
    return render(request, "positions/wanted.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request, pk):
    """我也要. After a sign-in in between the browser comes with GET: the list asks once more."""
    ask = _shown(request, pk)
    if request.method == "POST":
        _do(request, asking.me_too, ask, "算上您了。")
    return redirect(f"{reverse('positions:wanted')}#w{pk}")


@login_required
@require_POST
def take_back(request, pk):
    _do(request, asking.take_back, _shown(request, pk), "收回了。")
    return redirect("positions:wanted")


@require_safe
def resources(request):
    """What partners and the federation's activity centres bring to the centres, and where it comes next; a site orders it."""
    kind = request.GET.get("kind", "")
    area = areas.chosen(request)
    offered = Resource.objects.for_places([area.code]) if area else Resource.objects.offered()
    if kind in Provider.Kind.values:
        offered = offered.filter(provider__kind=kind)
    coming = (
        Order.objects.agreed().filter(ends_at__gt=timezone.now(), session__status="published").select_related("session__site__center").order_by("starts_at")
    )
    found = offered.select_related("provider__area").prefetch_related(Prefetch("orders", coming, to_attr="coming")).order_by("provider__name", "title")
    context = {"page": Paginator(found, PAGE).get_page(request.GET.get("page")), "area": area, "kind": kind, "kinds": Provider.Kind.choices}
    return render(request, "positions/resources.html", context)


def _shown(request, pk):
    return get_object_or_404(Ask.objects.shown_to(request.user), pk=pk)


def _do(request, deed, ask, words):
    try:
        deed(ask=ask, by=request.user)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, words)
