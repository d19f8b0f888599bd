"""The words of what this app tells: on a phone that others see, they say nothing but that something waits, and its number."""

from django.utils import timezone

from notices.texts import Text, text

from .models import BreakGlass, Case, Parcel, Question

SIGN = "【邻里中心】"


def _case(pk):
    return Case.objects.without_content().filter(pk=pk).first()


def _where_it_is_followed(case):
    """Return the page of whoever wrote it down: the grid worker's, the call's, or the case itself."""
    if case.source == Case.Source.GRID:
        return f"/grid/cases/{case.number}/"
    return case.call.get_absolute_url() if hasattr(case, "call") else case.get_absolute_url()


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
    return case and Text(title="您报的一件已经有人接了", body=f"编号 {case.number}。", link=_where_it_is_followed(case))


@text("case_refused", "案件不受理", group="work")
def refused(about):
    """To the grid worker who reported it: the reason stands on her page."""
    case = _case(about)
    return case and Text(title="您报的一件没有受理", body=f"编号 {case.number}。点开看原因。", link=_where_it_is_followed(case))


def _glass(pk):
    return BreakGlass.objects.filter(pk=pk).defer("words").first()


def _until(glass):
    return f"{timezone.localtime(glass.until):%H:%M}"


@text("glass_broken", "紧急打开（经办人）", group="work")
def glass_broken(about):
    """To the mediator: somebody outside the area reads her case for an hour."""
    glass = _glass(about)
    return glass and Text(
        title=f"{glass.office}紧急打开了您经办的一件",
        body=f"编号 {glass.number}，能看到 {_until(glass)}，每看一页都有记录。觉得不对，请告诉个人信息保护负责人，可以马上叫停。",
        link=f"/mediation/cases/{glass.number}/",
        sms=f"{SIGN}编号{glass.number}有一次紧急查阅，请登录看一看。",
        urgent=True,
    )


@text("glass_to_judge", "紧急打开（资料保护）", group="work")
def glass_to_judge(about):
    """To the data-protection officer: she reads the reason and may stop it."""
    glass = _glass(about)
    return glass and Text(
        title=f"{glass.office}紧急打开了一件案卷",
        body=f"编号 {glass.number}，能看到 {_until(glass)}。请看理由；不该看的，马上叫停。",
        link=f"/admin/mediation/breakglass/{glass.pk}/change/",
        sms=f"{SIGN}编号{glass.number}有一次紧急查阅，请登录看理由。",
        urgent=True,
    )


@text("glass_ended", "紧急打开叫停", group="work")
def glass_ended(about):
    """To the officer who broke it."""
    glass = _glass(about)
    return glass and Text(title="您的一次紧急打开被叫停了", body=f"编号 {glass.number}。有疑问请打电话给个人信息保护负责人。")


@text("question_asked", "有人问一问", group="work")
def question_asked(about):
    """To the data-protection officer: a party asks why her case was opened. Nobody is named."""
    question = Question.objects.filter(pk=about, answered_at=None).exists()
    return (
        Text(
            title="有人问：为什么打开我的资料",
            body="请看那一次查阅，3 个工作日内写下答复。答复只在她自己的页面上显示。",
            link=f"/admin/mediation/question/{about}/change/",
        )
        if question
        else None
    )


@text("case_desk", "案件等派人", group="work")
def desk(about):
    """To an officer: a case waits for somebody to carry it. She gives it out without opening it."""
    case = _case(about)
    if case is None or not case.desk_at:
        return None
    return Text(
        title="有一件等您派人",
        body=f"编号 {case.number}。点开，派给一位调解员。",
        link=f"/mediation/desk/{case.number}/",
        sms=f"{SIGN}您有一件待办，编号{case.number}，请今天登录查看。",
    )


@text("case_given", "案件派给您", group="work")
def given(about):
    """To the mediator whom an officer gave a case."""
    case = _case(about)
    return case and Text(
        title="有一件事派给您办",
        body=f"编号 {case.number}。点开看，接着办。",
        link=case.get_absolute_url(),
        sms=f"{SIGN}您有一件待办，编号{case.number}，请今天登录查看。",
    )


@text("parcel_taken", "手机里存的已送到", group="work")
def parcel(about):
    """To the grid worker who wrote it, when somebody else brought it or her Post had ended: it arrived, and who has it now."""
    found = Parcel.objects.filter(pk=about).select_related("case").defer("case__narrative", "case__wishes", "case__place").first()
    if found is None:
        return None
    number = found.case.number
    if found.post_ended:
        return Text(
            title="您存在手机里的一件已经收到",
            body=f"编号 {number}。您的任职已经结束，这一件交给片区接着办，您不用再做什么。",
            sms=f"{SIGN}您存在手机里的一件已经收到，编号{number}，由片区接着办。",
        )
    return Text(title="您存在手机里的一件已经收到", body=f"编号 {number}。送到时登录的是另一位，仍然记在您名下。", link=f"/grid/cases/{number}/")
