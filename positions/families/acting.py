"""Booking for an elder by her mandate: her own places, nothing confidential; each act is told to her, and the mandate may end at any moment."""

from django.db import transaction

from accounts import mandates
from accounts.models import FamilyMember
from notices import outbox

from .. import booking as deeds
from ..models import Booking, Session
from ..refusals import NotByMandate


def herself(user):
    """Return the row by which `user` books for herself."""
    return user.family.get(relation=FamilyMember.Relation.SELF)


@transaction.atomic
def book(*, mandate, by, session, key, note="", wait=False, seen=None):
    """Take a place for the elder who gave `mandate` (a primary key) to `by`. Returns the Booking, which is hers.

    The mandate is held fast until the place is taken: if she ends it in the same second, either the place was first, or none is taken.
    Raises MandateOver, NotByMandate, and what booking.book() raises.
    """
    held = mandates.holding(user=by, pk=mandate)
    if Session.objects.filter(pk=session, service__confidential=True).exists():
        raise NotByMandate
    return deeds.book(
        session=session, attendee=herself(held.giver).pk, booker=held.giver, by=by, key=key, note=note, wait=wait, seen=seen,
        source=Booking.Source.RELATIVE,
    )  # fmt: skip


@transaction.atomic
def cancel(*, mandate, by, booking):
    """Cancel a place of the elder. Raises MandateOver, and what booking.cancel() raises."""
    held = mandates.holding(user=by, pk=mandate)
    ended = deeds.cancel(booking=booking, by=by)
    outbox.tell(held.giver, "cancelled_for_you", ended, again=str(by.pk))
    return ended


def places(user, giver):
    """Return the coming places of `giver` that whoever holds her mandate is shown."""
    rows = Booking.objects.of(giver).coming().filter(attendee__relation=FamilyMember.Relation.SELF, session__service__confidential=False)
    return rows.for_tickets().order_by("session__starts_at", "pk")
