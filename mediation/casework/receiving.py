"""Take a case up or not, and write a contact into its timeline."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.refusals import NotAllowed
from notices import outbox

from .. import clocks, reaching
from ..models import CaseEvent, What
from ..refusals import AgainstHerWord, NotYetAccepted, NotYetHappened, NotYourCase, StepNotAllowed
from .steps import Status, step

SKEW = timedelta(minutes=5)  # her phone's clock may be ahead of ours


@transaction.atomic
def accept(*, case, by):
    """Take up a case that waits: `by` carries it from now on. Asked twice by the same person it stays as it is.

    Raises NotAllowed, CaseChanged (another mediator was quicker), StepNotAllowed.
    """
    if not by.has_perm("mediation.accept_case", case):
        raise NotAllowed
    if case.mediator_id == by.pk and not case.is_waiting:
        return case
    facts = {"mediator": by, "accepted_at": timezone.now(), "desk_at": None, "desk_why": ""}
    step(case=case, to=Status.ACCEPTED, by=by, kind=CaseEvent.Kind.ACCEPTED, **facts)
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
    step(case=case, to=Status.REFUSED, by=by, kind=CaseEvent.Kind.REFUSED, words=words, refusal=reason, refused_at=timezone.now())
    if case.reporter:
        outbox.tell(case.reporter, "case_refused", case, sms=False)
    return case


@transaction.atomic
def add_contact(*, case, by, kind, happened_at, whom, words, party=None, key=None, against=""):
    """Write one contact into the timeline, for good: it can be corrected by another line only. Returns the CaseEvent.

    `kind` is one of CaseEvent.CONTACTS, `whom` a CaseEvent.Whom, `party` the Party if it was one. `key` marks one press.
    `against` says why she was reached against what she had said (SafeWay); it stands first in the line.
    Raises NotAllowed, NotYetAccepted, NotYourCase, NotYetHappened, AgainstHerWord.
    """
    if not by.has_perm("mediation.add_caseevent", case):
        raise NotAllowed
    if not case.is_carried:
        raise NotYetAccepted if case.is_waiting else StepNotAllowed
    if case.mediator_id != by.pk:
        raise NotYourCase
    if happened_at > timezone.now() + SKEW:
        raise NotYetHappened
    if goes_against(case, kind=kind, happened_at=happened_at, whom=whom, party=party):
        if not against:
            raise AgainstHerWord
        words = f"没有照她说的联系，因为：{against}\n{words}"
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


def goes_against(case, *, kind, happened_at, whom, party=None):
    """Return whether such a contact is not what she who asked for help agreed to: arguments as of add_contact()."""
    if whom == CaseEvent.Whom.OTHERS or (whom == CaseEvent.Whom.ONE and party is None):
        return False
    if party is not None and not reaching.is_hers(party, list(case.parties.all())):
        return False
    return reaching.is_against(reaching.way_of(case), kind, happened_at)
