"""The words of changed plans: one message a person, with all of her dates. Made when it goes out, from the rows as they are then."""

from django.utils import timezone

from notices.texts import Text, text

from ..models import Booking, ChangeLine, ChangeTold
from ..notice_texts import NEUTRAL_SIGN, SIGN, when

What = ChangeLine.What
LONGEST = 70  # letters of one SMS
SHOWN = 12  # dates in the words of the page


@text("session_moved", "场次改期", group="changes", of="positions.changetold")
def session_moved(about):
    return _of(about)


@text("sessions_changed", "几场一起改", group="changes", of="positions.changetold")
def sessions_changed(about):
    return _of(about)


@text("session_reopened", "停开撤回", group="changes", of="positions.booking")
def session_reopened(about):
    booking = Booking.objects.for_tickets().filter(pk=about).first()
    if booking is None or booking.session.status != booking.session.Status.PUBLISHED:
        return None
    session = booking.session
    neutral = session.service.confidential
    title = "一项预约" if neutral else session.service.title
    return Text(
        title="可以重新预约了" if neutral else f"又开了：{title}",
        body=f"{when(session.starts_at)}起照常。之前取消的位子没有留，要来请再约一次。",
        link=session.get_absolute_url(),
        sms="" if neutral else f"{SIGN}{when(session.starts_at)}{title[:16]}又开了。之前的预约已经取消，要来请再约一次。",
        before=session.starts_at,
        area=session.area_id,
        site=session.site_id,
        host=session.host_id if neutral else None,
        neutral=neutral,
    )


def _of(about):
    told = ChangeTold.objects.filter(pk=about).first()
    lines = told.lines.select_related("booking__session__service", "booking__session__site__center", "booking__session__room") if told else []
    return words_of([line for line in lines if _still_so(line)], told.reason) if told else None


def preview(changes, reason):
    """Return the Text that somebody would get: `changes` are her (Effect, Booking) of one plan."""
    return words_of([_line(effect, row) for effect, row in sorted(changes, key=lambda change: change[0].was_at)], reason)


def _line(effect, row):
    booking = Booking(pk=row.pk, code=row.code, status=row.status)
    booking.session = effect.draft()
    booking.session.site = effect.session.site
    return ChangeLine(booking=booking, what=effect.what(row), was_at=effect.was_at)


def words_of(lines, reason):
    """Return the Text of some ChangeLines, None when there is nothing left to tell."""
    if not lines:
        return None
    sessions = [line.booking.session for line in lines]
    is_neutral = any(session.service.confidential for session in sessions)
    titles = {session.service.title for session in sessions}
    title = titles.pop() if len(titles) == 1 and not is_neutral else ""
    return Text(
        title=_title(lines, title, is_neutral),
        body=_body(lines, reason, is_neutral),
        link=lines[0].booking.get_absolute_url() if len(lines) == 1 else "/my/bookings/",
        sms=_sms(lines, title, is_neutral),
        before=min(min(line.was_at, line.booking.session.starts_at) for line in lines),
        area=sessions[0].area_id,
        site=sessions[0].site_id,
        host=sessions[0].host_id if is_neutral else None,
        neutral=is_neutral,
    )


def _still_so(line):
    """Whether there is something left to tell: a place that she has given back meanwhile is no news."""
    return line.what in (What.CANCELLED, What.RELEASED) or line.booking.status in Booking.ENDING


def _title(lines, title, is_neutral):
    if is_neutral:
        return "您的预约有变动"
    gone = all(line.what in (What.CANCELLED, What.RELEASED) for line in lines)
    what = "取消了" if gone else "有变动" if len(lines) > 1 else "换地方了" if lines[0].what == What.ELSEWHERE else "改时间了"
    return f"{title or '您的预约'}：{f'{len(lines)} 场' if len(lines) > 1 else ''}{what}"


def _body(lines, reason, is_neutral):
    """One sentence a date, for the page."""
    said = [_sentence(line, is_neutral) for line in lines[:SHOWN]]
    if len(lines) > SHOWN:
        said.append(f"还有 {len(lines) - SHOWN} 场，在“我的预约”里看")
    return "；".join(said) + "。" + (f"原因：{reason}。" if reason and not is_neutral else "")


def _sentence(line, is_neutral):
    session = line.booking.session
    was, now = when(line.was_at), when(session.starts_at)
    if line.what == What.CANCELLED:
        return f"{was}取消了"
    if line.what == What.RELEASED:
        return f"{was}改到{now}，和您别的预约时间冲突，这一场已替您取消"
    place = "" if is_neutral else f"，{session.site.center.name} {session.room or session.site.title}"
    return f"{was}换到{place[1:]}" if line.what == What.ELSEWHERE and place else f"{was}改到{now}{place}"


def _sms(lines, title, is_neutral):
    """As many dates as one message holds; the rest is a number."""
    if is_neutral:
        return f"{NEUTRAL_SIGN}您{when(lines[0].was_at)}的预约有变动，请点开看，或致电邻里中心。"
    opening = f"{SIGN}{title[:14] or '您的预约'}："
    dates = [_short(line) for line in lines]
    for shown in range(len(dates), 0, -1):
        rest = f"等{len(dates)}场" if shown < len(dates) else ""
        words = f"{opening}{'、'.join(dates[:shown])}{rest}。抱歉给您添麻烦，详情在“我的预约”。"
        if len(words) <= LONGEST:
            return words
    return f"{opening}{len(dates)}场有变动，详情在“我的预约”。"


def _short(line):
    was, session = timezone.localtime(line.was_at), line.booking.session
    now = timezone.localtime(session.starts_at)
    day = f"{was.month}月{was.day}日"
    if line.what in (What.CANCELLED, What.RELEASED):
        return f"{day}取消"
    if line.what == What.ELSEWHERE:
        return f"{day}换到{session.room or session.site.title}"
    return f"{day}改{now:%H:%M}" if was.date() == now.date() else f"{day}改{now.month}月{now.day}日{now:%H:%M}"
