"""What the door page shows of one session, and the little of it that a phone keeps for when the network is gone."""

from dataclasses import dataclass, field

from django.utils import timezone

from accounts.crypto import fingerprint

from .. import rosters
from ..models import Booking, Session
from . import people, sheets, signing

Status = Booking.Status


@dataclass
class Group:
    """People who come with one code: those whom one account booked here."""

    number: int
    rows: list

    @property
    def names(self):
        return "、".join(row.shown for row in self.rows)

    @property
    def first(self):
        return self.rows[0]


@dataclass
class DoorList:
    session: Session
    door: object
    to_come: list = field(default_factory=list)  # Groups
    here: list = field(default_factory=list)  # bookings
    gone: list = field(default_factory=list)
    absent: list = field(default_factory=list)

    @property
    def expected(self):
        return sum(len(group.rows) for group in self.to_come)

    @property
    def booked(self):
        return self.expected + self.came + len(self.absent)

    @property
    def came(self):
        return len(self.here) + len(self.gone)

    @property
    def inside(self):
        return len(self.here)

    @property
    def room_for(self):
        """How many more children the adults may take; None where nothing is set or nobody is written down."""
        ratio = self.session.service.children_per_adult
        return None if not ratio or self.door.adults is None else ratio * self.door.adults

    @property
    def too_many(self):
        return self.room_for is not None and self.inside > self.room_for


def read(*, session, user):
    """Return the DoorList of `session` for `user`, who may see its bookings. Notes on health are opened for the people of the session only."""
    listed = DoorList(session=session, door=sheets.of(session))
    rows = [row for row in rosters.of(session, user=user) if row.is_live and row.status not in Booking.IN_LINE]
    fetchers = people.of_members([row.attendee for row in rows]) if session.service.needs_pickup else {}
    groups = {}
    for row in sorted(rows, key=lambda row: row.pk):
        row.shown = shown(row)
        row.may = fetchers[row.attendee_id].may if fetchers else []
        row.alone_ok = bool(fetchers) and people.alone_ok(row.attendee, session.day)
        row.late = signing.minutes_late(row)
        row.group = groups.setdefault(row.booker_id, len(groups) + 1)
    by_group = {}
    for row in rows:
        if row.status == Status.ATTENDED:
            (listed.gone if row.left_at else listed.here).append(row)
        elif row.status == Status.ABSENT:
            listed.absent.append(row)
        else:
            by_group.setdefault(row.group, []).append(row)
    listed.to_come = [Group(number, members) for number, members in sorted(by_group.items())]
    listed.here.sort(key=lambda row: row.came_at, reverse=True)
    listed.gone.sort(key=lambda row: row.left_at, reverse=True)
    return listed


def shown(row):
    """Return the name by which staff call somebody; without a name, the letters of the code, never a number."""
    name = row.called if row.unnamed else row.called or row.attendee.name
    return name or f"预约码 {row.door_code[:3]} {row.door_code[3:]}"


def kept(listed, user):
    """Return what the phone may keep until the day is over: names, codes, who may fetch by name. No health, no numbers, no age."""
    session = listed.session
    rows = [row for group in listed.to_come for row in group.rows] + listed.here + listed.gone + listed.absent
    return {
        "session": session.pk,
        "day": session.day.isoformat(),
        "title": session.service.title,
        "time": f"{timezone.localtime(session.starts_at):%H:%M}–{timezone.localtime(session.ends_at):%H:%M}",
        "pickup": session.service.needs_pickup,
        "heads": listed.door.heads if session.service.takes_heads else None,
        "owner": owner(user),
        "saved": f"{timezone.localtime():%H:%M}",
        "rows": [
            {
                "b": row.pk,
                "n": row.shown,
                "c": row.door_code,
                "g": row.group,
                "s": "gone" if row.left_at else "here" if row.status == Status.ATTENDED else "to_come",
                "t": f"{timezone.localtime(row.left_at or row.came_at):%H:%M}" if row.came_at else "",
                "f": [[person.ref, person.words] for person in row.may] + [[people.ALONE, people.HERSELF]] * row.alone_ok,
            }
            for row in rows
        ],
    }


def owner(user):
    """Return letters that tell apart who keeps something in a phone, and say nothing else of her."""
    return fingerprint(str(user.pk), purpose="door.owner")[:16]
