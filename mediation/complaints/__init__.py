"""投诉: a complaint has a receipt, two days by which she is told in writing, and an answer (信访条例)."""

from .giving import answer, given, opinion
from .owing import become, join

__all__ = ["answer", "become", "given", "join", "opinion"]
