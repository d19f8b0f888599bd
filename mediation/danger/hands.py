"""Who may write about the danger of a case."""

from datetime import timedelta

from django.utils import timezone

from accounts.refusals import NotAllowed

from ..refusals import NotYetHappened, NotYourCase, StepNotAllowed

SKEW = timedelta(minutes=5)  # her phone's clock may be ahead of ours


def require(case, by):
    """See that `by` works on this case: whoever carries it or, while nobody does, a mediator of its area.

    Nobody has to take a case up before a child is reported to the police. Raises NotAllowed, StepNotAllowed, NotYourCase.
    """
    if not by.has_perm("mediation.add_caseevent", case):
        raise NotAllowed
    if case.status not in case.OPEN:
        raise StepNotAllowed
    if not case.is_waiting and case.mediator_id != by.pk:
        raise NotYourCase


def works_on(case, user):
    """Return whether require() lets `user` pass, for what a page offers."""
    return case.status in case.OPEN and (case.is_waiting or case.mediator_id == user.pk) and user.has_perm("mediation.add_caseevent", case)


def is_officer(case, user):
    """Return whether `user` may lower a colour and take back that somebody is a minor."""
    return user.has_perm("mediation.lower_risk", case)


def has_happened(at):
    """Raise NotYetHappened when the moment `at` is still to come."""
    if at > timezone.now() + SKEW:
        raise NotYetHappened
