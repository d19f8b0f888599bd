"""The words of what `accounts` tells: guardians, the pick-up list, mandates. No child's name in an SMS, nobody's number anywhere."""

from django.conf import settings

from accounts.models import FamilyMember, Guardianship, Mandate

from .texts import Text, text

SIGN = "【泉州妇联】"


def _row(model, pk, *related):
    return model.objects.select_related(*related).defer("paper").filter(pk=pk).first()


@text("guardian_invited", "请做监护人", group="family")
def guardian_invited(about):
    row = _row(Guardianship, about)
    if row is None or row.ended_at or row.since:
        return None
    return Text(
        title="有人请您做孩子的另一位监护人",
        body="打开“家人”，写上孩子的姓名就能接受。不认识，就不用理。",
        link="/my/family/",
        sms=f"{SIGN}有人请您做孩子的另一位监护人。用这个号登录，在“我的—家人”里回答。不认识就不用理。",
    )


@text("guardian_on_paper", "纸上写的监护人", group="family")
def guardian_on_paper(about):
    row = _row(Guardianship, about, "member")
    if row is None or row.ended_at:
        return None
    return Text(
        title=f"您在邻里中心签的记下了：{row.member.name}的另一位监护人",
        body=f"对方接受以后看得到：{row.get_shares_display()}。您随时可以结束。",
        link="/my/family/",
        sms=f"{SIGN}您签的“另一位监护人”记下了。不是您签的，请马上打{settings.HOTLINE}，马上结束。",
    )


@text("guardian_accepted", "接受了邀请", group="family")
def guardian_accepted(about):
    row = _row(Guardianship, about, "member")
    if row is None or row.ended_at:
        return None
    return Text(
        title=f"{row.member.name}的另一位监护人接受了邀请", body=f"对方看得到：{row.get_shares_display()}。您随时可以结束。", link="/my/family/", sms=""
    )


@text("guardian_ended", "监护人变了", group="family")
def guardian_ended(about):
    row = _row(Guardianship, about)
    if row is None:
        return None
    return Text(
        title="另一位监护人的登记结束了",
        body="从现在起，孩子的预约不再互相看到。有不清楚的，打电话给邻里中心。",
        link="/my/family/",
        sms=f"{SIGN}孩子另一位监护人的登记结束了。不是您办的，请打{settings.HOTLINE}。",
    )


@text("pickup_changed", "接送名单改了", group="family")
def pickup_changed(about):
    member = FamilyMember.objects.present().filter(pk=about).first()
    if member is None:
        return None
    return Text(
        title=f"{member.name}的接送名单改了",
        body="不是您办的，请马上看一看，或打电话给邻里中心。",
        link="/my/family/",
        sms=f"{SIGN}孩子的接送名单刚改过。不是您办的，请马上登录看看，或打{settings.HOTLINE}。",
    )


@text("mandate_offered", "请您代办", group="family")
def mandate_offered(about):
    row = _row(Mandate, about)
    if row is None or row.ended_at or row.since:
        return None
    return Text(
        title="家里人请您替对方预约",
        body="打开“家人”，写上对方的姓名就能接受。不认识，就不用理。",
        link="/my/family/",
        sms=f"{SIGN}家里人请您替对方预约活动。用这个号登录，在“我的—家人”里回答。不认识就不用理。",
    )


@text("mandate_on_paper", "纸上写的委托", group="family")
def mandate_on_paper(about):
    row = _row(Mandate, about)
    if row is None or row.ended_at:
        return None
    return Text(
        title="您在邻里中心签的委托记下了",
        body="请家人替您预约。您随时可以结束，打电话也行。",
        link="/my/family/",
        sms=f"{SIGN}您签的委托记下了：家人可以替您预约。不想要了，打{settings.HOTLINE}，马上结束。",
    )


@text("mandate_accepted", "家人答应代办", group="family")
def mandate_accepted(about):
    row = _row(Mandate, about, "holder")
    if row is None or row.ended_at:
        return None
    until = f"{row.until.year}年{row.until.month}月{row.until.day}日"
    name = row.holder.name or "您的家人"
    return Text(
        title=f"{name}可以替您预约了",
        body=f"到{until}为止。每次都会告诉您，您随时可以结束。",
        link="/my/family/",
        sms=f"{SIGN}{name[:12]}可以替您预约了，到{until}。每次都会告诉您。不想要了，打{settings.HOTLINE}。",
    )


@text("mandate_ended", "委托结束了", group="family")
def mandate_ended(about):
    row = _row(Mandate, about)
    if row is None:
        return None
    return Text(
        title="替家人预约的委托结束了",
        body="从现在起不能再替办。已经约好的照样有效。",
        link="/my/family/",
        sms=f"{SIGN}代家人预约的委托结束了。已经约好的照样有效。",
    )
