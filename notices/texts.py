"""The words of each kind of notice, made when they are needed from the rows as they are then.

Each app says its words in its own `notice_texts.py`:

    @text("booking_confirmed", "约好了", group="bookings")
    def confirmed(about):          # the primary key kept in Notice.about
        return Text(title=..., body=..., link=..., sms=...)     # or None: there is nothing to tell any more

`group` is that by which she chooses her channels (notices.choices). A kind of which several can be one message (a family's
places in one session) also says how: `@together("booking_confirmed")` over a function of a list of primary keys.
A confidential service has neutral words everywhere: no service, no site, no room, no name (SECURITY, "The shared phone").
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Text:
    """`title` and `body` are shown under 我的消息; `sms` (at most 70 characters, with its 【sign】) is sent when it is not empty.

    What delivery has to know: `before`, the moment that it is about (the start, the end of an offer); `area` (its code), `site` and
    `host` (keys): who phones when no message arrives; `neutral`: the matter is confidential, on the list of calls too; `urgent`:
    it goes by night as well.
    """

    title: str
    body: str = ""
    link: str = ""
    sms: str = ""
    before: datetime | None = None
    area: str = ""
    site: int | None = None
    host: int | None = None
    neutral: bool = False
    urgent: bool = False


_makers: dict[str, Callable[[int], Text | None]] = {}
_together: dict[str, Callable[[list[int]], Text | None]] = {}
_names: dict[str, str] = {}
_groups: dict[str, str] = {}
_models: dict[str, str] = {}


def text(kind, name, *, group="other", of=""):
    """Register the function that makes the words of `kind`; `name` is what the staff's list calls it.

    `of` ("positions.booking") names the model of the row that it is about, for those who show the delivery beside that row.
    """

    def register(maker):
        _makers[kind], _names[kind], _groups[kind], _models[kind] = maker, name, group, of
        return maker

    return register


def together(kind):
    """Register the function that makes one Text of several rows, for notices of `kind` that tell of one change."""

    def register(maker):
        _together[kind] = maker
        return maker

    return register


def words_of(notice):
    """Return the Text of a Notice, or None when there is nothing to tell any more."""
    if notice.also and notice.kind in _together:
        return _together[notice.kind]([notice.about, *notice.also])
    return _makers[notice.kind](notice.about)


def may_merge(kind):
    return kind in _together


def kinds_about(label):
    """Return the kinds that tell of a row of the model `label` ("positions.booking")."""
    return [kind for kind, model in _models.items() if model == label]


def group_of(kind):
    return _groups.get(kind, "other")


def name_of(kind):
    return _names.get(kind, kind)


def kinds():
    """Return all kinds that have words."""
    return sorted(_makers)
