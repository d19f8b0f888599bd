"""What positions keeps about somebody who works at a site: her row in a 队伍. Registered with accounts.privacy."""

from django.utils import timezone

from ..models import TeamMember

title = "队伍"


def export(user):
    return [
        {
            "队伍": member.get_team_display(), "姓名": member.name, "身份": member.title, "擅长": member.skills,
            "调适": member.topic_words, "会说": member.languages,
            "常在的时间": member.hours, "证书": member.certificates, "同意公开": member.shown_since, "查询记录": member.record_checked_on,
            "加入": member.since, "离开": member.left_on,
        }
        for member in TeamMember.objects.filter(user=user).order_by("pk")
    ]  # fmt: skip


def close(user):
    """She is shown nowhere any more, and nothing of what was said of her stays but that somebody was there."""
    for member in TeamMember.objects.filter(user=user):
        if member.photo:
            member.photo.delete(save=False)
        member.left_on = member.left_on or timezone.localdate()
        member.name, member.title, member.skills, member.languages, member.hours, member.certificates = "", "", "", "", "", ""
        member.topics = ""
        member.shown_since, member.photo, member.user = None, "", None
        member.save()
