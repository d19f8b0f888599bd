"""The deeds on a case."""

from .steps import accept, add_contact, refuse

__all__ = ["accept", "add_contact", "refuse"]
