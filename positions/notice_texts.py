"""The words of what this app tells. A confidential service says nothing of itself, not even when it is cancelled."""

from django.utils import timezone

from notices.texts import Text, text, together

from .fairness import line
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
        sms = sms and f"{NEUTRAL_SIGN}您有一项预约，{when(session.starts_at)}。"
    return Text(title=title, body=body, link=booking.get_absolute_url(), sms=sms, **delivery(session))


def delivery(session, *, before=None):
    """Return what the delivery of a text about `session` has to know: until when it is of use, and who phones if it fails."""
    secret = session.service.confidential
    return {
        "before": before or session.starts_at,
        "area": session.area_id,
        "site": session.site_id,
        "host": session.host_id if secret else None,
        "neutral": secret,
    }


def who_comes(bookings):
    """Return who these bookings are for as an SMS says it, "" for the reader alone: it names no child and nobody of the family.

    Whoever holds the phone, or has the number after her, would read who comes where and when (SECURITY: the ex-partner, the next owner).
    """
    if len(bookings) > 1:
        return f"{len(bookings)}位"
    return "" if bookings[0].attendee.is_self else "家人" if line.is_adult(bookings[0]) else "孩子"


def of_all_of(make_one):
    """Turn a text of several bookings into one of several primary keys: those left of which `make_one` still has something to tell.

    A confidential service says no more of several than of one: not even how many come.
    """

    def wrap(make_all):
        def make(abouts):
            said = {about: words for about in abouts if (words := make_one(about))}
            bookings = list(Booking.objects.for_tickets().filter(pk__in=said).order_by("pk"))
            if len(bookings) < 2 or bookings[0].session.service.confidential:
                return next(iter(said.values()), None)
            return make_all(bookings)

        return make

    return wrap


def codes(bookings):
    """Return the codes for the door, or where they are when they would not fit into an SMS."""
    return f"预约码{'、'.join(one.door_code for one in bookings)}" if len(bookings) < 4 else "预约码在“我的预约”里"


def _by_relative(booking):
    """Return ("家人替您", who it was) for what somebody did by her mandate: each act is told to her with its author."""
    if booking.source != Booking.Source.RELATIVE or booking.made_by_id == booking.booker_id:
        return "", ""
    return "家人替您", f"{(booking.made_by and booking.made_by.name) or '您委托的家人'}替您办的。"


@text("booking_confirmed", "约好了", group="bookings", of=BOOKING)
def confirmed(about):
    booking = _booking(about)
    if booking is None or booking.status == Booking.Status.CANCELLED:
        return None
    session, by, told = booking.session, *_by_relative(booking)
    return _say(
        booking,
        title=f"{by}约好了：{session.service.title}",
        body=f"{when(session.starts_at)}，{session.site.center.name}。{told}",
        sms=f"{SIGN}{by}约好了：{when(session.starts_at)}{session.service.title[:16]}，{session.site.center.name[:12]}。预约码{booking.ticket_code[:DOOR_CODE]}。",
    )


@together("booking_confirmed")
@of_all_of(confirmed)
def confirmed_all(bookings):
    session, count = bookings[0].session, len(bookings)
    return _say(
        bookings[0],
        title=f"约好了：{session.service.title}，{count} 位",
        body=f"{when(session.starts_at)}，{session.site.center.name}：{'、'.join(one.attendee.name or '本人' for one in bookings)}。",
        sms=f"{SIGN}约好了：{when(session.starts_at)}{session.service.title[:12]}，{count}位。{codes(bookings)}。",
    )


@text("booking_waiting", "排上候补", group="bookings", of=BOOKING)
def waiting(about):
    booking = _booking(about)
    if booking is None or booking.status != Booking.Status.WAITING:
        return None
    session, by, told = booking.session, *_by_relative(booking)
    return _say(
        booking,
        title=f"{by}在候补：{session.service.title}",
        body=f"{when(session.starts_at)}。空出位子，按排上的先后告诉您。{told}",
        sms=f"{SIGN}{by}{when(session.starts_at)}{session.service.title[:16]}已排候补，有空位会短信告诉您。",
    )


@together("booking_waiting")
@of_all_of(waiting)
def waiting_all(bookings):
    session, count = bookings[0].session, len(bookings)
    return _say(
        bookings[0],
        title=f"在候补：{session.service.title}，{count} 位",
        body=f"{when(session.starts_at)}。一有空位就按先后顺序补上。",
        sms=f"{SIGN}{when(session.starts_at)}{session.service.title[:16]}已排候补{count}位，有空位会短信告诉您。",
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


@together("booking_promoted")
@of_all_of(promoted)
def promoted_all(bookings):
    session, count = bookings[0].session, len(bookings)
    return _say(
        bookings[0],
        title=f"有位子了：{session.service.title}，{count} 位",
        body=f"{when(session.starts_at)}，{session.site.center.name}。您的候补已经转成预约。",
        sms=f"{SIGN}有位子了：{when(session.starts_at)}{session.service.title[:12]}，{count}位。{codes(bookings)}。",
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
    session, link = booking.session, booking.get_absolute_url()
    if session.service.confidential:
        return Text(
            title="您有一项预约不能按时进行",
            body="点开看看，或打电话给邻里中心。",
            link=link,
            sms=f"{NEUTRAL_SIGN}您{when(session.starts_at)}的预约不能按时进行，请致电邻里中心。",
            **delivery(session),
        )
    return Text(
        title=f"这一场取消了：{session.service.title}",
        body=f"{when(session.starts_at)}。原因：{session.cancel_reason}。",
        link=link,
        sms=f"{SIGN}{when(session.starts_at)}{session.service.title[:16]}取消了：{session.cancel_reason[:18]}。抱歉让您白等。",
        **delivery(session),
    )


@together("session_cancelled")
def session_cancelled_all(abouts):
    return next((words for about in abouts if (words := session_cancelled(about))), None)


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
