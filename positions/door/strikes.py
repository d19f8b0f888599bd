"""What is missed of a place for the whole term: said to positions/terms, and taken back with the press that said it."""

from ..models import Strike
from ..terms import strikes as terms

Kind = Strike.Kind


def note_absence(booking):
    if booking.enrollment_id:
        terms.note_absence(booking)


def note_late(booking, minutes):
    if booking.enrollment_id and minutes:
        terms.note_late(booking, minutes)


def take_back(booking, kind):
    if booking.enrollment_id:
        terms.withdraw(booking, kind)
