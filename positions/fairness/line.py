"""The line as it stands: who waits alone, who waits together, and how many places would do."""

from dataclasses import dataclass

from ..models import Booking, Service

Status = Booking.Status
ADULT = 18


@dataclass
class Entry:
    """One person or one family in the line: `waiting`, its bookings that wait, lowest rank first."""

    waiting: list
    at_least: int | None = None  # None: all of them or nobody
    has_place: bool = False  # somebody of the family has one, or is offered one: each further one helps
    in_pairs: bool = False  # an adult and a child, never parted

    @property
    def lead(self):
        return self.waiting[0]

    @property
    def rank(self):
        return self.lead.rank

    @property
    def needs(self):
        """With how many places it goes; fewer pass on to the next."""
        if self.has_place:
            return 1
        count = len(self.waiting)
        return min(self.at_least or count, count)

    def takes(self, free):
        """Return the bookings that `free` places are for, [] where they are too few. Who goes in the end, the family says."""
        if free < self.needs:
            return []
        chosen = self.waiting
        if self.in_pairs and not self.has_place:  # an adult and a child come first, then the others by rank
            adult = next((row for row in chosen if is_adult(row)), None)
            child = next((row for row in chosen if not is_adult(row)), None)
            first = [row for row in (adult, child) if row]
            chosen = first + [row for row in chosen if row not in first]
        return chosen[:free]


def is_adult(booking):
    """Whether the attendee of a booking is grown up on the day; who has an account and said no birth date is."""
    return adult(booking.attendee.relation, booking.attendee.age_on(booking.session.day))


def adult(relation, age):
    return (relation == "self" and age is None) or (age is not None and age >= ADULT)


def of(session):
    """Return the Entries of `session`, first to be asked first. Two statements, a third where families wait."""
    rows = list(Booking.objects.waiting().filter(session=session).select_related("booker", "attendee", "together"))
    families = {row.together_id for row in rows if row.together_id}
    seated = set()
    if families:
        live = Booking.objects.filter(together__in=families, status__in=(Status.OFFERED, Status.CONFIRMED, Status.ATTENDED))
        seated = set(live.values_list("together", flat=True))
    in_pairs = session.service.audience == Service.Audience.PAIRS
    entries = {}
    for row in rows:
        row.session = session
        key = ("family", row.together_id) if row.together_id else ("alone", row.pk)
        if key not in entries:
            entries[key] = Entry([], row.together.at_least if row.together_id else 1, row.together_id in seated, in_pairs)
        entries[key].waiting.append(row)
    return list(entries.values())


def family(booking):
    """Return the live bookings of the family of `booking`, in the order in which they were chosen; of somebody alone, hers."""
    if not booking.together_id:
        return [booking] if booking.is_live else []
    return list(Booking.objects.live().filter(together=booking.together_id).select_related("attendee", "session__service").order_by("pk"))


def parted(session, staying):
    """Whether `staying` (bookings of one family) would leave a child without an adult, or an adult without a child."""
    if session.service.audience != Service.Audience.PAIRS or not staying:
        return False
    return len({is_adult(row) for row in staying}) < 2
