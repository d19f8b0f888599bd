"""The list of who comes to a session: who may read what of it, and the sheet that leaves the house (each export is noted)."""

from datetime import timedelta
from io import BytesIO

from auditlog.models import LogEntry
from django.db.models import Exists, OuterRef
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from accounts import family, masks, trail
from accounts.models import Consent
from accounts.refusals import NotAllowed, Refusal

from .models import Booking

MOST = 100  # more people than that leave the house only with a second person's yes, which is not built yet
ORDER = [Booking.Status.OFFERED, Booking.Status.CONFIRMED, Booking.Status.ATTENDED, Booking.Status.ABSENT, Booking.Status.WAITING, Booking.Status.CANCELLED]
LOG_AGAIN = timedelta(minutes=30)
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class TooManyToExport(Refusal):
    sentence = f"一次最多导出 {MOST} 位。请分几场导出，或在“今天”里打印。"


def of(session, *, user):
    """Return the bookings of `session` that `user` may see, those still expected first, with `notes`: what to look out for.

    The notes are opened only for the people of this session (its site's staff and its host), and that is written down.
    """
    photos = Consent.objects.live().filter(about=OuterRef("attendee"), purpose=Consent.Purpose.PHOTO)
    rows = Booking.objects.visible_to(user).filter(session=session).select_related("attendee__guardian", "booker")
    rows = list(rows.annotate(photo_ok=Exists(photos)))
    reads = any(row.attendee.__dict__.get("health_note") or row.__dict__.get("note") for row in rows) and may_read_notes(session, user)
    for row in rows:
        row.session = session
        row.age = None if row.unnamed else row.attendee.age_on(session.day)
        row.no_photo = family.is_child(row.attendee.born_on, session.day) and not row.photo_ok
        row.notes = [text for text in (None if row.unnamed else row.attendee.health_note, row.note) if text] if reads and row.is_live else []
        row.hidden_notes = not reads and bool(row.attendee.__dict__.get("health_note") or row.__dict__.get("note"))
    if reads:
        _note_once("roster", session, user)
    return sorted(rows, key=lambda row: (ORDER.index(row.status), row.pk))


def may_read_notes(session, user):
    return Booking.objects.visible_to(user, "positions.read_note_booking").filter(session=session).exists()


def name_of(booking):
    """Return who comes, as staff may read it: a name, what she wants to be called, the end of her number, or 不留名."""
    return booking.shown_name


def sheet(*, bookings, title, about, by):
    """Return the bytes of an Excel file of `bookings` (a list, with session, attendee, booker), and write down that `by` took it.

    Every cell is text; one that Excel could take for a formula gets a leading apostrophe. Raises NotAllowed, TooManyToExport.
    """
    allowed = Booking.objects.visible_to(by, "positions.export_booking").filter(pk__in=[row.pk for row in bookings]).count()
    if allowed != len(bookings):
        raise NotAllowed
    if len(bookings) > MOST:
        raise TooManyToExport
    book = Workbook(write_only=True)
    page = book.create_sheet(title[:30])
    _write(page, ["日期", "时间", "服务", "阵地", "姓名", "年龄", "状态", "预约人", "手机", "签到", "签退"])
    for row in bookings:
        session, age = row.session, None if row.unnamed else row.attendee.age_on(row.session.day)
        start, came = timezone.localtime(session.starts_at), row.came_at and timezone.localtime(row.came_at)
        left = row.left_at and timezone.localtime(row.left_at)
        _write(page, [
            f"{start:%Y-%m-%d}", f"{start:%H:%M}", session.service.title, session.site.title, name_of(row), "" if age is None else f"{age} 岁",
            row.get_status_display(), *(("", "") if row.unnamed else (row.booker_name, masks.phone(row.booker.phone))), f"{came:%H:%M}" if came else "",
            f"{left:%H:%M}" if left else "",
        ])  # fmt: skip
    out = BytesIO()
    book.save(out)
    trail.note("export", about=about, by=by, rows=len(bookings))
    return out.getvalue()


def _write(page, values):
    cells = []
    for value in values:
        cell = WriteOnlyCell(page, value=safe(value))
        cell.data_type = "s"  # openpyxl would write text that begins with = as a formula
        cells.append(cell)
    page.append(cells)


def safe(value):
    """Return text that Excel, or whoever saves it as CSV and opens it again, does not run."""
    text = "".join(char for char in str(value) if char >= " " or char in "\t\n\r")
    return f"'{text}" if text.startswith(FORMULA) else text


def _note_once(deed, session, user):
    since = timezone.now() - LOG_AGAIN
    seen = LogEntry.objects.filter(object_id=session.pk, actor=user, timestamp__gte=since, additional_data__deed=deed)
    if not seen.exists():
        trail.note(deed, about=session, by=user)
