"""What positions keeps about a family member: her places. Registered with accounts.family, which may not import us."""

from accounts.refusals import Refusal

from . import booking as deeds
from .models import Booking
from .notice_texts import when


class PlaceCannotEnd(Refusal):
    sentence = "有一场已经过了能自己取消的时间。请等这一场结束再移除，或打电话给邻里中心。"


def _ending(member):
    held = Booking.objects.coming().filter(attendee=member, status__in=Booking.ENDING)
    return held.select_related("session__service", "booker").order_by("session__starts_at")


def coming(member):
    """Return "11月25日16:30 四点半课堂（已约好）" for each place that she holds or waits for."""
    lines = []
    for booking in _ending(member):
        service = booking.session.service
        title = "一项预约" if service.confidential else service.title
        lines.append(f"{when(booking.session.starts_at)} {title}（{booking.get_status_display()}）")
    return lines


def release(member, *, by):
    """Cancel her coming places and empty the notes on all of them. Raises PlaceCannotEnd."""
    for booking in _ending(member):
        try:
            deeds.cancel(booking=booking, by=by)
        except deeds.TooLateToCancel:
            raise PlaceCannotEnd from None
    Booking.objects.filter(attendee=member, note__isnull=False).update(note=None)
