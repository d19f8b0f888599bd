"""The one door to a case: what a person may not see does not exist for her, and each look leaves a row."""

from django.http import Http404

from accounts import roles

from .casework import conflicts
from .models import AccessLog, Case
from .secrecy import glass
from .secrecy.noting import shaped

VIEW = "mediation.view_case"


def may_read(user):
    """Return whether `user` may ever read a case: by a Post, or by breaking glass."""
    return roles.may_ever(user, VIEW) or roles.may_ever(user, glass.PERM)


def open_case(*, user, number, what, ip, row=None, why="", among=None, reading=False, perm=VIEW, by_glass=True):
    """Return the case `number` if `user` may see it (or has `perm` on it), and write down that she looked; else raise Http404.

    `among` narrows the look to a row of the case: a callable that returns it or None. A case of another area and a case that
    does not exist take the same statements: one SELECT and one INSERT (of an officer without a glass: one SELECT). Whoever has
    no post for cases takes none. A broken glass (`case.glass`) opens reads only: a `what` of glass.READS, or a form that leads to
    one (`reading`), and only on a page that is for readers (`by_glass`). A case whose key was destroyed is gone.
    """
    case, broken = None, None
    if roles.may_ever(user, perm):
        seen = Case.objects.visible_to(user, perm).filter(number=number, sealed_key__isnull=False)
        case = seen.select_related("area", "mediator", "reporter").first()
    elif not roles.may_ever(user, glass.PERM):
        raise Http404
    if case is None and roles.may_ever(user, glass.PERM):
        broken = glass.live(user, number)
        case = broken and broken.case
        if case is not None and conflicts.of(case, user):  # no glass opens the case of one's own family
            case = broken = None
        if case is None and not roles.may_ever(user, perm):
            raise Http404
    allowed = case is not None and (broken is None or (by_glass and (reading or what in glass.READS)))
    found = allowed and (among is None or among(case) is not None)
    AccessLog.objects.create(
        user=user,
        case=case,
        number=case.number if case else shaped(number),
        area_code=case.area_id if case else _her_area(user),
        what=what if found else AccessLog.What.REFUSED,
        row=row,
        why=why,
        ip=ip,
        glass=broken,
    )
    if not found:
        raise Http404
    case.glass = broken
    return case


def _her_area(user):
    """Where the auditor finds a look that opened nothing: with the looker's own area."""
    return next((post.area_id for post in user.live_posts if post.area_id), "")
