"""The way back by the clock: a body is reminded two days before, whoever carries the case when the day has passed; then reading ends."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from notices import outbox
from notices.jobs import job

from ..casework import conflicts
from ..models import Referral
from .handing import end_given_back, people_of

AHEAD = timedelta(days=2)  # [D]


@job("remind_of_referrals", every=timedelta(hours=6))
def remind_of_referrals():
    """Remind of what should come back soon or should have come. Each is told once; returns how many are new."""
    today = timezone.localdate()
    running = Referral.objects.filter(state__in=Referral.RUNNING).without_content().select_related("partner", "case__mediator")
    rows = []
    for row in running.filter(due_on__lte=today + AHEAD):
        if row.due_on >= today:
            readers = (reader for reader in people_of(row.partner) if not conflicts.of(row.case, reader))
            rows += [{"to": reader, "kind": "referral_due", "about": row} for reader in readers]
        elif row.case.carrier:
            rows.append({"to": row.case.carrier, "kind": "referral_late", "about": row})
    with transaction.atomic():
        return outbox.tell_once(rows)


@job("end_referrals_given_back", every=timedelta(hours=6))
def end_referrals_given_back():
    """Close to a body what it gave back long ago. Returns how many ended."""
    return end_given_back()
