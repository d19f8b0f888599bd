"""What somebody in the line, or about to join it, is told of it: how long it is, how many places were usually freed, why she is asked now."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from ..models import Booking, Session
from ..querysets import families
from . import line, offers, ranks

LOOK_BACK = 8
TOO_FEW = 3  # from fewer sessions nothing is said
FREED_BY = (Booking.EndedAs.SELF, Booking.EndedAs.STAFF, Booking.EndedAs.DAY_OFF)


@dataclass(frozen=True)
class Before:
    """Who would be before `user`: `families` and the `people` in them."""

    families: int
    people: int

    @property
    def place(self):
        return self.families + 1


def before(session, user):
    """Return the Before of `user` if she joined the line of `session` now. One statement."""
    line = Booking.objects.filter(session=session, status__in=Booking.IN_LINE, rank__lt=(ranks.tier(session, user) + 1) * ranks.TIER)
    return Before(**line.order_by().aggregate(families=families(), people=Count("pk")))


def usually(service):
    """Return (low, high, sessions): places freed in the last LOOK_BACK sessions of `service`, without the fewest and the most; or None."""
    held = Q(bookings__rank=None) | Q(bookings__promoted_at__isnull=False)
    ended = Q(bookings__status=Booking.Status.CANCELLED, bookings__ended_as__in=FREED_BY)
    rows = Session.objects.filter(service=service, ends_at__lte=timezone.now(), status=Session.Status.PUBLISHED).order_by("-starts_at")[:LOOK_BACK]
    counts = sorted(rows.annotate(freed_places=Count("bookings", filter=ended & held)).values_list("freed_places", flat=True))
    if len(counts) < TOO_FEW:
        return None
    trimmed = counts[1:-1] if len(counts) > TOO_FEW else counts
    return trimmed[0], trimmed[-1], len(counts)


def why_now(held):
    """Return why this family is asked before one that ranks higher, "" where none does: that one needs more places than became free.

    `held`: her offered bookings. It is said only of who was in the line before the offer was made, is still in it, and did not pass.
    """
    session, until, rank = held[0].session, held[0].offered_until, min(row.rank for row in held)
    behind = Booking.objects.filter(session=session, status=Booking.Status.OFFERED, rank__gte=rank).count()
    larger = [
        entry
        for entry in line.of(session)
        if entry.rank < rank
        and entry.needs > behind + session.left
        and entry.lead.passed_on != session.freed
        and entry.lead.booker_id != held[0].booker_id
        and offers.held_until(session, entry.lead.made_at) < until
    ]
    if not larger:
        return ""
    if len(larger) == 1:
        return f"排在您前面的一家要 {larger[0].needs} 个位子，这次不够，所以先问您。"
    return f"排在您前面的 {len(larger)} 家，每家要的位子都比这次空出的多，所以先问您。"
