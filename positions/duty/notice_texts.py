"""What is told of appointments: moved by her, carried out by somebody else. A confidential one says no more than that there is one."""

from notices.texts import Text, text

from ..models import Booking
from ..notice_texts import BOOKING, NEUTRAL_SIGN, SIGN, delivery, when

LIVE = (Booking.Status.CONFIRMED, Booking.Status.ATTENDED)


def _booking(pk):
    held = Booking.objects.for_tickets().filter(pk=pk).first()
    return held if held and held.status in LIVE else None


@text("booking_moved", "改了时间", group="changes", of=BOOKING)
def moved(about):
    booking = _booking(about)
    if booking is None:
        return None
    session, at = booking.session, when(booking.session.starts_at)
    link = booking.get_absolute_url()
    if session.service.confidential:
        return Text(title="您有一项预约改了时间", body=f"改到 {at}。预约码不变。", link=link, sms=f"{NEUTRAL_SIGN}您有一项预约改到{at}。", **delivery(session))
    return Text(
        title=f"改好时间了：{session.service.title}",
        body=f"改到 {at}，{session.site.center.name}。预约码不变。",
        link=link,
        sms=f"{SIGN}{session.service.title[:16]}改到{at}，{session.site.center.name[:12]}。预约码{booking.door_code}不变。",
        **delivery(session),
    )


@text("host_changed", "换人接待", group="changes", of=BOOKING)
def host_changed(about):
    """Who is ill, and who comes instead, is nobody's business on an open phone: the ticket says it."""
    booking = _booking(about)
    if booking is None:
        return None
    session, at = booking.session, when(booking.session.starts_at)
    link = booking.get_absolute_url()
    if session.service.confidential:
        return Text(
            title="您有一项预约有小变动",
            body="时间、地点、预约码都不变。点开看看。",
            link=link,
            sms=f"{NEUTRAL_SIGN}您{at}的预约照常，时间地点不变。",
            **delivery(session),
        )
    return Text(
        title=f"换一位接待您：{session.service.title}",
        body=f"{at}，时间、地点、预约码都不变。不想换人，可以另选时间。",
        link=link,
        sms=f"{SIGN}{at}{session.service.title[:16]}换一位接待，时间地点不变。",
        **delivery(session),
    )
