"""The papers of a case: the list in the order of the dossier, one paper with its gaps and signatures, and the dossier as one file."""

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.refusals import Refusal

from .. import documents
from ..clocks import extending
from ..clocks.forms import StatusForm
from ..documents.binding import latest, not_listed
from ..documents.making import require
from ..documents.registry import COMPLAINT, FIELDS, KINDS, PARTY, PLACES, RULE, kinds_of
from ..models import AccessLog, Form
from ..paper_forms import DetailsForm, ScansForm, SignForm
from ..refusals import EditedMeanwhile
from .opening import look, mediators_only, posted, with_case
from .people import may_write, seen_both

What = AccessLog.What
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@mediators_only
def papers(request, number):
    return _list(request, look(request, number, What.CASE))


def _list(request, case, *, refused="", status=200):
    """Show every form that the case can have, made or not, in the order of the dossier."""
    made, photos, rows = latest(case), list(case.evidence.all()), []
    for kind in kinds_of(case):
        for about, at in kind.each(case) or [(None, None)]:
            day = f"，{timezone.localtime(at):%m月%d日}" if at else ""
            needed = kind.needed(case) or about is not None
            paper = made.get((kind.form, about))
            late = not_listed(paper, photos)
            rows.append({"kind": kind, "about": about, "title": kind.title + day, "needed": needed, "paper": paper, "late": late})
    lacking = [row for row in rows if row["needed"] and row["paper"] is None and row["kind"].form not in (Form.CONTENTS, Form.BACK)]
    facts = {"case": case, "rows": rows, "lacking": lacking, "may": _may(case, request.user), "refused": refused}
    return render(request, "mediation/papers.html", facts, status=status)


def _may(case, user):
    """Whether she makes and signs the papers of this case; others of the area read them."""
    try:
        require(case, user)
    except Refusal:
        return False
    return True


@require_POST
@mediators_only
def make(request, number, form):
    case = look(request, number, What.PAPER)
    about = request.POST.get("about", "")
    if form not in KINDS or (about and not about.isdecimal()):
        raise Http404
    try:
        paper = documents.make(case=case, form=form, by=request.user, about=int(about) if about else None)
    except Refusal as refusal:
        return _list(request, case, refused=str(refusal), status=422)
    return redirect("mediation:paper", number=case.number, uid=paper.uid)


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def confirmation_paper(request, number):
    """Ask what a court wants to know, each time, then make the joint application. Where the court confirms none there is no such page."""
    case = look(request, number, What.PAPER)
    if KINDS[Form.CONFIRMATION] not in kinds_of(case) or not _may(case, request.user):
        raise Http404
    form = StatusForm(posted(request), initial={"touches_status": extending.said(case)})
    if request.method == "POST" and form.is_valid():
        try:
            made = documents.make(case=case, form=Form.CONFIRMATION, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("mediation:paper", number=case.number, uid=made.uid)
    return render(request, "mediation/papers_confirmation.html", {"case": case, "form": form}, status=422 if form.errors else 200)


def _paper(request, number, uid, what):
    """Return (case, the Document `uid` of it), or raise Http404; she is written down."""
    found = []

    def among(case):
        found.extend(with_case(case, case.documents.filter(uid=uid).select_related("by").prefetch_related("signatures__by")))
        return found or None

    case = look(request, number, what, row=uid, among=among)
    for signature in found[0].signatures.all():
        signature.document = found[0]
    return case, found[0]


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def paper(request, number, uid: UUID):
    """Show one paper: what is still to be filled and where, who signed; take a signature or photos of the signed paper."""
    case, row = _paper(request, number, uid, What.PAPER)
    what = request.POST.get("do", "")
    kind = KINDS[Form(row.form)]
    signed = {signature.place: signature for signature in row.signatures.all() if signature.place}
    sign = SignForm(posted(request) if what == "sign" else None, places=[place for place in kind.places if place not in signed])
    scan = ScansForm(posted(request) if what == "scan" else None, request.FILES if what == "scan" else None)
    form = {"sign": sign, "scan": scan}.get(what)
    if form is not None and form.is_valid():
        try:
            if what == "sign":
                documents.sign(document=row, place=sign.cleaned_data["place"], picture=sign.cleaned_data["drawn"], by=request.user)
            else:
                documents.add_scans(document=row, pictures=scan.cleaned_data["scans"], by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "签名存好了，下载的文书里就有。" if what == "sign" else "照片存好了，和这份文书放在一起。")
            return redirect("mediation:paper", number=case.number, uid=row.uid)
    facts = {
        "case": case, "row": row, "kind": kind, "gaps": _gaps(case, row), "sign": sign, "scan": scan, "form": form, "may": _may(case, request.user),
        "signatures": [(PLACES[place], signed.get(place)) for place in kind.places], "scans": [mark for mark in row.signatures.all() if not mark.place],
        "needs_rule": any(FIELDS[name].where == RULE for name in row.missing if name in FIELDS),
        "newer": case.documents.filter(form=row.form, about=row.about, pk__gt=row.pk).exists(),
    }  # fmt: skip
    return render(request, "mediation/paper.html", facts, status=422 if form is not None else 200)


def _gaps(case, row):
    """Return [(where, its link or "", [fields])] of what a paper lacks, so that she finds the page on which it is written."""
    found = {}
    for name in row.missing:
        found.setdefault(FIELDS[name].where if name in FIELDS else "", []).append(name)
    links = {PARTY: reverse("mediation:people", args=[case.number])}
    if case.is_carried and case.is_complaint:
        links[COMPLAINT] = reverse("mediation:complaint_opinion", args=[case.number])
    return [(where, links.get(where, "" if where == RULE else case.get_absolute_url()), names) for where, names in found.items()]


@require_safe
@mediators_only
def paper_file(request, number, uid: UUID):
    """Hand over one paper as Word has it, with the drawn signatures in their places."""
    case, row = _paper(request, number, uid, What.FILE)
    return _attachment(documents.opened(row), f"{case.number}-{row.get_form_display()}.docx", WORD)


@require_safe
@mediators_only
def signed_page(request, number, uid: UUID, mark: UUID):
    """Give one photo of a signed paper, opened for this reader."""
    case, row = _paper(request, number, uid, What.FILE)
    found = [signature for signature in row.signatures.all() if signature.uid == mark]
    if not found:
        raise Http404
    return _attachment(found[0].open(), f"{case.number}.jpg", "image/jpeg")


@require_POST
@mediators_only
def dossier(request, number):
    case = look(request, number, What.EXPORT)
    try:
        with transaction.atomic():
            data = documents.dossier(case, by=request.user)
    except Refusal as refusal:
        return _list(request, case, refused=str(refusal), status=422)
    return _attachment(data, f"{case.number}-卷宗.zip", "application/zip")


def _attachment(data, name, kind):
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


# --- what the forms ask of the parties ----------------------------------------------------------------
@require_safe
@mediators_only
def people(request, number):
    """List the parties by side: each has a page for what the forms ask."""
    case = look(request, number, What.WRITING)
    return render(
        request, "mediation/papers_people.html", {"case": case, "parties": with_case(case, case.parties.all()), "may_write": may_write(case, request.user)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def details(request, number, uid: UUID):
    """Write what the forms ask of one party. It stands sealed, and on no other page."""
    found = []

    def among(case):
        found.extend(with_case(case, case.parties.filter(uid=uid)))
        return found or None

    case = look(request, number, What.PARTY, row=uid, why=AccessLog.Why.PAPERS, among=among)
    form, both = DetailsForm(posted(request), party=found[0]), []
    if request.method == "POST" and form.is_valid():
        try:
            documents.describe(party=found[0], by=request.user, **form.cleaned_data)
        except EditedMeanwhile as refusal:
            both = seen_both(form, refusal, found[0], [name for name in form.fields if name != "version"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "记下了。再做一次文书，就会写上。")
            return redirect("mediation:people", number=case.number)
    return render(request, "mediation/papers_details.html", {"case": case, "party": found[0], "form": form, "both": both}, status=422 if form.errors else 200)
