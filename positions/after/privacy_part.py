"""What is kept about a person afterwards: what she said of services, doors that she found closed, her calendar address."""

from ..models import CalendarAddress, Feedback, FoundClosed
from ..tickets import NEUTRAL

title = "评价、门没开、日历"


def export(user):
    """Her ratings, her reports of closed doors, and whether a calendar address exists (the address itself opens everything)."""
    rated = Feedback.objects.filter(booking__booker=user).select_related("service").order_by("pk")
    closed = FoundClosed.objects.filter(user=user).select_related("center").order_by("pk")
    return [
        *(_said(row, row.service.confidential) for row in rated),
        *({"门没开": row.center.name, "时间": row.at} for row in closed),
        *({"日历地址": "有", "生成时间": row.made_at} for row in CalendarAddress.objects.filter(user=user)),
    ]


def _said(row, secret):
    return {
        "活动": NEUTRAL if secret else row.service.title,
        "觉得怎么样": row.get_mark_display(),
        "说的话": "" if secret else row.words or "",
        "时间": row.made_at,
    }


def close(user):
    """End her calendar address, forget who found a door closed, take her words back; the marks stay, nameless, in the counts."""
    CalendarAddress.objects.filter(user=user).delete()
    FoundClosed.objects.filter(user=user).delete()
    Feedback.objects.filter(booking__booker=user).update(words=None, report_words=None, state=Feedback.State.WORDLESS)
