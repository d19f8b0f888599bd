"""The one door to what was handed over: only what is open to her body today, and each look leaves a row."""

from django.http import Http404

from accounts import roles

from ..models import AccessLog, Referral
from ..secrecy.noting import shaped

READ = "mediation.answer_referral"  # only people of a body hold it


def open_handed(*, user, number, what, ip, row=None, among=None):
    """Return the Referral `number` if it is open to a body of `user`, and write down that she looked; else raise Http404.

    What was never there, was handed to another body, or was taken back costs the same: one SELECT and one INSERT.
    """
    if not roles.may_ever(user, READ):
        raise Http404
    rows = Referral.objects.visible_to(user, READ).filter(number=number, sealed_key__isnull=False)
    referral = rows.select_related("partner", "case__area", "case__mediator").first()
    found = referral is not None and (among is None or among(referral) is not None)
    AccessLog.objects.create(
        user=user,
        case=referral.case if referral else None,
        number=referral.case.number if referral else shaped(number),
        area_code=referral.case.area_id if referral else _her_area(user),
        what=what if found else AccessLog.What.REFUSED,
        row=row or (referral.uid if found else None),
        ip=ip,
    )
    if not found:
        raise Http404
    return referral


def _her_area(user):
    return next((post.place_id for post in user.live_posts if post.partner_id), "")
