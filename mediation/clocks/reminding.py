"""Reminders of what is due: first to the mediator, then to her officer. Written by the clock, each once for each last day."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.roles import Role
from notices import outbox

from .. import watch
from ..models import Clock, Deadline

A_TIME = 200


def warn(today):
    """Tell whoever carries a case, or the mediators of the area while it waits, that something is due soon. Returns how many deadlines."""
    count = 0
    for clock in Clock.objects.order_by("pk"):
        rows = _running(clock).filter(warned_at=None, due_on__lte=today + timedelta(days=clock.warn_days))
        # Who has just begun is not reminded: it began with the notice of the new case.
        rows = rows.filter(started_at__lt=timezone.now() - timedelta(hours=3))
        count += _tell(rows, "case_due", "warned_at", _those_who_carry)
    return count


def tell_officers(today):
    """Tell the officers of the area of what is late. Returns how many deadlines."""
    count = 0
    for clock in Clock.objects.order_by("pk"):
        rows = _running(clock).filter(officer_told_at=None, due_on__lte=today - timedelta(days=max(clock.officer_days, 1)))
        count += _tell(rows, "case_late", "officer_told_at", _officers)
    return count


def _running(clock):
    return (
        Deadline.objects.filter(clock=clock, done_at=None)
        .select_related("case__area", "case__mediator")
        .defer("case__narrative", "case__wishes", "case__place")
    )


def _tell(rows, kind, column, whom):
    count, last = 0, 0
    while part := list(rows.filter(pk__gt=last).order_by("pk")[:A_TIME]):
        last = part[-1].pk
        with transaction.atomic():
            told = [{"to": user, "kind": kind, "about": deadline, "again": f"{deadline.due_on:%Y%m%d}"} for deadline in part for user in whom(deadline.case)]
            outbox.tell_once(told)
            count += Deadline.objects.filter(pk__in=[deadline.pk for deadline in part], **{column: None}).update(**{column: timezone.now()})
    return count


def _those_who_carry(case):
    if case.carrier and case.carrier.is_active:
        return [case.carrier]
    return [post.user for post in watch.posts_for(case, Role.MEDIATOR)]


def _officers(case):
    return [post.user for post in watch.officers_on_duty(case)]
