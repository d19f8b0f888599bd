"""Who of a family may take a place in one session, and why somebody may not: what the booking page offers."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts import mandates
from accounts.family import CHILD_UNDER
from accounts.models import FamilyMember, Mandate, User

from .booking import minute
from .fairness import line
from .models import Booking, Service


@dataclass
class Choice:
    """One person on the booking page: `words` under the name, and `reason` (with a full stop before it) when she cannot come."""

    member: FamilyMember
    name: str
    words: str
    reason: str
    asks_birth_date: bool = False
    health: str = ""  # what is written down already: it need not be said again
    is_chosen: bool = False

    @property
    def can_come(self):
        return not self.reason


def choices(*, session, user, chosen=(), only_self=False, any_hour=False):
    """Return the Choices of `user` for `session`, herself first. One statement.

    Chosen are those in `chosen` (pks, when she pressed before), else the first who can come; of pairs all who can.
    With `any_hour` another booking at some time of the session keeps nobody away. With `only_self` somebody acts for her by a
    mandate: it covers her own places.
    """
    live = Booking.objects.live().filter(attendee=OuterRef("pk"))
    members = list(
        FamilyMember.objects.present()
        .of(user)
        .filter(*[Q(guardian=user)] * (only_self or session.service.confidential))  # sharing a child covers nothing confidential
        .filter(*[Q(relation=FamilyMember.Relation.SELF)] * only_self)
        .defer("school")
        .annotate(
            is_here=Exists(live.filter(session=session)),
            is_busy=Exists(live.filter(from_minute__lt=minute(session.ends_at), to_minute__gt=minute(session.starts_at))),
            held=Coalesce(Subquery(_of_household(session)), 0),
        )
        .order_by("pk")
    )
    for member in members:
        member.is_busy = member.is_busy and not any_hour
    members.sort(key=lambda member: not member.is_self)
    service = session.service
    found = [_choice(member, session, user, bool(service.household_limit) and member.held >= service.household_limit, only_self) for member in members]
    ready = [choice for choice in found if choice.can_come]
    sure = [choice for choice in ready if not choice.asks_birth_date]
    in_pairs = service.audience == Service.Audience.PAIRS
    said = [choice for choice in ready if choice.member.pk in chosen]
    for choice in said or (ready if in_pairs else (sure or ready)[:1]):
        choice.is_chosen = True
    return found


def _of_household(session):
    """How many places the household of a member holds in this session, whoever of its guardians booked them."""
    rows = Booking.objects.live().filter(session=session, household=OuterRef("guardian")).order_by()
    return rows.values("household").annotate(n=Count("pk")).values("n")


def _choice(member, session, user, is_at_limit, by_mandate):
    service = session.service
    age = member.age_on(session.day)
    is_own = member.guardian_id == user.pk
    relation = "" if member.is_self else member.get_relation_display() if is_own else "您照看的孩子"
    facts = [f"{age} 岁" if age is not None else "", relation]
    is_for_children = service.max_age is not None and service.max_age < CHILD_UNDER  # who has an account of her own is older
    comes_along = service.audience == Service.Audience.PAIRS and line.adult(member.relation, age)  # a pair's ages are those of the child
    asks = age is None and not service.fits(None) and not is_for_children and not comes_along
    # A confidential place is not told on this page either: pressing again leads to its ticket.
    if member.is_here:
        reason = "" if service.confidential else "已经约了这一场"
    elif not asks and not comes_along and not service.fits(age):
        reason = f"这一场要 {service.ages}"
    elif member.is_busy:
        reason = "那个时间约不上" if by_mandate else "那个时间已经有别的预约"  # what she has then may be confidential
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
        health=(member.health_note or "") if is_own and not reason else "",
    )


@dataclass(frozen=True)
class Who:
    """For whose account the page books: her own, or that of somebody whose mandate she holds; `others` are the ways to switch."""

    user: User
    mandate: Mandate | None
    others: list


def who(request, session):
    """Return the Who that the address or the form asks for. Nothing confidential is done by mandate."""
    held = [] if session.service.confidential else mandates.held_by(request.user)
    asked = request.POST.get("acting") or request.GET.get("for", "")
    chosen = next((row for row in held if str(row.pk) == asked), None)
    return Who(user=chosen.giver if chosen else request.user, mandate=chosen, others=held)


def known_notes(ready, form, user):
    """Return what to put into the note: what `user` said for her the last time, where only one person can come and nothing is typed yet.

    What another guardian wrote, or she herself whose mandate `user` holds, is theirs; what was said in confidence stands nowhere else.
    """
    if form.is_bound or len(ready) != 1:
        return ""
    own = Booking.objects.filter(Q(booker=user) | Q(made_by=user), attendee=ready[0].member, session__service__confidential=False)
    last = own.filter(note__isnull=False).order_by("-pk").first()
    return last.note if last else ""
