"""The nouns of mediation. What was said and who said it lies sealed with a key of the case (`accounts.crypto`)."""

from .cases import LETTERS, Case, Kind, Risk, RiskSign, new_number
from .evidence import Evidence
from .hers import Binding, DeskCode, Pin, Question
from .parties import Party
from .reading import AccessLog
from .secrecy import BreakGlass, Retention
from .timeline import CaseEvent

__all__ = [
    "LETTERS",
    "AccessLog",
    "Binding",
    "BreakGlass",
    "Case",
    "CaseEvent",
    "DeskCode",
    "Evidence",
    "Kind",
    "Party",
    "Pin",
    "Question",
    "Retention",
    "Risk",
    "RiskSign",
    "new_number",
]
