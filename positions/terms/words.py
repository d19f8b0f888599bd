"""Weekdays, hours and the rules of a term in words."""

from ..models.timetables import words_of_weekdays as weekdays  # noqa: F401
from ..rules import of_taking_back


def dates(days):
    """[11-30, 12-01, 12-03] → 11月30日；12月1、3日."""
    months = {}
    for day in sorted(set(days)):
        months.setdefault((day.year, day.month), []).append(day.day)
    return "；".join(f"{month}月{'、'.join(map(str, found))}日" for (_, month), found in months.items())


def rule(service):
    """Return the sentences that stand before the button of enrolling; strikes and take-backs go by the same numbers."""
    lines = [
        "先到先得：谁先约上，位子先给谁。满了的那天排候补，有孩子退出就按排上的先后补上。",
        "哪天来不了，点一下请假，当天的位子给别的孩子，别的日子不变。",
    ]
    lines += of_taking_back(service) or filter(None, [taking_back(service)])  # enrolling prints it, if nobody has
    lines.append("随时能退，不用说为什么。")
    return lines


def taking_back(service):
    """一学期满 3 次没请假没来，或满 3 次晚接 10 分钟以上，位子给下一位 …; "" where nothing is taken back."""
    parts = []
    if service.absences_allowed:
        parts.append(f"满 {service.absences_allowed} 次没请假没来")
    if service.lates_allowed:
        parts.append(f"满 {service.lates_allowed} 次晚接超过 {service.late_after_minutes} 分钟")
    if not parts:
        return ""
    return f"一学期{'，或'.join(parts)}，位子给下一位。每一次都先告诉您；收回前写明是哪几次，7 天内可以申诉，申诉期间位子留着。"
