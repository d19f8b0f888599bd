"""The words of what this app tells. A confidential service says nothing of itself, not even when it is cancelled."""

from django.utils import timezone

from notices.texts import Text, text

from .models import DOOR_CODE, Ask, Booking, Order

SIGN = "【泉州妇联】"
NEUTRAL_SIGN = "【邻里中心】"
BOOKING = "positions.booking"


def _booking(pk):
    return Booking.objects.for_tickets().filter(pk=pk).first()


def when(moment, *, year=False):
    """11月25日16:30, as an SMS writes it."""
    moment = timezone.localtime(moment)
    return f"{moment.year}年" * year + f"{moment.month}月{moment.day}日{moment:%H:%M}"


def _say(booking, *, title, body, sms):
    session = booking.session
    if session.service.confidential:
        title, body = "您有一项预约", "点开看时间和预约码。"
        sms = f"{NEUTRAL_SIGN}您有一项预约，{when(session.starts_at)}。"
    return Text(title=title, body=body, link=booking.get_absolute_url(), sms=sms)


@text("booking_confirmed", "约好了", group="bookings", of=BOOKING)
def confirmed(about):
    booking = _booking(about)
    if booking is None or booking.status == Booking.Status.CANCELLED:
        return None
    session = booking.session
    return _say(
        booking,
        title=f"约好了：{session.service.title}",
        body=f"{when(session.starts_at)}，{session.site.center.name}。",
        sms=f"{SIGN}约好了：{when(session.starts_at)}{session.service.title[:16]}，{session.site.center.name[:12]}。预约码{booking.ticket_code[:DOOR_CODE]}。",
    )


@text("booking_waiting", "排上候补", group="bookings", of=BOOKING)
def waiting(about):
    booking = _booking(about)
    if booking is None or booking.status != Booking.Status.WAITING:
        return None
    session = booking.session
    return _say(
        booking,
        title=f"在候补：{session.service.title}",
        body=f"{when(session.starts_at)}。空出位子，按排上的先后告诉您。",
        sms=f"{SIGN}{when(session.starts_at)}{session.service.title[:16]}已排候补，有空位会短信告诉您。",
    )


@text("booking_promoted", "候补转正", group="offers", of=BOOKING)
def promoted(about):
    booking = _booking(about)
    if booking is None or booking.status == Booking.Status.CANCELLED:
        return None
    session = booking.session
    return _say(
        booking,
        title=f"有位子了：{session.service.title}",
        body=f"{when(session.starts_at)}，{session.site.center.name}。位子是您的了。",
        sms=f"{SIGN}有位子了：{when(session.starts_at)}{session.service.title[:16]}，预约码{booking.ticket_code[:DOOR_CODE]}。来不了请早点取消。",
    )


@text("booking_cancelled", "预约取消", group="changes", of=BOOKING)
def cancelled(about):
    booking = _booking(about)
    if booking is None:
        return None
    session = booking.session
    staying = Booking.objects.live().filter(together=booking.together_id).count() if booking.together_id else 0
    rest = f"另外 {staying} 位还在。" if staying else ""
    return _say(booking, title=f"已取消：{session.service.title}", body=f"{when(session.starts_at)}这一场的预约取消了。{rest}", sms="")


@text("session_cancelled", "场次取消", group="changes", of=BOOKING)
def session_cancelled(about):
    booking = _booking(about)
    if booking is None:
        return None
    session = booking.session
    if session.service.confidential:
        link = booking.get_absolute_url()
        return Text(
            title="您有一项预约不能按时进行",
            body="点开看看，或打电话给邻里中心。",
            link=link,
            sms=f"{NEUTRAL_SIGN}您{when(session.starts_at)}的预约不能按时进行，请致电邻里中心。",
        )
    return Text(
        title=f"这一场取消了：{session.service.title}",
        body=f"{when(session.starts_at)}。原因：{session.cancel_reason}。",
        link=booking.get_absolute_url(),
        sms=f"{SIGN}{when(session.starts_at)}{session.service.title[:16]}取消了：{session.cancel_reason[:18]}。抱歉让您白等。",
    )


@text("ask_answered", "想要的有回话了")
def ask_answered(about):
    ask = Ask.objects.select_related("service").filter(pk=about).first()
    if ask is None:
        return None
    if ask.status == Ask.Status.OFFERED and ask.service:
        first = f"说过的人早 {ask.service.first_days} 天约。" if ask.service.first_days else ""
        return Text(title=f"您想要的开起来了：{ask.title}", body=f"服务叫“{ask.service.title}”。{first}", link=ask.service.get_absolute_url())
    return Text(title=f"您想要的有回话了：{ask.title}", body=f"这次没能办。{ask.answer}", link="/wanted/")


@text("order_answered", "点单有回话了")
def order_answered(about):
    order = Order.objects.select_related("resource__provider").filter(pk=about).first()
    if order is None:
        return None
    if order.status == Order.Status.AGREED:
        return Text(
            title=f"点单定了日子：{order.resource.title}",
            body=f"{when(order.starts_at)}，{order.resource.provider.name}来。",
            link=f"/admin/positions/order/{order.pk}/change/",
        )
    return Text(title=f"点单来不了：{order.resource.title}", body=order.answer, link=f"/admin/positions/order/{order.pk}/change/")
