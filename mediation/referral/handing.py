"""Handing over, and taking back: the two moments that decide whether another body can read."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.crypto import seal_bytes
from accounts.models import Post, User
from accounts.refusals import NotAllowed
from notices import outbox

from .. import evidence, reaching
from ..casework import conflicts
from ..danger import protection
from ..models import Case, CaseEvent, Evidence, Partner, Referral, ReferralPhoto
from ..refusals import NotYourCase
from . import content
from .asking import PERM, require_carrier
from .refusals import DayGone, LookAgain, NobodyThere, NotAgreed, ReferralChanged, WayChanged

State, Consent = Referral.State, Referral.Consent
READABLE = timedelta(days=30)  # [D] so long a body can look up what it gave back


def people_of(partner):
    """Return the Users who read for a body today."""
    return User.objects.filter(is_active=True, pk__in=Post.objects.live().filter(partner=partner).values("user")).order_by("pk")


@transaction.atomic
def hand_over(*, referral, by, revision, consent, consent_by=None, consent_words=""):
    """Open the copy to its body, as it was previewed: all in one transaction, asked twice once. Returns the Referral.

    `revision` is that of the preview which `by` saw. `consent` is a Referral.Consent; with GIVEN `consent_by` is the Party who
    agreed, else `consent_words` say why nobody was asked (DOMAIN 1: an adult's consent before any referral, unless urgent).
    Raises what require_carrier raises, LookAgain, ReferralChanged, WayChanged, NobodyThere, DayGone, NotAgreed, and what
    danger.protection.before_referral raises: where violence is the matter, her wishes were written down before.
    """
    row = Referral.objects.select_for_update(of=("self",)).select_related("partner").get(pk=referral.pk)
    case = row.case = Case.objects.get(pk=row.case_id)
    require_carrier(case, by)
    if row.state == State.HANDED and row.revision == revision:
        return row
    if not row.is_draft:
        raise ReferralChanged
    if row.revision != revision:
        raise LookAgain
    if row.parts.get("way") != content.way_words(reaching.way_of(case)):
        raise WayChanged
    if row.due_on <= timezone.localdate():
        raise DayGone
    if not Partner.objects.serving(case.area_id).reading().filter(pk=row.partner_id).exists():
        raise NobodyThere
    if (consent == Consent.GIVEN and (consent_by is None or consent_by.case_id != case.pk)) or (consent != Consent.GIVEN and not consent_words):
        raise NotAgreed
    if consent != Consent.URGENT:
        protection.before_referral(case, by_law=consent == Consent.LAW)
    row.state, row.open_to, row.handed_at = State.HANDED, row.partner, timezone.now()
    row.consent, row.consent_by, row.consent_words = consent, consent_by if consent == Consent.GIVEN else None, consent_words or None
    row.save()
    _copy_photos(row)
    line = f"{row.number}，转给{row.partner}，请 {row.due_on:%Y-%m-%d} 前交回。交出：{content.summary(row.parts)}。{row.get_consent_display()}。"
    CaseEvent.objects.create(case=case, kind=CaseEvent.Kind.HANDED, by=by, words=line)
    for reader in people_of(row.partner):
        if conflicts.of(case, reader):
            continue  # she is a party, or of the family: for her there is nothing
        outbox.tell(reader, "referral_handed", row)
    return row


def _copy_photos(referral):
    """Seal the chosen photos anew with the key of the referral, in files of its own. On any fault no file stays."""
    rows = []
    try:
        for picture in Evidence.objects.filter(case=referral.case, uid__in=referral.parts["photos"]):
            picture.case = referral.case
            row = ReferralPhoto(referral=referral, evidence=picture, width=picture.width, height=picture.height)
            row.file = evidence.write(seal_bytes(picture.open(), bound_to=row.bound_to, key=referral.data_key))
            rows.append(row)
        ReferralPhoto.objects.bulk_create(rows)
    except BaseException:
        evidence.forget(rows)
        raise


@transaction.atomic
def take_back(*, referral, by, words=""):
    """End what a body may read: from its next request there is nothing. What was handed stays readable to the house. Asked twice once.

    Raises NotAllowed, NotYourCase, ReferralChanged (it was never handed over).
    """
    row = Referral.objects.select_for_update(of=("self",)).select_related("partner").get(pk=referral.pk)
    case = row.case = Case.objects.get(pk=row.case_id)
    if not by.has_perm(PERM, case):
        raise NotAllowed
    if case.mediator_id != by.pk:  # also of a case that is closed already
        raise NotYourCase
    if row.state == State.ENDED:
        return row
    if not row.is_open:
        raise ReferralChanged
    _shut(row, by, f"{row.number}，{row.partner}从现在起看不到了。{words}")
    return row


def end_given_back():
    """End what a body gave back READABLE days ago, or at once when the case is no longer open. Returns how many ended."""
    gone = Q(returned_at__lte=timezone.now() - READABLE) | ~Q(case__status__in=Case.OPEN)
    ended = 0
    for pk in list(Referral.objects.filter(gone, state=State.RETURNED).order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = Referral.objects.select_for_update(of=("self",)).without_content().select_related("partner").get(pk=pk)
            if row.state == State.RETURNED:
                _shut(row, None, f"{row.number}，{row.partner}交回已久，从现在起看不到了。")
                ended += 1
    return ended


def _shut(row, by, words):
    Referral.objects.filter(pk=row.pk).update(state=State.ENDED, open_to=None, ended_at=timezone.now())
    row.refresh_from_db(fields=["state", "open_to", "ended_at"])
    CaseEvent.objects.create(case_id=row.case_id, kind=CaseEvent.Kind.TAKEN_BACK, by=by, words=words)
