"""A mandate: an elder lets a relative book and cancel for her (民法典 161). She gives it, each act is told to her, she ends it at once.

It covers her own places and nothing confidential. On paper it is recorded by staff with a photo of what she signed.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from . import inviting, telling, trail
from .crypto import seal_bytes, unseal_bytes
from .models import Mandate, User
from .refusals import NotAllowed, Refusal

LONGEST = timedelta(days=366)
MOST = 5


class BadUntil(Refusal):
    sentence = "最长委托一年，最早到今天。请改一改日期。"


class TooManyMandates(Refusal):
    sentence = f"最多委托 {MOST} 位家人。请先结束一位，再委托。"


class MandateOver(Refusal):
    sentence = "委托已经结束了，不能再替对方办。要接着办，请对方再委托一次。"


@transaction.atomic
def give(*, giver, phone, until, by, site=None, paper=None):
    """Name the relative by her number; it holds once she says yes. `paper` (JPEG bytes) with `site`: signed before staff, who are `by`.

    Asked twice for one number, the first one stays and gets the new day. Raises BadUntil, YourOwnNumber, TooManyMandates, TooOften, NotAllowed.
    """
    today = timezone.localdate()
    if not today <= until <= today + LONGEST:
        raise BadUntil
    if by.pk != giver.pk and not (site and paper and by.has_perm("accounts.add_mandate")):
        raise NotAllowed
    inviting.require_another(giver, phone)
    inviting.require_another(by, phone)  # staff never write down a mandate to themselves
    User.objects.select_for_update(of=("self",)).get(pk=giver.pk)  # the same press twice: one after the other
    there = _there(giver, phone)
    if there:
        if there.until != until:
            Mandate.objects.filter(pk=there.pk).update(until=until)
            there.until = until
            trail.note("mandate_until", about=there, by=by)
            if by.pk != giver.pk:
                telling.tell(giver, "mandate_on_paper", there, again=f"{until}")
        return there
    if Mandate.objects.unended().filter(giver=giver, until__gte=today).count() >= MOST:
        raise TooManyMandates
    row = inviting.named(Mandate(giver=giver, until=until, site=site), phone=phone, by=by)
    if paper:
        row.paper = seal_bytes(paper, bound_to=row.bound_to)
    row.save(force_insert=True)
    inviting.tell_invited(row, "mandate_offered")
    if by.pk != giver.pk:
        telling.tell(giver, "mandate_on_paper", row)
    trail.note("mandate_give", about=row, by=by)
    return row


def _there(giver, phone):
    rows = Mandate.objects.unended().filter(giver=giver, phone_index=inviting.invited_index(phone))
    now = timezone.now()
    rows.filter(since=None, expires_at__lte=now).update(ended_at=now)
    rows.filter(until__lt=timezone.localdate()).update(ended_at=now)
    return rows.first()


def accept(*, mandate, by, giver_name):
    """Say yes to acting for her: `by` has the number that was named and knows her name. Raises InvitationGone, OtherName, TooOften."""
    if not Mandate.objects.open().for_number_of(by).filter(pk=mandate.pk).exists():
        raise inviting.InvitationGone
    inviting.require_name(mandate, said=giver_name, name=mandate.giver.name, by=by)
    with transaction.atomic():
        inviting.accept(mandate, by=by, who="holder")
        telling.tell(mandate.giver, "mandate_accepted", mandate)
        trail.note("mandate_accept", about=mandate, by=by)
    return mandate


@transaction.atomic
def decline(*, mandate, by):
    """Say no. Raises InvitationGone."""
    if not Mandate.objects.open().for_number_of(by).filter(pk=mandate.pk).update(ended_at=timezone.now()):
        raise inviting.InvitationGone


@transaction.atomic
def end(*, mandate, by):
    """End it, or take the invitation back: at once, by her, by the relative, or by staff at her word. Raises NotAllowed, AlreadyEnded."""
    if by.pk not in (mandate.giver_id, mandate.holder_id) and not by.has_perm("accounts.change_mandate", mandate):
        raise NotAllowed
    inviting.finish(mandate)
    for user in (mandate.giver, mandate.holder):
        if user and user.pk != by.pk:
            telling.tell(user, "mandate_ended", mandate)
    trail.note("mandate_end", about=mandate, by=by)
    return mandate


def may_act(user, for_user):
    """Return whether `user` holds a mandate of `for_user` today. One statement."""
    return Mandate.objects.live().filter(holder=user, giver=for_user).exists()


def held_by(user):
    """Return the mandates that `user` may use today, with those who gave them."""
    return list(Mandate.objects.live().filter(holder=user, giver__is_active=True).select_related("giver").defer("paper").order_by("pk"))


@transaction.atomic
def holding(*, user, pk):
    """Return the live mandate `pk` of `user`, held fast until the caller's transaction ends, so that ending it comes before or after.

    Raises MandateOver.
    """
    mandate = Mandate.objects.live().filter(holder=user, pk=pk).select_for_update(of=("self",)).select_related("giver").defer("paper").first()
    if mandate is None:
        raise MandateOver
    return mandate


def read_paper(mandate):
    """Return the JPEG of what was signed. Raises CannotOpen."""
    return unseal_bytes(mandate.paper, bound_to=mandate.bound_to)


def close(user):
    """End what an account that closes gave and holds."""
    Mandate.objects.unended().filter(giver=user).update(ended_at=timezone.now())
    for row in Mandate.objects.unended().filter(holder=user).select_related("giver"):
        inviting.finish(row)
        telling.tell(row.giver, "mandate_ended", row)
    inviting.forget(Mandate.objects.filter(Q(giver=user) | Q(holder=user)))
