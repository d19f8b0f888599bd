"""/help/request/ and /help/code/: a request without a name, and her way back. No sign-in, no cookie, nothing that she wrote is shown again."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import limits
from accounts.refusals import Refusal

from ..casework import revisiting
from ..complaints import card as complaint
from ..help_forms import CodeForm, HelpForm, LastForm, SayForm, SolvedForm
from ..intake import asking, codes, following, new_key, passes, talking
from ..intake.refusals import HandedInBefore, PassOver
from ..models import Purpose
from .opening import posted


@require_http_methods(["GET", "HEAD", "POST"])
def request_page(request):
    """Write it down; then her code is shown, this once."""
    form = HelpForm(posted(request), initial={"purpose": Purpose.COMPLAINT if request.GET.get("for") == "complaint" else Purpose.HELP})
    if form.is_bound and form.is_valid():
        try:
            code = asking.begin(ticket=form.cleaned_data["key"], told=form.told(), ip=limits.address_of(request))
        except HandedInBefore as refusal:
            return _handed_in(request, str(refusal))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _code_page(request, LastForm(initial={"key": form.cleaned_data["key"]}), code)
    return render(request, "mediation/help_request.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def confirm(request):
    """Her last four digits; or another code, when she did not note down the first."""
    form = LastForm(request.POST)
    if "another" in request.POST:
        ticket = form.fields["key"].clean(request.POST.get("key"))
        try:
            code = asking.another(ticket=ticket, ip=limits.address_of(request))
        except HandedInBefore as refusal:
            return _handed_in(request, str(refusal))
        except Refusal as refusal:
            form = HelpForm({"key": new_key()})
            form.errors.clear()
            form.add_error(None, str(refusal))
            return render(request, "mediation/help_request.html", {"form": form}, status=422)
        return _code_page(request, LastForm(initial={"key": ticket}), code)
    if form.is_valid():
        try:
            case = asking.confirm(ticket=form.cleaned_data["key"], last=form.cleaned_data["last"])
        except HandedInBefore as refusal:
            return _handed_in(request, str(refusal))
        except Refusal as refusal:
            form.add_error("last", str(refusal))
        else:
            return _status(request, case.codes.get(), done="交上了。下面是现在的样子，以后凭号回来看。")
    return _code_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def find(request):
    """Her code opens the page of her case."""
    form = CodeForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            return _status(request, codes.open(form.cleaned_data["code"], limits.address_of(request)))
        except Refusal as refusal:
            form.add_error("code", str(refusal))
            form.data = {}  # a code that was nearly right is not left standing on the screen
    return render(request, "mediation/help_find.html", {"form": form}, status=422 if form.errors else 200)


def _with_pass(view):
    """Open the case by the pass that the page carries; one that is over leads back to the code."""

    def wrapped(request):
        try:
            return view(request, passes.use(request.POST.get("pass")))
        except PassOver as refusal:
            form = CodeForm({})
            form.errors.clear()
            form.add_error(None, str(refusal))
            return render(request, "mediation/help_find.html", {"form": form}, status=422)

    return require_POST(wrapped)


@_with_pass
def reply(request, code):
    form = SayForm(request.POST)
    if not form.is_valid():
        return _status(request, code, form=form)
    try:
        talking.say(case=code.case, words=form.cleaned_data["say"], key=form.cleaned_data["key"], visit=code.visit)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _status(request, code, form=form)
    return _status(request, code, done="送出了。经办的人看得到，这里不留。")


@_with_pass
def solved(request, code):
    """At the revisit she says herself whether it is solved; if not, somebody else takes it on."""
    form = SolvedForm(request.POST)
    if not form.is_valid():
        return _status(request, code, solved_form=form)
    if not _asked_now(code.case):
        return _status(request, code, done="这一步已经有人记过了，或者会由经办的人来问您。")
    is_solved = form.cleaned_data["solved"] == "yes"
    try:
        revisiting.tell_herself(case=code.case, kept=form.cleaned_data["kept"], solved=is_solved)
    except Refusal:
        return _status(request, code, done="这一步已经有人记过了。")
    return _status(request, code, done="记下了。您说解决了才算办好。" if is_solved else "记下了。会换一位调解员接着办，有话会写在这里。")


@_with_pass
def stop(request, code):
    talking.stop(case=code.case)
    return _status(request, code, done="告诉经办的人了：您不想往下办了。调解是自愿的，改了主意随时说。")


@_with_pass
def proof(request, code):
    """A sheet with a date, only because she asked; it says on which day somebody asked for help, and not about what."""
    talking.prove(case=code.case)
    return render(request, "mediation/help_proof.html", {"case": code.case})


def _status(request, code, *, form=None, solved_form=None, done=""):
    case = code.case
    unread = case.words.filter(from_her=False, seen_at=None).count()
    facts = {
        "tail": code.tail, "complaint": complaint.for_her(case), "steps": following.steps(case, unread), "room": following.room_of(case.goes_on_in),
        "words": talking.for_her(case), "pass": passes.give(code),
        "form": form or SayForm(), "done": done, "solved_form": solved_form or (SolvedForm() if _asked_now(case) else None),
    }  # fmt: skip
    return render(request, "mediation/help_status.html", facts, status=422 if form or solved_form else 200)


def _asked_now(case):
    """Whether she herself may say at the revisit how it went. Never of a case that hers was joined to: hers may have been the other side's."""
    return case.status == case.Status.FOLLOW_UP and case.followups.filter(done_at=None).exists()


def _code_page(request, form, code):
    groups = codes.grouped(code) if code else None
    return render(request, "mediation/help_code.html", {"form": form, "groups": groups}, status=422 if form.errors else 200)


def _handed_in(request, words):
    form = CodeForm()
    return render(request, "mediation/help_find.html", {"form": form, "done": words})
