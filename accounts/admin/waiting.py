"""What waits for a member of staff: each app says its own, from its own querysets, at most one statement each.

@waits("positions.publish_session")
def drafts(user):
    return Waiting(words="3 场还是草稿", detail="…", url="…", icon="clock", target="positions.Session", count=3)   # or None
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Waiting:
    """One line of 要您处理. `target` ("app.Model" or a URL name) carries `count` in the side bar."""

    words: str
    detail: str
    url: str
    icon: str = "bell"
    target: str = ""
    count: int = 0


_makers = []


def waits(perm):
    """Register a function (user → Waiting or None), asked only of people whose Post grants `perm`."""

    def register(maker):
        _makers.append((perm, maker))
        return maker

    return register


def waiting_for(request):
    """Return what waits for the user of this request, and remember the counts for the side bar of this page."""
    if not hasattr(request, "_staff_waiting"):
        request._staff_waiting = [found for perm, maker in _makers if request.user.has_perm(perm) and (found := maker(request.user))]
        request.staff_counts = {found.target: found.count for found in request._staff_waiting if found.target}
    return request._staff_waiting
