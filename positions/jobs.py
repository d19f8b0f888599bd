"""What the worker does for the line every minute."""

from datetime import timedelta

from notices.jobs import job

from .fairness import offers


@job("expire_offers", every=timedelta(minutes=1))
def expire_offers():
    """Pass on the offers that ran out, and open the shares whose hour has come."""
    expired, released = offers.expire_due(), offers.release_kept()
    return f"{expired} offers ran out, {released} shares opened" if expired or released else ""
