"""The words of what is told about acting for somebody else."""

from notices.texts import Text, text

from ..models import Booking
from ..notice_texts import BOOKING, SIGN, delivery, when


@text("cancelled_for_you", "家人替您取消", group="family", of=BOOKING)
def cancelled_for_you(about):
    """Whoever holds a mandate cancelled a place of hers; nothing confidential is ever done by mandate."""
    booking = Booking.objects.for_tickets().filter(pk=about).first()
    if booking is None or booking.session.service.confidential:
        return None
    session = booking.session
    return Text(
        title=f"家人替您取消了：{session.service.title}",
        body=f"{when(session.starts_at)}这一场。不是您要的，请打电话给邻里中心。",
        link=booking.get_absolute_url(),
        sms=f"{SIGN}家人替您取消了{when(session.starts_at)}{session.service.title[:14]}。不是您要的，请打电话给邻里中心。",
        **delivery(session),
    )
