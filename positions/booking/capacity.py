"""How many places a session has."""

from django.db import transaction

from ..fairness import offers
from ..models import Session
from ..refusals import CapacityBelowBooked


@transaction.atomic
def change_capacity(*, session, capacity):
    """Set the number of places (at least 1); more places go to those who wait. Raises CapacityBelowBooked."""
    session = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    if capacity < max(session.booked, 1):
        raise CapacityBelowBooked(f"已经约好 {session.booked} 位，名额不能比这少。请先和来不了的人说好，取消他们的预约，再减名额。")
    Session.objects.filter(pk=session.pk).update(capacity=capacity)
    session.capacity, session.kept = capacity, min(session.kept, capacity - session.booked)
    offers.offer_places(session)
    return session
