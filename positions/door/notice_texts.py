"""The words of what the door tells: a child was fetched; somebody who may not was stopped."""

from datetime import timedelta

from django.utils import timezone

from notices.texts import Text, text

from ..models import Booking, DoorTick
from ..notice_texts import BOOKING, NEUTRAL_SIGN, SIGN, delivery, who_comes

OF_USE = timedelta(hours=12)  # after that nobody is woken or phoned for it


@text("child_left", "孩子接走了", group="changes", of=BOOKING)
def child_left(about):
    """To the guardian, at once: a wrong pick-up is known within a minute."""
    booking = Booking.objects.for_tickets().filter(pk=about).first()
    if booking is None or booking.left_at is None:
        return None
    session = booking.session
    urgent = {**delivery(session, before=booking.left_at + OF_USE), "urgent": True}
    center, left = session.site.center, f"{timezone.localtime(booking.left_at):%H:%M}"
    if session.service.confidential:
        return Text(title="您有一项预约结束了", body="", link=booking.get_absolute_url(), sms=f"{NEUTRAL_SIGN}您的一项预约在{left}结束。", **urgent)
    who = booking.fetched_by or ""
    how = f"{left} {booking.attendee.name}{who}" if who == "自己回家" else f"{left} {booking.attendee.name}由{who}接走"
    phone = f" {center.phone}" if center.phone else ""
    whose = f"{session.service.title[:8]}的{who_comes([booking])}" if not booking.attendee.is_self else "您"
    return Text(
        title=f"{booking.attendee.name}离开了{session.service.title}",
        body=f"{how}。不对的话，马上打电话{phone}。",
        link=booking.get_absolute_url(),
        sms=f"{SIGN}{left} {whose}{_by_whom(who)}，{center.name[:12]}。不对请马上打电话{phone}。",
        **urgent,
    )


def _by_whom(who):
    """Return who fetched without a name, for the SMS: what is sealed here is not sent in clear. 林阿香（外婆） → 由外婆接走."""
    if who == "自己回家" or not who:
        return "自己回家了" if who else "离开了"
    if "名单外" in who:
        return "由名单外的人接走"
    relation = who.partition("（")[2].rstrip("）")
    return f"由{relation or '名单上的人'}接走"


@text("door_stop", "门口拦下了人", group="work", of="positions.doortick")
def door_stop(about):
    """To those who work at this site: come to the door. It names nobody, for phones lie open."""
    tick = DoorTick.objects.select_related("session__service", "session__site__center").filter(pk=about).first()
    if tick is None:
        return None
    session, at = tick.session, f"{timezone.localtime(tick.happened_at):%H:%M}"
    return Text(
        title=f"门口要人帮忙：{session.service.title}",
        body=f"{at} 有人来接孩子，名单上不能接。孩子还在里面。",
        link=f"/admin/today/door/{session.pk}/stop/{tick.pk}/",
        sms=f"{NEUTRAL_SIGN}{at}{session.site.center.name[:12]}门口要人帮忙，请打开工作台看一看。",
        **{**delivery(session, before=tick.happened_at + OF_USE), "urgent": True},
    )
