"""Who may look at a case, who is told of it, and how long it is kept."""

from .glass import break_glass, end_glass
from .hers import her_log
from .noting import note

__all__ = ["break_glass", "end_glass", "her_log", "note"]
