"""Plan a meeting, with its room when the room is one of ours, and write down how it went."""

from django.db import transaction
from django.utils import timezone

from positions import timetables
from positions.duty import hosts
from positions.models import Service

from ..models import CaseEvent, Meeting
from ..refusals import AlreadyRecorded, NotYetHappened, NotYetMediating
from .mediating import ADVANCE
from .steps import Status, require


def rooms_for(user):
    """Return the Services whose room `user` may take for a meeting: confidential, and the site has a room."""
    return hosts.services_of(user).filter(confidential=True, site__room__isnull=False).select_related("site__center", "site__room")


@transaction.atomic
def plan(*, case, by, starts_at, ends_at, place="", room=None, people=""):
    """Plan a meeting in the mediation; with `room` (a Service of rooms_for) its room is taken, seen by staff only. Returns the Meeting.

    Pressed twice it is the same meeting. Raises NotAllowed, NotYourCase, NotYetMediating, PlaceTaken (room or mediator is busy).
    """
    require(case, by, ADVANCE)
    if case.status != Status.MEDIATION:
        raise NotYetMediating
    same = case.meetings.filter(starts_at=starts_at, ends_at=ends_at, result="").first()
    if same:
        return same
    session = None
    if room is not None:
        room = Service.objects.select_related("site__center", "site__room").get(pk=room.pk)
        times = {"starts_at": starts_at, "ends_at": ends_at}
        session = timetables.add(service=room, capacity=1, room=room.site.room, host=case.mediator, publish=False, **times)
        place = f"{room.site.center.name} {room.site.room.name}"
    meeting = Meeting.objects.create(case=case, session=session, starts_at=starts_at, ends_at=ends_at, place=place, people=people or None, by=by)
    CaseEvent.objects.create(case=case, kind=CaseEvent.Kind.PLANNED, by=by, words=f"{timezone.localtime(starts_at):%Y-%m-%d %H:%M}，{place}")
    return meeting


@transaction.atomic
def record(*, meeting, by, result, record):
    """Write the 调解记录 of a meeting, once. A room that was not used is free again.

    Raises NotAllowed, NotYourCase, AlreadyRecorded, NotYetHappened (it was held, but lies ahead).
    """
    case, now = meeting.case, timezone.now()
    require(case, by, ADVANCE)
    row = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if not row.is_open:
        raise AlreadyRecorded
    if result != Meeting.Result.CALLED_OFF and row.starts_at > now:
        raise NotYetHappened("还没到约好的时间。到了再写记录；不开了，选“没有开”。")
    row.case, row.result, row.record, row.recorded_at = case, result, record, now
    row.save(update_fields=["result", "record", "recorded_at"])
    if row.session_id and result == Meeting.Result.CALLED_OFF and row.starts_at > now:
        timetables.cancel(session=row.session, reason="不用了")
    CaseEvent.objects.create(case=case, kind=CaseEvent.Kind.MEETING, by=by, words=row.get_result_display(), happened_at=min(row.starts_at, now))
    return row
