"""Photos and scans that come while a case is under way. They stand in the list of evidence, in the application and in the dossier."""

from django.db import IntegrityError, transaction

from .. import evidence
from ..models import Case, CaseEvent
from ..refusals import StepNotAllowed, TooManyPhotos
from .steps import require

MOST = 60  # photos of one case: the dossier is put together in memory


def collect(*, case, by, pictures, words, key=None):
    """Keep `pictures` [(jpeg, width, height)] from `accounts.pictures`; `words` say what they are. Returns the line of the timeline.

    `key` marks one press. On any fault no file stays. Raises TooManyPhotos, NotAllowed, NotYourCase, StepNotAllowed.
    """
    require(case, by, "mediation.advance_case")
    if case.status not in Case.OPEN:
        raise StepNotAllowed
    made = key and case.events.filter(key=key).first()
    if made:
        return made
    if case.evidence.count() + len(pictures) > MOST:
        raise TooManyPhotos
    rows = []
    try:
        with transaction.atomic():
            said = f"照片 {len(pictures)} 张：{words}"
            line = CaseEvent.objects.create(case=case, kind=CaseEvent.Kind.EVIDENCE, by=by, words=said, key=key)  # the same press ends here
            rows = evidence.keep(case=case, pictures=pictures, by=by, words=words)
    except IntegrityError:
        evidence.forget(rows)
        made = key and case.events.filter(key=key).first()  # the same press, sent twice at once
        if not made:
            raise
        return made
    except BaseException:
        evidence.forget(rows)
        raise
    return line
