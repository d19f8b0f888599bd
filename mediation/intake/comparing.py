"""Asking the colleague who carries a case that one cannot open: is it the same family?"""

from django.db import transaction
from django.utils import timezone

from notices import outbox

from ..models import Case
from .known import alike


@transaction.atomic
def ask(*, case, by):
    """Tell who carries each case that may be the same as `case` and that `by` cannot open, once a day. Returns how many are told.

    She hears the number of her own case, nothing of this one.
    """
    hidden = Case.objects.filter(pk__in=[known.pk for known in alike(case, by) if known.case is None], mediator__isnull=False)
    rows = [
        {"to": other.mediator, "kind": "case_known", "about": other, "again": f"{case.pk}-{timezone.localdate()}", "sms": False}
        for other in hidden.without_content().select_related("mediator")
    ]
    outbox.tell_once(rows)
    return len(rows)
