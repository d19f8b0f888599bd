"""The words of what danger tells: to staff only, and on a phone that others see nothing but that something is urgent, and its number."""

from notices.texts import Text, text

from ..models import Case, Order, Risk

SIGN = "【邻里中心】"


def _urgent_case(pk):
    """Return the case while it is red and open; afterwards there is nothing to hurry for."""
    return Case.objects.without_content().filter(pk=pk, risk=Risk.RED, status__in=Case.OPEN).first()


def _at_danger(case):
    return f"{case.get_absolute_url()}danger/"


@text("danger_raised", "变成红色（经办人）", group="work")
def raised(about):
    """To whoever carries a case that somebody else made red."""
    case = _urgent_case(about)
    return case and Text(
        title=f"{case.number} 变急了",
        body="请现在点开看。",
        link=case.get_absolute_url(),
        sms=f"{SIGN}您有一件急办，编号{case.number}，请现在登录查看。",
        urgent=True,
    )


@text("danger_duty", "变成红色（值班）", group="work")
def duty(about):
    """To the officer on duty."""
    case = _urgent_case(about)
    return case and Text(
        title=f"急事 {case.number}，请现在看",
        body="请点开看，再打电话给经办人，确认有人马上办。",
        link=_at_danger(case),
        sms=f"{SIGN}有一件急办，编号{case.number}，请现在登录查看。",
        urgent=True,
    )


@text("danger_unopened", "红色还没有人看", group="work")
def unopened(about):
    """To the next people: minutes have gone by and nobody has opened it."""
    case = _urgent_case(about)
    return case and Text(
        title=f"急事 {case.number} 还没有人看",
        body="请现在点开看，或打电话找人接。",
        link=_at_danger(case),
        sms=f"{SIGN}有一件急办还没有人看，编号{case.number}，请现在登录查看。",
        urgent=True,
    )


@text("report_missing", "强制报告还没有写", group="work")
def report_missing(about):
    """To the mediator and the officer on duty: what the law wants at once is not there yet."""
    case = Case.objects.without_content().filter(pk=about, status__in=Case.OPEN).first()
    return case and Text(
        title=f"{case.number} 有一步必须马上办",
        body="请点开看缺哪一步。已经办了，把时间、单位、回执写进去。",
        link=_at_danger(case),
        sms=f"{SIGN}您有一件待办缺一步，编号{case.number}，请现在登录查看。",
        urgent=True,
    )


@text("order_ending", "文书快到期", group="work", of="mediation.order")
def order_ending(about):
    """To the mediator, and at the last reminder to the officer on duty."""
    order = Order.objects.filter(pk=about, renewed_by=None).select_related("case").defer("case__narrative", "case__wishes", "case__place").first()
    return order and Text(
        title=f"{order.case.number} 有一份文书快到期",
        body=f"到 {order.until:%Y-%m-%d} 为止。要不要延长，请先问本人。",
        link=_at_danger(order.case),
        sms=f"{SIGN}编号{order.case.number}有一份文书快到期，请登录查看。",
    )
