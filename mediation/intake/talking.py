"""Words both ways between her, who comes back with her code, and the one who carries her case."""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import limits
from notices import outbox

from ..models import CaseEvent, HelpMessage
from .codes import require_hers

ENOUGH = "您已经写了好几句，都收到了，经办的人会一起看。请等 {wait}再写；正有危险，马上打 110，着急就打 {hotline}。"


def say(*, case, words, by=None, key=None, visit=""):
    """Keep a message: from her (`by` None) or to her. Returns the HelpMessage. `key` marks one press, `visit` one opening of her page.

    Hers is told to the one who carries the case, by its number alone. Raises NotAllowed, NotYetAccepted, NotYourCase, and of her
    limits.TooOften: a page that was left open, or a script, must not bury what she has to say.
    """
    if by is not None:
        require_hers(case, by)
    made = key and case.words.filter(key=key).first()
    if made:
        return made
    if by is None:
        limits.take(*_counted(case, visit))
    try:
        with transaction.atomic():
            message = HelpMessage.objects.create(case=case, from_her=by is None, words=words, by=by, key=key)
            if by is None:
                _tell_who_carries(case, f"words-{message.pk}")
    except IntegrityError:
        return case.words.get(key=key)  # the same press, sent twice at once
    return message


def _counted(case, visit):
    hour, day = timedelta(hours=1), timedelta(days=1)
    if visit:
        yield limits.Limit("help-say-visit", settings.HELP_SAYS_VISIT, hour, ENOUGH), f"visit:{visit}"
    yield limits.Limit("help-say-hour", settings.HELP_SAYS_HOUR, hour, ENOUGH), f"case:{case.pk}"
    yield limits.Limit("help-say-day", settings.HELP_SAYS_DAY, day, ENOUGH), f"case:{case.pk}"


@transaction.atomic
def stop(*, case):
    """She does not want to go on: it stands in the timeline, and the one who carries it is told. Returns the CaseEvent."""
    line = case.events.filter(kind=CaseEvent.Kind.STOP, happened_at__date=timezone.localdate()).first()
    if line:
        return line
    line = CaseEvent.objects.create(case=case, kind=CaseEvent.Kind.STOP)
    _tell_who_carries(case, f"stop-{line.pk}")
    return line


@transaction.atomic
def prove(*, case):
    """Write down that she took a proof with a date, once a day."""
    if not case.events.filter(kind=CaseEvent.Kind.PROOF, happened_at__date=timezone.localdate()).exists():
        CaseEvent.objects.create(case=case, kind=CaseEvent.Kind.PROOF)


def for_her(case):
    """Return the messages to her, newest first, and note that she saw them."""
    rows = list(case.words.filter(from_her=False))
    for row in rows:
        row.case = case
    case.words.filter(from_her=False, seen_at=None).update(seen_at=timezone.now())
    return rows


def _tell_who_carries(case, again):
    carrier = case.goes_on_in.carrier
    if carrier:
        outbox.tell(carrier, "case_words", case.goes_on_in, again=again, sms=False)
