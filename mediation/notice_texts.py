"""The words of what this app tells: on a phone that others see, they say nothing but that something waits, and its number."""

from notices.texts import Text, text

from .models import Case

SIGN = "【邻里中心】"


def _case(pk):
    return Case.objects.without_content().filter(pk=pk).first()


@text("case_new", "有新案件", group="work")
def new(about):
    """To a mediator of the area: a case waits."""
    case = _case(about)
    if case is None or not case.is_waiting:
        return None
    return Text(
        title="有一件事等您办",
        body=f"编号 {case.number}。点开看，能办就接下来。",
        link=case.get_absolute_url(),
        sms=f"{SIGN}您有一件待办，编号{case.number}，请今天登录查看。",
    )


@text("case_red", "红色案件", group="work")
def red(about):
    """To a mediator of the area: a red case waits. The same words as for others, but now."""
    case = _case(about)
    if case is None or not case.is_waiting:
        return None
    return Text(
        title="有一件急事等您办",
        body=f"编号 {case.number}。请现在点开看，能办就接下来。",
        link=case.get_absolute_url(),
        sms=f"{SIGN}您有一件急办，编号{case.number}，请现在登录查看。",
        urgent=True,
    )


@text("case_red_duty", "红色案件（值班）", group="work")
def red_duty(about):
    """To the officer on duty, who cannot open the case: she sees to it that a mediator takes it now."""
    case = _case(about)
    if case is None:
        return None
    if not case.is_waiting:
        return Text(title=f"急事 {case.number} 已有人办", body="调解员已经看过并作了决定。", sms="")
    return Text(
        title=f"急事 {case.number} 等人接",
        body=f"刚报上来，片区的调解员也收到了。请打电话给调解员，报编号 {case.number}，确认有人马上接。",
        sms=f"{SIGN}有一件急办，编号{case.number}，请电话确认已有人接。",
        urgent=True,
    )


@text("case_accepted", "案件已受理", group="work")
def accepted(about):
    """To the grid worker who reported it."""
    case = _case(about)
    return case and Text(title="您报的一件已经有人接了", body=f"编号 {case.number}。", link=f"/grid/cases/{case.number}/")


@text("case_refused", "案件不受理", group="work")
def refused(about):
    """To the grid worker who reported it: the reason stands on her page."""
    case = _case(about)
    return case and Text(title="您报的一件没有受理", body=f"编号 {case.number}。点开看原因。", link=f"/grid/cases/{case.number}/")
