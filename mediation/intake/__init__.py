"""How a case begins: reported from the street, asked for without a name, called in, written down at the desk; and what is the same."""

from . import asking, booked, codes, hotline, talking
from .joining import join
from .known import Known, alike, known_as
from .receiving import Person, Way, new_key, receive
from .reporting import report

__all__ = ["Known", "Person", "Way", "alike", "asking", "booked", "codes", "hotline", "join", "known_as", "new_key", "receive", "report", "talking"]
