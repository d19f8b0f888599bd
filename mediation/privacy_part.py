"""What mediation keeps about somebody with an account: which cases she reported or carries. Registered with accounts.privacy.

What a case says is not hers: it belongs to its parties. Closing an account leaves the cases as they are; the law keeps them.
"""

from django.db.models import Q

from .models import Case, ConflictOfInterest, HotlineCall, Mediator, Referral, ReferralAnswer
from .secrecy import pins

title = "上报和经办"


def export(user):
    cases = Case.objects.filter(Q(reporter=user) | Q(mediator=user)).without_content().order_by("pk")
    handed = Referral.objects.filter(by=user).without_content().order_by("pk")
    answers = ReferralAnswer.objects.filter(by=user).select_related("referral").defer("words").order_by("pk")
    referrals = [{"转介编号": row.number, "您是": "转介的人", "写下时间": row.asked_at, "办到哪一步": row.get_state_display()} for row in handed]
    referrals += [{"转介编号": row.referral.number, "您是": "答复的人", "写下时间": row.at} for row in answers]
    calls = HotlineCall.objects.filter(answered_by=user).order_by("pk").only("number", "called_at", "handling")
    referrals += [{"热线编号": call.number, "您是": "接听人", "来电时间": call.called_at, "处理": call.get_handling_display()} for call in calls]
    roster = [
        {"调解员名册": row.area.short_name, "擅长": row.skills, "会说": row.languages, "值班": row.duty_words}
        for row in Mediator.objects.filter(user=user).select_related("area")
    ]
    stays = [{"编号": row.case.number, "您": "回避", "为什么": row.get_why_display(), "什么时候": row.at} for row in _conflicts(user)]
    return (
        roster
        + stays
        + referrals
        + [
            {
                "编号": case.number,
                "您是": "上报人" if case.reporter_id == user.pk else "经办人",
                "上报时间": case.created_at,
                "办到哪一步": case.get_status_display(),
            }
            for case in cases
        ]
    )


def _conflicts(user):
    """What she said herself: what another said of her would tell her that there is a case."""
    return ConflictOfInterest.objects.filter(user=user, by=user).select_related("case").defer("case__narrative", "case__wishes", "case__place").order_by("pk")


def close(user):
    """With her last post went every way to these cases. What she might see of her own ends here; the case stays."""
    pins.forget(user)
