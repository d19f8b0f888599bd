"""回避: who must not touch a case, whatever role she has. Asked by open_case, by every list, and before a case is given to anybody."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.refusals import NotAllowed

from ..models import Case, CaseEvent, ConflictOfInterest, Mediator, Party
from ..prints import kin_prints, own_print


def of(case, user):
    """Return in words why `user` must stay away from the case, or "" when nothing is known."""
    declared = ConflictOfInterest.objects.filter(case=case, user=user).first()
    if declared:
        return declared.get_why_display()
    own, kin = own_print(user), kin_prints(user)
    roster = Mediator.objects.filter(user=user).exclude(id_print="").values("id_print")
    found = Party.objects.filter(case=case).filter(Q(phone_print__in=[mark for mark in (own, *kin) if mark]) | Q(id_print__in=roster))
    marks = list(found.values_list("phone_print", flat=True))
    if not marks:
        return ""
    return "和当事人是一家人" if set(marks) <= set(kin) else "是当事人"


@transaction.atomic
def declare(*, case, user, why, by):
    """Write down that `user` stays away from the case; from her next request it does not exist for her.

    She says it herself, or an officer who gives out its cases does. If she carries it, the case goes to the desk.
    Raises NotAllowed.
    """
    allowed = by.has_perm("mediation.view_case", case) if by.pk == user.pk else by.has_perm("mediation.assign_case", case)
    if not allowed:
        raise NotAllowed
    _, new = ConflictOfInterest.objects.get_or_create(case=case, user=user, defaults={"why": why, "by": by})
    if not new:
        return case
    # The line names who said it and why; about whom stands in the row, which only an officer reads.
    CaseEvent.objects.create(case=case, kind=CaseEvent.Kind.RECUSED, by=by, words=ConflictOfInterest.Why(why).label)
    if case.mediator_id == user.pk and case.status in Case.OPEN:
        from . import assigning  # it asks us before it gives a case to anybody

        assigning.to_the_desk(case=case, why=Case.DeskWhy.CONFLICT, at=timezone.now())
    return case
