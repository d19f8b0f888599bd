"""What positions keeps about a person: her bookings. Registered with accounts.privacy, which may not import us."""

from accounts.refusals import Refusal

from . import booking as deeds
from .door import forgetting
from .models import Booking, ChangeTold, Voice
from .refusals import NotLive, TooLateToCancel
from .tickets import NEUTRAL

title = "预约"


class PlaceCannotEnd(Refusal):
    sentence = "有一场已经过了能自己取消的时间。请等这一场结束再关账号，或打电话给邻里中心。"


def export(user):
    """Her bookings; a confidential one says no more of itself in a file than anywhere else outside its own page."""
    held = [_written(booking, booking.session.service.confidential) for booking in Booking.objects.of(user).for_tickets().order_by("pk")]
    return held + _wanted(user)


def _written(booking, secret):
    return {
        "活动": NEUTRAL if secret else booking.session.service.title,
        "地点": "" if secret else booking.session.site.center.name,
        "开始": booking.session.starts_at,
        "结束": booking.session.ends_at,
        "参加的人": booking.attendee.name,
        "状态": booking.get_status_display(),
        "预约码": booking.code,
        "怎么称呼": "" if secret else booking.called or "",
        "接待的人记的": "" if secret else booking.host_note or "",
        "要留意的事": "" if secret else booking.note or "",
        "谁来接": booking.to_fetch or "",
        "预约时间": booking.made_at,
        "取消时间": booking.cancelled_at,
        "签到时间": booking.came_at,
        "签退时间": booking.left_at,
        "谁接走的": "" if secret else booking.fetched_by or "",
    }


def _wanted(user):
    voices = Voice.objects.filter(user=user).select_related("ask").order_by("pk")
    return [{"想要": voice.ask.title, "社区": voice.ask.area_id, "什么时候说的": voice.said_at} for voice in voices]


def close(user):
    """Cancel her coming places and empty the notes on all. Raises PlaceCannotEnd."""
    for booking in Booking.objects.of(user).coming().filter(status__in=Booking.ENDING).select_related("session"):
        try:
            deeds.cancel(booking=booking, by=user)
        except NotLive:
            continue  # a pair is never parted: it ended with the one before
        except TooLateToCancel:
            raise PlaceCannotEnd from None
    Booking.objects.of(user).update(note=None, called=None, host_note=None, to_fetch=None)
    ChangeTold.objects.filter(booker=user).delete()  # what she was told of changed plans
    forgetting.forget(Booking.objects.of(user))
    Voice.objects.filter(user=user).delete()  # the number that was counted stays, who it was goes
