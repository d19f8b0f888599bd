"""/my/privacy/locked/: what a party may see of her own case, behind her own PIN; and, at the desk, the digits with which she sets it.

Everybody has this page, and it looks the same whether there is anything behind the PIN or not.
"""

import base64
import time
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.crypto import CannotOpen, seal, unseal
from accounts.headers import private
from accounts.refusals import NotAllowed, Refusal

from ..casework import ways
from ..complaints import card as complaint
from ..models import AccessLog
from ..secrecy import hers, pins
from ..secrecy.forms import NewPinForm, PinForm, QuestionForm
from .opening import look, mediators_only, posted, with_case

OPEN_FOR = 5 * 60  # seconds without a press
KEY = "locked"


def _keep(request, until):
    """Keep until when her page is open (0: shut), sealed: sessions lie in the database, and who reads it must not see who has a PIN."""
    request.session[KEY] = base64.b64encode(seal(f"{until:011d}", bound_to=_place(request))).decode()


def _until(request):
    try:
        return int(unseal(base64.b64decode(request.session[KEY]), bound_to=_place(request)))
    except (KeyError, CannotOpen, ValueError):
        return 0


def _place(request):
    return f"mediation.locked:{request.user.pk}"


def is_open(request):
    """Return whether the PIN was shown and something was pressed within five minutes; then the five minutes begin anew."""
    if _until(request) <= time.time():
        if KEY not in request.session:
            _keep(request, 0)  # whoever came here has one
        return False
    _keep(request, int(time.time()) + OPEN_FOR)
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@private
@login_required
def locked(request):
    if is_open(request):
        complaints = [said for case in hers.her_cases(request.user) if (said := complaint.for_her(case))]
        may_say = bool(ways.bound(pins.print_of(request.user)))
        return render(request, "mediation/locked_log.html", {"looks": hers.her_log(request.user), "complaints": complaints, "may_say": may_say})
    form = PinForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            pins.check(user=request.user, pin=form.cleaned_data["pin"])
        except Refusal as refusal:
            form.add_error("pin", str(refusal))
        else:
            _keep(request, int(time.time()) + OPEN_FOR)
            return redirect("mediation:locked")
    return render(request, "mediation/locked.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@private
@login_required
def locked_new(request):
    form = NewPinForm(posted(request))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            pins.set_pin(user=request.user, code=told["code"], pin=told["pin"])
        except Refusal as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, "口令设好了。只有您知道，也只能当面重设。")
            return redirect("mediation:locked")
    return render(request, "mediation/locked_new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@private
@login_required
def locked_shut(request):
    _keep(request, 0)
    return redirect("portal:my_privacy")


@require_POST
@private
@login_required
def locked_hide(request):
    if not is_open(request):
        return redirect("mediation:locked")
    pins.forget(request.user)
    _keep(request, 0)
    messages.success(request, "这里不再显示。想再看，请当面再设一次。")
    return redirect("portal:my_privacy")


@require_http_methods(["GET", "HEAD", "POST"])
@private
@login_required
def locked_ask(request, pk):
    """问一问: why was it opened."""
    if not is_open(request):
        return redirect("mediation:locked")
    seen = next((one for one in hers.her_log(request.user) if one.pk == pk), None)
    if seen is None:
        raise Http404
    form = QuestionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            hers.ask(user=request.user, read=pk, words=form.cleaned_data["words"])
        except NotAllowed:
            raise Http404 from None
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "问过了。答复会写在这里，不发短信。")
            return redirect("mediation:locked")
    return render(request, "mediation/locked_ask.html", {"form": form, "look": seen}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def desk_code(request, number, uid: UUID):
    """The party stands before the mediator: eight digits, shown once, with which she sets her PIN on her own phone."""
    people = []

    def among(case):
        people.extend(with_case(case, case.parties.filter(uid=uid)))
        return people or None

    case = look(request, number, AccessLog.What.WRITING, row=uid, among=among)
    code, refused = "", ""
    if request.method == "POST":
        try:
            code = pins.hand_code(party=people[0], by=request.user)
        except Refusal as refusal:
            refused = str(refusal)
    page = {"case": case, "party": people[0], "code": code, "refused": refused}
    return render(request, "mediation/desk_code.html", page, status=422 if refused else 200)
