"""The words of reminders and of the question afterwards.

They are made when they are sent, from the rows as they are then: a reminder of a booking that was cancelled, or of a session that
was moved away meanwhile, has nothing to say any more (None) and stays where it is.
"""

from datetime import timedelta

from django.utils import timezone

from notices.texts import Text, text, together

from .models import Booking, Session
from .notice_texts import BOOKING, NEUTRAL_SIGN, SIGN, codes, delivery, when, who_comes

SOON = timedelta(hours=3)  # a reminder of what begins soon that is sent late says nothing of what begins tomorrow
ROOM = 70  # characters of an SMS


def _coming(abouts):
    """Return the bookings of these keys that still hold a place in a session that will take place, and the session of the first."""
    now = timezone.now()
    found = Booking.objects.for_tickets().filter(pk__in=abouts, status=Booking.Status.CONFIRMED, session__status=Session.Status.PUBLISHED)
    bookings = list(found.filter(session__starts_at__gt=now).order_by("session__starts_at", "pk"))
    bookings = [one for one in bookings if one.session_id == bookings[0].session_id]
    return bookings, bookings[0].session if bookings else None


def _names(bookings):
    names = [one.attendee.name for one in bookings if one.attendee.name]
    if not names or (len(bookings) == 1 and bookings[0].attendee.is_self):
        return ""
    return "、".join(names) if len(names) < 3 else f"{names[0]}等{len(names)}位"


def _fitting(*parts):
    """Join the parts that are not empty into an SMS; the second (the title) is cut so that it fits."""
    parts = [part for part in parts if part]
    over = sum(map(len, parts)) - ROOM
    if over > 0:
        parts[1] = parts[1][: max(len(parts[1]) - over, 4)]
    return "".join(parts)[:ROOM]


def _neutral(booking, session):
    return Text(
        title="您有一项预约",
        body="点开看时间和预约码。",
        link=booking.get_absolute_url(),
        sms=f"{NEUTRAL_SIGN}您有一项预约，{when(session.starts_at)}。",
        **delivery(session),
    )


@together("remind_evening")
def evenings(abouts):
    """The evening before: when, what, who, where, and until when she may cancel."""
    bookings, session = _coming(abouts)
    if session is None:
        return None
    now, start = timezone.localtime(), timezone.localtime(session.starts_at)
    days = (start.date() - now.date()).days
    if days > 1:  # it was moved meanwhile: another evening will tell
        return None
    if session.service.confidential:
        return _neutral(bookings[0], session)
    day, names, who, center = "明天" if days else "今天", _names(bookings), who_comes(bookings), session.site.center.name
    cancel = (
        f"来不了请在{timezone.localtime(session.cancel_by):%H:%M}前取消。"
        if session.cancel_by > now and session.cancel_by.date() == session.starts_at.date()
        else ""
    )
    return Text(
        title=f"{day}{start:%H:%M}：{session.service.title}",
        body="，".join(part for part in (names, center, str(session.room or session.site.title)) if part) + "。" + cancel,
        link=bookings[0].get_absolute_url(),
        sms=_fitting(f"{SIGN}{day}{start:%H:%M}", session.service.title, f"，{who}" if who else "", f"，{center[:12]}。", cancel or "到时见。"),
        **delivery(session),
    )


@text("remind_evening", "前一晚提醒", group="reminders", of=BOOKING)
def evening(about):
    return evenings([about])


@together("remind_soon")
def soons(abouts):
    """Two hours before: what, where, and the code for the door."""
    bookings, session = _coming(abouts)
    if session is None or session.starts_at - timezone.now() > SOON:
        return None
    if session.service.confidential:
        return _neutral(bookings[0], session)
    start, names, who, center = timezone.localtime(session.starts_at), _names(bookings), who_comes(bookings), session.site.center.name
    return Text(
        title=f"{start:%H:%M} 开始：{session.service.title}",
        body="，".join(part for part in (names, center, str(session.room or session.site.title)) if part) + f"。{codes(bookings)}。",
        link=bookings[0].get_absolute_url(),
        sms=_fitting(f"{SIGN}今天{start:%H:%M}", session.service.title, f"，{who}" if who else "", f"，{center[:12]}。", f"{codes(bookings)}。"),
        **delivery(session),
    )


@text("remind_soon", "开始前提醒", group="reminders", of=BOOKING)
def soon(about):
    return soons([about])


@text("rate_please", "请您评价", group="ratings", of=BOOKING)
def rate(about):
    """After the end, once for a family: how was it? What was confidential is asked on the site only, and says nothing of itself."""
    booking = Booking.objects.for_tickets().filter(pk=about, status=Booking.Status.ATTENDED, feedback=None).first()
    if booking is None:
        return None
    session = booking.session
    if session.service.confidential:
        return Text(title="您的一项预约结束了", body="方便时说说怎么样，只有负责的人看得到。", link=f"{booking.get_absolute_url()}rate/", neutral=True)
    return Text(
        title=f"这次怎么样：{session.service.title}",
        body=f"{when(session.starts_at)}。说两句，下次办得更好。不想说也没关系。",
        link=f"{booking.get_absolute_url()}rate/",
        sms=f"{SIGN}{when(session.starts_at)}{session.service.title[:16]}怎么样？方便时在“我的预约”里说两句。",
        area=session.area_id,
        site=session.site_id,
    )
