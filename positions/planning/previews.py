"""What staff see before they change plans: each session, each person as they may see her, and the words that she will read."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone

from ..models import Booking
from ..words import day_words
from . import notice_texts


@dataclass
class Row:
    """One session before and after."""

    session: object
    was: str
    now: str  # "" when it is cancelled
    place: str  # where it will be, "" when that does not change
    details: list  # other changes in words: 老师, 名额
    people: list = field(default_factory=list)
    unseen: int = 0  # people whom she may not see: of a confidential service
    released: list = field(default_factory=list)  # [(who, what is in the way)]

    @property
    def count(self):
        return len(self.people) + self.unseen


@dataclass
class Message:
    """What one person will get."""

    who: str
    text: object  # notices.texts.Text


@dataclass
class Preview:
    rows: list
    messages: list
    people: int
    unseen: int = 0  # of them, those whose name and words are not shown

    @property
    def is_quiet(self):
        return not self.people


def of(effects, *, user, reason=""):
    """Return the Preview of some Effects for `user`. One statement."""
    pks = [row.pk for effect in effects for row in effect.bookings]
    seen = set(Booking.objects.visible_to(user).filter(pk__in=pks).values_list("pk", flat=True)) if pks else set()
    told = defaultdict(list)
    rows = []
    for effect in effects:
        rows.append(_row(effect, seen))
        for row in effect.bookings if effect.is_told else ():
            if row.status in Booking.ENDING:
                told[row.booker].append((effect, row))
    messages, unseen = [], 0
    for hers in told.values():
        if all(row.pk in seen for _, row in hers):
            messages.append(Message(_name(hers[0][1]), notice_texts.preview(hers, reason)))
        else:
            unseen += 1
    return Preview(rows, messages, len(told), unseen)


def _row(effect, seen):
    session = effect.session
    details = []
    if not effect.is_cancelled:
        if (effect.host, effect.host_name) != (session.host, session.host_name):
            details.append(f"老师：{effect.host_name or (effect.host.get_full_name() if effect.host else '未定')}")
        if effect.capacity != session.capacity:
            details.append(f"名额：{max(effect.capacity, session.booked)}" + ("（已经约好的人多，先减到这里）" if effect.capacity < session.booked else ""))
    row = Row(
        session=session,
        was=_when(effect.was_at, effect.was_until),
        now="" if effect.is_cancelled else _when(effect.starts_at, effect.ends_at),
        place=str(effect.room or session.site.title) if not effect.is_cancelled and effect.changes_place else "",
        details=details,
    )
    for booking in effect.bookings if effect.is_told else ():
        if booking.pk not in seen:
            row.unseen += 1
            continue
        row.people.append(_name(booking))
        if booking.pk in effect.released:
            row.released.append((_name(booking), _in_the_way(effect.released[booking.pk])))
    return row


def _when(start, end):
    return f"{day_words(timezone.localdate(start))} {timezone.localtime(start):%H:%M}–{timezone.localtime(end):%H:%M}"


def _name(booking):
    return booking.shown_masked


def _in_the_way(other):
    if other is None:
        return "那几个小时没有了"
    name = "别的预约" if other.session.service.confidential else f"“{other.session.service.title}”"
    return f"那时约了{name}"
