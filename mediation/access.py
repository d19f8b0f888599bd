"""The one door to a case: what a person may not see does not exist for her, and each look leaves a row."""

from django.http import Http404

from accounts import roles

from .models import AccessLog, Case

VIEW = "mediation.view_case"


def open_case(*, user, number, what, ip, row=None, why="", among=None):
    """Return the case `number` if `user` may see it, and write down that she looked; else raise Http404.

    `among` narrows the look to a row of the case: a callable that returns it or None. A case of another area and a case that
    does not exist take the same statements: one SELECT and one INSERT. Whoever has no post for cases takes none.
    """
    if not roles.may_ever(user, VIEW):
        raise Http404
    case = Case.objects.visible_to(user).filter(number=number).select_related("area", "mediator", "reporter").first()
    found = case is not None and (among is None or among(case) is not None)
    AccessLog.objects.create(
        user=user,
        case=case,
        number=case.number if case else _if_it_looks_like_one(number),
        area_code=case.area_id if case else _her_area(user),
        what=what if found else AccessLog.What.REFUSED,
        row=row,
        why=why,
        ip=ip,
    )
    if not found:
        raise Http404
    return case


def _if_it_looks_like_one(number):
    """A made-up address may hold anything; only what has the shape of a number is written down."""
    return number if len(number) == 13 and number[:6].isdigit() and number[6] == "-" and number[7:].isalnum() and number.isascii() else ""


def _her_area(user):
    """Where the auditor finds a look that opened nothing: with the looker's own area."""
    return next((post.area_id for post in user.live_posts if post.area_id), "")
