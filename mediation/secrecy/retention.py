"""Retention 保管期限: when a case has been over for the years of its kind, its key is destroyed and its files are removed.

Of the kind that it has, of each that it once had, and of what its lasting marks say, the longest counts: rewriting shortens nothing.

The rows stay for the figures: kind, area, source, steps and days. What they said is dark for good, in every table and also in rows that
nobody may change, because the one cell that opened it is empty. Referrals and calls with a key of their own go with it.
"""

from datetime import datetime, time
from itertools import product

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from accounts import trail
from accounts.crypto import HasDataKey

from ..models import (
    Binding,
    BookedCase,
    Case,
    Document,
    Evidence,
    HotlineCall,
    Kind,
    Party,
    Question,
    Referral,
    ReferralPhoto,
    Retention,
    ReturnCode,
    Signature,
)

OWN_KEYS = {HotlineCall: "case", Referral: "case"}  # sealed by a key of their own, and the way to their case
OF_MARKS = {"violent": Kind.VIOLENCE, "minor": Kind.CHILDREN}  # whose years a lasting mark (danger.marks) brings with it
FILES = {Evidence: "case", Document: "case", Signature: "document__case", ReferralPhoto: "referral__case"}
OVER = {  # how a case is over, and the day from which the years count
    Case.Status.CLOSED: "closed_at",
    Case.Status.FILED: "closed_at",
    Case.Status.REFUSED: "refused_at",
}


def due(today=None):
    """Return the cases whose years are over on `today` (a date), not destroyed yet: [Case], without content."""
    today = today or timezone.localdate()
    years = dict(Retention.objects.values_list("kind", "years"))
    rows = []
    for kind, kept in years.items():
        before = _before(today, kept)
        for status, ended in OVER.items():
            over = Case.objects.filter(kind=kind, status=status, erased_at=None, **{f"{ended}__lt": before}).without_content().order_by("pk")
            rows += [case for case in over if getattr(case, ended) < _before(today, max(years.get(one, 0) for one in kinds_of(case)))]
    return rows


def kinds_of(case):
    """Return every Kind that speaks for how long a case is kept: its own, those it had, and those of its marks."""
    return {case.kind, *filter(None, case.kinds_before.split(",")), *(kind for mark, kind in OF_MARKS.items() if getattr(case, mark))}


def remember(case, kinds):
    """Let `kinds` speak for a case for good, also when they say nothing of it any more. In the caller's transaction."""
    Case.objects.select_for_update(no_key=True).filter(pk=case.pk).first()  # two who rewrite it at once forget neither's
    there = Case.objects.values_list("kinds_before", flat=True).get(pk=case.pk)
    told = ",".join(sorted({*filter(None, there.split(",")), *map(str, kinds)}))
    if told != there:
        Case.objects.filter(pk=case.pk).update(kinds_before=told)
    case.kinds_before = told


def erase_due(today=None):
    """Destroy what is due, each case in a transaction of its own. Returns how many. Running it again does no harm."""
    return sum(erase(case=case) for case in due(today))


def erase_calls_due(today=None):
    """Destroy what calls said that became no case, after the years of their kind; of a kind without years after those of 其他. Returns how many."""
    today = today or timezone.localdate()
    years = dict(Retention.objects.values_list("kind", "years"))
    count = 0
    for kind in HotlineCall.objects.filter(case=None, sealed_key__isnull=False).order_by().values_list("kind", flat=True).distinct():
        kept = years.get(kind, years.get(Kind.OTHER))
        for violence, minor in product((False, True), repeat=2) if kept else ():
            longest = max(kept, violence and years.get(OF_MARKS["violent"], 0), minor and years.get(OF_MARKS["minor"], 0))
            over = HotlineCall.objects.filter(case=None, sealed_key__isnull=False, kind=kind, violence=violence, minor=minor)
            count += over.filter(called_at__lt=_before(today, longest)).update(sealed_key=None, phone_print="", key=None)
    return count


def erase(*, case):
    """Destroy the key of `case` and all that could lead to it; then remove its files. Returns whether it was there to destroy."""
    with transaction.atomic():
        if not Case.objects.filter(pk=case.pk, erased_at=None).update(sealed_key=None, digest="", place_print="", key=None, erased_at=timezone.now()):
            return False
        files = [name for model, path in FILES.items() for name in model.objects.filter(**{path: case.pk}).values_list("file", flat=True)]
        for model, path in OWN_KEYS.items():
            model.objects.filter(**{path: case.pk}).update(sealed_key=None)
        Party.objects.filter(case=case.pk).update(phone_print="", id_print="")
        HotlineCall.objects.filter(case=case.pk).update(phone_print="")
        ReturnCode.objects.filter(case=case.pk).delete()
        Binding.objects.filter(case=case.pk).delete()
        BookedCase.objects.filter(case=case.pk).delete()
        # Whose account asked is forgotten with the question; one and the same look may have been asked about by two.
        Question.objects.filter(case=case.pk).update(whose=Concat(Value("gone-"), Cast("pk", CharField())))
        trail.note("erase_case", about=case, by=None)
        # After the commit: a file whose row still opens must not be missing. What a crash leaves here is dark already, and swept next time.
        transaction.on_commit(lambda: _remove(files))
    return True


def sweep():
    """Remove files of destroyed cases that a crash left. Returns how many."""
    left = 0
    for model, path in FILES.items():
        for name in model.objects.filter(**{f"{path}__erased_at__isnull": False}).values_list("file", flat=True):
            left += _unlink(name)
    return left


def _remove(names):
    for name in names:
        _unlink(name)


def _unlink(name):
    file = settings.MEDIA_ROOT / name
    there = file.exists()
    file.unlink(missing_ok=True)
    return there


def _before(today, years):
    return timezone.make_aware(datetime.combine(_years_ago(today, years), time(0)))


def _years_ago(day, years):
    """The same day `years` before; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def keys_of_their_own():
    """Return the models of mediation that seal with a key of their own."""
    return {model for model in HasDataKey.__subclasses__() if model._meta.app_label == "mediation"}
