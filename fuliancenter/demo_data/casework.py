"""How far two of the demo's disputes have come: one is to meet, one has an oral agreement; and the roster of mediators."""

from datetime import timedelta

from django.utils import timezone

from mediation.casework import agreeing, mediating, meeting
from mediation.models import Mediator

HOUR = timedelta(hours=1)
ROSTER = {  # person of the demo: where, skills, languages, duty days
    "41": ("350502000000", "婆媳、赡养、老人照顾", "闽南话、普通话", "024"),
    "42": ("350582000000", "抚养探望、彩礼", "闽南话、普通话", "13"),
}


def begin(case, by):
    mediating.begin_mediation(case=case, by=by, told=True)


def to_meet(case, by, place):
    """Plan a meeting two days from now, at ten."""
    start = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=2)
    meeting.plan(case=case, by=by, starts_at=start, ends_at=start + HOUR, place=place)


def met(case, by, place, record):
    start = timezone.now() - 2 * HOUR
    held = meeting.plan(case=case, by=by, starts_at=start, ends_at=start + HOUR, place=place)
    meeting.record(meeting=held, by=by, result="agreed", record=record)


def agreed(case, by, facts, terms, what):
    """An oral agreement with one part to be done in twenty days."""
    part = {"due_on": timezone.localdate() + timedelta(days=20), "what": what, "amount": None}
    agreeing.write(case=case, by=by, form="oral", facts=facts, terms=terms, instalments=[part])
    agreeing.begin_performance(case=case, by=by)


def lay_roster(people):
    for key, (area, skills, languages, days) in ROSTER.items():
        Mediator.objects.get_or_create(user=people[key], defaults={"area_id": area, "skills": skills, "languages": languages, "duty_days": days})
