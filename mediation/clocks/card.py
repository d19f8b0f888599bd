"""The card 期限 on the page of a case: what runs, what was missed, and what her own mediator can do about it."""

from django.utils import timezone

from .running import AGREED, confirm_clock


def deadlines(case, user):
    """Return what the card shows, or None when nothing runs and nothing could."""
    running = list(case.deadlines.filter(done_at=None).select_related("clock"))
    barred = case.status in AGREED and _is_barred(case)
    if not running and not barred:
        return None
    return {"running": running, "barred": barred, "is_mine": case.mediator_id == user.pk, "today": timezone.localdate()}


def _is_barred(case):
    """Whether a court confirms no agreement of this kind, or not what the last one says."""
    return confirm_clock(case) is None or case.agreements.order_by("-pk").values_list("touches_status", flat=True).first() is True
