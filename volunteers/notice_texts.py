"""The words of what this app tells."""

from notices.texts import Text, text

from .models import Volunteer

SIGN = "【泉州妇联】"


def _volunteer(pk, status):
    return Volunteer.objects.select_related("team", "user").filter(pk=pk, status=status).first()


@text("volunteer_applied", "申请加入服务队")
def applied(about):
    """For the leader; the list says who it is."""
    volunteer = _volunteer(about, Volunteer.Status.APPLIED)
    if volunteer is None:
        return None
    team = volunteer.team
    return Text(title=f"有人想加入{team.name}", body="看看会什么、什么时候有空，给个回复。", link=f"{team.get_absolute_url()}members/")


@text("volunteer_accepted", "加入服务队")
def accepted(about):
    volunteer = _volunteer(about, Volunteer.Status.ACCEPTED)
    if volunteer is None:
        return None
    team = volunteer.team
    return Text(
        title=f"欢迎加入{team.name}",
        body="现在可以报名队里的班次了。",
        link=team.get_absolute_url(),
        sms=f"{SIGN}欢迎加入{team.name[:20]}。现在可以到服务队的页面报名班次了。",
    )


@text("volunteer_refused", "没能加入服务队")
def refused(about):
    volunteer = _volunteer(about, Volunteer.Status.REFUSED)
    if volunteer is None:
        return None
    team = volunteer.team
    return Text(
        title=f"{team.name}这次没能接收您",
        body=f"原因：{volunteer.reason}。您可以再申请，也可以看看附近别的服务队。",
        link=team.get_absolute_url(),
        sms=f"{SIGN}{team.name[:20]}回复了您的申请，请到“我的消息”里看。",
    )


@text("volunteer_left", "退出服务队")
def left(about):
    """Told when somebody else took her out of the team."""
    volunteer = _volunteer(about, Volunteer.Status.LEFT)
    if volunteer is None:
        return None
    team = volunteer.team
    return Text(title=f"您已离开{team.name}", body="队里替您办了离队，还没到的班次都取消了。弄错了请联系队长。", link=team.get_absolute_url())
