"""What the worker does for the line every minute."""

from datetime import timedelta

from django.utils import timezone

from notices.jobs import job

from .fairness import offers, taking_back


@job("expire_offers", every=timedelta(minutes=1))
def expire_offers():
    """Pass on the offers that ran out, and open the shares whose hour has come."""
    expired, released = offers.expire_due(), offers.release_kept()
    return f"{expired} offers ran out, {released} shares opened" if expired or released else ""


@job("take_places_back", every=timedelta(hours=1))
def take_places_back():
    """Let the places go on that were taken back under a printed rule and against which nobody appealed in time."""
    count = taking_back.carry_out_due(timezone.now())
    return f"{count} places went on" if count else ""
