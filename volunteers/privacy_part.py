"""What volunteers keeps about a person: her registrations. Registered with accounts.privacy, which may not import us."""

from . import teams
from .models import Volunteer

title = "志愿服务"


def export(user):
    return [
        {
            "服务队": row.team.name,
            "状态": row.get_status_display(),
            "会什么": row.skill_words,
            "什么时候有空": row.time_words,
            "想说的话": row.words,
            "紧急联系人": row.emergency_name or "",
            "紧急联系人电话": row.emergency_phone or "",
            "申请时间": row.applied_at,
            "回复时间": row.decided_at,
            "没有加入的原因": row.reason,
            "离队时间": row.left_at,
        }
        for row in Volunteer.objects.of(user).select_related("team").order_by("pk")
    ]


def close(user):
    """Leave every team (the shifts that she took become free) and empty what she wrote of herself and of others."""
    for row in Volunteer.objects.of(user).live().select_related("team__circle"):
        teams.leave(volunteer=row, by=user)
    Volunteer.objects.of(user).update(words="", skills=[], free_times=[], emergency_name=None, emergency_phone=None)
