"""The words of each kind of notice, made when they are needed from the rows as they are then.

Each app says its words in its own `notice_texts.py`:

    @text("booking_confirmed", "约好了")
    def confirmed(about):          # the primary key kept in Notice.about
        return Text(title=..., body=..., link=..., sms=...)     # or None: there is nothing to tell any more

A confidential service has neutral words everywhere: no service, no site, no room, no name (SECURITY, "The shared phone").
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """`title` and `body` are shown under 我的消息; `sms` (at most 70 characters, with its 【sign】) is sent when it is not empty."""

    title: str
    body: str = ""
    link: str = ""
    sms: str = ""


_makers: dict[str, Callable[[int], Text | None]] = {}


_names: dict[str, str] = {}


def text(kind, name):
    """Register the function that makes the words of `kind`; `name` is what the staff's list calls it."""

    def register(maker):
        _makers[kind], _names[kind] = maker, name
        return maker

    return register


def words_of(notice):
    """Return the Text of a Notice, or None when there is nothing to tell any more."""
    return _makers[notice.kind](notice.about)


def name_of(kind):
    return _names.get(kind, kind)


def kinds():
    """Return all kinds that have words."""
    return sorted(_makers)
