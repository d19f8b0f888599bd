"""What is due on a case, and when: by the table of clocks, in working days of China."""

from .days import working_days
from .running import done, moved, start, tighten

__all__ = ["done", "moved", "start", "tighten", "working_days"]
