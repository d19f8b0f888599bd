"""The words of reminders: they say a number and a day, and nothing of what it is about."""

from django.utils import timezone

from notices.texts import Text, text

from ..models import Deadline

SIGN = "【邻里中心】"


def _running(pk):
    rows = Deadline.objects.filter(pk=pk, done_at=None).select_related("case__mediator")
    return rows.defer("case__narrative", "case__wishes", "case__place").first()


def _when(day):
    days = (day - timezone.localdate()).days
    return f"{day.month} 月 {day.day} 日" + {0: "，就是今天", 1: "，就是明天"}.get(days, "")


@text("case_due", "案件快到期", group="work")
def due(about):
    """To whoever carries it: a day comes near, or is over."""
    deadline = _running(about)
    if deadline is None:
        return None
    number, late = deadline.case.number, deadline.days_over
    return Text(
        title="有一件过期了" if late else "有一件快到期了",
        body=f"编号 {number}，最晚 {_when(deadline.due_on)}。点开看要办什么。",
        link=deadline.case.get_absolute_url(),
        sms=f"{SIGN}您有一件待办已经过期，编号{number}，请登录查看。" if late else f"{SIGN}您有一件待办快到期，编号{number}，请登录查看。",
    )


@text("case_late", "案件过期（妇联干部）", group="work")
def late(about):
    """To the officers of its area, who see to it that somebody acts."""
    deadline = _running(about)
    if deadline is None:
        return None
    case = deadline.case
    who = f"经办人 {case.mediator.get_full_name()}" if case.mediator else "还没有人接"
    return Text(
        title=f"{case.number} 过期 {deadline.days_over} 天",
        body=f"{who}。打电话问一问卡在哪里，要不要帮忙，或者换人来办。",
        sms=f"{SIGN}有一件待办过期了，编号{case.number}，请打电话问一问。",
    )
