"""What other apps keep about a family member. They register it here when they start; this app may not import them."""

from typing import Protocol


class Tie(Protocol):
    """What another app keeps about a family member."""

    def coming(self, member) -> list[str]:
        """Return a line for each thing that would end if `member` were removed."""

    def release(self, member, *, by) -> None:
        """End those things and empty what is written there about her. Raises Refusal when one cannot be ended."""

    def shown_to_guardians(self, members) -> dict[int, list[str]]:
        """Return {pk: lines} of what is coming, in words, without what is confidential: for whoever shares a child's bookings."""

    def hand_over(self, member, *, from_user) -> None:
        """Give what `from_user` holds for `member` to her first guardian: from now on nothing of it reaches `from_user`."""


_ties: list[Tie] = []


def tie(what):
    """Register a Tie (a module will do)."""
    if what not in _ties:
        _ties.append(what)


def coming(member):
    """Return a line for each thing that ends when `member` is removed, in words."""
    return [line for what in _ties for line in what.coming(member)]


def release(member, *, by):
    """End everything that is kept about `member` elsewhere. Raises Refusal."""
    for what in _ties:
        what.release(member, by=by)


def shown_to_guardians(members):
    """Return {pk: lines} of what is coming for children whose bookings are shared."""
    found = {member.pk: [] for member in members}
    for what in _ties:
        for pk, lines in what.shown_to_guardians(members).items():
            found[pk] += lines
    return found


def hand_over(member, *, from_user):
    for what in _ties:
        what.hand_over(member, from_user=from_user)
