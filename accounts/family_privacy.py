"""What is kept about a person as guardian, as somebody who may fetch a child, and as giver or holder of a mandate: to take along."""

from . import masks, pickups
from .models import Guardianship, Mandate


def export(user):
    """Return what is kept, under words that she understands. Of others it holds no number that she does not know."""
    return {"接送名单": _lists(user), "另一位监护人": _guardians(user), "代办委托": _mandates(user)}


def _lists(user):
    members = list(user.family.present().others().order_by("pk"))
    lists = pickups.of_many(members)
    return [
        {"孩子": member.name, "姓名": fetcher.name, "能不能接": words, "手机号": fetcher.phone, "关系": fetcher.relation, "身份证末四位": fetcher.id_tail}
        for member in members
        for words, fetchers in (("能接", lists[member.pk].may), ("不能接", lists[member.pk].never))
        for fetcher in fetchers
        if not fetcher.is_guardian
    ]


def _guardians(user):
    rows = Guardianship.objects.filter(member__guardian=user) | Guardianship.objects.filter(user=user)
    return [
        {
            "孩子": row.member.name,
            "谁": "我" if row.user_id == user.pk else masks.phone(row.phone),
            "看得到": row.get_shares_display(),
            "邀请": row.invited_at,
            "接受": row.since,
            "结束": row.ended_at,
        }
        for row in rows.select_related("member").defer("paper").distinct().order_by("pk")
    ]


def _mandates(user):
    rows = Mandate.objects.filter(giver=user) | Mandate.objects.filter(holder=user)
    return [
        {
            "替谁办": "我" if row.giver_id == user.pk else row.giver.name,
            "谁来办": "我" if row.holder_id == user.pk else masks.phone(row.phone),
            "到": row.until,
            "接受": row.since,
            "结束": row.ended_at,
            "写在纸上": row.on_paper,
        }
        for row in rows.select_related("giver").defer("paper").distinct().order_by("pk")
    ]
