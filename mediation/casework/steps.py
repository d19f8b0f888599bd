"""The deeds on a case: accept, refuse, write a contact. The only place that writes its status; each step leaves a line."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.refusals import NotAllowed
from notices import outbox

from .. import clocks
from ..models import Case, CaseEvent, What
from ..refusals import CaseChanged, NotYetAccepted, NotYetHappened, NotYourCase, StepNotAllowed

Status = Case.Status
SKEW = timedelta(minutes=5)  # her phone's clock may be ahead of ours


@transaction.atomic
def accept(*, case, by):
    """Take up a case that waits: `by` carries it from now on. Asked twice by the same person it stays as it is.

    Raises NotAllowed, CaseChanged (another mediator was quicker), StepNotAllowed.
    """
    if not by.has_perm("mediation.accept_case", case):
        raise NotAllowed
    if case.mediator_id == by.pk:
        return case
    _advance(case=case, to=Status.ACCEPTED, by=by, kind=CaseEvent.Kind.ACCEPTED, mediator=by, accepted_at=timezone.now())
    if case.reporter:
        outbox.tell(case.reporter, "case_accepted", case, sms=False)
    return case


@transaction.atomic
def refuse(*, case, by, reason, words=""):
    """Do not take up a case that waits (人民调解工作若干规定 22). `reason` is a Case.RefusalReason; `words` stay in the timeline.

    Raises NotAllowed, CaseChanged, StepNotAllowed.
    """
    if not by.has_perm("mediation.refuse_case", case):
        raise NotAllowed
    _advance(case=case, to=Status.REFUSED, by=by, kind=CaseEvent.Kind.REFUSED, words=words, refusal=reason, refused_at=timezone.now())
    if case.reporter:
        outbox.tell(case.reporter, "case_refused", case, sms=False)
    return case


@transaction.atomic
def add_contact(*, case, by, kind, happened_at, whom, words, party=None, key=None):
    """Write one contact into the timeline, for good: it can be corrected by another line only. Returns the CaseEvent.

    `kind` is one of CaseEvent.CONTACTS, `whom` a CaseEvent.Whom, `party` the Party if it was one. `key` marks one press.
    Raises NotAllowed, NotYetAccepted, NotYourCase, NotYetHappened.
    """
    if not by.has_perm("mediation.add_caseevent", case):
        raise NotAllowed
    if not case.is_carried:
        raise NotYetAccepted if case.is_waiting else StepNotAllowed
    if case.mediator_id != by.pk:
        raise NotYourCase
    if happened_at > timezone.now() + SKEW:
        raise NotYetHappened
    made = key and case.events.filter(key=key).first()
    if made:
        return made
    try:
        with transaction.atomic():
            line = CaseEvent.objects.create(case=case, kind=kind, happened_at=happened_at, whom=whom, party=party, words=words, by=by, key=key)
            if kind != CaseEvent.Kind.CORRECTION:
                clocks.done(case, What.CONTACT, happened_at)
            return line
    except IntegrityError:
        made = key and case.events.filter(key=key).first()  # the same press, sent twice at once
        if not made:
            raise
        return made


def _advance(*, case, to, by, kind, words="", **facts):
    """Walk one step of Case.TRANSITIONS and write its line. Raises StepNotAllowed, CaseChanged."""
    before = case.status
    if to not in Case.TRANSITIONS.get(before, ()):
        # What she wanted was still possible when she opened the page: somebody was quicker.
        raise CaseChanged(_who_was_quicker(case)) if before in (Status.ACCEPTED, Status.REFUSED) else StepNotAllowed
    if not Case.objects.filter(pk=case.pk, status=before).update(status=to, **facts):
        raise CaseChanged(_who_was_quicker(case))
    case.status = to
    for name, value in facts.items():
        setattr(case, name, value)
    clocks.moved(case, before, to)
    return CaseEvent.objects.create(case=case, kind=kind, before=before, after=to, by=by, words=words or None)


def _who_was_quicker(case):
    line = CaseEvent.objects.filter(case=case).exclude(after="").select_related("by").order_by("-pk").first()
    who = line.by.get_full_name() if line and line.by else "别人"
    return f"这一件刚刚由{who}办过：{line.get_kind_display()}。下面是现在的样子。" if line else CaseChanged.sentence
