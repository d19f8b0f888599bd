"""What became of the newest thing that each person on a roster was told: of her own booking, of a change, of a message to many."""

from django.db.models import Q

from notices import receipts
from notices.models import Notice

from ..models import ChangeLine, GroupMessage


def of(session, rows):
    """Return {booking's primary key: the newest Notice} for `rows` (bookings of `session`), in a fixed number of statements."""
    if not rows:
        return {}
    found = receipts.delivery_of(rows)
    lines = list(ChangeLine.objects.filter(booking__in=[row.pk for row in rows]).select_related("told").order_by("pk"))
    changes = receipts.delivery_of([line.told for line in lines])
    newest = [(line.booking_id, changes[line.told_id]) for line in lines if line.told_id in changes]
    groups = _group_notices(session, rows)
    newest += [(row.pk, groups[row.booker_id]) for row in rows if row.booker_id in groups]
    for booking, notice in newest:
        if booking not in found or found[booking].pk < notice.pk:
            found[booking] = notice
    return found


def _group_notices(session, rows):
    """Return {user's primary key: her newest notice of a message to many that was about this session too}."""
    whole_site = Q(site=session.site_id, session=None, timetable=None)
    about = Q(session=session.pk) | whole_site | (Q(timetable=session.timetable_id) if session.timetable_id else Q(pk__in=[]))
    messages = GroupMessage.objects.filter(about).order_by().values("pk")
    notices = Notice.objects.filter(kind="group_message", about__in=messages, to__in={row.booker_id for row in rows}).order_by("pk")
    return {notice.to_id: notice for notice in notices}
