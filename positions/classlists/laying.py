"""The deeds on class lists: lay one (all or nothing), take one back while nobody of it was touched."""

import hashlib

from django.db import transaction
from django.utils import timezone

from accounts import callers, trail
from accounts.models import FamilyMember, User
from accounts.refusals import NotAllowed, Refusal

from .. import booking
from ..models import Booking, ClassList, ClassListLine
from ..terms import enrolling

Source = Booking.Source
UNTOUCHED = (Booking.Status.CONFIRMED, Booking.Status.WAITING)


class ListRefused(Refusal):
    """Some rows cannot be booked; nothing was. `faults` says where and why."""

    sentence = "名单里有几格要改，改好再传一次。这次一个人也没有约。"

    def __init__(self, faults):
        super().__init__()
        self.faults = faults


class ListThere(Refusal):
    sentence = "这张名单已经导入过了，没有再约一遍。要重来，请先撤回那一次。"


class ListTouched(Refusal):
    sentence = "名单里有人已经签到、取消、请假，或者活动开始了，不能整张撤回。请到名单里一个一个改。"


def digest_of(file):
    """Return the SHA-256 of an uploaded file: by it the same list is not laid twice."""
    file.seek(0)
    return hashlib.sha256(file.read()).hexdigest()


@transaction.atomic
def lay(*, lines, by, digest, session=None, timetable=None):
    """Book everybody of `lines` (reading.Line) into `session`, or enrol them in the term of `timetable`; full means: in the line.

    All or nothing: each row is tried, so that every fault is told at once, then everything is rolled back if there was one.
    Returns the ClassList. Raises NotAllowed, ListThere, ListRefused.
    """
    target = session or timetable
    site = session.site if session else timetable.service.site
    if not by.has_perm("positions.add_booking") or not by.has_perm("positions.change_site", site):
        raise NotAllowed
    where = {"session": session} if session else {"timetable": timetable}
    if ClassList.objects.filter(**where, digest=digest, undone_at=None).exists():
        raise ListThere
    made = ClassList.objects.create(**where, site=site, area_id=site.area_id, made_by=by, digest=digest)
    faults, rows = [], []
    for line in lines:
        try:
            with transaction.atomic():
                rows.append(_lay_one(made, line, by))
        except Refusal as refusal:
            faults.append(line.fault(str(refusal), "phone" if isinstance(refusal, callers.AccountLocked) else "name"))
    if faults:
        raise ListRefused(faults)
    ClassListLine.objects.bulk_create(rows)
    trail.note("import", about=target, by=by, rows=len(rows))
    return made


def _lay_one(made, line, by):
    said = line.said
    known = User.objects.filter(phone=said["phone"]).exists()
    for_self = said["relation"] == FamilyMember.Relation.SELF
    booker = callers.account_of(phone=said["phone"], name=said["caller"], born_on=said["born_on"] if for_self else None)
    before = set(booker.family.values_list("pk", flat=True))
    who = {field: said[field] for field in ("name", "relation", "born_on")}
    attendee = callers.named(user=booker, name=said["name"], born_on=said["born_on"]) if for_self else callers.attendee_of(user=booker, **who)
    row = ClassListLine(class_list=made, row=line.number, made_account=not known, made_member=attendee.pk not in before)
    if made.session_id:
        row.booking = booking.book(
            session=made.session_id, attendee=attendee.pk, booker=booker, by=by, note=said["note"], wait=True, source=Source.COUNTER, key=booking.new_key()
        )
    else:
        row.enrollment = enrolling.enrol(timetable=made.timetable_id, attendee=attendee.pk, booker=booker, by=by, source=Source.COUNTER, key=booking.new_key())
    return row


@transaction.atomic
def take_back(*, class_list, by):
    """Cancel everybody whom a list booked, and forget the accounts and children that only this list knows. Raises NotAllowed, ListTouched."""
    class_list = ClassList.objects.select_for_update().select_related(None).get(pk=class_list.pk)
    if not by.has_perm("positions.cancel_booking", None) or not by.has_perm("positions.change_site", class_list.site):
        raise NotAllowed
    lines = list(class_list.lines.select_related("booking__session", "booking__attendee", "enrollment__attendee"))
    if class_list.undone_at or not all(_is_untouched(line) for line in lines):
        raise ListTouched
    for line in lines:
        if line.booking:
            booking.cancel(booking=line.booking, by=by, by_staff=True)
        else:
            enrolling.leave(enrollment=line.enrollment, by=by, by_staff=True)
    class_list.undone_at, class_list.undone_by = timezone.now(), by
    class_list.save(update_fields=["undone_at", "undone_by"])
    _forget(lines)
    trail.note("undo_import", about=class_list, by=by, rows=len(lines))
    return class_list


def may_take_back(class_list):
    """Return whether the list can still be taken back as a whole."""
    lines = class_list.lines.select_related("booking__session", "enrollment")
    return class_list.undone_at is None and all(_is_untouched(line) for line in lines)


def _is_untouched(line):
    now = timezone.now()
    if line.booking:
        return line.booking.status in UNTOUCHED and line.booking.session.starts_at > now
    if line.enrollment is None or line.enrollment.status == line.enrollment.Status.ENDED:
        return False
    return not line.enrollment.bookings.exclude(status__in=UNTOUCHED, session__starts_at__gt=now).exists()


def _forget(lines):
    """Delete the accounts and children that this list made, unless somebody has used them since: as if it had never been."""
    for line in lines:
        attendee = (line.booking or line.enrollment).attendee
        if line.made_account:
            user = User.objects.filter(pk=attendee.guardian_id, phone_verified=False).first()
            if user and not user.bookings.exclude(status=Booking.Status.CANCELLED).exists() and not user.posts.exists():
                user.delete()
        elif line.made_member and not attendee.bookings.exclude(status=Booking.Status.CANCELLED).exists():
            attendee.delete()
