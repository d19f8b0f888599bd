"""What a term keeps about a person: enrollments, days off, what was missed and what she said of it."""

from django.utils import timezone

from ..models import Enrollment, Strike, TakenBack
from ..tickets import NEUTRAL
from . import enrolling

title = "整学期报名"


def export(user):
    rows = Enrollment.objects.of(user).for_pages().prefetch_related("strikes").order_by("pk")
    taken = TakenBack.objects.filter(booker=user).select_related("service", "rule").order_by("pk")
    return [_written(enrollment) for enrollment in rows] + [_taken(row) for row in taken]


def _taken(row):
    secret = row.service.confidential
    return {
        "收回的位子": NEUTRAL if secret else row.service.title,
        "规则": "" if secret else row.rule.sentence,
        "是哪几次": "" if secret else row.facts or "",
        "什么时候": row.taken_at,
        "您的申诉": "" if secret else row.appeal or "",
        "答复": row.get_answer_display(),
        "答复的话": "" if secret else row.answer_words or "",
    }


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
    TakenBack.objects.filter(booker=user, ended_at=None).update(ended_at=timezone.now())
    TakenBack.objects.filter(booker=user).update(facts=None, appeal=None, answer_words=None)
