"""Where a booked time may lead in another app. That app registers a Lead when it starts; this one may not import it."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Link:
    """A button on the host's own page of the time."""

    words: str
    url: str
    is_made: bool = False  # it leads to what was begun already


class Lead(Protocol):
    def of(self, booking, user) -> Link | None:
        """Return where `user`, who reads the page of `booking`, may go on; None when there is nothing for her."""


_leads: list[Lead] = []


def lead(what):
    """Register a Lead (a module will do)."""
    if what not in _leads:
        _leads.append(what)


def of(booking, user):
    """Return the Links of a booking for `user`."""
    return [link for what in _leads if (link := what.of(booking, user))]
