"""Putting a deadline off, with everybody's word; and handing a written agreement to the court together."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.refusals import NotAllowed

from ..models import CaseEvent, Deadline, Extension, Party, What
from ..refusals import CaseRefused, NotYourCase
from .running import MAY, confirm_clock, done, settle

SIDES = {Party.Side.APPLICANT, Party.Side.RESPONDENT}


class NothingRuns(CaseRefused):
    sentence = "这个期限现在不在算，不用延长。请看看案件现在的样子。"


class CannotBeExtended(CaseRefused):
    sentence = "这个期限不能延长。请按期办，办不完就如实记下为什么。"


class NotAllAgreed(CaseRefused):
    sentence = "双方都同意才能延长。还没问到的那一方，请先问过再来记。"


class TooLong(CaseRefused):
    def __init__(self, latest):
        super().__init__(f"最晚只能延到 {latest.year} 年 {latest.month} 月 {latest.day} 日。请选这天或更早。")


class NotLater(CaseRefused):
    def __init__(self, due_on):
        super().__init__(f"现在的期限是 {due_on.year} 年 {due_on.month} 月 {due_on.day} 日，请选这天以后的日子。")


class NotYet(CaseRefused):
    sentence = "这个日子还没到。请写已经办过的那一天。"


class NotConfirmed(CaseRefused):
    sentence = "这一类协议法院不办司法确认。请告诉双方可以去民政局或法院办。"


class TouchesStatus(CaseRefused):
    sentence = "协议里有离婚、身份或收养，法院不办司法确认。这几条请双方去民政局或法院，别的可以另写一份协议。"


@transaction.atomic
def extend(*, case, what, by, until, agreed_on, how, words, parties=()):
    """Put the running deadline `what` (a What) off to the date `until`, for good on record. Returns the Extension.

    `parties` are the Parties who agreed: of a mediation both sides must (a local rule to 人民调解工作若干规定 33). For a petition it is
    approved and told instead (信访条例), which `words` say. All extensions together are at most Clock.longest_extension days.
    Raises NotAllowed, NotYourCase, NothingRuns, CannotBeExtended, NotAllAgreed, NotLater, TooLong, NotYet.
    """
    require_hers(case, by)
    deadline = case.deadlines.select_for_update(of=("self",)).select_related("clock").filter(what=what, done_at=None).first()
    if deadline is None:
        raise NothingRuns
    if not deadline.clock.longest_extension:
        raise CannotBeExtended
    if agreed_on > timezone.localdate():
        raise NotYet
    if what != What.ANSWER and not all_agreed(case, parties):
        raise NotAllAgreed
    if until <= deadline.due_on:
        raise NotLater(deadline.due_on)
    if until > latest(deadline):
        raise TooLong(latest(deadline))
    made = Extension(deadline=deadline, before=deadline.due_on, until=until, agreed_on=agreed_on, how=how, words=words, by=by)
    deadline.case = case  # its key is open already
    made.save()
    made.parties.set(parties)
    Deadline.objects.filter(pk=deadline.pk).update(due_on=until, extended_by=by, warned_at=None, officer_told_at=None)
    CaseEvent.objects.create(case=case, kind=CaseEvent.Kind.EXTENDED, by=by, words=f"“{deadline.get_what_display()}”延到 {until:%Y-%m-%d}。{words}")
    settle(case)
    return made


def latest(deadline):
    """Return the last day to which a deadline may be put off, counted from where it stood at first."""
    first = deadline.extensions.order_by("pk").first()
    return (first.before if first else deadline.due_on) + timedelta(days=deadline.clock.longest_extension)


def all_agreed(case, parties):
    """Whether `parties` are all of both sides of the case, and both sides are there."""
    both = list(case.parties.filter(side__in=SIDES))
    return {party.side for party in both} == SIDES and {party.pk for party in both} <= {party.pk for party in parties}


def apply_for_confirmation(*, case, by, on, touches_status, words=""):
    """Write down that both sides applied to the court on the date `on` (人民调解法 33). Returns the CaseEvent.

    `touches_status`: the agreement says something of marriage, identity or adoption, which no court confirms (法释〔2011〕5 号).
    Raises NotAllowed, NotYourCase, NotConfirmed, TouchesStatus, NothingRuns, NotYet.
    """
    require_hers(case, by)
    confirmable(case, touches_status)
    if not case.deadlines.filter(what=What.CONFIRM, done_at=None).exists():
        raise NothingRuns
    if on > timezone.localdate():
        raise NotYet
    return _applied(case, by, on, words)


@transaction.atomic
def _applied(case, by, on, words):
    done(case, What.CONFIRM)
    return CaseEvent.objects.create(case=case, kind=CaseEvent.Kind.CONFIRMATION, by=by, words=f"{on:%Y-%m-%d} 双方一起向法院申请司法确认。{words}")


def confirmable(case, touches_status):
    """Keep on the last agreement what was answered about it; raise NotConfirmed, TouchesStatus when no court confirms it."""
    if confirm_clock(case) is None:
        raise NotConfirmed
    if touches_status is not None:
        last = case.agreements.order_by("-pk").values_list("pk", flat=True).first()
        case.agreements.filter(pk=last).update(touches_status=touches_status)
    if touches_status:
        raise TouchesStatus


def said(case):
    """Return what was answered about the last agreement, as the form has it: yes, no, or "" while nobody was asked."""
    touches = case.agreements.order_by("-pk").values_list("touches_status", flat=True).first()
    return {True: "yes", False: "no"}.get(touches, "")


@transaction.atomic
def let_lapse(today):
    """End the rights whose last day is over, so that nothing counts as late that nobody had to do. Returns how many ended."""
    over = Deadline.objects.filter(what__in=MAY, done_at=None, due_on__lt=today).select_related("case")
    rows = list(over.select_for_update(of=("self",)))
    for row in rows:
        Deadline.objects.filter(pk=row.pk, done_at=None).update(done_at=timezone.now(), lapsed=True)
        settle(row.case)
    return len(rows)


def require_hers(case, by):
    """Raises NotAllowed, NotYourCase."""
    if not by.has_perm("mediation.add_caseevent", case):
        raise NotAllowed
    if case.mediator_id != by.pk:
        raise NotYourCase
