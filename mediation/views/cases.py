"""/mediation/: what a mediator does with the cases of her area; /help/: whom to turn to. Each look at a case leaves a row (access)."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.refusals import Refusal

from .. import casework, reaching
from ..forms import ContactForm, ReasonForm, RefusalForm
from ..models import AccessLog, Case
from .cards import ASIDE, CARDS, laid
from .opening import look, mediators_only, posted, readers_only, with_case
from .people import may_write

What = AccessLog.What
RAIL = (
    ("受理", {Case.Status.WAITING, Case.Status.ACCEPTED, Case.Status.REFUSED}),
    ("调查", {Case.Status.INQUIRY}),
    ("调解中", {Case.Status.MEDIATION}),
    ("达成协议", {Case.Status.WRITTEN, Case.Status.ORAL, Case.Status.FAILED, Case.Status.ENDED}),
    ("履行", {Case.Status.FULFILMENT}),
    ("回访", {Case.Status.FOLLOW_UP}),
    ("结案归档", {Case.Status.CLOSED, Case.Status.FILED}),
)


@dataclass(frozen=True)
class Hotline:
    number: str
    words: str
    more: str
    now: bool = False


@require_safe
@readers_only
def case(request, number):
    return _case_page(request, look(request, number, What.CASE))


def _case_page(request, case, *, refused="", status=200):
    now = next(step for step, (_, statuses) in enumerate(RAIL) if case.status in statuses)
    rail = [(words, "done" if step < now else "now" if step == now else "") for step, (words, _) in enumerate(RAIL)]
    user = request.user
    facts = {"case": case, "rail": rail, "cards": laid(CARDS, case, user), "aside": laid(ASIDE, case, user), "refused": refused}
    return render(request, "mediation/case.html", facts, status=status)


@require_POST
@mediators_only
def accept(request, number):
    case = look(request, number, What.CASE)
    try:
        casework.accept(case=case, by=request.user)
    except Refusal as refusal:
        case = Case.objects.select_related("area", "mediator", "reporter").get(pk=case.pk)  # as it is now
        return _case_page(request, case, refused=str(refusal), status=422)
    messages.success(request, "已经接下，由您经办。先和当事人联系一次吧。")
    return redirect(case)


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def refuse(request, number):
    case = look(request, number, What.WRITING)
    if request.method != "POST" and not case.is_waiting:
        return redirect(case)
    form = RefusalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            casework.refuse(case=case, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已经记下：不予受理。")
            return redirect(case)
    return render(request, "mediation/refuse.html", {"case": case, "form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def contact(request, number):
    case = look(request, number, What.WRITING)
    if request.method != "POST" and not (case.is_carried and case.mediator_id == request.user.pk):
        return redirect(case)
    form = ContactForm(posted(request), parties=with_case(case, case.parties.all()), way=reaching.way_of(case))
    if request.method == "POST" and form.is_valid():
        try:
            casework.add_contact(case=case, by=request.user, **form.facts())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "这次联系记下了。")
            return redirect(case)
    return render(request, "mediation/contact.html", {"case": case, "form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@readers_only
def party(request, number, uid: UUID):
    """Ask why; then, once, show the name and the numbers whole."""
    form = ReasonForm(posted(request))
    shown = request.method == "POST" and form.is_valid()
    people = []

    def among(case):
        people.extend(with_case(case, case.parties.filter(uid=uid)))
        return people or None

    what, why = (What.PARTY, form.cleaned_data["why"]) if shown else (What.WRITING, "")
    case = look(request, number, what, row=uid, why=why, among=among, reading=True)
    way = reaching.way_of(case) if shown and reaching.is_hers(people[0], with_case(case, case.parties.all())) else None
    facts = {"case": case, "party": people[0], "form": form, "shown": shown, "way": way}
    facts["may_phone"] = facts["way"] is None or why == AccessLog.Why.SAFETY or facts["way"].allows(timezone.localtime())
    facts |= {"former": casework.people.former(people[0]) if shown else [], "may_mend": may_write(case, request.user)}
    return render(request, "mediation/party.html", facts, status=422 if form.errors else 200)


@require_safe
@readers_only
def photo(request, number, uid: UUID):
    """Give one photo, opened for this reader; it is for the page only and saved by nobody."""
    found = []

    def among(case):
        found.extend(with_case(case, case.evidence.filter(uid=uid)))
        return found or None

    case = look(request, number, What.PHOTO, row=uid, among=among)
    response = HttpResponse(found[0].open(), content_type="image/jpeg")
    response["Content-Disposition"] = f'attachment; filename="{case.number}.jpg"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def help_page(request):
    lines = [
        Hotline(settings.POLICE_LINE, "正被打、被威胁，马上打", f"不方便出声，发短信到 {settings.POLICE_SMS}，写明地址", now=True),
        Hotline(settings.HOTLINE, "妇女维权热线", "问法律、说委屈，接线的是妇联的人"),
        Hotline(settings.YOUTH_LINE, "青少年热线", "孩子和家长都能打"),
    ]
    return render(request, "mediation/help.html", {"hotlines": lines})
