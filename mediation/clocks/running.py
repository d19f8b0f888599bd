"""Starting and ending the deadlines of a case as it goes from state to state; `Case.due_on` is the first that runs."""

from django.db.models import Min
from django.utils import timezone

from ..models import NO_DAY, Case, Clock, Deadline, Kind, What
from . import days

Status = Case.Status
BEFORE_AGREEMENT = {Status.WAITING, Status.ACCEPTED, Status.INQUIRY, Status.MEDIATION}
AGREED = {Status.WRITTEN, Status.ORAL, Status.FULFILMENT, Status.FOLLOW_UP}
RUNS = {  # in which states each of them runs: it starts with the first of them and ends with the last
    What.CONTACT: BEFORE_AGREEMENT,
    What.ACCEPT: {Status.WAITING},
    What.RETURN: {Status.WAITING},
    What.INFORM: {Status.REFUSED, *Case.OPEN},  # "not taken" is told in writing as well (信访条例)
    What.CONCLUDE: BEFORE_AGREEMENT - {Status.WAITING},
    What.CONFIRM: {Status.FULFILMENT, Status.FOLLOW_UP},
    What.REVISIT: AGREED,
    What.ANSWER: set(Case.OPEN),
}
AFTER = {What.CONFIRM: {Status.WRITTEN}}  # where it counts from what it came: an agreement in writing that took effect
MAY = {What.CONFIRM}  # a right that ends, not a duty that is late


def moved(case, before, after):
    """Start what begins and end what is over when `case` goes from `before` ("" for a new one) to `after`. In the caller's transaction."""
    now, clocks = timezone.now(), None
    over = [what for what, states in RUNS.items() if before in states and after not in states]
    if over:
        case.deadlines.filter(what__in=over, done_at=None).update(done_at=now)
    for what, states in RUNS.items():
        if after in states and before not in states and before in AFTER.get(what, {before}):
            clocks = list(Clock.objects.filter(is_used=True)) if clocks is None else clocks
            _start(case, what, now, clocks)
    settle(case)


def start(case, what, at=None):
    """Start `what` (a What) on a case at the moment `at`, unless it runs. Returns the Deadline, None when the table has no clock for it."""
    made = _start(case, what, at or timezone.now(), list(Clock.objects.filter(what=what, is_used=True)))
    settle(case)
    return made


def done(case, what, at=None):
    """End `what` (a What): it was done at the moment `at`. Nothing happens when it does not run."""
    if case.deadlines.filter(what=what, done_at=None).update(done_at=at or timezone.now()):
        settle(case)


def tighten(case):
    """Bring forward what runs, now that the risk is another: a deadline never moves back by itself."""
    clocks = list(Clock.objects.filter(is_used=True))
    for deadline in case.deadlines.filter(done_at=None, extended_by=None):
        clock = clock_for(case, deadline.what, clocks)
        if clock and clock.amount is not None and clock.pk != deadline.clock_id:
            until = max(days.due(clock, timezone.localdate(deadline.started_at)), timezone.localdate())  # nobody was late yesterday
            if until < deadline.due_on:
                Deadline.objects.filter(pk=deadline.pk).update(clock=clock, due_on=until, warned_at=None)
    settle(case)


def clock_for(case, what, clocks):
    """Return the row of `clocks` that fits `case` best for `what`, or None."""
    kinds = ("", case.kind, Kind.VIOLENCE) if case.violent else ("", case.kind)  # violence stays violence, whatever kind is written later
    sources = _sources(case, what)
    fitting = [clock for clock in clocks if clock.what == what and clock.kind in kinds and clock.risk in (0, case.risk) and clock.source in sources]
    return max(fitting, key=lambda clock: (bool(clock.kind), clock.kind == Kind.VIOLENCE, sources.index(clock.source), bool(clock.risk)), default=None)


def _sources(case, what):
    """Return by which sources a clock fits, the best last: a complaint runs as one that 信访 handed over, however it came.

    Only what another body handed over can go back to it.
    """
    petition = case.is_complaint and (what != What.RETURN or case.source in Case.HANDED_OVER)
    return ["", Case.Source.PETITION, case.source] if petition and case.source != Case.Source.PETITION else ["", case.source]


def confirm_clock(case):
    """Return the row by which a court may be asked to confirm an agreement of this case, None where it confirms none of this kind."""
    clock = clock_for(case, What.CONFIRM, list(Clock.objects.filter(what=What.CONFIRM, is_used=True)))
    return clock if clock and clock.amount is not None else None


def confirm_by(agreement):
    """Return the last day of the joint application to the court, counted from the day of effect (人民调解法 33), or None."""
    clock = confirm_clock(agreement.case) if agreement.reached_at else None
    return clock and days.due(clock, timezone.localdate(agreement.reached_at))


def settle(case):
    """Write down on the case the first day on which something is due."""
    first = case.deadlines.filter(done_at=None).aggregate(first=Min("due_on"))["first"]
    owes = case.status == Status.REFUSED  # a complaint that is not taken: nothing is left to do but to tell her so in writing
    case.due_on = (first or NO_DAY) if case.status in Case.OPEN else first if owes else None
    Case.objects.filter(pk=case.pk).update(due_on=case.due_on)


def _start(case, what, now, clocks):
    clock = clock_for(case, what, clocks)
    if clock is None or clock.amount is None:
        return None
    until = days.due(clock, timezone.localdate(now))
    return Deadline.objects.get_or_create(case=case, what=what, done_at=None, defaults={"clock": clock, "due_on": until, "started_at": now})[0]
