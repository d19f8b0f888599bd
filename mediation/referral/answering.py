"""What a body writes back, and how it gives a matter back."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.refusals import NotAllowed
from notices import outbox

from ..models import Case, CaseEvent, Referral, ReferralAnswer
from .refusals import ReferralChanged

PERM = "mediation.answer_referral"
KINDS = {ReferralAnswer.Kind.TAKEN: CaseEvent.Kind.ANSWERED}


@transaction.atomic
def answer(*, referral, by, kind, words, key=None):
    """Write an answer of the body into the referral, for good; `kind` is a ReferralAnswer.Kind. Whoever carries the case is told.

    Raises NotAllowed (nothing was handed to her, or it was taken back), ReferralChanged (it was given back already).
    """
    row = Referral.objects.select_for_update(of=("self",)).select_related("partner").get(pk=referral.pk)
    if not by.has_perm(PERM, row):
        raise NotAllowed
    made = key and row.answers.filter(key=key).first()
    if made:
        return made
    if not row.is_running:
        raise ReferralChanged("这一件已经交回了，不用再答复。要补充，请打电话给经办人。")
    try:
        with transaction.atomic():
            made = ReferralAnswer.objects.create(referral=row, kind=kind, words=words, by=by, key=key)
    except IntegrityError:
        made = key and row.answers.filter(key=key).first()  # the same press, sent twice at once
        if not made:
            raise
        return made
    facts = {"state": Referral.State.RETURNED, "returned_at": timezone.now()} if made.gives_back else {"state": Referral.State.ANSWERED}
    Referral.objects.filter(pk=row.pk).update(**facts)
    case = Case.objects.select_related("mediator").get(pk=row.case_id)
    line = f"{row.number}，{row.partner}：{made.get_kind_display()}。原话在转介里。"
    CaseEvent.objects.create(case=case, kind=KINDS.get(made.kind, CaseEvent.Kind.HANDED_BACK), by=by, words=line)
    if case.carrier:
        outbox.tell(case.carrier, "referral_answered", made)
    return made
