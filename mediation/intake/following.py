"""How far it has come, in plain words: what her return code shows. Who has it is an office, never a name; and never what she wrote."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from accounts.models import Area
from accounts.roles import Role, lineage

from ..models import Case

Status = Case.Status
NOW = {
    Status.ACCEPTED: "先了解情况",
    Status.INQUIRY: "在了解情况",
    Status.MEDIATION: "在坐下来商量",
    Status.WRITTEN: "说好了，写下来了",
    Status.ORAL: "说好了",
    Status.FULFILMENT: "照说好的在做",
    Status.FAILED: "这次没有说成",
    Status.ENDED: "调解停下来了",
    Status.FOLLOW_UP: "回头来问您好不好",
    Status.CLOSED: "办完了",
    Status.FILED: "办完了",
}


@dataclass(frozen=True)
class Step:
    words: str
    state: str = ""  # "done", "now" or "" (still to come)
    at: datetime | None = None
    note: str = ""
    until: date | None = None
    days_over: int = 0  # since `until`


def room_of(case):
    """Return the office that has the case, as she may read and say it: 鲤城区家事纠纷调解室. Of a case that nobody carries, the county's."""
    above = lineage(case.area_id)
    if case.mediator:
        places = [post.area for post in case.mediator.live_posts if post.role == Role.MEDIATOR and post.area_id in above]
        if places:
            return f"{min(places, key=lambda place: place.level).short_name}家事纠纷调解室"
    place = Area.objects.filter(pk__in=above, level__lte=Area.Level.COUNTY).order_by("-level").first() or case.area
    return f"{place.short_name}家事纠纷调解室"


def steps(case, unread=0):
    """Return the Steps of a case for her page; `unread` is how many messages wait for her.

    What is late stays on the page and says so: `until` with `days_over`.
    """
    goes_on = case.goes_on_in
    left, room = goes_on.days_left, room_of(goes_on)
    clock = {} if left is None else {"until": goes_on.due_on, "days_over": max(-left, 0)}
    first = Step("收到", "done", case.created_at)
    last = Step("办好", note="由您说办好没办好")
    if goes_on.is_waiting:
        return [first, Step("等调解员接", "now", note=_notes(f"在{room}", _to_see(unread)), **clock), Step("有人在办"), last]
    if goes_on.status == Status.REFUSED:
        return [first, Step("没有受理", "now", goes_on.refused_at, f"{goes_on.get_refusal_display()}。想再说说，写在下面，或打 {settings.HOTLINE}")]
    taken = Step("有人在办", "done", goes_on.accepted_at, f"{room}的一位调解员接下")
    if goes_on.status in (Status.CLOSED, Status.FILED):
        return [first, taken, Step(NOW[goes_on.status], "done", note="又有事，随时再来")]
    if goes_on.desk_at:
        return [first, taken, Step("在安排接着办的人", "now", note=_to_see(unread), **clock), last]
    words = "等您看看" if unread else NOW[goes_on.status]
    return [first, taken, Step(words, "now", note=_to_see(unread), **clock), last]


def _notes(*words):
    return "。".join(part for part in words if part)


def _to_see(unread):
    return f"有 {unread} 句新的话给您，回不回都行" if unread else ""
