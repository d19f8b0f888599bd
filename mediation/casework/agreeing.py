"""What was agreed: written down, taking effect, performed part by part."""

from django.db import transaction
from django.utils import timezone

from ..clocks import running as clocks
from ..models import Agreement, Case, CaseEvent, Instalment, What
from ..refusals import AlreadyRecorded, NeedsAgreement, NeedsSignatures, NotYetHappened, StepNotAllowed
from .mediating import ADVANCE
from .steps import Status, before, require, step

Kind, Form = CaseEvent.Kind, Agreement.Form


@before(Status.WRITTEN)
@before(Status.ORAL)
def it_is_written_down(case, by):
    """An oral agreement too is registered (人民调解法 28)."""
    if not case.agreements.filter(written_at__gte=_mediating_since(case)).exists():
        raise NeedsAgreement


@before(Status.FULFILMENT)
def it_took_effect(case, by):
    """All parties signed, the mediator signed, the committee sealed (人民调解法 29)."""
    last = case.agreements.order_by("-pk").first()
    if last is None or last.reached_at is None:
        raise NeedsSignatures


@transaction.atomic
def write(*, case, by, form, facts, terms, way="", place="", deadline=None, amount=None, copies=3, instalments=()):
    """Write down what was agreed and come to 达成书面 / 口头协议. `instalments` are dicts (due_on, what, amount). Returns the Agreement.

    An oral one takes effect now (人民调解法 30). Raises NeedsMeeting, NotAllowed, NotYourCase, StepNotAllowed, CaseChanged.
    """
    require(case, by, ADVANCE)
    if case.status != Status.MEDIATION:
        raise StepNotAllowed
    oral = form == Form.ORAL
    agreement = Agreement.objects.create(
        case=case, number=f"{case.number}-{case.agreements.count() + 1}", form=form, facts=facts, terms=terms, way=way or None, place=place or None,
        deadline=deadline, amount=amount, copies=copies, reached_at=timezone.now() if oral else None, by=by,
    )  # fmt: skip
    for part in instalments:
        Instalment.objects.create(agreement=agreement, **part)
    step(
        case=case, to=Status.ORAL if oral else Status.WRITTEN, by=by, kind=Kind.AGREED, outcome=Case.Outcome.AGREED,
        words=f"{agreement.get_form_display()}协议 {agreement.number}",
    )  # fmt: skip
    return agreement


@transaction.atomic
def sign(*, agreement, by, reached_at):
    """Say when all had signed a written agreement: it holds from then on, and its performance begins. Returns the Agreement.

    The days of judicial confirmation count from that moment. Raises NotAllowed, NotYourCase, AlreadyRecorded, NotYetHappened.
    """
    case = agreement.case
    require(case, by, ADVANCE)
    if reached_at > timezone.now():
        raise NotYetHappened("生效的时间比现在还晚。请写大家签完字的时间。")
    if not Agreement.objects.filter(pk=agreement.pk, reached_at=None).update(reached_at=reached_at):
        raise AlreadyRecorded
    agreement.reached_at = reached_at
    step(case=case, to=Status.FULFILMENT, by=by, kind=Kind.SIGNED, words=f"{agreement.number}，{timezone.localtime(reached_at):%Y-%m-%d %H:%M}")
    case.deadlines.filter(what=What.CONFIRM, done_at=None).update(started_at=reached_at, due_on=clocks.confirm_by(agreement))
    clocks.settle(case)
    return agreement


@transaction.atomic
def begin_performance(*, case, by, words=""):
    """Come to 履行中. Raises NeedsSignatures, NotAllowed, NotYourCase, StepNotAllowed, CaseChanged."""
    require(case, by, ADVANCE)
    step(case=case, to=Status.FULFILMENT, by=by, kind=Kind.PERFORMANCE, words=words)
    return case


@transaction.atomic
def perform(*, instalment, by, done_on, proof):
    """Write that one part was done on a day, and what proves it. Raises NotAllowed, NotYourCase, AlreadyRecorded, NotYetHappened."""
    case = instalment.agreement.case
    require(case, by, ADVANCE)
    if done_on > timezone.localdate():
        raise NotYetHappened("做到的日子还没有到。请写已经做到的那一天。")
    row = Instalment.objects.select_for_update(no_key=True).get(pk=instalment.pk)
    if row.done_on:
        raise AlreadyRecorded
    row.agreement = instalment.agreement
    row.done_on, row.proof = done_on, proof
    row.save(update_fields=["done_on", "proof"])
    CaseEvent.objects.create(case=case, kind=Kind.PERFORMED, by=by, words=f"{row.what}（{done_on:%Y-%m-%d}）")
    return row


def _mediating_since(case):
    """Return when the mediation that is under way began: an agreement of before counts no more."""
    return case.events.filter(after=Status.MEDIATION).order_by("-pk").values_list("written_at", flat=True).first()
