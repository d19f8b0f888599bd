"""The deeds on a second guardian of a child: invited by the first one, accepted by herself, ended by either.

The account that registered a child is its first guardian: she alone invites, says what is shared, and ends it. The second one sees the
child's name and age, and either its bookings (and may book, and free a day of a term) or nothing but who fetches it; never the other's
number, address or affairs.
"""

from django.db import transaction
from django.utils import timezone

from . import inviting, telling, ties, trail
from .crypto import seal_bytes
from .models import FamilyMember, Guardianship
from .refusals import NotAllowed, Refusal

GROWN = 18  # 民法典 17: from then on nobody has a guardian by age
MOST = 4


class NoChild(Refusal):
    sentence = "还没有选孩子。请选一个或几个不满 18 岁的孩子。"


class TooManyGuardians(Refusal):
    sentence = f"一个孩子最多再请 {MOST} 位监护人。请先结束一位，再请。"


def can_be_shared(member, today=None):
    """Return whether a second guardian can be invited for this family member."""
    age = member.age_on(today or timezone.localdate())
    return not member.is_self and member.removed_at is None and age is not None and age < GROWN


@transaction.atomic
def invite(*, by, members, phone, relation, shares):
    """Invite the person with this number to be a second guardian of the children `members` of `by`; asked twice, it is one invitation.

    Returns the Guardianships. Raises NoChild, NotAllowed, YourOwnNumber, TooManyGuardians, TooOften.
    """
    if not members:
        raise NoChild
    inviting.require_another(by, phone)
    rows, new = [], []
    for member in members:
        there = _there(by, member, phone)
        if there is None:
            there = _invite(by, member, phone, relation, shares)
            new.append(there)
        rows.append(there)
    if new:  # one message, however many children
        inviting.tell_invited(new[0], "guardian_invited")
    return rows


def _there(by, member, phone):
    """Return the live or open tie of this child with this number; an invitation that ran out is ended on the way. Raises NotAllowed."""
    if member.guardian_id != by.pk or not can_be_shared(member):
        raise NotAllowed
    FamilyMember.objects.select_for_update().get(pk=member.pk)  # the same press twice: one after the other
    rows = Guardianship.objects.unended().filter(member=member, phone_index=inviting.invited_index(phone))
    rows.filter(since=None, expires_at__lte=timezone.now()).update(ended_at=timezone.now())
    return rows.first()


def _invite(by, member, phone, relation, shares, site=None, paper=None):
    if Guardianship.objects.unended().filter(member=member).count() >= MOST:
        raise TooManyGuardians
    row = inviting.named(Guardianship(member=member, relation=relation, shares=shares, site=site), phone=phone, by=by)
    if paper:
        row.paper = seal_bytes(paper, bound_to=row.bound_to)
    row.save(force_insert=True)
    trail.note("guardian_invite", about=member, by=by, shares=shares)
    return row


@transaction.atomic
def record(*, member, phone, relation, shares, site, paper, by):
    """Staff write down a second guardian whom the first one named on paper, in person: `paper` is the JPEG. The first one is told.

    It begins, as every other, when the second one says yes. Raises NotAllowed, YourOwnNumber, TooManyGuardians.
    """
    first = member.guardian
    if not (site and paper and by.has_perm("accounts.add_guardianship")):
        raise NotAllowed
    inviting.require_another(first, phone)
    inviting.require_another(by, phone)  # staff never write down themselves
    there = _there(first, member, phone)
    if there:
        return there
    row = _invite(by, member, phone, relation, shares, site, paper)
    inviting.tell_invited(row, "guardian_invited")
    telling.tell(first, "guardian_on_paper", row)
    return row


@transaction.atomic
def share(*, guardianship, shares, by):
    """Change what the second guardian is shown, from now on. Raises NotAllowed, AlreadyEnded."""
    if guardianship.member.guardian_id != by.pk:
        raise NotAllowed
    if not Guardianship.objects.unended().filter(pk=guardianship.pk).update(shares=shares):
        raise inviting.AlreadyEnded
    guardianship.shares = shares
    if shares != Guardianship.Shares.BOOKINGS and guardianship.user:
        ties.hand_over(guardianship.member, from_user=guardianship.user)
    trail.note("guardian_share", about=guardianship.member, by=by, shares=shares)
    return guardianship


def accept(*, guardianship, by, child_name):
    """Become a second guardian: `by` has the number that was named and knows the child's name. The first one is told.

    Raises InvitationGone, OtherName, TooOften.
    """
    if not Guardianship.objects.open().for_number_of(by).filter(pk=guardianship.pk).exists():
        raise inviting.InvitationGone
    inviting.require_name(guardianship, said=child_name, name=guardianship.member.name, by=by)
    with transaction.atomic():
        inviting.accept(guardianship, by=by, who="user")
        telling.tell(guardianship.member.guardian, "guardian_accepted", guardianship)
        trail.note("guardian_accept", about=guardianship.member, by=by)
    return guardianship


@transaction.atomic
def decline(*, guardianship, by):
    """Say no to an invitation. Raises InvitationGone."""
    if not Guardianship.objects.open().for_number_of(by).filter(pk=guardianship.pk).update(ended_at=timezone.now()):
        raise inviting.InvitationGone


@transaction.atomic
def end(*, guardianship, by):
    """End the tie or take back the invitation, at once; what the second guardian booked for the child goes to the first one.

    Raises NotAllowed, AlreadyEnded.
    """
    first = guardianship.member.guardian
    if by.pk not in (first.pk, guardianship.user_id) and not by.has_perm("accounts.change_guardianship", guardianship):
        raise NotAllowed
    inviting.finish(guardianship)
    if guardianship.user:
        ties.hand_over(guardianship.member, from_user=guardianship.user)
        for user in (first, guardianship.user):
            if user.pk != by.pk:
                telling.tell(user, "guardian_ended", guardianship)
    trail.note("guardian_end", about=guardianship.member, by=by)
    return guardianship


def end_all(member):
    """End every tie of a child that leaves its account; what the others booked for it is the first guardian's, to be ended with the rest."""
    for row in Guardianship.objects.accepted().filter(member=member).select_related("user").defer("paper"):
        ties.hand_over(member, from_user=row.user)
        telling.tell(row.user, "guardian_ended", row)
    Guardianship.objects.unended().filter(member=member).update(ended_at=timezone.now())
    inviting.forget(Guardianship.objects.filter(member=member))


def close(user):
    """End the ties of an account that closes, as second guardian and as first; what others booked for its children comes to it."""
    for row in Guardianship.objects.accepted().filter(user=user).select_related("member__guardian", "user").defer("paper"):
        ties.hand_over(row.member, from_user=user)
        telling.tell(row.member.guardian, "guardian_ended", row)
    Guardianship.objects.unended().filter(user=user).update(ended_at=timezone.now())
    for member in user.family.filter(guardianships__isnull=False).distinct():
        end_all(member)
    inviting.forget(Guardianship.objects.filter(user=user))
