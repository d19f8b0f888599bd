"""The words of what is told about a term: one message for the whole, never one for each date."""

from django.utils import timezone

from notices.texts import Text, text

from ..models import Booking, Enrollment, Strike
from ..notice_texts import SIGN, when
from . import words

ENROLLMENT = "positions.enrollment"
STRIKE = "positions.strike"


def _enrollment(pk):
    return Enrollment.objects.for_pages().filter(pk=pk).first()


def _say(enrollment, *, title, body, sms="", link=""):
    site = enrollment.timetable.service.site
    return Text(title=title, body=body, link=link or enrollment.get_absolute_url(), sms=sms, area=site.area_id, site=site.pk)


def _title(enrollment):
    return enrollment.timetable.service.title[:12]


@text("term_booked", "整学期约好了", group="bookings", of=ENROLLMENT)
def booked(about):
    enrollment = _enrollment(about)
    if enrollment is None or not enrollment.is_live:
        return None
    count = enrollment.bookings.filter(status=Booking.Status.CONFIRMED).count()
    days = enrollment.weekdays_words
    return _say(
        enrollment,
        title=f"整个学期约好了：{enrollment.timetable.service.title}",
        body=f"每{days}，一共 {count} 天。哪天来不了，点开请假。",
        sms=f"{SIGN}{_title(enrollment)}整学期约好了：每{days}，共{count}天。哪天来不了请在“我的预约”请假。",
    )


@text("term_waiting", "整学期排上候补", group="bookings", of=ENROLLMENT)
def waiting(about):
    enrollment = _enrollment(about)
    if enrollment is None or enrollment.status != Enrollment.Status.WAITING:
        return booked(about)
    days = enrollment.weekdays_words
    return _say(
        enrollment,
        title=f"整个学期在候补：{enrollment.timetable.service.title}",
        body=f"每{days}。有孩子退出，就按排上的先后补上。",
        sms=f"{SIGN}{_title(enrollment)}每{days}已排整学期候补，补上了会短信告诉您。",
    )


@text("term_promoted", "整学期候补转正", group="offers", of=ENROLLMENT)
def promoted(about):
    enrollment = _enrollment(about)
    if enrollment is None or enrollment.status != Enrollment.Status.ACTIVE:
        return None
    held = "".join(str(day) for day in enrollment.days.filter(status="held").values_list("weekday", flat=True))
    days = words.weekdays(held)
    return _say(
        enrollment,
        title=f"整个学期有位子了：{enrollment.timetable.service.title}",
        body=f"现在每{days}都约好了。不想上了，点开可以退。",
        sms=f"{SIGN}有位子了：{_title(enrollment)}每{days}整学期约好了。不想上了请早点退。",
    )


@text("term_left", "整学期退了", group="bookings", of=ENROLLMENT)
def left(about):
    enrollment = _enrollment(about)
    if enrollment is None:
        return None
    body = f"现在还上：每{enrollment.weekdays_words}。" if enrollment.is_live else "后面的位子都让出来了。以后想上，再来报名。"
    sms = "" if enrollment.ended_as == Enrollment.Ended.SELF else f"{SIGN}{_title(enrollment)}整学期的位子退掉了，详情请看“我的预约”。"
    return _say(enrollment, title=f"退了：{enrollment.timetable.service.title}", body=body, sms="" if enrollment.is_live else sms)


@text("term_day_off", "请了假", group="bookings", of=ENROLLMENT)
def day_off(about):
    enrollment = _enrollment(about)
    if enrollment is None:
        return None
    off = enrollment.bookings.days_off().filter(session__ends_at__gt=timezone.now())
    days = [when(row.session.starts_at)[:-5] for row in off.select_related("session").order_by("session__starts_at")[:6]]
    return _say(
        enrollment,
        title=f"请了假：{enrollment.timetable.service.title}",
        body=f"{'、'.join(days)}。" if days else "",
        sms=f"{SIGN}{_title(enrollment)}请了假：{'、'.join(days[:3])}{'等' if len(days) > 3 else ''}。要来，请在“我的预约”撤回。" if days else "",
    )


@text("strike_warned", "缺席和晚接", group="changes", of=STRIKE)
def strike_warned(about):
    strike = Strike.objects.select_related("enrollment__timetable__service__site").filter(pk=about).first()
    if strike is None or strike.excused_at or not strike.enrollment.is_live:
        return None
    enrollment = strike.enrollment
    service = enrollment.timetable.service
    number = enrollment.strikes.counting().filter(kind=strike.kind, on__lte=strike.on).count()
    limit = service.absences_allowed if strike.kind == Strike.Kind.ABSENCE else service.lates_allowed
    day = f"{strike.on.month}月{strike.on.day}日"
    what = f"{day}没来也没请假" if strike.kind == Strike.Kind.ABSENCE else f"{day}晚接 {strike.minutes} 分钟"
    return _say(
        enrollment,
        title=f"记了一次：{what}",
        body=f"这学期第 {number} 次，满 {limit} 次位子给下一位。记错了，或者生病、学校放假，点开说一声。",
        sms=f"{SIGN}{_title(enrollment)}{what}，第{number}次，满{limit}次位子给下一位。记错了请点开说一声。",
    )


@text("strike_answered", "缺席说明的答复", group="changes", of=STRIKE)
def strike_answered(about):
    strike = Strike.objects.select_related("enrollment__timetable__service__site").filter(pk=about).first()
    if strike is None or strike.answered_at is None:
        return None
    day = f"{strike.on.month}月{strike.on.day}日"
    kept = "不算了" if strike.excused_at else "还算一次"
    words_ = f"{kept}。{strike.answer}" if strike.answer else f"{kept}。"
    return _say(strike.enrollment, title=f"{day}的说明有答复了", body=words_, sms=f"{SIGN}您说明的{day}那一次{kept}，点开看答复。")
