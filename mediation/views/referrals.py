"""/mediation/cases/…/referrals/: the mediator chooses parts, sees what the other body will see, hands over, takes back."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.refusals import Refusal

from .. import referral as deeds
from ..models import AccessLog, Partner, Referral
from ..referral.asking import require_carrier
from ..referral.forms import ConsentForm, PartsForm, TakeBackForm
from .opening import look, mediators_only, posted, with_case

What, Why = AccessLog.What, AccessLog.Why


def card(case, user):
    """What of this case lies with other bodies; nothing to say on a case that nobody carries and that was never referred."""
    rows = list(case.referrals.without_content().select_related("partner"))
    may = case.is_carried and case.mediator_id == user.pk
    return {"referrals": rows, "may": may} if rows or may else None


def _look_for(request, number, uid, what):
    """Open the case for one referral of it."""
    found = []

    def among(case):
        found.extend(with_case(case, case.referrals.filter(uid=uid).select_related("partner")))
        return found or None

    case = look(request, number, what, row=uid, why=Why.REFERRAL, among=among)
    return case, found[0]


def _parts_page(request, case, referral=None):
    """The page on which parts are chosen, of a new draft or of one that is rewritten."""
    try:
        require_carrier(case, request.user)
    except Refusal:
        if request.method != "POST":
            return redirect(case)
    initial = PartsForm.initial_of(referral) if referral else {}
    parties = with_case(case, case.parties.all())
    form = PartsForm(posted(request), initial=initial, case=case, parties=parties, photos=case.evidence.all())
    if request.method == "POST" and form.is_valid():
        try:
            made = deeds.ask(case=case, by=request.user, referral=referral, **form.facts_told())
            return redirect("mediation:referral", case.number, made.uid)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    facts = {"case": case, "form": form, "referral": referral, "nobody": not Partner.objects.serving(case.area_id).reading().exists()}
    return render(request, "mediation/referral_parts.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def new(request, number):
    return _parts_page(request, look(request, number, What.WRITING, why=Why.REFERRAL))


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def change(request, number, uid: UUID):
    case, referral = _look_for(request, number, uid, What.WRITING)
    if not referral.is_draft:
        return redirect("mediation:referral", case.number, referral.uid)
    return _parts_page(request, case, referral)


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def one(request, number, uid: UUID):
    """The preview of a draft with the form that hands it over; later, what was handed over and what came back."""
    case, referral = _look_for(request, number, uid, What.REFERRAL)
    form = ConsentForm(posted(request), parties=with_case(case, case.parties.all()), initial={"revision": referral.revision})
    if request.method == "POST" and form.is_valid():
        try:
            deeds.hand_over(referral=referral, by=request.user, **form.facts())
            messages.success(request, f"交给{referral.partner}了，对方已经收到消息。")
            return redirect("mediation:referral", case.number, referral.uid)
        except Refusal as refusal:
            referral = Referral.objects.select_related("partner").get(pk=referral.pk)  # as it is now
            referral.case = case
            form.data = form.data.copy()
            form.data["revision"] = referral.revision
            form.add_error(None, str(refusal))
    return _page(request, case, referral, form)


def _page(request, case, referral, form):
    answers = list(referral.answers.select_related("by"))
    for row in answers:
        row.referral = referral
    photos = [(case.evidence.filter(uid__in=referral.parts["photos"])) if referral.is_draft else ()][0]
    facts = {
        "case": case, "referral": referral, "parts": referral.parts, "answers": answers, "form": form, "photos": photos,
        "kept": referral.photos.count(), "is_mine": case.mediator_id == request.user.pk,
    }  # fmt: skip
    return render(request, "mediation/referral.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def drop(request, number, uid: UUID):
    """Ask once, then throw a draft away."""
    case, referral = _look_for(request, number, uid, What.WRITING)
    refused = ""
    if request.method == "POST":
        try:
            deeds.drop(referral=referral, by=request.user)
            messages.success(request, "草稿不要了，什么都没有交出去。")
            return redirect(case)
        except Refusal as refusal:
            refused = str(refusal)
    elif not referral.is_draft:
        return redirect("mediation:referral", case.number, referral.uid)
    return render(request, "mediation/referral_drop.html", {"case": case, "referral": referral, "refused": refused}, status=422 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def take_back(request, number, uid: UUID):
    """Ask once, then end what the body may read."""
    case, referral = _look_for(request, number, uid, What.WRITING)
    if request.method != "POST" and not referral.is_open:
        return redirect("mediation:referral", case.number, referral.uid)
    form = TakeBackForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            deeds.take_back(referral=referral, by=request.user, **form.cleaned_data)
            messages.success(request, f"收回了，{referral.partner}从现在起看不到。")
            return redirect("mediation:referral", case.number, referral.uid)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, "mediation/referral_take_back.html", {"case": case, "referral": referral, "form": form}, status=422 if form.errors else 200)
