"""The card 期限 on the page of a case: what runs, what was missed, and what her own mediator can do about it."""

from django.utils import timezone

from ..models import Clock, What
from .running import AGREED, clock_for


def deadlines(case, user):
    """Return what the card shows, or None when nothing runs and nothing could."""
    running = list(case.deadlines.filter(done_at=None).select_related("clock"))
    barred = case.status in AGREED and _is_barred(case)
    if not running and not barred:
        return None
    return {"running": running, "barred": barred, "is_mine": case.mediator_id == user.pk, "today": timezone.localdate()}


def _is_barred(case):
    """Whether the table says that a court confirms no agreement of this kind."""
    clock = clock_for(case, What.CONFIRM, list(Clock.objects.filter(what=What.CONFIRM, is_used=True)))
    return clock is not None and clock.amount is None
