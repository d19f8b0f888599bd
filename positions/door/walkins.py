"""Somebody stands at the door without a booking: taken in if there is room."""

from django.db import transaction

from accounts import callers
from accounts.models import FamilyMember, User

from .. import booking as deeds
from ..models import Booking
from . import signing


def known(*, phone, name, herself):
    """Return the FamilyMember whom the portal knows by the exact number and name, or None: what is known is not asked again."""
    user = User.objects.filter(phone=phone, is_active=True).first()
    if user is None:
        return None
    if herself:
        return user.family.get(relation=FamilyMember.Relation.SELF) if user.name and user.name == name else None
    same = list(user.family.present().others().filter(name=name)[:2])
    return same[0] if len(same) == 1 else None


@transaction.atomic
def walk_in(*, session, by, key, phone, name, herself=False, relation="", born_on=None, caller="", note=""):
    """Give somebody at the door a place that is free, and write down that she came. Returns her booking.

    A number that is new becomes an account, a child that is new is added with the guardian's word; when the place is refused, neither
    is. Raises what booking.book() and accounts.callers raise, NotAllowed.
    """
    attendee = known(phone=phone, name=name, herself=herself)
    if attendee is None and herself:
        account = callers.account_of(phone=phone, name=name, born_on=born_on)
        attendee = callers.named(user=account, name=name, born_on=born_on)
    elif attendee is None:
        booker = callers.account_of(phone=phone, name=caller)
        attendee = callers.attendee_of(user=booker, name=name, relation=relation, born_on=born_on)
    made = deeds.book(
        session=session.pk, attendee=attendee.pk, booker=attendee.guardian, by=by, key=key, note=note, source=Booking.Source.COUNTER, at_door=True
    )
    if made.status == Booking.Status.CONFIRMED:
        signing.sign_in(booking=made, by=by)
        made.refresh_from_db()
    return made
