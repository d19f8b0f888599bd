"""What the holder of a Post holds in other apps. They register it here when they start; this app may not import them."""

from typing import Protocol


class Holding(Protocol):
    """What another app has lying with the holder of a Post."""

    def lines(self, post, by) -> list[str]:
        """Return a line for each thing that she holds by it, in words that `by`, who ends the Post, may read."""

    def heirs(self, post, by):
        """Return the Users to whom `by` may pass it on."""

    def pass_on(self, post, to, by) -> str:
        """Give all of it to the User `to`, or where it waits for somebody when `to` is None. Returns in words what became of it."""


_holdings: list[Holding] = []


def holding(what):
    """Register a Holding (a module will do)."""
    if what not in _holdings:
        _holdings.append(what)


def of(post, by):
    """Return [(Holding, lines)] of what the holder of a Post holds; empty when nothing would be left lying."""
    return [(what, lines) for what in _holdings if (lines := what.lines(post, by))]
