"""转介: the deeds of handing chosen parts of a case to another body, and of having them back."""

from .answering import answer
from .asking import ask, drop
from .handing import hand_over, take_back

__all__ = ["answer", "ask", "drop", "hand_over", "take_back"]
