"""The words of what a draw tells. A draw is never of a confidential service; names of children stay out of every message."""

from notices.texts import Text, text

from ..models import DrawEntry
from ..notice_texts import SIGN, when
from . import lots

DRAW = "positions.drawentry"


def _entry(pk):
    return DrawEntry.objects.select_related("draw__service__site", "draw__session", "draw__timetable").filter(pk=pk).first()


def _text(entry, *, title, body, sms):
    draw = entry.draw
    site = draw.service.site
    return Text(title=title, body=body, link=draw.get_absolute_url(), sms=sms, area=site.area_id, site=site.pk)


@text("draw_entered", "抽签报上了", group="bookings", of=DRAW)
def entered(about):
    entry = _entry(about)
    if entry is None or entry.withdrawn_at or entry.outcome:
        return None
    title, result = entry.draw.service.title, when(lots.lottery_moment(entry.draw.lottery_day))
    return _text(
        entry,
        title=f"抽签报上了：{title}",
        body=f"您家的号是 {entry.shown}。{result}开奖以后出结果，到时候告诉您。",
        sms=f"{SIGN}{title[:16]}抽签报上了，您家的号是{entry.shown}，{result}开奖以后出结果。",
    )


@text("draw_won", "抽中了", group="offers", of=DRAW)
def won(about):
    entry = _entry(about)
    if entry is None or entry.outcome != DrawEntry.Outcome.WON:
        return None
    draw, title = entry.draw, entry.draw.service.title
    if draw.timetable_id:
        return _won_a_term(entry, title)
    until = when(draw.answer_by) if draw.answer_by else ""
    body = f"{entry.shown} 号抽中了。" + (f"位子留到{until}，要不要都点一下。" if until else "位子给您留好了。来不了，请早点取消，让给候补的孩子。")
    end = f"位子留到{until}，要不要都请上网点一下或打电话。" if until else "位子留好了。来不了请早点取消。"
    return _text(entry, title=f"抽中了：{title}", body=body, sms=f"{SIGN}{title[:14]}{entry.shown}号抽中了，{end}")


def _won_a_term(entry, title):
    """One message for the number, whatever of its children came in; the term's own message is not sent."""
    term = entry.draw.timetable
    children = entry.children.filter(is_in=True).values("attendee")
    waiting = term.enrollments.filter(attendee__in=children, status="waiting").count()
    body = f"{entry.shown} 号抽中了，整个学期每{term.weekdays_words}。哪天来不了，点开请假；不想上了，请早点退，让给候补的孩子。"
    end = f"整学期每{term.weekdays_words}。哪天来不了请在“我的预约”请假。"
    if waiting:
        body = f"轮到 {entry.shown} 号时只剩一部分位子，后面没有别的号了：先约上一部分孩子，还有 {waiting} 个孩子排在候补最前面。不想分开，可以退。"
        end = f"位子不够，还有{waiting}个孩子排在候补最前面。不想分开可以退。"
    return _text(entry, title=f"抽中了：{title}", body=body, sms=f"{SIGN}{title[:12]}{entry.shown}号抽中了，{end}")


@text("draw_waits", "抽签候补", group="bookings", of=DRAW)
def waits(about):
    entry = _entry(about)
    if entry is None or entry.outcome != DrawEntry.Outcome.WAITING:
        return None
    title = entry.draw.service.title
    return _text(
        entry,
        title=f"这次没抽中，在候补：{title}",
        body=f"{entry.shown} 号排在候补里，有了空位就按抽出的顺序补上，并告诉您。",
        sms=f"{SIGN}{title[:14]}{entry.shown}号这次没抽中，已按抽出的顺序排候补，有空位会告诉您。",
    )


@text("draw_busy", "抽签时另有预约", group="bookings", of=DRAW)
def busy(about):
    entry = _entry(about)
    if entry is None or entry.outcome != DrawEntry.Outcome.BUSY:
        return None
    title = entry.draw.service.title
    return _text(
        entry,
        title=f"位子没能给您：{title}",
        body=f"轮到 {entry.shown} 号时，参加的人在那个时间已有别的预约，位子让给了下一个号。觉得不对，请打电话给邻里中心。",
        sms=f"{SIGN}{title[:12]}轮到{entry.shown}号时，参加的人那个时间已有别的预约，位子给了下一个号。",
    )


@text("draw_called_off", "不抽签了", group="changes", of=DRAW)
def called_off(about):
    entry = _entry(about)
    if entry is None:
        return None
    title = entry.draw.service.title
    return _text(
        entry,
        title=f"不抽签了：{title}",
        body=f"原因：{entry.draw.off_reason}。",
        sms=f"{SIGN}{title[:14]}不抽签了：{entry.draw.off_reason[:26]}。抱歉让您白等。",
    )
