"""What a mediator holds: the cases that she carries. Registered with accounts.holdings, so that none is left lying when her Post ends."""

from accounts.roles import may_ever

from .casework import assigning
from .casework.steps import ASSIGN


def lines(post, by):
    """Number and state of each; whoever gives out no cases reads only how many."""
    held = assigning.held_by(post)
    if not may_ever(by, ASSIGN):
        return [f"在办的家事案件 {count} 件"] if (count := held.count()) else []
    return [f"{case.number}　{case.get_kind_display()}　{case.get_status_display()}" for case in held]


def heirs(post, by):
    return assigning.mediators_at(post.place_id).exclude(pk=post.user_id) if may_ever(by, ASSIGN) else assigning.mediators_at("").none()


def pass_on(post, to, by):
    passed = assigning.pass_on(post, to, by)
    words = [f"{len(passed.given)} 件交给了{to.get_full_name()}"] if passed.given else []
    return "，".join(words + ([f"{len(passed.left)} 件等干部派人"] if passed.left else []))
