"""What a phone sent lately, by the number of each press: told to its author while she is signed in, because the phone keeps no number."""

from datetime import timedelta

from django.utils import timezone

from accounts import roles

from ..models import Case

SHOWN = timedelta(days=3)  # as long as the phone still says that one arrived (static/grid-queue.js)
MOST = 200


def received(user):
    """Return {key of the press: number} of the cases that `user` reported within three days; nothing once she holds no Post for it."""
    if not roles.may_ever(user, "mediation.report_case"):
        return {}
    rows = Case.objects.of(user).filter(created_at__gt=timezone.now() - SHOWN, key__isnull=False, sealed_key__isnull=False)
    return dict(rows.order_by("-created_at").values_list("key", "number")[:MOST])
