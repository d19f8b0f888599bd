"""Who carries a case: an officer gives it to somebody, and passes on what somebody held who leaves."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Post, User
from accounts.refusals import NotAllowed
from accounts.roles import Role, subtree
from notices import outbox
from positions.duty import leaving
from positions.models import Session

from .. import watch
from ..models import Case, CaseEvent
from ..refusals import CaseChanged, HasConflict, NoMediatorThere, SameDesk, StepNotAllowed
from . import conflicts
from .steps import ASSIGN


@dataclass
class Passed:
    """What became of the cases that somebody held."""

    given: list = field(default_factory=list)
    left: list = field(default_factory=list)  # they wait at the desk


def mediators_for(case):
    """Return the Users whose live mediator's Post reaches the area of the case."""
    return mediators_at(case.area_id)


def mediators_at(code):
    """Return the Users whose live mediator's Post reaches all of the area `code`."""
    posts = Post.objects.live().filter(role=Role.MEDIATOR, area__in=watch.over(code))
    return User.objects.filter(is_active=True, pk__in=posts.values("user")).order_by("name", "pk")


def loads(users):
    """Return {user pk: how many cases that are not done} of `users`."""
    rows = Case.objects.open().filter(mediator__in=users).order_by().values("mediator").annotate(n=Count("pk"))
    return {row["mediator"]: row["n"] for row in rows}


def mark(case):
    """Return with whom a case lies, as one word: a page carries it, so that whoever saw something else is asked again."""
    return f"{case.mediator_id or 0}-{case.desk_at:%Y%m%d%H%M%S%f}" if case.desk_at else f"{case.mediator_id or 0}"


@transaction.atomic
def assign(*, case, to, by, why="", seen=""):
    """Give the case to the mediator `to`; a case that waits still waits, for her. `why` stays sealed in the timeline.

    `seen` is the mark() of the case that `by` read. Raises NotAllowed, CaseChanged (somebody gave it out or took it up since),
    StepNotAllowed (it is done), NoMediatorThere, HasConflict, SameDesk (she had it when it was not solved).
    """
    if not by.has_perm(ASSIGN, case):
        raise NotAllowed
    if seen and seen != mark(case):
        raise CaseChanged(_who_was_quicker(case))
    return _give(case=case, to=to, by=by, why=why)


@transaction.atomic
def pass_on(post, to, by):
    """Give all that the holder of a mediator's `post` has under way in its area to the mediator `to`, or to the desk when `to` is None.

    A case that `to` may not touch, or that lies beyond her area, waits at the desk: nothing is left with somebody who is gone.
    To the desk may send whoever may end the Post. Raises NotAllowed (`by` gives out no cases of that area).
    """
    given, now = Passed(), timezone.now()
    for case in held_by(post).select_for_update(no_key=True, of=("self",)):
        if to is not None and not by.has_perm(ASSIGN, case):
            raise NotAllowed
        try:
            if to is None:
                raise NoMediatorThere
            _give(case=case, to=to, by=by, why="原经办人离岗")
        except (HasConflict, NoMediatorThere, SameDesk):
            to_the_desk(case=case, why=Case.DeskWhy.LEFT, at=now)
            given.left.append(case)
        else:
            given.given.append(case)
    return given


def held_by(post):
    """Return the open cases that the holder of a Post carries in its area; none for another role."""
    if post.role != Role.MEDIATOR:
        return Case.objects.none()
    low, high = subtree(post.place_id)
    return Case.objects.open().filter(mediator=post.user_id, area_id__gte=low, area_id__lt=high).without_content().order_by("pk")


def to_the_desk(*, case, why, at):
    """Lay a case on the officers' desk: they are told at once. In the caller's transaction."""
    Case.objects.filter(pk=case.pk).update(desk_at=at, desk_why=why)
    case.desk_at, case.desk_why = at, why
    _rooms_follow(case, None)
    for post in watch.officers_on_duty(case):
        outbox.tell(post.user, "case_desk", case, again=f"{at:%Y%m%d%H%M%S%f}")


def _give(*, case, to, by, why):
    if case.status not in Case.OPEN:
        raise StepNotAllowed
    if not mediators_for(case).filter(pk=to.pk).exists():
        raise NoMediatorThere
    if conflicts.of(case, to):
        raise HasConflict
    if case.mediator_id == to.pk and case.desk_why in (Case.DeskWhy.UNSOLVED, Case.DeskWhy.CONFLICT):
        raise SameDesk
    if case.mediator_id == to.pk and not case.desk_at:
        return case
    # Of an officer who gives it out and somebody who takes it up, closes it or gives it out meanwhile, the second changes nothing and is told.
    as_she_saw_it = Case.objects.filter(pk=case.pk, status=case.status, mediator=case.mediator_id, desk_at=case.desk_at)
    if not as_she_saw_it.update(mediator=to, desk_at=None, desk_why=""):
        raise CaseChanged(_who_was_quicker(case))
    case.mediator, case.desk_at, case.desk_why = to, None, ""
    _rooms_follow(case, to)
    line = CaseEvent.objects.create(case=case, kind=CaseEvent.Kind.ASSIGNED, by=by, words="，".join(filter(None, [f"给{to.get_full_name()}", why])))
    outbox.tell(to, "case_given", case, again=str(line.pk))
    return case


def _rooms_follow(case, user):
    """Let the rooms of its planned meetings stand in the name of `user`, or of nobody while she is busy then or nobody carries the case."""
    planned = case.meetings.filter(result="", starts_at__gt=timezone.now(), session__status=Session.Status.DRAFT)
    for meeting in planned.select_related("session__service", "session__site"):
        if user is None or not leaving.lead(meeting.session, user):
            Session.objects.filter(pk=meeting.session_id).update(host=None)


def _who_was_quicker(case):
    now = Case.objects.without_content().select_related("mediator").get(pk=case.pk)
    lines = CaseEvent.objects.filter(Q(kind=CaseEvent.Kind.ASSIGNED) | ~Q(after=""), case=case)
    line = lines.select_related("by").order_by("-pk").first()
    if line.kind == CaseEvent.Kind.ASSIGNED and now.mediator and not now.desk_at:
        return f"这一件刚刚由{line.by.get_full_name()}派给了{now.mediator.get_full_name()}，您这一次没有派。下面是现在的样子；还要换人，再派一次。"
    who = line.by.get_full_name() if line.by else "别人"
    return f"这一件刚刚由{who}办过：{line.get_kind_display()}。您这一次没有派，下面是现在的样子。"
