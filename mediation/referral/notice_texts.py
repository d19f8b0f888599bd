"""What is told about a referral: a number and a day; never of whom it is or what is in it."""

from notices.texts import Text, text

from ..models import Referral, ReferralAnswer

SIGN = "【邻里中心】"


@text("referral_handed", "有材料交给本单位", group="work")
def referral_handed(about):
    """To a person of a partner body: something was handed to it. No word of what, of whom, or by which office."""
    row = Referral.objects.without_content().filter(pk=about).exclude(open_to=None).first()
    return row and Text(
        title="有一件事等您办",
        body=f"编号 {row.number}，请 {row.due_on:%Y-%m-%d} 前交回。点开看，能办就答复一句。",
        link=f"/handed/{row.number}/",
        sms=f"{SIGN}您有一件待办，编号{row.number}，请今天登录查看。",
    )


@text("referral_answered", "转介有了答复", group="work")
def referral_answered(about):
    """To whoever carries the case: the body wrote back."""
    row = ReferralAnswer.objects.filter(pk=about).select_related("referral__case").defer("words").first()
    if row is None:
        return None
    number = row.referral.case.number
    return Text(
        title="转介交回了" if row.gives_back else "转介有了答复",
        body=f"编号 {number}。点开看怎么说。",
        link=f"/mediation/cases/{number}/referrals/{row.referral.uid}/",
        sms=f"{SIGN}编号{number}有新的答复，请登录查看。" if row.gives_back else "",
    )


@text("referral_due", "转介快到期", group="work")
def referral_due(about):
    """To a person of the body: the day on which it gives the matter back comes near."""
    row = Referral.objects.without_content().filter(pk=about, state__in=Referral.RUNNING).first()
    return row and Text(
        title="有一件快到交回的日子",
        body=f"编号 {row.number}，请 {row.due_on:%Y-%m-%d} 前交回。",
        link=f"/handed/{row.number}/",
        sms=f"{SIGN}您有一件待办快到期，编号{row.number}，请登录查看。",
    )


@text("referral_late", "转介过期没交回", group="work")
def referral_late(about):
    """To whoever carries the case: the day has passed and nothing came back."""
    row = Referral.objects.without_content().filter(pk=about, state__in=Referral.RUNNING).select_related("case").first()
    return row and Text(
        title="转介过了日子还没交回",
        body=f"编号 {row.case.number}，应在 {row.due_on:%Y-%m-%d} 前交回。请打电话问一问，或者收回。",
        link=f"/mediation/cases/{row.case.number}/referrals/{row.uid}/",
    )
