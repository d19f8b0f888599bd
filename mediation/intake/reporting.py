"""The grid worker reports what she saw."""

from ..models import Case
from .receiving import receive


def report(*, by, area, source=Case.Source.GRID, **told):
    """Write down a new case in `area` as the user `by` tells it: `receive` from the street. Returns the Case.

    Raises OutsideYourArea, AlreadyReported.
    """
    return receive(source=source, area=area, by=by, **told)
