"""/my/family/guardians/ and /my/family/mandates/: who else looks after a child, who books for an elder. Begun and ended here."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from . import guardians, inviting, mandates, masks, stepup
from .models import Guardianship, Mandate
from .refusals import Refusal
from .tie_forms import AcceptForm, InviteForm, MandateForm, ShareForm

page_of_a_form = require_http_methods(["GET", "HEAD", "POST"])
INVITED = "邀请留好了。请告诉对方：用这个手机号登录，在“我的”里打开“家人”就能回答。"


@page_of_a_form
@stepup.required
def invite_guardian(request):
    form = InviteForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        try:
            guardians.invite(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("phone" if isinstance(refusal, inviting.YourOwnNumber) else None, str(refusal))
        else:
            messages.success(request, INVITED)
            return redirect("accounts:family")
    return render(request, "accounts/guardian_new.html", {"form": form}, status=422 if form.errors else 200)


@page_of_a_form
@login_required
def guardian(request, pk):
    """One tie: for the first guardian what is shared and how it ends, for the second how it ends, for who is invited her answer."""
    user = request.user
    rows = Guardianship.objects.unended().select_related("member__guardian").defer("paper")
    row = get_object_or_404(rows, _either(Q(member__guardian=user), Q(user=user, since__isnull=False), Guardianship, user), pk=pk)
    side = _side(row, user, row.member.guardian_id)
    forms = {"first": lambda data: ShareForm(data, initial={"shares": row.shares}), "invited": lambda data: AcceptForm(data, label="孩子的姓名")}
    deeds = {
        "share": lambda form: (guardians.share(guardianship=row, by=user, **form.cleaned_data), "改好了，从现在起算。"),
        "accept": lambda form: (guardians.accept(guardianship=row, by=user, child_name=form.cleaned_data["name"]), "接受了。孩子在下面。"),
        "decline": lambda form: (guardians.decline(guardianship=row, by=user), "没有接受。"),
        "end": lambda form: (guardians.end(guardianship=row, by=user), "结束了，从现在起算。"),
    }
    allowed = {"first": ("share", "end"), "second": ("end",), "invited": ("accept", "decline")}[side]
    page = {"row": row, "side": side, "number": masks.phone(row.phone), "inviter": masks.name(row.member.guardian.name), "child": masks.name(row.member.name)}
    return _answer(request, page, forms.get(side), {word: deeds[word] for word in allowed}, "accounts/guardian.html")


@page_of_a_form
@stepup.required
def give_mandate(request):
    form = MandateForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            mandates.give(giver=request.user, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("phone" if isinstance(refusal, inviting.YourOwnNumber) else None, str(refusal))
        else:
            messages.success(request, INVITED)
            return redirect("accounts:family")
    return render(request, "accounts/mandate_new.html", {"form": form}, status=422 if form.errors else 200)


@page_of_a_form
@login_required
def mandate(request, pk):
    """One mandate: both sides may end it, who is invited answers."""
    user = request.user
    rows = Mandate.objects.unended().select_related("giver", "holder").defer("paper")
    row = get_object_or_404(rows, _either(Q(giver=user), Q(holder=user, since__isnull=False), Mandate, user), pk=pk)
    side = _side(row, user, row.giver_id)
    deeds = {
        "accept": lambda form: (mandates.accept(mandate=row, by=user, giver_name=form.cleaned_data["name"]), "接受了。预约的时候，可以选替谁办。"),
        "decline": lambda form: (mandates.decline(mandate=row, by=user), "没有接受。"),
        "end": lambda form: (mandates.end(mandate=row, by=user), "委托结束了，从现在起算。"),
    }
    allowed = ("accept", "decline") if side == "invited" else ("end",)
    forms = {"invited": lambda data: AcceptForm(data, label="委托人的姓名")}
    page = {"row": row, "side": side, "number": masks.phone(row.phone), "giver": masks.name(row.giver.name)}
    return _answer(request, page, forms.get(side), {word: deeds[word] for word in allowed}, "accounts/mandate.html")


def _either(first, second, model, user):
    """The Q of ties in which `user` has a part: one side, the other, or invited and not answered yet."""
    invited = model.objects.open().for_number_of(user).values("pk")
    return first | second | Q(pk__in=invited)


def _side(row, user, first_pk):
    if first_pk == user.pk:
        return "first"
    return "second" if row.since else "invited"


def _answer(request, page, make_form, deeds, template):
    """Show the page with its form; on POST do the deed that the pressed button names, and say a refusal above the form (422)."""
    form = make_form(None) if make_form else None
    refusal = None
    if request.method == "POST":
        word = request.POST.get("do")
        if word not in deeds:
            raise Http404
        needs_form = word in ("accept", "share")
        form = make_form(request.POST) if needs_form else form
        if not needs_form or form.is_valid():
            try:
                _, done = deeds[word](form)
            except Refusal as no:
                refusal = str(no)
                if needs_form and isinstance(no, inviting.OtherName):
                    form.add_error("name", str(no))
                    refusal = None
            else:
                messages.success(request, done)
                return redirect("accounts:family")
    return render(request, template, {**page, "form": form, "refusal": refusal, "now": timezone.now()}, status=422 if request.method == "POST" else 200)
