"""并案: two reports of one matter become one. Both keep their histories; the one that is joined ends and says where it goes on."""

from django.db import transaction
from django.utils import timezone

from accounts.refusals import NotAllowed

from ..danger import marks
from ..models import Case, CaseEvent
from ..refusals import NotYourCase
from ..secrecy import retention
from .refusals import CannotJoin, IntoItself, JoinTheOtherWay

JOIN = "mediation.join_case"
Status = Case.Status
MAY_BE_JOINED = {Status.WAITING, Status.ACCEPTED, Status.INQUIRY, Status.MEDIATION}


@transaction.atomic
def join(*, case, into, by, why):
    """Join `case` to `into`, which `by` carries: it ends as a duplicate, both timelines say so and why. Returns `into`.

    A case that waits is refused as the same (人民调解工作若干规定 22); one that is carried is ended and closed. What must stand before
    a closing (a mandatory report) is asked here as everywhere. Raises NotAllowed, NotYourCase, IntoItself, JoinTheOtherWay, CannotJoin.
    """
    from .. import complaints  # casework and intake know each other
    from ..casework import step

    if case.pk == into.pk:
        raise IntoItself
    if not (by.has_perm(JOIN, case) and by.has_perm(JOIN, into)):
        raise NotAllowed
    if into.mediator_id != by.pk or (case.mediator_id not in (None, by.pk)):
        raise NotYourCase
    if case.status not in MAY_BE_JOINED:
        raise JoinTheOtherWay
    if not into.is_carried or into.joined_to_id or case.joined_to_id:
        raise CannotJoin
    now, kind = timezone.now(), CaseEvent.Kind.JOINED
    words = f"并入 {into.number}。{why}"
    if case.is_waiting:
        step(case=case, to=Status.REFUSED, by=by, kind=kind, words=words, refusal=Case.RefusalReason.TWICE, refused_at=now, joined_to=into)
    else:
        step(case=case, to=Status.ENDED, by=by, kind=kind, words=words, joined_to=into)
        step(case=case, to=Status.CLOSED, by=by, kind=CaseEvent.Kind.CLOSED, outcome=Case.Outcome.JOINED, closed_at=now)
    complaints.join(case, into)
    marks.put(into, dict.fromkeys(marks.of(case), True))
    retention.remember(into, retention.kinds_of(case))
    CaseEvent.objects.create(case=into, kind=kind, by=by, words=f"{case.number} 并进来。{why}")
    return into
