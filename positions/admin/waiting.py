"""What waits at the sites: drafts that nobody sees yet, people in line, items of the checklist."""

from django.urls import reverse
from django.utils import timezone

from accounts.admin.waiting import Waiting, waits

from ..duty import people
from ..models import Session, SiteCheck
from ..planning import on_holidays


@waits("positions.publish_session")
def drafts(user):
    count = Session.objects.visible_to(user, "positions.publish_session").filter(status=Session.Status.DRAFT, starts_at__gt=timezone.now()).count()
    if count:
        url = reverse("admin:positions_session_changelist") + "?status__exact=draft"
        return Waiting(f"{count} 场还是草稿", "发布了，居民才看得到", url, "clock", "positions.Session", count)
    return None


@waits("positions.cancel_session")
def holidays(user):
    count = on_holidays.laid(Session.objects.visible_to(user, "positions.cancel_session")).count()
    if count:
        url = reverse("admin:positions_session_changelist") + "?day=all&holiday=on"
        return Waiting(f"{count} 场排在放假那天", "放假安排后来改过。勾上，选照上，或者取消并通知", url, "cal")
    return None


@waits("positions.change_session")
def lines(user):
    rows = Session.objects.visible_to(user, "positions.change_session").published().upcoming().filter(waiting__gt=0, service__confidential=False)
    found = list(rows.values_list("waiting", flat=True))
    if found:
        url = reverse("admin:positions_session_changelist") + "?places=waiting"
        return Waiting(f"{sum(found)} 位在候补", f"{len(found)} 场约满，看看能不能加名额或加一场", url, "users")
    return None


@waits("positions.view_teammember")
def records(user):
    out, soon = people.to_check(user)
    if out or soon:
        words = f"{out} 位带孩子的人没有有效的查询记录" if out else f"{soon} 位的查询记录 30 天内到期"
        detail = f"还有 {soon} 位 30 天内到期。没查的不能带孩子" if out and soon else "查过了，在“队伍”里写上日期"
        url = reverse("admin:positions_teammember_changelist") + ("?record=out" if out else "?record=soon")
        return Waiting(words, detail, url, "shield", "positions.TeamMember", out + soon)
    return None


@waits("positions.change_sitecheck")
def checklist(user):
    count = SiteCheck.objects.visible_to(user, "positions.change_sitecheck").filter(is_met=False, site__closed_on=None).count()
    if count:
        return Waiting(f"规范化清单还差 {count} 项", "在阵地页面里逐项填", reverse("admin:positions_site_changelist"), "check")
    return None
