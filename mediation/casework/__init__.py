"""The deeds on a case. `steps` holds the table's one walker; each other module is one part of the work."""

from . import agreeing, assigning, collecting, conflicts, editing, mediating, meeting, people, revisiting, ways
from .receiving import accept, add_contact, refuse
from .steps import before, require, step

__all__ = [
    "accept",
    "add_contact",
    "agreeing",
    "assigning",
    "before",
    "collecting",
    "conflicts",
    "editing",
    "mediating",
    "meeting",
    "people",
    "refuse",
    "require",
    "revisiting",
    "step",
    "ways",
]
