"""The text that she copies into the 综治 system of her grid: the same event, so that it is not typed twice, and nothing of what was said.

What that system calls our kinds is a table that officers edit (GridWord); a kind that is out of use there gives no text.
"""

from django.utils import timezone

from ..models import GridWord, Risk

HURRY = {Risk.RED: "特急", Risk.YELLOW: "急", Risk.BLUE: "一般"}


def text_of(case, user):
    """Return the lines to copy of a case that `user` reported, or "" when its kind is not handed on."""
    row = GridWord.objects.filter(kind=case.kind, is_used=True).first()
    if row is None:
        return ""
    at = timezone.localtime(case.created_at)
    places, area = [], case.area
    while area is not None and area.level > area.Level.CITY:
        places.append(area.short_name)
        area = area.parent
    lines = [
        f"类别：{row.words}", f"时间：{at.year}年{at.month}月{at.day}日 {at:%H:%M}", f"地点：{''.join(reversed(places))}",
        f"紧急程度：{HURRY[case.risk]}", f"上报人：{user.get_full_name()}", f"处理：已交妇联调解，编号 {case.number}",
    ]  # fmt: skip
    return "\n".join(lines)
