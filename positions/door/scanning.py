"""Find a booking by what the door is shown: a picture of the code, its letters, or the last four of a number."""

import io
import re

import zxingcpp
from PIL import Image

from accounts import pictures, text

from ..models import DOOR_CODE, Booking

LETTERS = re.compile(rf"[0-9A-Z]{{{DOOR_CODE},12}}")
TAIL = re.compile(r"\d{4}")


def read(upload):
    """Return the text of the first QR code in an uploaded picture, "" when there is none. Raises pictures.PictureRefused."""
    jpeg, _, _ = pictures.rewrite(upload)
    with Image.open(io.BytesIO(jpeg)) as picture:
        found = zxingcpp.read_barcodes(picture.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)
    return next((code.text for code in found if code.text), "")


def letters(said):
    """Return the letters of a code out of what was scanned or typed: the code, or the whole address of a ticket."""
    last = text.fold(said).strip().rstrip("/").rpartition("/")[2]
    return "".join(letter for letter in last.upper() if letter.isascii() and letter.isalnum())


def find(said, sessions):
    """Return the live bookings in `sessions` (a queryset) that are meant: of a code at most one, of the end of a number perhaps several."""
    code = letters(said)
    rows = Booking.objects.live().filter(session__in=sessions).select_related("attendee", "session__service", "booker").order_by("session__starts_at", "pk")
    if TAIL.fullmatch(code):
        return list(rows.filter(booker__phone__endswith=code, unnamed=False)[:12])
    if LETTERS.fullmatch(code):
        return list(rows.filter(code__startswith=code)[:1])
    return []
