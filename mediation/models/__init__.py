"""The nouns of mediation. What was said and who said it lies sealed with a key of the case (`accounts.crypto`)."""

from .cases import LETTERS, Case, Kind, Risk, RiskSign, new_number
from .evidence import Evidence
from .parties import Party
from .reading import AccessLog
from .timeline import CaseEvent

__all__ = [
    "LETTERS",
    "AccessLog",
    "Case",
    "CaseEvent",
    "Evidence",
    "Kind",
    "Party",
    "Risk",
    "RiskSign",
    "new_number",
]
