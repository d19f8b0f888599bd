"""The nouns of the sites: centre, site, room, service, session, booking, and the facts of one row.

Everything that a person can take a place in is a Session of a Service at a Site, and the place is a Booking.
The counters and states of sessions and bookings are written only by `booking` and `timetables`.
"""

from .after import CalendarAddress, Feedback, FoundClosed, HoursAsked, OpenedDay
from .classlists import ClassList, ClassListLine
from .door import Door, DoorTick
from .draws import Draw, DrawChild, DrawEntry
from .fairness import PrintedRule, TakenBack, Together
from .places import Center, ChecklistItem, OpeningHours, Room, Site, SiteCheck
from .services import Service
from .sessions import CODE_LETTERS, DOOR_CODE, Booking, Session, new_code
from .team import RECORD_HOLDS, TeamMember, Topic
from .telling import GroupMessage
from .terms import EnrolledDay, Enrollment, Strike, TermDay
from .timetables import ChangeLine, ChangeTold, Closing, Holiday, HolidayYear, Timetable, TimetableDate
from .wanted import Ask, Order, Provider, Resource, Voice

__all__ = [
    "CODE_LETTERS",
    "DOOR_CODE",
    "RECORD_HOLDS",
    "Ask",
    "Booking",
    "CalendarAddress",
    "Center",
    "ChangeLine",
    "ChangeTold",
    "ChecklistItem",
    "ClassList",
    "ClassListLine",
    "Closing",
    "Door",
    "DoorTick",
    "Draw",
    "DrawChild",
    "DrawEntry",
    "EnrolledDay",
    "Enrollment",
    "Feedback",
    "FoundClosed",
    "GroupMessage",
    "Holiday",
    "HolidayYear",
    "HoursAsked",
    "OpenedDay",
    "OpeningHours",
    "Order",
    "PrintedRule",
    "Provider",
    "Resource",
    "Room",
    "Service",
    "Session",
    "Site",
    "SiteCheck",
    "Strike",
    "TakenBack",
    "TeamMember",
    "TermDay",
    "Timetable",
    "TimetableDate",
    "Together",
    "Topic",
    "Voice",
    "new_code",
]
