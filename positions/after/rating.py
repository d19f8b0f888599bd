"""How it was, in words: said once for each time somebody came, read by staff before anybody else reads it, and of no person.

There is no score, no order of services or people by it (国办函〔2026〕12号), and small numbers are not shown.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone

from accounts.refusals import NotAllowed

from ..models import Booking, Feedback
from .refusals import FeedbackChanged, NotPublic, NotYetRated, RatedAlready, RatingOver
from .suppression import hide_small

State, Mark = Feedback.State, Feedback.Mark
RATE_WITHIN = timedelta(days=30)
LATELY = timedelta(days=365)
SHOWN = 5


def may_rate(booking, now=None):
    """Return whether `booking` can still be rated (by its owner)."""
    now = now or timezone.now()
    return booking.status == Booking.Status.ATTENDED and booking.session.ends_at + RATE_WITHIN > now and not hasattr(booking, "feedback")


@transaction.atomic
def rate(*, booking, mark, words, by):
    """Write down how it was. `mark` is a Feedback.Mark; `words` may be empty. Raises NotAllowed, NotYetRated, RatingOver, RatedAlready."""
    if booking.booker_id != by.pk:
        raise NotAllowed
    if booking.status != Booking.Status.ATTENDED:
        raise NotYetRated
    if booking.session.ends_at + RATE_WITHIN <= timezone.now():
        raise RatingOver
    state = State.WAITING if words else State.WORDLESS
    try:
        with transaction.atomic():
            return Feedback.objects.create(booking=booking, service=booking.session.service, mark=mark, words=words or None, state=state)
    except IntegrityError:
        raise RatedAlready from None


@transaction.atomic
def moderate(*, feedback, show, by, reason=""):
    """Make the words public, or keep them back with a reason. Raises NotAllowed, NotPublic, FeedbackChanged."""
    if not by.has_perm("positions.change_feedback", feedback):
        raise NotAllowed
    if feedback.words is None or (show and feedback.service.confidential):
        raise NotPublic
    to = State.SHOWN if show else State.HIDDEN
    froms = [state for state, steps in Feedback.TRANSITIONS.items() if to in steps]
    fields = {"state": to, "moderated_by": by, "moderated_at": timezone.now(), "hidden_reason": "" if show else reason}
    if not Feedback.objects.filter(pk=feedback.pk, state__in=froms).update(**fields):
        raise FeedbackChanged
    feedback.refresh_from_db()
    return feedback


@transaction.atomic
def report(*, feedback, words):
    """Somebody finds that a public rating should not stand there: it is put aside until staff have looked once more.

    What staff have let stand after such a look stays; later reports change nothing, or anybody could silence what she dislikes.
    """
    said = Feedback.objects.select_for_update(of=("self",)).get(pk=feedback.pk)
    if said.state != State.SHOWN or said.reported_at:
        return
    said.state, said.reported_at, said.report_words = State.REPORTED, timezone.now(), words
    said.save(update_fields=["state", "reported_at", "report_words"])


def in_words(service):
    """Return ([(mark in words, how many or None where too few)], how many in all or None) of the last year; ([], None) where nothing is to be shown."""
    return _shown(_counts(service))


def of_page(service):
    """Return (marks, total, said): in_words(), and the newest public Feedback of the last year. Two statements; one where nobody said anything.

    Nothing of a confidential service.
    """
    counts = _counts(service)
    if not counts:
        return [], None, []
    rows = Feedback.objects.shown().filter(service=service, made_at__gt=timezone.now() - LATELY)
    return *_shown(counts), list(rows.select_related("booking__session").order_by("-made_at", "-pk")[:SHOWN])


def _counts(service):
    if service.confidential:
        return {}
    lately = Feedback.objects.filter(service=service, made_at__gt=timezone.now() - LATELY)
    return dict(lately.order_by().values_list("mark").annotate(n=Count("pk")))


def _shown(counts):
    cells, total = hide_small([counts.get(mark, 0) for mark in Mark])
    if total is None or not counts:
        return [], None
    return [(mark.label, number) for mark, number in zip(Mark, cells, strict=True)], total
