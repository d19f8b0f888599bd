"""Words both ways between her, who comes back with her code, and the one who carries her case."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from notices import outbox

from ..models import CaseEvent, HelpMessage
from .codes import require_hers


def say(*, case, words, by=None, key=None):
    """Keep a message: from her (`by` None) or to her. Returns the HelpMessage. `key` marks one press.

    Hers is told to the one who carries the case, by its number alone. Raises NotAllowed, NotYetAccepted, NotYourCase.
    """
    if by is not None:
        require_hers(case, by)
    made = key and case.words.filter(key=key).first()
    if made:
        return made
    try:
        with transaction.atomic():
            message = HelpMessage.objects.create(case=case, from_her=by is None, words=words, by=by, key=key)
            if by is None:
                _tell_who_carries(case, f"words-{message.pk}")
    except IntegrityError:
        return case.words.get(key=key)  # the same press, sent twice at once
    return message


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
