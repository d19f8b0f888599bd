"""/my/family/ and /my/profile/: for whom she books, and who she is."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from . import areas, consents, family, guardians, mandates, masks, paths, pickups, ties
from .consents import TEXTS, Purpose, is_old
from .family_forms import ADULTS, FamilyForm, ProfileForm
from .models import Consent, FamilyMember, Guardianship, Mandate
from .refusals import Refusal

FIELD_OF = {family.ConsentNeeded: "child_ok", family.HealthConsentNeeded: "health_ok", family.AlreadyThere: "name"}
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def listing(request):
    """Her own people, the children that others share with her, and the ties to other accounts; as many statements for many as for one."""
    user = request.user
    live = Prefetch("consents", Consent.objects.live().order_by("given_at"), to_attr="live_consents")
    members = list(user.family.present().others().order_by("pk").prefetch_related(live))
    for member in members:
        for consent in member.live_consents:
            consent.is_old = is_old(consent)
    shared = list(Guardianship.objects.accepted().filter(user=user, member__removed_at=None).select_related("member").defer("paper").order_by("pk"))
    _bring_lists(members, shared)
    page = {
        "members": members,
        "is_full": len(members) >= family.MOST,
        "shared": shared,
        "invitations": list(Guardianship.objects.open().for_number_of(user).defer("paper")),
        "guardians": _numbered(Guardianship.objects.unended().filter(member__guardian=user).select_related("member")),
        "can_share": any(guardians.can_be_shared(member) for member in members),
        "offers": list(Mandate.objects.open().for_number_of(user).defer("paper")),
        "given": _numbered(Mandate.objects.unended().filter(giver=user, until__gte=timezone.localdate()).select_related("holder")),
        "held": mandates.held_by(user),
    }
    return render(request, "accounts/family.html", page)


def _bring_lists(members, shared):
    """Put to each child who fetches it, and to a shared one, if its bookings are shared, what is coming."""
    children = [member for member in members if guardians.can_be_shared(member)]
    lists = pickups.of_many(children + [row.member for row in shared])
    for member in children:
        member.fetchers = lists[member.pk]
    coming = ties.shown_to_guardians([row.member for row in shared if row.shares == Guardianship.Shares.BOOKINGS])
    for row in shared:
        row.fetchers, row.coming = lists[row.member.pk], coming.get(row.member.pk)


def _numbered(rows):
    """Return ties that somebody began, without invitations that ran out; each with the end of its number, as she wrote it."""
    rows = [row for row in rows.defer("paper").order_by("pk") if row.since or row.expires_at > timezone.now()]
    for row in rows:
        row.number = masks.phone(row.phone)
    return rows


@form_page
@login_required
def add(request):
    child = request.POST.get("who", request.GET.get("who")) != "adult"
    if request.method != "POST":
        return _show(request, FamilyForm(child=child))
    form = FamilyForm(request.POST, child=child)
    if form.is_valid():
        try:
            family.add(guardian=request.user, facts=form.facts)
        except Refusal as refusal:
            return _show(request, _refused(form, refusal, request.POST))
        messages.success(request, "添加好了。以后预约可以直接选。")
        return redirect(_back(request))
    return _show(request, form)


@form_page
@login_required
def edit(request, pk):
    member = _mine(request, pk)
    given = consents.current(member)
    child = family.is_child(member.born_on) or bool(member.school) or member.relation not in ADULTS
    if request.method != "POST":
        known = {name: getattr(member, name) for name in ("name", "born_on", "relation", "school", "health_note")}
        return _show(request, FamilyForm(initial=known, child=child, given=given), member)
    form = FamilyForm(request.POST, child=child, given=given)
    if form.is_valid():
        try:
            family.change(member=member, facts=form.facts)
        except Refusal as refusal:
            return _show(request, _refused(form, refusal, request.POST, given), _mine(request, pk))
        messages.success(request, "改好了。")
        return redirect(_back(request))
    return _show(request, form, member)


@form_page
@login_required
def remove(request, pk):
    member = _mine(request, pk)
    return _confirm(request, member, "accounts/family_remove.html", lambda: family.remove(member=member, by=request.user), "移除了。")


@form_page
@login_required
def withdraw(request, pk, purpose):
    member = _mine(request, pk)
    consent = member.consents.live().filter(purpose=purpose).order_by("-given_at").first()
    if consent is None:
        raise Http404
    deed = lambda: family.withdraw(member=member, purpose=purpose, by=request.user)  # noqa: E731
    return _confirm(request, member, "accounts/family_withdraw.html", deed, "同意撤回了，相关的资料也清空了。", consent=consent)


@form_page
@login_required
def agree_again(request, pk, purpose):
    """The text changed since she agreed: show it, and take her yes to the new one. What she booked holds either way."""
    member = _mine(request, pk)
    old = member.consents.live().filter(purpose=purpose).exclude(version=TEXTS[purpose].version).first() if purpose in Purpose.values else None
    if old is None:
        raise Http404
    deed = lambda: family.agree_again(member=member, purpose=purpose)  # noqa: E731
    return _confirm(request, member, "accounts/family_agree.html", deed, "记下了，谢谢您再看一遍。", consent=old, text=TEXTS[purpose])


@form_page
@login_required
def profile(request):
    user = request.user
    known = {"name": user.name, "gender": user.gender or user.Gender.UNSAID, "born_on": user.born_on}
    form = ProfileForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            family.introduce(user=user, **form.cleaned_data)
        except Refusal as refusal:
            user.refresh_from_db()
            form.add_error("born_on", str(refusal))
        else:
            messages.success(request, "您的资料保存好了。")
            return redirect(_back(request, "accounts:profile"))
    page = {"form": form, "next": _next(request), "home": areas.chosen(request)}
    return render(request, "accounts/profile.html", page, status=422 if form.errors else 200)


def _mine(request, pk):
    return get_object_or_404(FamilyMember.objects.present().others(), guardian=request.user, pk=pk)


def _next(request):
    return paths.local(request.POST.get("next", request.GET.get("next")), "")


def _back(request, name="accounts:family"):
    return _next(request) or reverse(name)


def _refused(form, refusal, data, given=()):
    """Return the form with the sentence beside its field; a child written into the form for adults gets the child's form."""
    if isinstance(refusal, family.ConsentNeeded) and "child_ok" not in form.fields:
        form = FamilyForm(data, child=True, given=given)
    field = FIELD_OF.get(type(refusal))
    form.add_error(field if field in form.fields else None, str(refusal))
    return form


def _show(request, form, member=None):
    page = {"form": form, "member": member, "next": _next(request), "child_text": TEXTS[Purpose.CHILD], "health_text": TEXTS[Purpose.HEALTH]}
    return render(request, "accounts/family_form.html", page, status=422 if form.errors else 200)


def _confirm(request, member, template, deed, done, **page):
    """Ask once, saying what ends; on POST do it."""
    refusal = None
    if request.method == "POST":
        try:
            deed()
        except Refusal as said:
            refusal = said
        else:
            messages.success(request, done)
            return redirect("accounts:family")
    page |= {"member": member, "coming": ties.coming(member), "refusal": refusal}
    return render(request, template, page, status=422 if refusal else 200)
