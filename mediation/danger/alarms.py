"""A red case rings: officers on duty are told at once, and more people minute by minute until somebody has opened it."""

from datetime import timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts.roles import Role
from notices import outbox

from .. import watch
from ..models import AccessLog, Alarm, AlarmStep, Case, Risk

What = AccessLog.What
OPENED = (What.CASE, What.DANGER, What.WRITING, What.PARTY, What.GLASS)  # who found its number in a list has not looked yet


def ring(*, case, by):
    """Tell of a case that has just turned red: who carries it (or all who could) and the officers on duty. In the caller's transaction.

    `by` made it red and needs no telling; that she looks at it herself answers no alarm. Returns the Alarm.
    """
    alarm = watch.start_alarm(case=case, by=by)
    again = str(alarm.pk)
    if case.is_waiting:
        watch.tell_mediators(case, again=again, but=by)
    elif case.carrier and case.mediator_id != by.pk:
        outbox.tell(case.carrier, "danger_raised", case, again=again)
    for post in watch.officers_on_duty(case):
        if post.user_id != by.pk:
            outbox.tell(post.user, "danger_duty", case, again=again)
    return alarm


def stop(*, case):
    """End the alarm of a case that is red no more."""
    Alarm.objects.open().filter(case=case).update(ended_at=timezone.now())


def escalate_due(now=None):
    """End the alarms that were answered, and tell the next people of the others (AlarmStep). Returns how many were told further.

    A job calls it every minute; of two workers one counts. Statements: three, and some for each alarm that moves.
    """
    now = now or timezone.now()
    looks = AccessLog.objects.filter(case=OuterRef("case"), what__in=OPENED, at__gte=OuterRef("raised_at")).order_by("at")
    others = looks.exclude(user=OuterRef("by"))
    alarms = Alarm.objects.open().select_related("case__area", "case__mediator").defer("case__narrative", "case__wishes", "case__place")
    # A comparison with nobody is never true in SQL: where nobody is known to have made it red, every look counts.
    alarms = list(alarms.annotate(looked_at=Subquery(others.values("at")[:1]), anybody_at=Subquery(looks.values("at")[:1])))
    steps = list(AlarmStep.objects.filter(is_used=True)) if alarms else []
    return sum(_move(alarm, steps, now) for alarm in alarms)


@transaction.atomic
def _move(alarm, steps, now):
    case, seen = alarm.case, alarm.looked_at if alarm.by_id else alarm.anybody_at
    over = case.risk != Risk.RED or case.status not in Case.OPEN
    if seen or over:
        Alarm.objects.open().filter(pk=alarm.pk).update(ended_at=seen or now)
        return 0
    due = [step for step in steps if alarm.minutes_told < step.minutes and alarm.raised_at + timedelta(minutes=step.minutes) <= now]
    if not due:
        return 0
    if not Alarm.objects.open().filter(pk=alarm.pk, minutes_told=alarm.minutes_told).update(minutes_told=max(step.minutes for step in due)):
        return 0
    told = {user.pk: user for step in due for user in _people(case, step.whom)}
    outbox.tell_once([{"to": user, "kind": "danger_unopened", "about": case, "again": f"{alarm.pk}:{due[-1].minutes}"} for user in told.values()])
    return 1


def _people(case, whom):
    if whom == AlarmStep.Whom.MEDIATORS:
        return [case.carrier] if case.carrier else [post.user for post in watch.posts_for(case, Role.MEDIATOR)]
    role = Role.COUNTY_OFFICER if whom == AlarmStep.Whom.COUNTY else Role.CITY_OFFICER
    return [post.user for post in watch.posts_for(case, role)]
