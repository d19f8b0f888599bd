"""The words of offers: a place is held, ran out, is there for who answers first, was taken back. Confidential services stay neutral."""

from django.utils import timezone

from notices.texts import Text, text

from ..models import Booking, Session, TakenBack
from ..notice_texts import BOOKING, NEUTRAL_SIGN, SIGN, delivery, when
from . import line

Status = Booking.Status


def _read(pk):
    return Booking.objects.for_tickets().filter(pk=pk).first()


def _say(booking, *, title, body, sms="", neutral="您有一项预约等您看一看", neutral_sms="", before=None):
    if booking.session.service.confidential:
        title, body = neutral, "点开看。"
        sms = neutral_sms and f"{NEUTRAL_SIGN}{neutral_sms}"
    return Text(title=title, body=body, link=booking.get_absolute_url(), sms=sms, **delivery(booking.session, before=before))


@text("booking_offered", "空出位子，问要不要", group="offers", of=BOOKING)
def offered(about):
    booking = _read(about)
    if booking is None:
        return None
    family = line.family(booking)
    held = [row for row in family if row.status == Status.OFFERED]
    if not held:
        return None
    session, until = booking.session, when(held[0].offered_until)
    return _say(
        booking,
        title=f"空出 {len(held)} 个位子，您要吗：{session.service.title}",
        body=f"{when(session.starts_at)}，{session.site.center.name}。给您留到 {until}，要或者让给下一家，都请点一下。",
        sms=f"{SIGN}{when(session.starts_at)}{session.service.title[:12]}空出{len(held)}个位子，给您留到{until}，请到“我的预约”答复。",
        neutral="您有一项预约等您答复",
        neutral_sms=f"您有一项预约等您答复，留到{until}。",
        before=held[0].offered_until,
    )


@text("booking_offer_over", "没等到答复，让给下一家", group="offers", of=BOOKING)
def offer_over(about):
    booking = _read(about)
    if booking is None or booking.status == Status.CANCELLED:
        return None
    session = booking.session
    return _say(
        booking,
        title=f"这次先让给下一家了：{session.service.title}",
        body=f"{when(session.starts_at)}这一场，没等到您的答复。您的名次还在，再空出来会问您；再有一次没答复，就不再排这一场。",
    )


@text("booking_line_ended", "两次没答复，不再排", group="offers", of=BOOKING)
def line_ended(about):
    booking = _read(about)
    if booking is None:
        return None
    session = booking.session
    return _say(
        booking,
        title=f"不再排这一场了：{session.service.title}",
        body=f"{when(session.starts_at)}这一场，问过您两次都没有答复。还想来，可以重新排。",
        sms=f"{SIGN}{when(session.starts_at)}{session.service.title[:14]}问过您两次没等到答复，不再替您排了。还想来请重新排。",
        neutral="您有一项预约不再排候补了",
        neutral_sms=f"您{when(session.starts_at)}的一项预约不再排候补了。",
    )


@text("booking_rush", "快开始了，谁先点归谁", group="offers", of=BOOKING)
def rush(about):
    booking = _read(about)
    if booking is None or booking.status != Status.WAITING or not booking.session.left or booking.session.status != Session.Status.PUBLISHED:
        return None
    session = booking.session
    return _say(
        booking,
        title=f"空出位子了，谁先点归谁：{session.service.title}",
        body=f"{when(session.starts_at)}，{session.site.center.name}。快开始了，不再一家一家问，谁先点归谁。",
        sms=f"{SIGN}{when(session.starts_at)}{session.service.title[:12]}空出位子。快开始了，谁先点归谁，请到“我的预约”看。",
        neutral="您有一项预约可以要了",
        neutral_sms=f"您{when(session.starts_at)}的一项预约可以要了，先到先得。",
    )


def day(moment):
    """12月2日."""
    moment = timezone.localtime(moment)
    return f"{moment.month}月{moment.day}日"


def _place(taken):
    """Return who phones when the message does not arrive."""
    return {"area": taken.service.site.area_id, "site": taken.service.site_id, "neutral": taken.service.confidential}


@text("place_taken_back", "按规则收回名额", group="changes")
def taken_back(about):
    taken = TakenBack.objects.select_related("service__site", "rule").filter(pk=about).first()
    if taken is None:
        return None
    if taken.service.confidential:
        return Text(
            title="您有一项预约有变动",
            body="点开看。",
            link=taken.get_absolute_url(),
            sms=f"{NEUTRAL_SIGN}您有一项预约有变动，请到“我的消息”看。",
            **_place(taken),
        )
    return Text(
        title=f"位子要收回：{taken.service.title}",
        body=f"{taken.facts or ''}按写明的规则要收回位子。{day(taken.held_until)}前可以申诉，申诉期间位子留着。",
        link=taken.get_absolute_url(),
        sms=f"{SIGN}{taken.service.title[:12]}的位子按写明的规则要收回，7天内可以申诉，位子先留着，原因在“我的消息”里。",
        **_place(taken),
    )


@text("appeal_answered", "申诉有答复", group="changes")
def appeal_answered(about):
    taken = TakenBack.objects.select_related("service__site").filter(pk=about).first()
    if taken is None or not taken.answer:
        return None
    title = "您的申诉有答复了" if taken.service.confidential else f"申诉有答复了：{taken.service.title}"
    sign = NEUTRAL_SIGN if taken.service.confidential else SIGN
    return Text(title=title, body="点开看答复。", link=taken.get_absolute_url(), sms=f"{sign}您的申诉有答复了，请到“我的消息”看。", **_place(taken))
