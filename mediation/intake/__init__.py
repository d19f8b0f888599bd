"""How a case begins."""

from .reporting import Person, new_key, report, risk_of

__all__ = ["Person", "new_key", "report", "risk_of"]
