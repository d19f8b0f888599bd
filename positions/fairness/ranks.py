"""The place in the line: a number that is stored when somebody joins, and never changes.

Lower goes first. The first part is the tier of the printed priority (positions/rules.py), the second counts those who ever joined the
line of this session; the row of the session is locked when it is given, so no two are equal and the order is that of joining.
"""

from django.db.models import F, Subquery

TIER = 10**12  # nobody's line is as long


def tier(session, booker):
    """Return 0 where no priority is printed or `booker` has it, 1 for who comes after."""
    return int(session.service.own_area_first and booker.home_area_id != session.area_id)


def last(sessions, session, *, tier, back=0):
    """Return the expression of the rank of whoever joined last (`back` before her): within the transaction that moved `joined`.

    `sessions` is Session.objects; the counter must have been raised before in this transaction.
    """
    return Subquery(sessions.filter(pk=session).order_by().annotate(given=F("joined") + tier * TIER - back).values("given"))
