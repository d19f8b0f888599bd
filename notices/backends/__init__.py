"""Ways in which a message leaves the house.

A module for SMS has `send(phone, words, key)`: it returns the provider's own number of the message (or None) and raises OSError
when the provider has not taken it. `phone` is +86 and 11 digits, `words` the text with its 【sign】, `key` the idempotency key.
Two kinds of OSError say more: `Refused` (asking again is useless) and `Unsure` (it may have been taken).
A module whose provider can be asked has `find(phone, key, since, receipt)` too: it returns a Found, or None when the provider
knows nothing of `key`.
"""

from dataclasses import dataclass


class Refused(OSError):
    """The provider said no, and will say no again: a number that does not exist, a text that it does not know."""


class Unsure(OSError):
    """The line broke after the message was given: it may have been taken. Ask by its key before sending again."""


@dataclass(frozen=True)
class Found:
    """What the provider says of one message; `state` is "sent" (on its way), "delivered" or "failed"."""

    state: str
    receipt: str = ""
    why: str = ""
