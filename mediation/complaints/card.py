"""What stands about a complaint on the page of its case, and on her own: what came when, until when, what was given."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from ..models import Case, Clock, What
from .giving import LINES, PAPERS, may, opinion


@dataclass(frozen=True)
class Owed:
    """One thing that she is told in writing: by when, how long that is in words, whether it was put off, and since when she has it."""

    what: str
    words: str
    paper: str
    until: date
    long: str
    longer: int  # days by which it may still be put off at most
    extended: bool
    given_on: date | None = None
    ended: bool = False

    @property
    def days_over(self):
        return 0 if self.ended else max((timezone.localdate() - self.until).days, 0)


def owed(case):
    """Return the Owed of a complaint, in order; nothing of any other case."""
    if not case.is_complaint:
        return []
    given = {line.kind: line for line in case.events.filter(kind__in=LINES.values()).only("kind", "case").order_by("pk")}
    rows = {}
    for row in case.deadlines.filter(what__in=PAPERS).select_related("clock").order_by("pk"):
        done = timezone.localdate(row.done_at) if row.done_at else None
        rows[row.what] = Owed(
            what=row.what, words=What(row.what).label, paper=PAPERS[row.what].label, until=row.due_on, ended=done is not None,
            long=f"{row.clock.amount} {Clock.Count(row.clock.count).label}", longer=row.clock.longest_extension, extended=bool(row.extended_by_id),
            given_on=done if LINES[row.what] in given or LINES[What.ANSWER] in given else None,
        )  # fmt: skip
    return [rows[what] for what in PAPERS if what in rows]


def complaint(case, user):
    """Return what the card 投诉 shows, or None."""
    if not case.is_complaint:
        return None
    rows = owed(case)
    open_rows = {row.what for row in rows if not row.ended}
    hers = bool(open_rows) and not case.is_waiting and may(case, user)
    return {
        "rows": rows, "opinion": opinion(case), "may_give": hers, "may_answer": hers and case.is_carried and What.ANSWER in open_rows,
        "back": case.deadlines.filter(what=What.RETURN, done_at=None).first(),
    }  # fmt: skip


def for_her(case):
    """Return what her own page says of her complaint: {"number", "came", "rows", "result"}, or None when hers is none.

    Nothing of what she wrote and nothing of the answer: only that she has it.
    """
    case = case.goes_on_in if case.joined_to_id else case
    if not case.is_complaint:
        return None
    closed = case.status in (Case.Status.CLOSED, Case.Status.FILED)
    result = case.get_outcome_display() if closed else ""
    return {"number": case.number, "came": case.created_at, "rows": owed(case), "refused": case.status == Case.Status.REFUSED, "result": result}
