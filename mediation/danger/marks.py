"""The marks of a case that last: it is of violence, a child is in it. They come by themselves and never go by themselves.

The kind can be rewritten by whoever carries the case; what the law asks (a report, her wishes, a revisit in a week) hangs on the marks.
Only an officer takes one away, with a reason that stands in the timeline for good.
"""

from django.db import models, transaction

from ..models import Case, CaseEvent, Kind, Party
from ..refusals import StepNotAllowed
from ..secrecy import retention
from . import hands
from .refusals import MarkGone, MarkStillTrue, OfficerOnly


class Mark(models.TextChoices):
    """A column of Case, and what it says."""

    VIOLENT = "violent", "涉及家暴"
    MINOR = "minor", "涉及孩子，或自己做不了主的人"


def told(kind, signs, *, violent=False, minor=False):
    """Return {mark: bool} of what was told: the kind, the RiskSigns that were ticked, and what was said outright."""
    return {
        Mark.VIOLENT: violent or kind == Kind.VIOLENCE or any(sign.violent for sign in signs),
        Mark.MINOR: minor or any(sign.minor for sign in signs),
    }


def put(case, marks):
    """Set on a case those of `marks` ({mark: bool}) that are true; the others stay as they are. In the caller's transaction."""
    new = {str(name): True for name, holds in marks.items() if holds}
    if new:
        Case.objects.filter(pk=case.pk).update(**new)
        for name in new:
            setattr(case, name, True)


def of(case):
    """Return the Marks of a case, in order."""
    return [mark for mark in Mark if getattr(case, mark)]


@transaction.atomic
def take_away(*, case, mark, by, why):
    """Take a Mark from an open case, as an officer answers for it: `why` says what she found out and from whom. Returns the CaseEvent.

    Raises OfficerOnly, StepNotAllowed, MarkGone, MarkStillTrue (the case itself still says it).
    """
    mark = Mark(mark)
    if not (hands.is_officer(case, by) and why):
        raise OfficerOnly("记号要由县级以上妇联干部来撤，并写明理由。请打电话给值班干部，说编号和理由。")
    if case.status not in Case.OPEN:
        raise StepNotAllowed
    if mark == Mark.VIOLENT and case.kind == Kind.VIOLENCE:
        raise MarkStillTrue("类型还写着家暴。请让经办人先在“改基本情况”里把类型改对，再来撤。")
    if mark == Mark.MINOR and case.parties.filter(harmed__in=Party.PROTECTED).exists():
        raise MarkStillTrue("“谁受到伤害”里还有孩子或自己做不了主的人。先到那里改这一位，写明理由，再来撤。")
    if not Case.objects.filter(pk=case.pk, **{mark: True}).update(**{mark: False}):
        raise MarkGone
    setattr(case, mark, False)
    retention.remember(case, [retention.OF_MARKS[mark]])
    return CaseEvent.objects.create(case=case, kind=CaseEvent.Kind.UNMARKED, by=by, words=f"{mark.label}：{why}")
