"""How far it has come, in plain words: what her return code shows. Never what she wrote."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

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


def steps(case, unread=0):
    """Return the Steps of a case for her page; `unread` is how many messages wait for her."""
    goes_on = case.goes_on_in
    first = Step("收到", "done", case.created_at)
    last = Step("办好", note="由您说办好没办好")
    if goes_on.is_waiting:
        return [first, Step("等调解员接", "now", note=_to_see(unread)), Step("有人在办"), last]
    if goes_on.status == Status.REFUSED:
        return [first, Step("没有受理", "now", goes_on.refused_at, f"{goes_on.get_refusal_display()}。想再说说，写在下面，或打热线")]
    taken = Step("有人在办", "done", goes_on.accepted_at, "一位调解员接下")
    if goes_on.status in (Status.CLOSED, Status.FILED):
        return [first, taken, Step(NOW[goes_on.status], "done", note="又有事，随时再来")]
    until = goes_on.due_on if goes_on.due_on >= timezone.localdate() else None
    words = "等您看看" if unread else NOW[goes_on.status]
    return [first, taken, Step(words, "now", note=_to_see(unread), until=until), last]


def _to_see(unread):
    return f"有 {unread} 句新的话给您，回不回都行" if unread else ""
