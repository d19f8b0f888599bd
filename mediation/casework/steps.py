"""The one table of a case, and the one function that walks it. Nothing else writes a status; each step leaves a line."""

from collections import defaultdict

from accounts.refusals import NotAllowed

from .. import clocks
from ..models import Case, CaseEvent
from ..refusals import CaseChanged, NotYourCase, StepNotAllowed, WaitsForDesk
from . import conflicts

ASSIGN = "mediation.assign_case"
Status = Case.Status
_before = defaultdict(list)


def before(to):
    """Register a function that is asked before a case comes to the state `to`.

    `fn(case, by)` raises a Refusal when a mandatory step is missing; `case.status` is still the old one.
    """

    def register(fn):
        if fn not in _before[to]:
            _before[to].append(fn)
        return fn

    return register


def require(case, by, perm):
    """Raise NotAllowed unless `by` has `perm` on the case and no conflict of interest, NotYourCase unless she or her officer carries it."""
    if conflicts.of(case, by) or not by.has_perm(perm, case):
        raise NotAllowed
    if case.mediator_id != by.pk and not by.has_perm(ASSIGN, case):
        raise NotYourCase


def step(*, case, to, by, kind, words="", **facts):
    """Walk one step of Case.TRANSITIONS, set `facts` (columns that are not sealed) with it, and write its line. Returns the CaseEvent.

    Who may is asked by the deed that calls; here every hook of `to` is asked. In the caller's transaction.
    Raises StepNotAllowed, CaseChanged (somebody was quicker), WaitsForDesk, and what the hooks raise.
    """
    was = case.status
    if to not in Case.TRANSITIONS.get(was, ()):
        # What she wanted was still possible when she opened the page: somebody was quicker.
        raise CaseChanged(_who_was_quicker(case)) if was in (Status.ACCEPTED, Status.REFUSED) else StepNotAllowed
    if case.desk_at and was != Status.WAITING:
        raise WaitsForDesk
    for missing in _before[to]:
        missing(case, by)
    if not Case.objects.filter(pk=case.pk, status=was).update(status=to, **facts):
        raise CaseChanged(_who_was_quicker(case))
    case.status = to
    for name, value in facts.items():
        setattr(case, name, value)
    clocks.moved(case, was, to)
    return CaseEvent.objects.create(case=case, kind=kind, before=was, after=to, by=by, words=words or None)


def _who_was_quicker(case):
    line = CaseEvent.objects.filter(case=case).exclude(after="").select_related("by").order_by("-pk").first()
    who = line.by.get_full_name() if line and line.by else "别人"
    return f"这一件刚刚由{who}办过：{line.get_kind_display()}。下面是现在的样子。" if line else CaseChanged.sentence
