"""/mediation/calls/: 12338. One form for one call; the list of calls; what became of one."""

from datetime import timedelta
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import limits, roles, second_factor
from accounts.client import ip_of
from accounts.headers import private
from accounts.refusals import Refusal

from ..call_forms import ABOUT, GO, CallForm, ResultForm, initial
from ..intake import hotline, known_as
from ..intake.receiving import TAKE_CALL
from ..models import AccessLog, Case, HotlineCall
from ..secrecy import noting
from .opening import posted

A_PAGE = 20
SEE = "mediation.view_hotlinecall"
LISTS = {"": "今天的", "drafts": "先放着的", "passed": "转办、没回音的", "all": "全部"}
DONE = {
    "case": "立案了，片区的调解员已经知道。",
    "done": "记下了：当场答复。",
    "refer": "记下了：转办。",
    "police": "记下了：报警。",
    "draft": "先放着，回头接着写。",
}
What = AccessLog.What
LOOK_UPS = limits.Limit("call-known", 30, timedelta(hours=1), "一小时里查了太多个号码。请等 {wait}再查，先照常登记。")


def call_takers_only(view):
    """Whoever does not answer 12338 finds nothing here; who does shows her second factor first."""
    opened = second_factor.required(view)

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if not roles.may_ever(request.user, TAKE_CALL):
            raise Http404
        return opened(request, *args, **kwargs)

    return private(login_required(wrapped))


def seen_by(user):
    """Return the calls that a list shows to `user`, what is sealed left in the database."""
    rows = HotlineCall.objects.visible_to(user, SEE).filter(sealed_key__isnull=False)
    return rows.defer(*hotline.SEALED, "about", "result", "sealed_key").select_related("area", "answered_by")


@require_safe
@call_takers_only
def calls(request):
    chosen = request.GET.get("list", "")
    chosen = chosen if chosen in LISTS else ""
    visible = seen_by(request.user)
    rows = {
        "": visible.filter(called_at__date=timezone.localdate()),
        "drafts": visible.filter(handling=HotlineCall.Handling.DRAFT),
        "passed": visible.filter(handling=HotlineCall.Handling.PASSED, ended_at=None),
        "all": visible,
    }[chosen]
    page = Paginator(rows.order_by("-called_at", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "mediation/calls.html", {"page": page, "lists": LISTS, "chosen": chosen})


@require_http_methods(["GET", "HEAD", "POST"])
@call_takers_only
def new(request):
    return _form(request, None)


def _form(request, call):
    go = request.POST.get("go", "") if request.method == "POST" else ""
    filled = initial(call, hotline.about(call)) if call else None
    if go == "known" or (request.method == "POST" and go not in GO):
        try:
            known = _known(request)
        except limits.TooOften as refusal:
            messages.warning(request, str(refusal))
            known = None
        return _page(request, CallForm(initial=_typed(request.POST), by=request.user), call, known=known)
    form = CallForm(posted(request), by=request.user, go=go, initial=filled)
    if form.is_bound and form.is_valid():
        try:
            made = hotline.register(by=request.user, call=call, **form.facts())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, DONE[go])
            hers = HotlineCall.objects.visible_to(request.user, SEE).filter(pk=made.pk).exists()  # not when the case is about her own family
            return redirect(made if hers else "mediation:calls")
    return _page(request, form, call, status=422 if form.errors else 200)


def _page(request, form, call, known=None, status=200):
    count = HotlineCall.objects.filter(answered_by=request.user, called_at__date=timezone.localdate()).count()
    facts = {"form": form, "call": call, "known": known, "nth": count + (call is None), "now": call.called_at if call else timezone.now()}
    return render(request, "mediation/call_form.html", facts, status=status)


def _typed(data):
    """What stands in the form, to stand there again beside what was looked up."""
    return {name: data.getlist(name) if name in ("signs", "parts") else data.get(name) for name in data}


def _known(request):
    """Look whether the number that was typed is known: the look is written down with each case that it found, the number is not.

    Raises TooOften: who takes calls looks up one number a call, who tries out numbers many.
    """
    try:
        phone = CallForm.base_fields["tel"].clean(request.POST.get("tel", ""))
    except ValidationError:  # half a number is no number yet
        phone = ""
    if not phone:
        return []
    limits.take((LOOK_UPS, f"user:{request.user.pk}"))
    found = known_as(phone=phone, user=request.user)
    cases = Case.objects.filter(pk__in=[one.pk for one in found]).without_content()
    if not noting.note(user=request.user, cases=cases, what=What.SEARCH, ip=ip_of(request)):
        AccessLog.objects.create(user=request.user, area_code=_her_area(request.user), what=What.SEARCH, ip=ip_of(request))
    return found


def _her_area(user):
    return next((post.area_id for post in user.live_posts if post.area_id), "")


@require_http_methods(["GET", "HEAD", "POST"])
@call_takers_only
def call(request, number):
    """One call; put aside, it is the form again. Each look is written down."""
    call = get_object_or_404(
        HotlineCall.objects.visible_to(request.user, SEE).filter(sealed_key__isnull=False).select_related("area", "answered_by", "holder", "case"),
        number=number,
    )
    AccessLog.objects.create(user=request.user, number=call.number, area_code=call.area_id, what=What.CALL, ip=ip_of(request))
    if call.is_draft and call.holder_id == request.user.pk:
        return _form(request, call)
    form = ResultForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            hotline.conclude(call=call, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "结果记下了。")
            return redirect(call)
    about = hotline.about(call)
    facts = {
        "call": call, "form": form, "way": hotline.way_words(call), "signs": call.signs.all(),
        "about": [(words, about[name]) for name, words in ABOUT.items() if about.get(name)],
        "may_conclude": not call.is_draft and not call.satisfied and request.user.has_perm("mediation.change_hotlinecall", call),
        "may_open_case": bool(call.case_id) and request.user.has_perm("mediation.view_case", call.case),
    }  # fmt: skip
    return render(request, "mediation/call.html", facts, status=422 if form.errors else 200)
