"""A term goes with its timetable to another weekday: whoever holds or waits for the Wednesday holds or waits for the Thursday.

Only where each old weekday becomes one new one in every week; anything else is refused in words, before anybody is told.
"""

from accounts.refusals import Refusal

from ..models import EnrolledDay, Enrollment, TermDay
from ..models.timetables import words_of_weekdays
from . import places


class TermNotFollowed(Refusal):
    """Children hold a weekday for the whole term that would not become exactly one other."""

    def __init__(self, weekdays, why):
        super().__init__(f"有孩子报了整个学期的{words_of_weekdays(weekdays)}，{why}")


ONE_BY_ONE = "这样改，说不清他们改到哪一天。请一次只把一天换成另一天；这一天不上了，就先请他们退掉这一天，再来改。"
NOT_CANCELLED = "换一天上，他们跟着换。约好的场次请选“跟着改”或“照旧”；不上了，就先请他们退掉这一天。"


def weekdays(*, was, now, timetable, moves, cancels):
    """Return {old weekday: new weekday} for what children hold of the `timetable` (a primary key), {} where nothing is to follow.

    `was`, `now`: the weekdays before and after ("024"); `moves`: [(old date, new date)] of all its sessions that stay or move;
    `cancels`: what is booked is to be cancelled. Raises TermNotFollowed.
    """
    gone, come = set(was) - set(now), set(now) - set(was)
    if was == now or not (rows := EnrolledDay.objects.filter(enrollment__timetable=timetable).exclude(status=EnrolledDay.Status.ENDED)):
        return {}
    held = {str(day) for day in rows.values_list("weekday", flat=True)}
    found = {day: {day} for day in held - gone}  # a day that stays is the same day in every week
    if len(gone) == len(come) == 1:
        found |= {day: set(come) for day in gone}
    for old, new in moves:
        found.setdefault(str(old.weekday()), set()).add(str(new.weekday()))
    leaving = held & gone
    unclear = {day for day in held if len(found.get(day, ())) != 1}
    if unclear or len(set.union(set(), *(found[day] for day in held))) < len(held):
        raise TermNotFollowed("".join(sorted(unclear or leaving)), ONE_BY_ONE)
    if leaving and cancels:
        raise TermNotFollowed("".join(sorted(leaving)), NOT_CANCELLED)
    return {int(day): int(min(found[day])) for day in sorted(leaving)}


def follow(timetable, days):
    """Bring the places of the term, and what each child holds of it, to the new weekdays `days` ({old: new}). In the transaction."""
    rows = TermDay.objects.filter(timetable=timetable)
    rows.filter(taken=0, waiting=0).exclude(weekday__in=set(timetable.days_of_week) - set(days.values())).delete()
    for old, new in days.items():
        rows.filter(weekday=old).update(weekday=new)
        live = EnrolledDay.objects.filter(enrollment__timetable=timetable, weekday=old).exclude(status=EnrolledDay.Status.ENDED)
        live.update(weekday=new)
    changed = []
    for row in Enrollment.objects.live().filter(timetable=timetable):
        before, row.weekdays = row.weekdays, "".join(sorted(str(days.get(int(day), day)) for day in row.weekdays))
        if row.weekdays != before:
            changed.append(row)
    Enrollment.objects.bulk_update(changed, ["weekdays"])
    places.of(timetable)
