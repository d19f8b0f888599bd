"""告诫书 and 人身安全保护令: recorded, visited, renewed, and called to mind before they end (反家庭暴力法 16-17, 23-32)."""

import calendar

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from notices import outbox

from .. import reaching, watch
from ..models import Case, CaseEvent, Order, OrderVisit, Risk
from ..refusals import NotYetHappened
from . import hands, risk
from .refusals import AlreadyRenewed, OrderTooLong, OrderUpsideDown, OrderWithoutEnd

LONGEST = 6  # months (反家庭暴力法 30)
Kind = Order.Kind


@transaction.atomic
def record(*, case, party, kind, unit, forbids, issued_on, by, number="", until=None):
    """Write down an order that protects `party`. `issued_on` and `until` (its last day) are dates. Returns the Order.

    Raises NotAllowed, NotYourCase, StepNotAllowed, NotYetHappened, OrderWithoutEnd, OrderUpsideDown, OrderTooLong.
    """
    hands.require(case, by)
    return _record(case, party, kind, unit, forbids, issued_on, by, number, until)


@transaction.atomic
def renew(*, order, issued_on, until, by, number=""):
    """Write down that a court extended an order; the new one takes its place. Returns the new Order. Raises as record(), AlreadyRenewed."""
    hands.require(order.case, by)
    made = _record(order.case, order.party, order.kind, order.unit, order.forbids, issued_on, by, number, until)
    if not Order.objects.filter(pk=order.pk, renewed_by=None).update(renewed_by=made):
        raise AlreadyRenewed
    order.renewed_by = made
    return made


@transaction.atomic
def visit(*, order, at, is_kept, words, by, how="", against=""):
    """Write down a visit. An order that is not kept makes the case red at once. Returns the OrderVisit.

    `how` (a CaseEvent.Kind) says how she was asked, `against` why so against her word.
    Raises NotAllowed, NotYourCase, StepNotAllowed, NotYetHappened, AgainstHerWord.
    """
    case = order.case
    hands.require(case, by)
    hands.has_happened(at)
    asked = reaching.asked(case, how, at, against=against, party=order.party)
    made = OrderVisit.objects.create(case=case, order=order, at=at, is_kept=is_kept, words=words, by=by)
    told = f"{asked}{order.get_kind_display()}，{'守住了' if is_kept else '没有守住'}"
    CaseEvent.objects.create(case=case, kind=CaseEvent.Kind.ORDER_VISIT, happened_at=at, whom=CaseEvent.Whom.ONE, party=order.party, by=by, words=told)
    if not is_kept and case.risk < Risk.RED:
        risk.raise_to(case=case, risk=Risk.RED, by=by, why=f"{order.get_kind_display()}没有守住")
    return made


def remind_due(today=None):
    """Tell of orders that end soon: the mediator at each of settings.ORDER_REMINDER_DAYS, the officers on duty too at the last one.

    A day that the job slept through is told on the next. Returns how many were told.
    """
    today = today or timezone.localdate()
    days = sorted(settings.ORDER_REMINDER_DAYS)
    rows = []
    ending = Order.objects.ending(today, within=days[-1]).filter(case__status__in=Case.OPEN)
    for order in ending.select_related("case__area", "case__mediator").defer("case__narrative", "case__wishes", "case__place", "number", "unit", "forbids"):
        stage = next(mark for mark in days if (order.until - today).days <= mark)
        case = order.case
        users = {case.mediator_id: case.carrier} if case.carrier else {}
        if stage == days[0] or not users:
            users |= {post.user_id: post.user for post in watch.officers_on_duty(case)}
        rows += [{"to": user, "kind": "order_ending", "about": order, "again": f"{order.until}:{stage}"} for user in users.values()]
    with transaction.atomic():
        return outbox.tell_once(rows)


def last_day(issued_on):
    """Return the last day that an order of `issued_on` can have: six months later (反家庭暴力法 30)."""
    months = issued_on.month - 1 + LONGEST
    year, month = issued_on.year + months // 12, months % 12 + 1
    return issued_on.replace(year=year, month=month, day=min(issued_on.day, calendar.monthrange(year, month)[1]))


def _record(case, party, kind, unit, forbids, issued_on, by, number, until):
    if issued_on > timezone.localdate():
        raise NotYetHappened("出的日子比今天还晚，请再看看文书上的日期。")
    if kind == Kind.PROTECTION and until is None:
        raise OrderWithoutEnd
    if until and until < issued_on:
        raise OrderUpsideDown
    if kind == Kind.PROTECTION and until > last_day(issued_on):
        raise OrderTooLong
    made = Order.objects.create(case=case, party=party, kind=kind, number=number or None, unit=unit, forbids=forbids, issued_on=issued_on, until=until, by=by)
    words = f"{Kind(kind).label}，{issued_on:%Y-%m-%d} 出" + (f"，到 {until:%Y-%m-%d}" if until else "")
    CaseEvent.objects.create(case=case, kind=CaseEvent.Kind.ORDER, whom=CaseEvent.Whom.ONE, party=party, by=by, words=words)
    return made
