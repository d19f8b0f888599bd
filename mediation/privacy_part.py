"""What mediation keeps about somebody with an account: which cases she reported or carries. Registered with accounts.privacy.

What a case says is not hers: it belongs to its parties. Closing an account leaves the cases as they are; the law keeps them.
"""

from django.db.models import Q

from .models import Case
from .secrecy import pins

title = "上报和经办"


def export(user):
    cases = Case.objects.filter(Q(reporter=user) | Q(mediator=user)).without_content().order_by("pk")
    return [
        {
            "编号": case.number,
            "您是": "上报人" if case.reporter_id == user.pk else "经办人",
            "上报时间": case.created_at,
            "办到哪一步": case.get_status_display(),
        }
        for case in cases
    ]


def close(user):
    """With her last post went every way to these cases. What she might see of her own ends here; the case stays."""
    pins.forget(user)
