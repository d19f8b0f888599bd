"""What became of what was told, for those who show it beside a row."""

from . import texts
from .models import Notice


def delivery_of(rows):
    """Return {primary key: newest Notice} of what was told about `rows` (of one model, e.g. bookings), in one statement.

    Its `get_state_display()` is the word to show beside the row. Only kinds that say `of=` are found (texts.text).
    """
    rows = list(rows)
    if not rows:
        return {}
    found = Notice.objects.filter(about__in=[row.pk for row in rows], kind__in=texts.kinds_about(rows[0]._meta.label_lower))
    return {notice.about: notice for notice in found.order_by("pk")}
