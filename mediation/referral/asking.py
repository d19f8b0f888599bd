"""Choosing what another body may know: a draft that only the house sees."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.refusals import NotAllowed

from ..models import Case, Referral
from ..refusals import NotYetAccepted, NotYourCase, StepNotAllowed
from . import content
from .refusals import DayGone, ReferralChanged

PERM = "mediation.add_referral"


def require_carrier(case, by):
    """Only who carries a case hands any of it away. Raises NotAllowed, NotYetAccepted, StepNotAllowed, NotYourCase."""
    if not by.has_perm(PERM, case):  # also asks whether the case concerns herself
        raise NotAllowed
    if not case.is_carried:
        raise NotYetAccepted if case.is_waiting else StepNotAllowed
    if case.mediator_id != by.pk:
        raise NotYourCase


@transaction.atomic
def ask(*, case, by, partner, due_on, people=(), facts=(), story, care="", photos=(), referral=None, key=None):
    """Write down which parts of `case` shall go to `partner`, to be given back by `due_on` (a date); nothing goes yet. Returns the Referral.

    With `referral` that draft is rewritten. What `people`, `facts`, `photos` hold stands at `content.compose`. `key` marks one press.
    Raises what require_carrier raises, DayGone, ReferralChanged (it was handed over meanwhile).
    """
    require_carrier(case, by)
    if due_on <= timezone.localdate():
        raise DayGone("请对方交回的日子要在今天以后。")
    parties = list(case.parties.all())
    for party in parties:
        party.case = case
    copy = content.compose(case=case, parties=parties, people=people, facts=facts, story=story, care=care, photos=photos)
    if referral is not None:
        return _rewrite(referral, partner, due_on, copy)
    made = key and case.referrals.filter(key=key).first()
    if made:
        return made
    try:
        with transaction.atomic():
            return Referral.objects.create(case=case, partner=partner, due_on=due_on, content=copy, by=by, key=key)
    except IntegrityError:
        made = key and case.referrals.filter(key=key).first()  # the same press, sent twice at once
        if not made:
            raise
        return made


def _rewrite(referral, partner, due_on, copy):
    row = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    if not row.is_draft:
        raise ReferralChanged
    row.partner, row.due_on, row.content, row.revision = partner, due_on, copy, row.revision + 1
    row.save(update_fields=["partner", "due_on", "content", "revision"])
    return row


@transaction.atomic
def drop(*, referral, by):
    """Throw a draft away: nothing of it was ever seen by anybody else. Raises what require_carrier raises, ReferralChanged."""
    require_carrier(Case.objects.get(pk=referral.case_id), by)
    if not Referral.objects.filter(pk=referral.pk, state=Referral.State.ASKED).delete()[0]:
        raise ReferralChanged
