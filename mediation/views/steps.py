"""The pages of the steps: what makes sense now stands on the case's page; each has a page of its own with a form and a button."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.refusals import Refusal

from .. import reaching
from ..casework import agreeing, conflicts, forms, mediating, meeting, revisiting
from ..models import AccessLog, Case
from .opening import look, mediators_only, posted, with_case

Status = Case.Status
WRITING = AccessLog.What.WRITING


@dataclass(frozen=True)
class Step:
    """One deed of the mediator who carries a case. `run(case, by, **facts)` does it, `when(case)` says whether it makes sense now."""

    words: str
    run: object
    when: object
    done: str
    form: type = forms.WordsForm
    of_user: bool = False
    of_way: bool = False  # its form shows how she may be reached, and obeys it
    rare: bool = False
    hint: str = ""
    anybody: bool = False
    gone: bool = False  # afterwards the case does not exist for her


def at(*states):
    return lambda case: case.status in states


def _not_solved(case):
    """Whether the revisit said "not solved" and somebody new carries it."""
    last = case.followups.exclude(done_at=None).order_by("-pk").first()
    return case.status == Status.FOLLOW_UP and not case.desk_at and last is not None and not last.solved


def _planned(case):
    return case.status == Status.FOLLOW_UP and case.followups.filter(done_at=None).exists()


def _held(case):
    return case.status == Status.MEDIATION and case.meetings.filter(result__in=case.meetings.model.HELD).exists()


def _solved(case):
    if case.status != Status.FOLLOW_UP:
        return case.status in (Status.FAILED, Status.ENDED)
    last = case.followups.order_by("-pk").first()
    return bool(last and last.solved)


def _deed(function):
    return lambda case, by, **facts: function(case=case, by=by, **facts)


def _sign(case, by, **facts):
    agreement = with_case(case, case.agreements.order_by("-pk")[:1])[0]
    return agreeing.sign(agreement=agreement, by=by, **facts)


def _file(case, by):
    return revisiting.file(case=case, by=by)


class NoWords(forms.forms.Form):
    """A press."""


STEPS = {
    "inquiry": Step("开始调查", _deed(mediating.begin_inquiry), at(Status.ACCEPTED), "记下了，先去问情况。"),
    "mediation": Step(
        "开始调解", _deed(mediating.begin_mediation), lambda case: case.status in (Status.ACCEPTED, Status.INQUIRY) or _not_solved(case),
        "开始调解了。下一步：约调解会。", forms.BeginForm,
    ),
    "meeting": Step("约调解会", _deed(meeting.plan), at(Status.MEDIATION), "调解会约好了。", forms.MeetingForm, of_user=True),
    "agreement": Step("写协议", _deed(agreeing.write), _held, "协议写好了。", forms.AgreementForm, hint="口头协议写下就生效；书面协议等各方签了字才生效。"),
    "sign": Step("各方签好了", _sign, at(Status.WRITTEN), "协议生效了，从现在起看履行。", forms.SignForm),
    "performance": Step("看履行", _deed(agreeing.begin_performance), lambda case: case.status == Status.ORAL or _not_solved(case), "记下了，看履行。"),
    "revisit": Step("约回访", _deed(revisiting.begin), at(Status.FULFILMENT), "回访排上了。", forms.PlanRevisitForm, of_way=True),
    "revisited": Step("写回访", _deed(revisiting.tell), _planned, "回访记下了。", forms.RevisitForm, of_way=True),
    "close": Step("结案", _deed(revisiting.close), _solved, "结案了。"),
    "file": Step("归档", _file, at(Status.CLOSED), "归档了，卷宗不再变动。", NoWords, hint="归档以后，这一件什么都不能再加。"),
    "failed": Step("调解不成", _deed(mediating.fail), _held, "记下了：调解不成。", forms.FailForm, rare=True),
    "ended": Step("终止调解", _deed(mediating.end), at(Status.ACCEPTED, Status.INQUIRY, Status.MEDIATION), "记下了：终止调解。", forms.EndForm, rare=True),
    "recuse": Step(
        "我要回避", lambda case, by, why: conflicts.declare(case=case, user=by, why=why, by=by), lambda case: case.status in Case.OPEN,
        "记下了。这一件交给别的调解员，您不再看得到。", forms.RecuseForm, rare=True, anybody=True, gone=True,
        hint="和当事人是亲属、住在一起，或有别的关系，就不能办这一件。记下以后，您马上看不到它。",
    ),
}  # fmt: skip


def now(case, user):
    """Return {name: Step} of what `user` can do on the case now."""
    mine = case.mediator_id == user.pk
    return {name: step for name, step in STEPS.items() if (mine or step.anybody) and not (case.desk_at and not step.anybody) and step.when(case)}


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def step(request, number, step):
    case, chosen = look(request, number, WRITING), STEPS.get(step)
    if chosen is None:
        raise Http404
    if step not in now(case, request.user):
        if request.method == "POST":
            messages.warning(request, "这一步已经办过了，或现在还不能办。下面是现在的样子。")
        return redirect(case)
    knows = ({"user": request.user} if chosen.of_user else {}) | ({"way": reaching.way_of(case)} if chosen.of_way else {})
    form = chosen.form(posted(request), **knows)
    if request.method == "POST" and form.is_valid():
        try:
            chosen.run(case, request.user, **(form.facts() if hasattr(form, "facts") else form.cleaned_data))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, chosen.done)
            return redirect("mediation:cases" if chosen.gone else case)
    page = "mediation/steps_agreement.html" if step == "agreement" else "mediation/steps_form.html"
    return _page(request, page, case, form, title=chosen.words, hint=chosen.hint)


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def record(request, number, uid: UUID):
    """Write the record of one meeting."""
    found = []
    case = look(request, number, WRITING, row=uid, among=lambda case: found.extend(with_case(case, case.meetings.filter(uid=uid))) or found or None)
    form = forms.RecordForm(posted(request))
    return _row_page(request, case, form, "写调解记录", found[0].is_open, "调解记录写好了。", lambda **facts: meeting.record(meeting=found[0], **facts))


@require_http_methods(["GET", "HEAD", "POST"])
@mediators_only
def perform(request, number, uid: UUID):
    """Write that one part of the agreement was done."""
    found = []

    def among(case):
        for agreement in with_case(case, case.agreements.all()):
            for part in agreement.instalments.filter(uid=uid):
                part.agreement = agreement
                found.append(part)
        return found or None

    case = look(request, number, WRITING, row=uid, among=among)
    part = found[0]
    form = forms.PerformForm(posted(request))
    may = part.done_on is None and case.is_carried
    return _row_page(request, case, form, "记下做到了", may, "记下了。", lambda **facts: agreeing.perform(instalment=part, **facts), part.what)


def _row_page(request, case, form, title, may, done, run, hint=""):
    if not may or case.mediator_id != request.user.pk:
        return redirect(case)
    if request.method == "POST" and form.is_valid():
        try:
            run(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(case)
    return _page(request, "mediation/steps_form.html", case, form, title=title, hint=hint)


def _page(request, page, case, form, **words):
    return render(request, page, {"case": case, "form": form, **words}, status=422 if form.errors else 200)


def links(case, user):
    """Return (usual, rare) steps of now as [(address, words)] for the card 下一步."""
    rows = {False: [], True: []}
    for name, chosen in now(case, user).items():
        rows[chosen.rare].append((reverse("mediation:step", args=[case.number, name]), chosen.words))
    return rows[False], rows[True]
