"""What a ticket carries away from the page: the QR code for the door, the entry for her calendar, the way there."""

from datetime import timedelta
from functools import lru_cache
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

import segno
from django.utils.safestring import mark_safe
from icalendar import Alarm, Calendar, Event

HERE = ZoneInfo("Asia/Shanghai")
NEUTRAL = "一项预约"  # all that a confidential booking says of itself outside its own page


@lru_cache(maxsize=512)
def qr(code):
    """Return the picture of a booking's whole code as inline SVG, black on the white ground that the page gives it."""
    # The mask is fixed: choosing the best of eight costs seven times as much, and scanners read each of them.
    picture = segno.make(code, error="m", micro=False, mask=3)
    return mark_safe(picture.svg_inline(omitsize=True, border=2, svgclass=None, lineclass=None).replace("<svg ", '<svg role="img" aria-label="签到二维码" ', 1))  # noqa: S308


def calendar(booking):
    """Return the .ics bytes of a booking. Its UID stays, so that a second file changes or ends the first entry."""
    return book([entry(booking)], method="PUBLISH" if booking.is_live else "CANCEL")


def entry(booking):
    """Return the calendar Event of a booking; of a confidential one it says nothing but the time."""
    session = booking.session
    secret = session.service.confidential
    event = Event()
    event.add("uid", f"{booking.uid}@fuliancenter")
    event.add("dtstamp", max(filter(None, (booking.cancelled_at, booking.promoted_at, booking.moved_at, session.changed_at, booking.made_at))))
    event.add("dtstart", booking.starts_at.astimezone(HERE))
    event.add("dtend", booking.ends_at.astimezone(HERE))
    event.add("summary", NEUTRAL if secret else session.service.title)
    if not secret:
        center = session.site.center
        event.add("location", f"{center.name} {session.room or session.site.title}，{center.address}")
        event.add("description", f"预约码 {booking.door_code[:3]} {booking.door_code[3:]}" if booking.status != booking.Status.WAITING else "候补")
    event.add("class", "PRIVATE" if secret else "PUBLIC")
    event.add("sequence", _version(booking))
    event.add("status", _status(booking))
    if booking.is_live:
        bell = Alarm()
        bell.add("action", "DISPLAY")
        bell.add("description", event["summary"])
        bell.add("trigger", timedelta(hours=-2))
        event.add_component(bell)
    return event


def book(events, *, method="PUBLISH", name=""):
    """Return the .ics bytes of `events`; with `name` as a calendar that an app keeps following."""
    book = Calendar()
    book.add("prodid", "-//fuliancenter//booking//ZH")
    book.add("version", "2.0")
    book.add("method", method)
    if name:
        book.add("x-wr-calname", name)
        book.add("x-published-ttl", "PT1H")
    for event in events:
        book.add_component(event)
    book.add_missing_timezones()
    return book.to_ical()


def _version(booking):
    """Return a number that grows whenever the session, or she to another session, is moved, and once more when it ends."""
    # Another session counts its own changes: what was shown of the one before is certainly less than 100 and the minutes since.
    moved = 100 + int((booking.moved_at - booking.made_at).total_seconds() // 60) if booking.moved_at else 0
    return moved + booking.session.sequence + (not booking.is_live)


def _status(booking):
    if not booking.is_live:
        return "CANCELLED"
    return "TENTATIVE" if booking.status == booking.Status.WAITING else "CONFIRMED"


def map_link(center):
    """Return the address that opens a map app at the centre, "" where nobody wrote down where it stands."""
    if center.latitude is None:
        return ""
    return "https://uri.amap.com/marker?" + urlencode({"position": f"{center.longitude},{center.latitude}", "name": center.name}, quote_via=quote, safe=",")
