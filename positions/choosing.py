"""Who of a family may take a place in one session, and why somebody may not: what the booking page offers."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts.family import CHILD_UNDER
from accounts.models import FamilyMember

from .models import Booking


@dataclass
class Choice:
    """One person on the booking page: `words` under the name, and `reason` (with a full stop before it) when she cannot come."""

    member: FamilyMember
    name: str
    words: str
    reason: str
    asks_birth_date: bool = False
    is_chosen: bool = False

    @property
    def can_come(self):
        return not self.reason


def choices(*, session, user, chosen=None):
    """Return the Choices of `user` for `session`, herself first; `chosen` (a pk), or the first who can come, is chosen. One statement."""
    live = Booking.objects.live().filter(attendee=OuterRef("pk"))
    members = list(
        FamilyMember.objects.present()
        .filter(guardian=user)
        .defer("health_note", "school")
        .annotate(
            is_here=Exists(live.filter(session=session)),
            is_busy=Exists(live.filter(session__starts_at__lt=session.ends_at, session__ends_at__gt=session.starts_at)),
        )
        .order_by("pk")
    )
    members.sort(key=lambda member: not member.is_self)
    service = session.service
    held = sum(member.is_here for member in members)
    is_at_limit = bool(service.household_limit) and held >= service.household_limit
    found = [_choice(member, session, is_at_limit) for member in members]
    ready = [choice for choice in found if choice.can_come]
    sure = [choice for choice in ready if not choice.asks_birth_date]
    pick = next((choice for choice in ready if choice.member.pk == chosen), None) or next(iter(sure or ready), None)
    if pick:
        pick.is_chosen = True
    return found


def _choice(member, session, is_at_limit):
    service = session.service
    age = member.age_on(session.day)
    facts = [f"{age} 岁" if age is not None else "", "" if member.is_self else member.get_relation_display()]
    is_for_children = service.max_age is not None and service.max_age < CHILD_UNDER  # who has an account of her own is older
    asks = age is None and not service.fits(None) and not is_for_children
    # A confidential place is not told on this page either: pressing again leads to its ticket.
    if member.is_here:
        reason = "" if service.confidential else "已经约了这一场"
    elif not asks and not service.fits(age):
        reason = f"这一场要 {service.ages}"
    elif member.is_busy:
        reason = "那个时间已经有别的预约"
    elif is_at_limit:
        reason = f"一个账号最多约 {service.household_limit} 位，已经约满"
    else:
        reason = ""
    return Choice(
        member=member,
        name="我自己" if member.is_self else member.name,
        words="，".join(fact for fact in facts if fact),
        reason=reason,
        asks_birth_date=asks and not reason,
    )
