"""What a term keeps about a person: enrollments, days off, what was missed and what she said of it."""

from ..models import Enrollment, Strike
from . import enrolling

title = "整学期报名"


def export(user):
    rows = Enrollment.objects.of(user).for_pages().prefetch_related("strikes").order_by("pk")
    return [_written(enrollment) for enrollment in rows]


def _written(enrollment):
    return {
        "活动": enrollment.timetable.service.title,
        "地点": enrollment.timetable.service.site.center.name,
        "参加的人": enrollment.attendee.name,
        "星期": enrollment.weekdays_words,
        "状态": enrollment.get_status_display(),
        "报名时间": enrollment.made_at,
        "退出时间": enrollment.ended_at,
        "缺席和晚接": [
            {
                "哪一天": strike.on,
                "怎么了": strike.get_kind_display(),
                "晚了几分钟": strike.minutes,
                "您说的": strike.words or "",
                "答复": strike.answer,
                "不算": bool(strike.excused_at),
            }
            for strike in enrollment.strikes.all()
        ],
    }


def close(user):
    """Leave her terms, so that the places go on, and empty what she said of absences."""
    for enrollment in Enrollment.objects.of(user).live():
        enrolling.leave(enrollment=enrollment, by=user)
    Strike.objects.filter(enrollment__booker=user, words__isnull=False).update(words=None)
